"""The window of the lessons: the list, the open one, its figures and its code."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QMainWindow,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from signs_studio.lessons.catalogue import find_lesson, lesson_names, lesson_text
from signs_studio.resources import resource
from signs_studio.ui.code.code_panel import CodePanel
from signs_studio.ui.figures.figures_pane import FiguresPane
from signs_studio.ui.lessons.code_saver import CodeSaver
from signs_studio.ui.lessons.lesson_actions import LessonActions
from signs_studio.ui.lessons.lesson_page import LessonPage
from signs_studio.ui.lessons.lesson_session import LessonSession
from signs_studio.ui.lessons.lesson_side import LessonSide
from signs_studio.ui.lessons.lesson_status import lesson_status
from signs_studio.ui.lessons.progress import Progress
from signs_studio.ui.lessons.run_costs import RunCosts
from signs_studio.ui.state.preferences import lessons_values
from signs_studio.ui.widgets.banner import Banner
from signs_studio.ui.widgets.call_later import call_later
from signs_studio.ui.widgets.placement import (
    bring_to_front,
    keep_on_screen,
    restore_splitter,
    restore_window,
)
from signs_studio.ui.widgets.screenshot import save_screenshot
from signs_studio.ui.widgets.scrolling_content import ScrollingContent
from signs_studio.ui.widgets.tab_order import focus_next
from signs_studio.worker.run_state import ACTIVE_STATES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from PySide6.QtGui import QAction, QHideEvent, QResizeEvent, QShowEvent

    from signs_studio.ui.state.appearance import Appearance
    from signs_studio.ui.state.preferences import Preferences, Value
    from signs_studio.ui.state.run_feed import RunFeed
    from signs_studio.ui.state.run_library import RunLibrary
    from signs_studio.ui.widgets.theme import Theme
    from signs_studio.worker.lesson_thread import LessonAnswer
    from signs_studio.worker.run_controller import RunController


LETTERS_FOR_LIST, LINES_FOR_CODE = 100, 34
"""Least room beside the lesson for the list, and beneath the figures for the code."""


class LessonsWindow(QMainWindow):
    """A window of its own, beside the main one. Closed, it is kept as it is.

    Args:
        controller: Says when TensorFlow is loaded, and which pictures are open.
        library: Has the runs of the main window.
        run_feed: Tells of the run in the main window.
        appearance: Of both windows.
        preferences: Remembers what was solved, and where the window stood.
        shared: Actions of the main window that work here too.
        fits_screen: Whether it opens no larger than its screen.

    Signals:
        answer_shown: The figures of the open lesson are on show.
        preset_wanted: The preset of this name is to be trained in the main window.
    """

    answer_shown = Signal()
    preset_wanted = Signal(str)

    def __init__(
        self,
        controller: RunController,
        *,
        library: RunLibrary,
        run_feed: RunFeed,
        appearance: Appearance,
        preferences: Preferences,
        shared: Iterable[QAction] = (),
        fits_screen: bool = True,
    ) -> None:
        super().__init__()
        self.setObjectName("lessons_window")
        self.setWindowIcon(QIcon(str(resource("icons", "signs_studio.svg"))))
        self._preferences = preferences
        self._controller = controller
        self._has_room_for_code = True
        self._fits_screen = fits_screen
        self._was_shown = False
        self._costs = RunCosts(library, run_feed, self)
        self._progress = Progress(preferences, self)
        self.session = LessonSession(controller, self)
        self.addActions(list(shared))
        self._build()
        self._connect()
        appearance.changed.connect(self._set_theme)
        self._set_theme(appearance.theme)
        self._restore()

    # ---- what others may ask for

    def open(self, name: str = "") -> None:
        """Shows a lesson; without a name that of last time.

        Raises:
            UsageError: There is none of that name.
        """
        name = name or self.session.name or self._last_name()
        if name != self.session.name:
            self.session.open(name)
        bring_to_front(self)

    def prepare(self) -> Iterator[None]:
        """Does what is slow the first time, in steps of some milliseconds."""
        for name in lesson_names():
            self._page.prepare(name, find_lesson(name))
            yield
        if not self.session.name:
            self.session.open(self._last_name())
        yield
        if not self._was_shown:
            # Painted nowhere: styles, sizes and letters are found for it.
            self.grab()
            yield
        yield from self._figures.prepare()

    def save_picture(self, path: Path) -> bool:
        """Saves the window as it is as a PNG file; False when the file cannot be written."""
        return save_screenshot(self, path)

    def values(self) -> dict[str, Value]:
        """Returns what is remembered of it; nothing where nobody saw it."""
        if not self._was_shown:
            return {}
        return lessons_values(
            name=self.session.name,
            dialect=self.session.dialect,
            geometry=self.saveGeometry(),
            sizes={name: splitter.sizes() for name, splitter in self._splitters().items()},
        )

    def _panes(self) -> tuple[QWidget | None, ...]:
        return self._side, self._columns.widget(1), self._figures, self._code

    def _splitters(self) -> dict[str, QSplitter]:
        return {"lessons_columns": self._columns, "lessons_right": self._right}

    def _last_name(self) -> str:
        last, names = self._preferences.last_lesson(), lesson_names()
        return last if last in names else names[0]

    # ---- building

    def _build(self) -> None:
        self._side = LessonSide(self._progress)
        self._page = LessonPage()
        self._figures = FiguresPane()
        self._code = CodePanel()
        self._banner = Banner()
        self._actions = LessonActions(self.session, panes=self._panes, window=self)
        CodeSaver(self._code, self.session, banner=self._banner, window=self)
        self._right = QSplitter(Qt.Orientation.Vertical)
        self._right.addWidget(self._figures)
        self._right.addWidget(self._code)
        self._right.setStretchFactor(0, 1)
        self._right.setStretchFactor(1, 1)
        self._right.setChildrenCollapsible(False)
        self._right.setSizes([400, 400])
        self._open_sizes = self._right.sizes()
        middle = QWidget()
        layout = QVBoxLayout(middle)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._page, 1)
        layout.addLayout(self._actions.foot)
        self._columns = QSplitter(Qt.Orientation.Horizontal)
        self._columns.addWidget(self._side)
        self._columns.addWidget(middle)
        self._columns.addWidget(self._right)
        self._columns.setChildrenCollapsible(False)
        self._columns.setStretchFactor(2, 1)
        self._columns.setSizes([226, 384, 670])
        self._content = QWidget()
        layout = QVBoxLayout(self._content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._banner)
        layout.addWidget(ScrollingContent(self._columns), 1)
        self.setCentralWidget(self._content)

    def _connect(self) -> None:
        self._side.lesson_chosen.connect(self.session.open)
        self._page.typed.connect(self.session.type)
        self._page.chosen.connect(self._on_page_chosen)
        self._page.reset_wanted.connect(self.session.reset)
        self._page.train_wanted.connect(self._on_page_train_wanted)
        self._figures.number_chosen.connect(self.session.set_number)
        self._figures.shown.connect(self.answer_shown)
        self._code.dialect_chosen.connect(self.session.set_dialect)
        self._code.unfolded.connect(self._on_code_unfolded)
        self._progress.changed.connect(self._show_solved)
        self._controller.state_changed.connect(self._show_train)
        self._costs.changed.connect(self._show_costs)
        self.session.opened.connect(self._on_session_opened)
        self.session.typed.connect(self._show_typed)
        self.session.answered.connect(self._on_session_answered)
        self.session.refused.connect(self._on_session_refused)
        self.session.failed.connect(self._on_session_failed)
        self.session.state_changed.connect(self._show_state)

    def _restore(self) -> None:
        restore_window(self, self._preferences.geometry("lessons"), fits=self._fits_screen)
        # Before it is shown: it would be made as wide as all of it needs.
        self._use_room()
        for name, splitter in self._splitters().items():
            restore_splitter(splitter, self._preferences.sizes(name))
        self.session.set_dialect(self._preferences.lesson_dialect())
        self._code.show_dialect(self.session.dialect)

    # ---- showing

    def _set_theme(self, theme: Theme) -> None:
        for part in (self._side, self._page, self._figures, self._code):
            part.set_theme(theme)

    def _show_typed(self) -> None:
        self._page.show_texts(self.session.texts, errors=self.session.errors)
        self._code.show_dialect(self.session.dialect)

    def _show_solved(self) -> None:
        self._page.show_solved(self._progress.solved(self.session.name))

    def _show_costs(self) -> None:
        """Shows the article's costs beside those of the run; while it goes on, now and then."""
        lesson = find_lesson(self.session.name) if self.session.name else None
        if lesson is None or not lesson.published_costs:
            self._page.show_costs(None)
        elif self.isVisible():
            self._page.show_costs(self._costs.table(lesson))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shows the list and the code where there is room for them beside the rest."""
        super().resizeEvent(event)
        self._use_room()

    def changeEvent(self, event: QEvent) -> None:
        """With large words list and code give way: there are buttons for next, and to unfold."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._use_room()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Goes on through what there is as it stands, not as it was made."""
        return focus_next(self._content, forward=forward, wraps=True)

    def _use_room(self) -> None:
        lines = self.height() / max(self.fontMetrics().lineSpacing(), 1)
        # A person who unfolds it all the same is not contradicted before there is room again.
        if (lines >= LINES_FOR_CODE) != self._has_room_for_code:
            self._has_room_for_code = lines >= LINES_FOR_CODE
            self._code.set_unfolded(self._has_room_for_code)
        letters = self.width() / max(self.fontMetrics().averageCharWidth(), 1)
        self._side.setVisible(letters >= LETTERS_FOR_LIST)

    def showEvent(self, event: QShowEvent) -> None:
        """Catches up with what was not worth showing before."""
        super().showEvent(event)
        if not self._was_shown and self._fits_screen:
            # Once it has its frame.
            call_later(0, partial(keep_on_screen, self), parent=self)
        self._was_shown = True
        self._show_costs()
        if not event.spontaneous():
            self.session.resume()

    def hideEvent(self, event: QHideEvent) -> None:
        """Computes nothing that nobody sees; minimised, it comes back as it was."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.session.pause()

    def _show_train(self) -> None:
        self._page.set_can_train(self._controller.state not in ACTIVE_STATES)

    def _show_state(self) -> None:
        self._code.show_code(self.session.code)
        self._figures.set_busy(lesson_status(self.session))

    # ---- slots

    def _on_session_opened(self) -> None:
        name = self.session.name
        text = lesson_text(name)
        self.setWindowTitle(self.tr("{title} – Lessons").format(title=text.title))
        self._side.show_lesson(name)
        self._page.show_lesson(name, text, find_lesson(name))
        self._banner.hide()
        self._code.show_printed("")
        self._figures.clear()
        self._show_typed()
        self._show_solved()
        self._show_costs()
        self._show_train()
        self._show_state()

    def _on_session_answered(self, answer: LessonAnswer) -> None:
        self._banner.hide()
        self._figures.show_figures(answer.figures, failure=str(answer.failure or ""))
        self._code.show_code(answer.program)
        self._code.show_printed(answer.printed)
        self._progress.add(self.session.name, answer.solved)

    def _on_session_refused(self, sentence: str) -> None:
        self._figures.show_refusal(sentence)
        self._code.show_printed("")
        self.answer_shown.emit()

    def _on_session_failed(self, sentence: str, details: str) -> None:
        self._banner.say(sentence, details)
        self._figures.show_refusal(sentence)
        self._code.show_printed("")
        self.answer_shown.emit()

    def _on_page_chosen(self, field: str, text: str) -> None:
        self.session.type(field, text, pause=False)

    def _on_page_train_wanted(self) -> None:
        self.preset_wanted.emit(find_lesson(self.session.name).preset)

    def _on_code_unfolded(self, is_open: bool) -> None:
        # Folded, it has no use for room that the figures have.
        if not is_open:
            self._open_sizes = self._right.sizes()
        self._right.setSizes(self._open_sizes if is_open else [sum(self._open_sizes), 0])
