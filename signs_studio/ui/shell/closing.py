"""Closing the window: what is saved before, and what is asked."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from signs_studio.ui.widgets.call_later import call_later

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMainWindow

    from signs_studio.ui.lessons.opener import LessonsOpener
    from signs_studio.ui.shell.saver import Saver
    from signs_studio.ui.state.workspace import Workspace
    from signs_studio.worker.data_thread import DataThread

CLOSE_WAIT_MS = 1200
# A disk that sleeps needs some seconds to wake up.
SAVE_WAIT_MS = 8000
# Windows takes a program for hung after five seconds.
SESSION_SAVE_WAIT_MS = 4000
SESSION_END_MS = 30_000
"""Time from the announcement of a session's end to the end of its last program, at most."""


class Closing(QObject):
    """Lets the window be closed where nothing is lost by it, or a person wants it all the same.

    Args:
        workspace: Of the window.
        saver: Saves the settings.
        lessons: Closed with the window.
        data_thread: Ended with it.
        window: Closed.
    """

    def __init__(
        self,
        workspace: Workspace,
        *,
        saver: Saver,
        lessons: LessonsOpener,
        data_thread: DataThread,
        window: QMainWindow,
    ) -> None:
        super().__init__(window)
        self._controller = workspace.controller
        self._inspection = workspace.inspection
        self._library = workspace.library
        self._kept = workspace.kept_pictures
        self._reader = workspace.picture_reader
        self._notifications = workspace.notifications
        self._saver = saver
        self._lessons = lessons
        self._data_thread = data_thread
        self._window = window
        self._asks = True
        self._was_put_off = False
        saver.failed.connect(self._on_saver_failed)
        saver.saved.connect(self._on_saver_saved)
        self._controller.ended.connect(saver.save_soon)

    def leave(self) -> bool:
        """Closes the window without a question; False where what is to be saved cannot be."""
        asks, self._asks = self._asks, False
        closed = self._window.close()
        self._asks = asks
        return closed

    def end_with_session(self) -> None:
        """Saves, and asks nothing before the window closes: the desktop is about to end all.

        A person may still cancel that, which no program is told: soon it asks again.
        """
        self._asks = False
        call_later(SESSION_END_MS, self._ask_again, parent=self)
        self._saver.save(SESSION_SAVE_WAIT_MS // 2)
        self._controller.flush(SESSION_SAVE_WAIT_MS // 2)

    def may_close(self) -> bool:
        """Saves what there is to save and stops the run; the threads end by themselves.

        Where kept pictures would be lost, it asks first. What cannot be saved is said then, and the
        run goes on: the next time it leaves without.

        Returns:
            False where the window is to stay.
        """
        asks = self._asks and not self._was_put_off
        if asks and self._kept.has_unsaved:
            self._ask_for_kept_pictures()
            return False
        if not self._can_leave():
            return False
        self._controller.close(CLOSE_WAIT_MS, write_wait_ms=SAVE_WAIT_MS)
        self._lessons.close(CLOSE_WAIT_MS // 4)
        self._reader.finish()
        self._data_thread.finish(CLOSE_WAIT_MS // 4)
        self._inspection.finish(CLOSE_WAIT_MS // 4)
        self._library.close(CLOSE_WAIT_MS // 4)
        trouble = self._controller.keeping.trouble
        if trouble:
            # Nothing runs any more, so that there is nothing to stay for.
            words = self.tr("The run could not be kept: {reason}.")
            print(words.format(reason=trouble), file=sys.stderr)
        self._saver.finish(CLOSE_WAIT_MS // 4)
        return True

    def _ask_for_kept_pictures(self) -> None:
        # Seldom needed: imported then, not before the start.
        from signs_studio.ui.widgets.confirmation import ask

        ask(
            self._window,
            self.tr("Leave without the kept pictures?"),
            self.tr("Of the pictures that you kept, some are in no folder yet."),
            verb=self.tr("Leave without them"),
            keep=self.tr("Stay"),
            then=self.leave,
            more=self.tr("To save them, stay, and press “Save as a folder” in Your picture."),
        )

    def _can_leave(self) -> bool:
        """Saves what there is to save; False where that fails and the person did not know."""
        reason = self._saver.save(CLOSE_WAIT_MS if self._was_put_off else SAVE_WAIT_MS)
        reason = reason or self._controller.keeping.trouble
        if not reason or self._was_put_off:
            return True
        self._was_put_off = True
        words = self.tr(
            "Not everything could be saved ({reason}): see to the disk of your home folder, or "
            "close again to leave without it."
        )
        self._notifications.went_wrong.emit(words.format(reason=reason), "")
        self._window.setWindowState(self._window.windowState() & ~Qt.WindowState.WindowMinimized)
        self._window.raise_()
        return False

    def _ask_again(self) -> None:
        self._asks = True

    def _on_saver_saved(self) -> None:
        self._was_put_off = False

    def _on_saver_failed(self, reason: str) -> None:
        words = self.tr(
            "The settings cannot be saved ({reason}): see to the disk of your home folder. It is "
            "tried again when the next run ends, and when the window is closed."
        )
        self._notifications.went_wrong.emit(words.format(reason=reason), "")
