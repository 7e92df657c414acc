"""Datasets: the built-in hands, files in the SIGNS layout, and their way into memory."""
