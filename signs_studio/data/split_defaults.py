"""How data is split that came without test pictures, unless a person chooses otherwise."""

from __future__ import annotations

TEST_SHARE = 0.1
"""Of every class, the share of test pictures."""
SPLIT_SEED = 1
"""Seed by which they are chosen."""
