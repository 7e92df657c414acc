"""A report as plain blocks, which are laid out as a page of HTML or as pages of PDF."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class Heading:
    """A heading.

    Attributes:
        text: Its words.
        level: 2 for a part, 3 for a section of it.
        new_page: Whether it begins a page.
    """

    kind: ClassVar = "heading"

    text: str
    level: int = 2
    new_page: bool = False


@dataclass(frozen=True)
class Paragraph:
    """Some sentences.

    Attributes:
        text: Plain text; each line is a paragraph of its own.
        style: ``plain``, ``note`` for a person's own words, ``remark`` for words of less weight.
    """

    kind: ClassVar = "paragraph"

    text: str
    style: str = "plain"


@dataclass(frozen=True)
class Facts:
    """Names with what there is to say of each."""

    kind: ClassVar = "facts"

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Table:
    """A table.

    Attributes:
        head: Of each column.
        rows: Cells, as many as columns each.
        words: How many of the first columns hold words; the others hold numbers, which end at the
            right.
    """

    kind: ClassVar = "table"

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    words: int = 1


@dataclass(frozen=True)
class Figure:
    """A picture, a whole file of SVG of our own making."""

    kind: ClassVar = "figure"

    svg: str


@dataclass(frozen=True)
class Code:
    """Something to be typed, or copied."""

    kind: ClassVar = "code"

    text: str


Block = Heading | Paragraph | Facts | Table | Figure | Code


@dataclass(frozen=True, kw_only=True)
class Document:
    """A report.

    Attributes:
        title: Its title.
        subtitle: A line under it.
        blocks: From the top.
    """

    title: str
    subtitle: str
    blocks: tuple[Block, ...]
