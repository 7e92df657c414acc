"""Comparison of the ticked runs: what differs, which reads better, and where they disagree."""
