"""The words over the figures of a lesson that is not computed yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.messages import Message

if TYPE_CHECKING:
    from signs_studio.ui.lessons.lesson_session import LessonSession


def lesson_status(session: LessonSession) -> str:
    """Returns what the figures wait for, in words; empty where they are those of the fields."""
    if session.waits_for_engine:
        return Message("lesson_status", "TensorFlow is loading: a few seconds more.").text()
    if session.engine_is_missing:
        return Message(
            "lesson_status", "TensorFlow could not be loaded. Press Reset in the main window."
        ).text()
    if session.waits_for_data:
        return Message("lesson_status", "The pictures are being opened: a moment more.").text()
    if session.errors:
        titles = ", ".join(session.wrong_titles)
        if titles:
            return Message("lesson_status", "Not computed: see {fields}").text(fields=titles)
        return Message("lesson_status", "Not computed: see beneath the fields").text()
    return (
        Message("lesson_status", "TensorFlow is computing…").text() if session.is_computing else ""
    )
