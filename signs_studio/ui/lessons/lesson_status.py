"""The words over the figures of a lesson that is not computed yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from signs_studio.ui.wording.declared import shown

if TYPE_CHECKING:
    from signs_studio.ui.lessons.lesson_session import LessonSession


def lesson_status(session: LessonSession) -> str:
    """Returns what the figures wait for, in words; empty where they are those of the fields."""
    if session.waits_for_engine:
        return _tr("TensorFlow is loading: a few seconds more.")
    if session.engine_is_missing:
        return _tr("TensorFlow could not be loaded. Press Reset in the main window.")
    if session.waits_for_data:
        return _tr("The pictures are being opened: a moment more.")
    if session.errors:
        titles = ", ".join(map(shown, session.wrong_titles))
        if titles:
            return _tr("Not computed: see {fields}").format(fields=titles)
        return _tr("Not computed: see beneath the fields")
    return _tr("TensorFlow is computing…") if session.is_computing else ""


def _tr(text: str) -> str:
    return QCoreApplication.translate("lesson_status", text)
