"""State that the window's views read and ask to change: selection, draft, preferences, look."""
