"""One plot against the epoch: a training and a test curve, and those of earlier runs behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QSignalBlocker, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from signs_studio.ui.charts.cached_curves import CachedCurves
from signs_studio.ui.charts.pens import cosmetic_pen, curve_width, raw_pen, test_pen, train_pen
from signs_studio.ui.plots.epoch_canvas import EpochCanvas
from signs_studio.ui.plots.epoch_marks import mark_lines
from signs_studio.ui.plots.hover_label import HoverLabel
from signs_studio.ui.plots.live_curve import LiveCurve, Pair, united
from signs_studio.ui.plots.previous_run_curves import EarlierRun, PreviousRunCurves
from signs_studio.ui.plots.seed_band import SeedBand
from signs_studio.ui.plots.view_range import ViewRange

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signs_studio.charts.scales import Scale
    from signs_studio.ui.plots.epoch_marks import EpochMark
    from signs_studio.ui.plots.seed_groups import Band
    from signs_studio.ui.widgets.theme import Theme

_REACH_PX = 6
_LEAST_LINES = 6


class RunPlot(QWidget):
    """Draws what it is given; what it shows of the epochs, and of which epoch, others decide.

    Args:
        title: Of the quantity, for a screen reader.
        scale: How values become heights.
        shows_epochs: True if the lower axis has words.

    Signals:
        pointed: The pointer is over this position on the epoch axis.
        stepped: A key asked to move on by this many epochs.
        left: The pointer is gone.
        clicked: A click at this position on the epoch axis.
        zoomed: A person changed what is in view.
        epochs_viewed: The epochs in view are now these.
        previous_runs_viewed: Some earlier run is in view now, or none any more.
        reset_asked: A person wants to see everything again.
    """

    pointed = Signal(float)
    stepped = Signal(int)
    left = Signal()
    clicked = Signal(float)
    zoomed = Signal()
    epochs_viewed = Signal(float, float)
    previous_runs_viewed = Signal(bool)
    reset_asked = Signal()

    def __init__(
        self, *, title: str, scale: Scale, shows_epochs: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._marks: Sequence[EpochMark] = ()
        self._theme: Theme | None = None
        self._previous_runs_told: bool | None = None

        self._view = EpochCanvas(shows_epochs=shows_epochs, parent=self)
        self._box = self._view.box
        self._range = ViewRange(self._box, scale=scale)
        self._view.set_ticks(x=self._range.find_epochs, y=self._range.find_heights)
        self._previous_runs = PreviousRunCurves(self._box, scale=scale, font=self.font())
        self._band = SeedBand(self._box, scale=scale)
        self._mark_lines = CachedCurves(smooth=False)
        self._box.addItem(self._mark_lines, ignoreBounds=True)
        self._test = LiveCurve(self._box, scale=scale)
        self._train = LiveCurve(self._box, scale=scale)
        self._line = pg.InfiniteLine(angle=90, movable=False)
        self._line.hide()
        self._box.addItem(self._line, ignoreBounds=True)
        self._past_line = pg.InfiniteLine(angle=90, movable=False)
        self._past_line.hide()
        self._box.addItem(self._past_line, ignoreBounds=True)

        self._hint = QLabel(self, wordWrap=True, alignment=Qt.AlignmentFlag.AlignCenter)
        self._hint.setObjectName("hint")
        self._hint.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._hover_label = HoverLabel(self)
        self._hover_label.resized.connect(self._place_hover_label)

        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._view)
        self.setFocusProxy(self._view)
        self._view.setAccessibleName(title)
        self._view.pointed.connect(self.pointed)
        self._view.left.connect(self.left)
        self._view.clicked.connect(self.clicked)
        self._view.stepped.connect(self.stepped)
        self._view.reset_asked.connect(self.reset_asked)
        self._view.key_zoomed.connect(self._on_view_key_zoomed)
        self._box.sigRangeChangedManually.connect(self._on_box_range_changed_manually)
        self._box.sigXRangeChanged.connect(self._on_box_x_range_changed)
        self._box.sigRangeChanged.connect(self._on_box_range_changed)
        self._box.sigResized.connect(self._on_box_resized)
        self._fit_font()

    def set_scale(self, scale: Scale) -> None:
        """Takes another axis; the next ``draw`` keeps what is in view, unless it follows."""
        self._range.set_scale(scale)
        self._previous_runs.set_scale(scale)
        self._band.set_scale(scale)
        self._train.set_scale(scale)
        self._test.set_scale(scale)

    def set_theme(self, theme: Theme) -> None:
        """Colours the plot."""
        self._theme = theme
        self._view.set_theme(theme)
        self._set_pens()
        self._line.setPen(cosmetic_pen(theme.muted))
        self._past_line.setPen(cosmetic_pen(theme.accent, theme.curve_width))
        self._hint.setStyleSheet(f"color: {theme.muted}; background: transparent")
        self._hover_label.set_theme(theme)
        self._previous_runs.set_theme(theme)
        self._band.set_theme(theme)
        self._draw_marks()

    def set_hint(self, words: str) -> None:
        """Says in the middle of the plot what will be drawn; empty says nothing."""
        self._hint.setText(words)
        self._hint.setVisible(bool(words))

    def set_description(self, words: str) -> None:
        """Tells a screen reader what is drawn."""
        if words != self._view.accessibleDescription():
            self._view.setAccessibleDescription(words)

    def announce(self, words: str) -> None:
        """Has a screen reader say something at once, while the plot has the focus."""
        if self._view.hasFocus():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._view, words))

    def set_previous_runs(self, previous_runs: Sequence[EarlierRun]) -> None:
        """Takes earlier runs to draw, the latest last."""
        self._previous_runs.set_runs(previous_runs)
        self._tell_previous_runs()

    def set_band(self, band: Band | None) -> None:
        """Takes the mean and the reach of runs that differ in their seed alone; None for none."""
        self._band.set_band(band)

    def set_marks(self, marks: Sequence[EpochMark]) -> None:
        """Takes what to mark at its epochs."""
        self._marks = marks
        self._draw_marks()

    @property
    def reach(self) -> float:
        """Distance, in epochs, within which a pointer means something."""
        return _REACH_PX * float(self._box.viewPixelSize()[0])

    def restart(self) -> None:
        """Forgets the current run; ``draw`` gets another."""
        self._train.restart()
        self._test.restart()

    def draw(self, current: Pair, *, last_epoch: int, half_window: int, follow: bool) -> None:
        """Draws the current run, which may have grown since the last time.

        Args:
            current: Its training and its test series, (epochs,) float64 each.
            last_epoch: Where the epoch axis ends when everything is in view.
            half_window: How many epochs on each side are averaged; 0 draws every epoch as it is.
            follow: True brings everything into view; else the view stays as it is.
        """
        for curves in (self._previous_runs, self._train, self._test):
            curves.set_half_window(half_window)
        train, test = (
            curve.set_values(values)
            for curve, values in zip((self._train, self._test), current, strict=True)
        )
        with QSignalBlocker(self):
            self._range.fit(
                united(train, test),
                self._previous_runs.extents(last_epoch),
                last_epoch=last_epoch,
                follow=follow,
            )
        self._tell_previous_runs()
        self._train.draw()
        self._test.draw()

    def view_epochs(self, first: float, last: float) -> None:
        """Brings these epochs into view, without a word of it."""
        with QSignalBlocker(self):
            self._box.setXRange(first, last, padding=0)
        self._range.note_change()
        self._tell_previous_runs()

    def show_hover_label(self, *, epoch: int, table: str) -> None:
        """Draws the line at ``epoch`` and what was read there, as HTML of our own making."""
        if self._line.isVisible() and (epoch, table) == (
            self._line.value(),
            self._hover_label.text(),
        ):
            return
        self._line.setValue(epoch)
        self._line.show()
        self._hover_label.set_table(table)
        self._place_hover_label()
        self._hover_label.show()
        self._repaint()

    def hide_hover_label(self) -> None:
        """Takes the line and the hover label away."""
        if self._line.isVisible():
            self._line.hide()
            self._hover_label.hide()
            self._repaint()

    def show_past(self, epoch: int | None) -> None:
        """Draws a line at the epoch of the past that is looked at; None takes it away."""
        if epoch is not None:
            self._past_line.setValue(epoch)
        self._past_line.setVisible(epoch is not None)

    def changeEvent(self, event: QEvent) -> None:
        """Gives the axes the room that another font needs."""
        if event.type() == QEvent.Type.FontChange:
            self._fit_font()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keeps the words in the middle."""
        super().resizeEvent(event)
        self._place_hint()

    def _draw_marks(self) -> None:
        if self._theme is None:
            return
        lines = mark_lines(
            self._marks,
            theme=self._theme,
            span=self._box.viewRange()[1],
            pixel=self._box.viewPixelSize(),
        )
        self._mark_lines.set_curves(lines, view=self._box.viewRect())

    def _repaint(self) -> None:
        """Repaints all of the plot, after a label over it has changed.

        That has the plot painted beneath the label, before the scene has told what has moved on it;
        items that are painted where they are now then stay painted where they were.
        """
        self._view.viewport().update()

    def _place_hover_label(self) -> None:
        """Puts it beside the line, where the curves are not."""
        if not self._line.isVisible():
            return
        low, high = self._box.viewRange()[1]
        epoch = round(self._line.value())
        height = self._train.height(epoch)
        self._hover_label.place(
            self._box.mapViewToScene(QPointF(epoch, low)).x(),
            plot=self._box.sceneBoundingRect(),
            at_bottom=height is not None and height > (low + high) / 2,
        )

    def _place_hint(self) -> None:
        """Keeps the words over the x axis, as high as the plot is: it may be low."""
        left, right = self._view.left_width, self._view.right_width
        self._hint.setGeometry(self.rect().adjusted(left + 8, 8, -right - 8, -8))

    def _set_pens(self) -> None:
        if self._theme is None:
            return
        theme = self._theme
        width = curve_width(self.fontMetrics(), least=theme.curve_width)
        for curve, pen, fill in (
            (self._train, train_pen(theme.train, width), theme.train),
            (self._test, test_pen(theme.test, width), theme.surface),
        ):
            curve.set_pen(pen, fill=fill, raw=raw_pen(pen.color(), ground=theme.surface))

    def _tell_previous_runs(self) -> None:
        is_in_view = self._previous_runs.is_in_view
        if is_in_view != self._previous_runs_told:
            self._previous_runs_told = is_in_view
            self.previous_runs_viewed.emit(is_in_view)

    def _fit_font(self) -> None:
        self._view.setMinimumHeight(_LEAST_LINES * self.fontMetrics().height())
        self._previous_runs.set_font(self.font())
        self._set_pens()
        self._place_hint()

    def _on_view_key_zoomed(self, factor: float) -> None:
        self._box.scaleBy((factor, factor))
        self._on_box_range_changed_manually()

    def _on_box_range_changed_manually(self) -> None:
        self._range.note_change()
        self._tell_previous_runs()
        self.zoomed.emit()

    def _on_box_x_range_changed(self) -> None:
        self.epochs_viewed.emit(*self._box.viewRange()[0])

    def _on_box_range_changed(self) -> None:
        self._previous_runs.draw()
        self._draw_marks()
        self._train.redraw()
        self._test.redraw()
        self._place_hover_label()

    def _on_box_resized(self) -> None:
        self._previous_runs.draw()
        self._draw_marks()
        self._place_hover_label()
        self._place_hint()
