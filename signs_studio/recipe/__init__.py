"""What the user chose: layers, optimizer and training, checked before anything runs."""
