"""The figures of a lesson: the first one largest, the others beneath it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QScrollArea,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from signs_studio.figures import (
    FunctionPlot,
    Graph,
    Heatmaps,
    Histogram,
    Matrix,
    Note,
    Photographs,
    Steps,
    Table,
)
from signs_studio.ui.figures.figure_rows import FigureRows
from signs_studio.ui.figures.function_plot_view import FunctionPlotView
from signs_studio.ui.figures.graph_view import GraphView
from signs_studio.ui.figures.heatmaps_view import HeatmapsView
from signs_studio.ui.figures.histogram_view import HistogramView
from signs_studio.ui.figures.matrix_view import MatrixView
from signs_studio.ui.figures.note_view import NoteView
from signs_studio.ui.figures.photographs_view import PhotographsView
from signs_studio.ui.figures.steps_view import StepsView
from signs_studio.ui.figures.table_view import TableView
from signs_studio.ui.widgets.incremental_task import IncrementalTask

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from PySide6.QtGui import QResizeEvent

    from signs_studio.figures import Figure
    from signs_studio.ui.figures.figure_view import FigureView
    from signs_studio.ui.widgets.theme import Theme

_VIEWS: Mapping[type, Callable[[QWidget], FigureView[Any]]] = {
    FunctionPlot: FunctionPlotView,
    Histogram: HistogramView,
    Matrix: MatrixView,
    Graph: GraphView,
    Table: TableView,
    Steps: StepsView,
    Note: NoteView,
    Photographs: PhotographsView,
    Heatmaps: HeatmapsView,
}
BUSY_AFTER_MS = 250
"""Time that is too short to be worth a word."""
_MADE_BEFOREHAND = {**dict.fromkeys(_VIEWS, 1), Heatmaps: 0, FunctionPlot: 2, Table: 2, Matrix: 5}
"""As many views as lessons usually need, by kind of figure."""


class FiguresPane(QWidget):
    """Shows whatever figures there are; those of the same kinds as before change in place.

    A view that is not wanted any more is kept for the next figure of its kind.

    Signals:
        shown: The figures that were handed over last are on show.
        number_chosen: A field's name, and the number that a person chose for it in a figure.
    """

    shown = Signal()
    number_chosen = Signal(str, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("lesson_figures")
        self._theme: Theme | None = None
        self._views: list[FigureView[Any]] = []
        self._spare: defaultdict[type, list[FigureView[Any]]] = defaultdict(list)
        self._kinds: tuple[type, ...] = ()
        self._coming_kinds: tuple[type, ...] = ()
        self._next: tuple[Sequence[Figure], str] | None = None
        self._is_refused = False
        self._sheet = QWidget()
        self._rows = FigureRows(self._sheet)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidget(self._sheet)
        self._failure = QLabel(wordWrap=True)
        self._failure.setObjectName("lesson_failure")
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
        self._words.setObjectName("lesson_figures_words")
        self._words.setMargin(24)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(drawn)
        self._stack.addWidget(self._words)
        # Over the figures, so that they do not move for it.
        self._busy = QLabel(self)
        self._busy.setObjectName("lesson_busy")
        self._busy.setProperty("role", "note")
        self._busy.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._busy.hide()
        self._patience = QTimer(self, singleShot=True, interval=BUSY_AFTER_MS)
        self._patience.timeout.connect(self._on_patience_timeout)
        self._showing = IncrementalTask(self)
        self._showing.ended.connect(self._on_showing_ended)

    def set_theme(self, theme: Theme) -> None:
        """Colours the figures."""
        self._theme = theme
        for view in (*self._views, *(view for views in self._spare.values() for view in views)):
            view.set_theme(theme)
        self._arrange_again()

    def prepare(self) -> Iterator[None]:
        """Makes views beforehand, one for each step."""
        for kind, number in _MADE_BEFOREHAND.items():
            while self._kinds.count(kind) + len(self._spare[kind]) < number:
                self._spare[kind].append(self._make(kind))
                yield

    def clear(self) -> None:
        """Takes all figures away; what is under way is said in their place."""
        self._put_away()
        self._say(self._busy.text(), role="muted")

    def set_busy(self, words: str) -> None:
        """Says what is under way, over the figures that stay meanwhile; empty for nothing."""
        self._busy.setText(words)
        if not self._kinds:
            # What was said last stays until the figures are there.
            if words or not (self._is_refused or self._showing.is_active):
                self._say(words, role="muted")
        elif not words:
            self._patience.stop()
            self._busy.hide()
        elif self._busy.isVisible():
            self._place_busy()
        elif not self._patience.isActive():
            self._patience.start()

    def show_refusal(self, sentence: str) -> None:
        """Says why there are no figures."""
        self._put_away()
        self._say(sentence, role="error")

    def show_figures(self, figures: Sequence[Figure], *, failure: str = "") -> None:
        """Begins to show figures, the first one largest, and why TensorFlow refused, where it did.

        Beside a run all of them would take so long that the window stood still: each has a turn of
        the event loop, and they appear together. Those that take the place of others of the same
        kinds, as while a point is dragged, let them appear first: however many follow each other,
        some are seen.
        """
        kinds = tuple(type(figure) for figure in figures)
        if self._showing.is_active and kinds == self._coming_kinds:
            self._next = figures, failure
            return
        self._next = None
        self._coming_kinds = kinds
        self._showing.begin(self._show_step_by_step(tuple(figures), failure))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Puts figures side by side where there is room."""
        super().resizeEvent(event)
        self._place_busy()
        self._arrange_again()

    def changeEvent(self, event: QEvent) -> None:
        """Gives larger words the room that they need."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._arrange_again()

    def _say(self, words: str, *, role: str) -> None:
        self._is_refused = role == "error"
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

    def _on_showing_ended(self, all_done: bool) -> None:
        self._sheet.setUpdatesEnabled(True)
        # Its size or look may have changed meanwhile.
        self._arrange_again()
        if self._next is not None:
            figures, failure = self._next
            self.show_figures(figures, failure=failure)
        elif all_done:
            self.shown.emit()

    def _show_step_by_step(self, figures: Sequence[Figure], failure: str) -> Iterator[None]:
        """Yields wherever others may have their turn."""
        # Not painted until all is in its place; those before have been painted by now.
        self._sheet.setUpdatesEnabled(False)
        if self._coming_kinds != self._kinds:
            self._put_views_away()
            for figure in figures:
                yield from self._take_view(type(figure))
        for view, figure in zip(self._views, figures, strict=True):
            view.show_figure(figure)
            yield
        self._arrange()
        self._failure.setText(failure)
        self._failure.setVisible(bool(failure))
        self._stack.setCurrentIndex(0)
        yield

    def _put_away(self) -> None:
        """Has no figures, nor any to come."""
        self._showing.stop()
        self._next = None
        self._sheet.setUpdatesEnabled(True)
        self._put_views_away()

    def _put_views_away(self) -> None:
        for kind, view in zip(self._kinds, self._views, strict=True):
            view.hide()
            view.ask_height(0)
            self._spare[kind].append(view)
        self._kinds = ()
        self._views = []
        self._rows.clear()

    def _take_view(self, kind: type) -> Iterator[None]:
        """Has one more view of this kind; yields where it had to be made."""
        spare = self._spare[kind]
        is_made = not spare
        self._views.append(self._make(kind) if is_made else spare.pop(0))
        self._kinds = (*self._kinds, kind)
        if is_made:
            yield

    def _make(self, kind: type) -> FigureView[Any]:
        view = _VIEWS[kind](self._sheet)
        view.hide()
        view.number_chosen.connect(self.number_chosen)
        if self._theme is not None:
            view.set_theme(self._theme)
        return view

    def _arrange_again(self) -> None:
        """Follows another size or look; figures that are still to come are arranged at the end."""
        if not self._showing.is_active:
            self._arrange()

    def _arrange(self) -> None:
        self._rows.arrange(self._views, self._kinds, width=self.width(), height=self.height())
