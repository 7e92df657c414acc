"""Runs kept on the disk: one folder a run, written as it goes, and read back.

``RunStore`` lists, opens, labels and removes them; ``RunKeeper`` writes one while it is trained.
"""
