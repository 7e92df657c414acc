"""Diagnosis of a run from its numbers: findings while it goes on, and how it ended."""
