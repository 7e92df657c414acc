"""TensorFlow step by step: lessons whose code is run for real."""
