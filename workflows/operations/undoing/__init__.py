"""What every ending shares: branches stopped, results taken back, rows put back as they were."""
