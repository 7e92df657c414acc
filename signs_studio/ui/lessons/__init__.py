"""The window of the lessons: words, fields, figures and code, side by side."""
