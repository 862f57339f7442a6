"""The stretches of the flows: what each node prepares, and what follows it."""
