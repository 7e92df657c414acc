"""One run on its own thread, driven from the window. QtCore only."""
