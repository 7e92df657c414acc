"""The runs: a table of them, and what the doctor found."""
