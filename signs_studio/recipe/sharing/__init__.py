"""Recipes handed on: as a file, and as one line of text that a chat or a QR code can hold.

Both come back from strangers, so all of this is read within limits and checked as a draft is.
"""
