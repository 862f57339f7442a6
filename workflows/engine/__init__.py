"""What drives every process: one change of the world, one lock per process, our few kinds of node."""
