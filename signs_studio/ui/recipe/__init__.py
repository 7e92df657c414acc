"""The left of the window: data, network, optimizer, training."""
