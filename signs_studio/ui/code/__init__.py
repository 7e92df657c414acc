"""Code as it is shown, and what it printed."""
