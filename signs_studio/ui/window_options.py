"""Options of the window on the command line. Imports no Qt: it is made before Qt may be loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

THEMES = ("system", "light", "dark")
"""Choices of colours; ``system`` follows the desktop's."""


class WindowOptions(NamedTuple):
    """Options with which the window opens. None leaves it as it was when it was last closed.

    Attributes:
        data: The file or folder to open; None for the built-in pictures.
        preset: A name in ``signs_studio.recipe.presets.PRESETS``.
        demo: Whether Train is pressed as soon as it can be.
        epochs: How many epochs to train, in place of the recipe's.
        screenshot: Where to save a picture of the window when the run ends, and then leave.
        size: Width and height in pixels, of the window and of that of the lessons.
        theme: One of ``THEMES``.
        lesson: The lesson to open; then ``screenshot`` is of its window, once it is computed.
        home: The folder under which runs are kept; None for the user's own.
    """

    data: Path | None = None
    preset: str | None = None
    demo: bool = False
    epochs: int | None = None
    screenshot: Path | None = None
    size: tuple[int, int] | None = None
    theme: str | None = None
    lesson: str | None = None
    home: Path | None = None
