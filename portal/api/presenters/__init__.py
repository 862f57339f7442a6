"""From the domain to plain shapes with the names of the contract. Nothing here asks the database."""
