"""Settings, each declared once: numbers, choices, switches and lists, with their texts."""
