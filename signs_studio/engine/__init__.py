"""How it learns. TensorFlow is imported here and nowhere else."""
