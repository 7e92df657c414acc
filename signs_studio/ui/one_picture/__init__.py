"""One picture of a person's own, and what the network reads in it."""
