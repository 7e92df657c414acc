"""Sentences on the learning rates that were found for a recipe."""

from signs_studio.messages import Message

SEEDS_DIFFER = Message(
    "learning_rates",
    "But the seeds differ by more than the cost falls: train longer, or try the ends of the range.",
)
"""Said where ``LearningRateRange.is_within_spread``."""
