"""Saving the code of a lesson as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from signs_studio.data.plain_text import plain_text
from signs_studio.files import write_whole
from signs_studio.ui.widgets.file_dialog import FileDialog

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from signs_studio.ui.code.code_panel import CodePanel
    from signs_studio.ui.lessons.lesson_session import LessonSession
    from signs_studio.ui.widgets.banner import Banner


class CodeSaver(QObject):
    """Asks where the code is to be saved, and says where it cannot be.

    Args:
        code: Has the code, and asks for it to be saved.
        session: Names the lesson and its dialect.
        banner: Says what went wrong.
        window: The dialog is shown above it.
    """

    def __init__(
        self, code: CodePanel, session: LessonSession, *, banner: Banner, window: QWidget
    ) -> None:
        super().__init__(window)
        self._code = code
        self._session = session
        self._banner = banner
        self._window = window
        code.save_wanted.connect(self._on_code_save_wanted)

    def _on_code_save_wanted(self) -> None:
        name = f"{self._session.name.replace('-', '_')}_{self._session.dialect}.py"
        dialog = FileDialog(self._window, self.tr("Save the code"))
        chosen = dialog.choose_place(name, filters=self.tr("Python (*.py)"), suffix="py")
        if chosen is None:
            return
        if chosen.suffix.lower() != ".py":
            words = self.tr("Code is saved as Python: choose a name that ends in .py, not {end}.")
            self._banner.say(words.format(end=plain_text(chosen.suffix, 20)))
            return
        try:
            write_whole(chosen, self._code.code.encode())
        except OSError:
            self._banner.say(self.tr("The code could not be saved there: choose another folder."))
        else:
            self._banner.hide()
            self._code.show_saved()
