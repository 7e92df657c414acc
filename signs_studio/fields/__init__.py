"""What can be set, declared once: numbers, choices, switches and lists, with their texts."""
