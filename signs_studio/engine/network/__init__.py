"""Computations of a network: layers, their gradients, optimizers and augmentation."""
