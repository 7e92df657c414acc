"""Numbers as a person reads them."""

from __future__ import annotations


def counted(count: int, thing: str) -> str:
    """``1 epoch``, ``1,500 epochs``: so many of a thing whose plural ends in s."""
    return f"{count:,} {thing}" if count == 1 else f"{count:,} {thing}s"
