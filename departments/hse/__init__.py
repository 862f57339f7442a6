"""Health, safety and environment: training, medical fitness and contractors' licences (R95)."""
