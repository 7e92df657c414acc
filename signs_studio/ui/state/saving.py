"""Saving something where a person chooses."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from signs_studio.worker.file_writer import FileWriter


def save_as(
    window: QWidget,
    writer: FileWriter,
    *,
    title: str,
    name: str,
    filters: str,
    write: Callable[[Path], None],
) -> None:
    """Asks where to save something, and has it saved.

    Args:
        window: The dialog is shown above it.
        writer: Has the file written, and tells how that went.
        title: Of the dialog.
        name: That is proposed; its ending is that of a name which is typed without one.
        filters: Kinds of files, as Qt has it.
        write: As of ``FileWriter.write``.
    """
    from signs_studio.ui.widgets.file_dialog import FileDialog

    chosen = FileDialog(window, title).choose_place(
        name, filters=filters, suffix=name.rpartition(".")[2]
    )
    if chosen is not None:
        writer.write(chosen, write)
