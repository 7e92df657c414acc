"""Predictions for the test pictures: a grid of all, and one looked at closely."""
