"""The pictures of a lesson: the first one largest, the others beneath it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLabel,
    QScrollArea,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from signs_studio.lessons.pictures import (
    FunctionPlot,
    Graph,
    Histogram,
    Matrix,
    Note,
    Photographs,
    Steps,
    Table,
)
from signs_studio.ui.lessons.function_plot_view import FunctionPlotView
from signs_studio.ui.lessons.graph_view import GraphView
from signs_studio.ui.lessons.histogram_view import HistogramView
from signs_studio.ui.lessons.matrix_view import MatrixView
from signs_studio.ui.lessons.note_view import NoteView
from signs_studio.ui.lessons.photographs_view import PhotographsView
from signs_studio.ui.lessons.steps_view import StepsView
from signs_studio.ui.lessons.table_view import TableView

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtGui import QResizeEvent

    from signs_studio.lessons.pictures import Picture
    from signs_studio.ui.lessons.picture_view import PictureView
    from signs_studio.ui.theme import Theme

_VIEWS: Mapping[type, Callable[[], PictureView[Any]]] = {
    FunctionPlot: FunctionPlotView,
    Histogram: HistogramView,
    Matrix: MatrixView,
    Graph: GraphView,
    Table: TableView,
    Steps: StepsView,
    Note: NoteView,
    Photographs: PhotographsView,
}
BUSY_AFTER_MS = 250
"""What takes less is not worth a word."""
_LETTERS_FOR_TWO = 84
"""How wide the pane must be for two pictures side by side."""


class PicturesPane(QWidget):
    """Shows whatever pictures there are; those of the same kinds as before change in place.

    Signals:
        number_chosen: A field's name, and the number that a person chose for it in a picture.
    """

    number_chosen = Signal(str, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("lesson_pictures")
        self._theme: Theme | None = None
        self._views: list[PictureView[Any]] = []
        self._kinds: tuple[type, ...] = ()
        self._columns = 0
        self._grid_place = QWidget()
        self._grid = QGridLayout(self._grid_place)
        self._grid.setContentsMargins(14, 10, 14, 10)
        self._grid.setSpacing(14)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidget(self._grid_place)
        self._failure = QLabel(wordWrap=True)
        self._failure.setObjectName("lesson_failure")
        self._failure.setTextFormat(Qt.TextFormat.PlainText)
        self._failure.setProperty("role", "error")
        self._failure.setMargin(14)
        self._failure.hide()
        drawn = QWidget()
        layout = QVBoxLayout(drawn)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._failure)
        layout.addWidget(self._area, 1)
        self._words = QLabel(wordWrap=True, alignment=Qt.AlignmentFlag.AlignCenter)
        self._words.setObjectName("lesson_pictures_words")
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setMargin(24)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(drawn)
        self._stack.addWidget(self._words)
        # Over the pictures, so that they do not move for it.
        self._busy = QLabel(self)
        self._busy.setObjectName("lesson_busy")
        self._busy.setProperty("role", "note")
        self._busy.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._busy.hide()
        self._patience = QTimer(self, singleShot=True, interval=BUSY_AFTER_MS)
        self._patience.timeout.connect(self._on_patience_timeout)

    def set_theme(self, theme: Theme) -> None:
        """Colours the pictures."""
        self._theme = theme
        for view in self._views:
            view.set_theme(theme)

    def clear(self) -> None:
        """Takes all pictures away; what is under way is said in their place."""
        self._kinds = ()
        self._make_views()
        self._say(self._busy.text(), role="muted")

    def set_busy(self, words: str) -> None:
        """Says what is under way, over the pictures that stay meanwhile; empty for nothing."""
        self._busy.setText(words)
        if not self._kinds:
            if words:
                self._say(words, role="muted")
        elif not words:
            self._patience.stop()
            self._busy.hide()
        elif not self._patience.isActive() and self._busy.isHidden():
            self._patience.start()

    def show_refusal(self, sentence: str) -> None:
        """Says why there are no pictures."""
        self._kinds = ()
        self._make_views()
        self._say(sentence, role="error")

    def show_pictures(self, pictures: Sequence[Picture], *, failure: str = "") -> None:
        """Shows pictures, the first one largest, and why TensorFlow refused, where it did."""
        kinds = tuple(type(picture) for picture in pictures)
        if kinds != self._kinds:
            self._kinds = kinds
            self._make_views()
        for view, picture in zip(self._views, pictures, strict=True):
            view.show_picture(picture)
        self._failure.setText(failure)
        self._failure.setVisible(bool(failure))
        self._stack.setCurrentIndex(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Puts pictures side by side where there is room."""
        super().resizeEvent(event)
        self._place_busy()
        if self._columns != self._columns_that_fit():
            self._arrange()

    def _say(self, words: str, *, role: str) -> None:
        self._busy.hide()
        self._patience.stop()
        self._words.setText(words)
        self._words.setProperty("role", role)
        self._words.style().unpolish(self._words)
        self._words.style().polish(self._words)
        self._stack.setCurrentIndex(1)

    def _place_busy(self) -> None:
        self._busy.adjustSize()
        self._busy.move(self.width() - self._busy.width() - 14, 8)

    def _on_patience_timeout(self) -> None:
        self._place_busy()
        self._busy.show()
        self._busy.raise_()

    def _make_views(self) -> None:
        for view in self._views:
            self._grid.removeWidget(view)
            view.hide()
            view.deleteLater()
        self._views = [_VIEWS[kind]() for kind in self._kinds]
        for view in self._views:
            view.number_chosen.connect(self.number_chosen)
            if self._theme is not None:
                view.set_theme(self._theme)
        self._arrange()

    def _columns_that_fit(self) -> int:
        return 2 if self.width() > _LETTERS_FOR_TWO * self.fontMetrics().averageCharWidth() else 1

    def _arrange(self) -> None:
        """The first and all notes have a row of their own; the rest stand in pairs if they can."""
        self._columns = self._columns_that_fit()
        for row in range(self._grid.rowCount()):
            self._grid.setRowStretch(row, 0)
        row, column = -1, 2
        for place, (view, kind) in enumerate(zip(self._views, self._kinds, strict=True)):
            is_last_alone = place == len(self._views) - 1 and column != 1
            is_wide = self._columns == 1 or place == 0 or kind is Note or is_last_alone
            if is_wide or column > 1:
                row, column = row + 1, 0
            self._grid.addWidget(view, row, column, 1, 2 if is_wide else 1)
            column += 2 if is_wide else 1
            if view.grows:
                self._grid.setRowStretch(row, 3 if place == 0 else 2)
        for column in range(2):
            self._grid.setColumnStretch(column, 1 if column < self._columns else 0)
        # What is left over goes beneath them all, where none of them can use it.
        self._grid.setRowStretch(row + 1, 0 if any(view.grows for view in self._views) else 1)
