"""Sentences that a person reads, made from codes and their values, for window and command line."""
