"""What the window's views read and ask to change: draft, preferences, appearance."""
