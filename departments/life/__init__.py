"""Life services: meals with their cut-offs (R92), canteen cards, housing and dormitories."""
