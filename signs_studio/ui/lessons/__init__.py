"""The window of the lessons: words, fields, pictures and code, side by side."""
