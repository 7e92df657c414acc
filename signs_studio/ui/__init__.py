"""What is seen: the window and its panels."""
