"""Pictures of a window as it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer

from signs_studio.files import write_whole

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget


def save_screenshot(widget: QWidget, path: Path) -> bool:
    """Saves a widget as it is as a PNG file, whole or not at all; False when it cannot be written.

    Qt's own ``save`` would overwrite a previous picture with as much as fits on the disk.
    """
    buffer = QBuffer()
    if not widget.grab().save(buffer, "PNG"):
        return False
    try:
        write_whole(path, bytes(buffer.data().data()))
    except OSError:
        return False
    return True
