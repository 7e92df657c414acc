"""The data card: what the data is, and what can be changed in it."""
