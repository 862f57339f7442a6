"""Rules, contracts and archives: rule enquiries answered at once, birth dates as the archive has them."""
