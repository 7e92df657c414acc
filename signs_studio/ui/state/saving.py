"""Saving something where a person chooses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from signs_studio.data.plain_text import plain_text
from signs_studio.errors import SavingError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from signs_studio.ui.state.notifications import Notifications


def save_as(
    window: QWidget,
    notifications: Notifications,
    *,
    title: str,
    name: str,
    filters: str,
    write: Callable[[Path], None],
) -> None:
    """Asks where to save something, saves it, and tells how that went.

    Args:
        window: The dialog is shown above it.
        notifications: Where it is told.
        title: Of the dialog.
        name: That is proposed; its ending is that of a name which is typed without one.
        filters: Kinds of files, as Qt has it.
        write: Writes the file; may raise ``SavingError``.
    """
    from signs_studio.ui.widgets.file_dialog import FileDialog

    chosen = FileDialog(window, title).choose_place(
        name, filters=filters, suffix=name.rpartition(".")[2]
    )
    if chosen is None:
        return
    try:
        write(chosen)
    except SavingError as error:
        notifications.went_wrong.emit(str(error), "")
    else:
        words = QCoreApplication.translate("saving", "Saved as {name}")
        notifications.said.emit(words.format(name=plain_text(chosen.name)))
