"""Runs: their events, the control of them, and the record that they leave."""
