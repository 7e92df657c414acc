"""Names that strangers chose, made fit to be shown."""

from __future__ import annotations

from collections import defaultdict
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def plain_text(text: str, limit: int = 60) -> str:
    """Return ``text`` on one line, without anything that is not printed, at most ``limit`` long.

    Line breaks, control characters, marks that turn the direction of writing, and bytes that were
    no text are each shown as U+FFFD. A longer text is cut in the middle: names that begin alike
    often differ at their ends, and files have their endings there. Markup stays as it is: show the
    result as plain text.

    Args:
        text: A name from a file, an array or a folder.
        limit: The most characters to return, at least 1.
    """
    # Cut first: a name may be as long as the file that holds it.
    if len(text) > limit:
        tail = (limit - 1) // 2
        text = f"{text[: limit - 1 - tail]}\N{HORIZONTAL ELLIPSIS}{text[len(text) - tail :]}"
    return "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text
    )


def plain_lines(text: str) -> str:
    """Return the lines of ``text``, however long, each without anything that is not printed."""
    return "\n".join(plain_text(line, max(len(line), 1)) for line in text.split("\n"))


def plain_names(names: Iterable[str], limit: int) -> tuple[str, ...]:
    """Return the names of one list as ``plain_text``, no two of them the same.

    Names that would look alike are numbered, "name (2)"; one that is shown as it is keeps its own.

    Args:
        names: All different.
        limit: The most characters of each, more than the longest number needs.
    """
    names = tuple(names)
    shown = [plain_text(name, limit) for name in names]
    taken = {text for name, text in zip(names, shown, strict=True) if name == text}
    stem_limit = limit - len(f" ({len(names) + 1})")
    # One count for all that are numbered alike: each would begin at 2 again, 65,536 times over.
    numbers: defaultdict[str, Iterator[int]] = defaultdict(lambda: count(2))
    for place, (name, text) in enumerate(zip(names, shown, strict=True)):
        if name == text:
            continue
        stem = plain_text(text, stem_limit)
        while shown[place] in taken:
            shown[place] = f"{stem} ({next(numbers[stem])})"
        taken.add(shown[place])
    return tuple(shown)
