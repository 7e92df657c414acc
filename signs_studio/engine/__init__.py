"""The engine: networks and their training. TensorFlow is imported here and nowhere else."""
