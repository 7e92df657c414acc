"""What a run's numbers say of it: findings while it goes on, and how it ended."""
