"""The run, and the threads that read, train, answer and compute lessons. QtCore only."""
