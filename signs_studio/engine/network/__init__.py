"""What a network computes: layers, their slopes, optimizers, augmentation."""
