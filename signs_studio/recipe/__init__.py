"""Everything that is chosen for a run: layers, optimizer and training, checked before it."""
