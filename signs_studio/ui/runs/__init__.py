"""The runs: a table of them."""
