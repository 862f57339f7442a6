"""The demo: embedded PostgreSQL and Valkey, demo data, one parent for every process."""
