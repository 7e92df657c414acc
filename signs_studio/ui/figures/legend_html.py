"""Legends of figures as rich text."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def legend_html(entries: Iterable[str]) -> str:
    """Returns a legend of entries, which is broken into lines between them."""
    return "&nbsp;&nbsp; ".join(entries)


def entry_html(mark: str, words: str) -> str:
    """Returns an entry, whose words stay on one line.

    Args:
        mark: As rich text.
        words: What it stands for, as plain text.
    """
    return f"{mark}&nbsp;{unbroken(words)}"


def unbroken(words: str) -> str:
    """Returns plain text as rich text that stays on one line."""
    return escape(words).replace(" ", "&nbsp;")


def coloured(characters: str, colour: str) -> str:
    """Returns characters, or other rich text, in a colour."""
    return f'<span style="color:{colour}">{characters}</span>'
