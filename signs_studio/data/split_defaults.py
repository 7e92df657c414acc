"""Defaults of the split into a training set and a test set, for data without test pictures."""

from __future__ import annotations

TEST_SHARE = 0.1
"""Of every class, the share of test pictures."""
SPLIT_SEED = 1
"""Seed by which they are chosen."""
