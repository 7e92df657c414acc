"""Plausibility of what was read: which axis is what, what range numbers have, what labels say.

Pure functions on arrays; what they find and put right is said in notes.
"""
