"""The network as in a textbook, with the activity of one picture, and its units one by one."""
