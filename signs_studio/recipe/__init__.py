"""Everything a person chooses for a run: layers, optimizer and training, checked before anything runs."""
