"""One picture of the data looked into: what is read in it, why, and what would change that."""
