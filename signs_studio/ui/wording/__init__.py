"""Sentences that a person reads, made from codes and values."""
