"""Names that strangers chose, made fit to be shown."""

from __future__ import annotations


def plain_text(text: str, limit: int = 60) -> str:
    """Return ``text`` on one line, without anything that is not printed, at most ``limit`` long.

    Line breaks, control characters, marks that turn the direction of writing, and bytes that were
    no text are each shown as U+FFFD. Markup stays as it is: show the result as plain text.

    Args:
        text: A name from a file, an array or a folder.
        limit: The most characters to return, at least 1.
    """
    # Cut first: a name may be as long as the file that holds it.
    shown = "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}"
        for letter in text[: limit + 1]
    )
    return shown if len(shown) <= limit else shown[: limit - 1] + "\N{HORIZONTAL ELLIPSIS}"
