"""What happens in a run: what it is told, what it says, and the history it leaves."""
