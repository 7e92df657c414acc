"""The icons of ``resources/icons``, in the colours of the theme."""

from __future__ import annotations

from PySide6.QtCore import QByteArray
from PySide6.QtGui import QIcon, QPixmap

from signs_studio.resources import resource

SIDE = 96


def load_icon(name: str, *, colour: str, disabled: str) -> QIcon:
    """An icon of one colour.

    Args:
        name: A file of ``resources/icons`` without its ending; it is drawn in black.
        colour: As ``#rrggbb``.
        disabled: The colour while the button cannot be pressed.
    """
    icon = QIcon()
    pixmap = _pixmap(name, colour)
    icon.addPixmap(pixmap, QIcon.Mode.Normal)
    icon.addPixmap(_pixmap(name, disabled), QIcon.Mode.Disabled)
    # Without one of its own, Qt tints it in the colour of selections.
    icon.addPixmap(pixmap, QIcon.Mode.Selected)
    return icon


def _pixmap(name: str, colour: str) -> QPixmap:
    text = resource("icons", f"{name}.svg").read_text(encoding="utf-8")
    text = text.replace("#000", colour).replace(
        'width="24" height="24"', f'width="{SIDE}" height="{SIDE}"', 1
    )
    pixmap = QPixmap()
    pixmap.loadFromData(QByteArray(text.encode()), "SVG")
    return pixmap
