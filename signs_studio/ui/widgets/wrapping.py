"""Long words, made fit for labels and tooltips, which both take plain text alone."""

from __future__ import annotations

import re
from textwrap import wrap

SOURCE_LIMIT = 400
"""Longest path of a file in a tooltip, in characters."""
_TOOLTIP_LETTERS = 80
_LONG_WORD = re.compile(r"(\S{20})(?=\S)")


def in_lines(words: str) -> str:
    """Break long words and sentences into lines, which plain tooltips do not do by themselves."""
    return "\n".join(
        piece for line in words.split("\n") for piece in wrap(line, _TOOLTIP_LETTERS) or [""]
    )


def breakable(words: str) -> str:
    """Let a label break long words: it would be as wide as the longest, and its window with it."""
    return _LONG_WORD.sub("\\1\N{ZERO WIDTH SPACE}", words)
