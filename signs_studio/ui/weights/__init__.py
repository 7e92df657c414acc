"""First weights as pictures, and the distributions of weights and activations of all layers."""
