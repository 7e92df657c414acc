"""One plot against the epoch: a training and a test curve, and those of earlier runs behind."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject, QPointF, QSignalBlocker, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QGraphicsItem, QLabel, QVBoxLayout, QWidget

from signs_studio.ui.charts.cached_curves import CachedCurves
from signs_studio.ui.charts.pens import cosmetic_pen, curve_width, raw_pen, test_pen, train_pen
from signs_studio.ui.charts.scales import Scale, epoch_ticks
from signs_studio.ui.plots.epoch_marks import mark_lines
from signs_studio.ui.plots.hover_label import HoverLabel
from signs_studio.ui.plots.live_curve import RAW_Z, Extent, LiveCurve, Pair, united
from signs_studio.ui.plots.previous_run_curves import EarlierRun, PreviousRunCurves

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signs_studio.ui.plots.epoch_marks import EpochMark
    from signs_studio.ui.widgets.theme import Theme

_ZOOM_PER_KEY = 0.8
_REACH_PX = 6
_RING_PX = 2
_LEAST_LINES = 6
_STEPS_OF_KEYS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_PageUp: -10,
    Qt.Key.Key_PageDown: 10,
    Qt.Key.Key_Home: -1_000_000_000,
    Qt.Key.Key_End: 1_000_000_000,
}


class RunPlot(QWidget):
    """Draws what it is given; what it shows of the epochs, and of which epoch, others decide.

    Args:
        title: What is drawn, for a screen reader.
        scale: How values become heights.
        shows_epochs: Whether the lower axis has words.

    Signals:
        pointed: The pointer is over this position on the epoch axis.
        stepped: A key asked to move on by this many epochs.
        left: The pointer is gone, or a key asked it to be.
        zoomed: A person changed what is in view.
        epochs_viewed: The epochs in view are now these.
        ghosts_viewed: Whether an earlier run is in view has changed to this.
        reset_asked: A person wants to see everything again.
    """

    pointed = Signal(float)
    stepped = Signal(int)
    left = Signal()
    zoomed = Signal()
    epochs_viewed = Signal(float, float)
    previous_runs_viewed = Signal(bool)
    reset_asked = Signal()

    def __init__(
        self, *, title: str, scale: Scale, shows_epochs: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._scale = scale
        self._shows_epochs = shows_epochs
        self._marks: Sequence[EpochMark] = ()
        self._theme: Theme | None = None
        self._limits: tuple[float, float, float] | None = None
        self._fitted: tuple[float, float, float] | None = None
        self._values_viewed: tuple[float, float] | None = None
        self._previous_runs_told: bool | None = None

        self._view = pg.PlotWidget(parent=self, enableMenu=False)
        self._view.setFrameShape(self._view.Shape.NoFrame)
        self._view.setAntialiasing(True)
        self._view.hideButtons()
        self._view.disableAutoRange()
        self._view.installEventFilter(self)
        self._view.viewport().installEventFilter(self)
        self._box = self._view.getViewBox()
        self._left = self._view.getAxis("left")
        self._bottom = self._view.getAxis("bottom")
        for axis in (self._left, self._bottom):
            # Replaying an axis takes milliseconds, copying its picture a tenth of one. It has no
            # grid of its own: with one, it is as large as the plot and leaves out its last labels.
            axis.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
            axis.enableAutoSIPrefix(False)
        self._bottom.setStyle(showValues=shows_epochs)

        self._grid = CachedCurves(smooth=False)
        self._grid.setZValue(RAW_Z - 1)
        self._box.addItem(self._grid, ignoreBounds=True)
        self._previous_runs = PreviousRunCurves(self._box, scale=scale, font=self.font())
        self._mark_lines = CachedCurves(smooth=False)
        self._box.addItem(self._mark_lines, ignoreBounds=True)
        self._test = LiveCurve(self._box, scale=scale)
        self._train = LiveCurve(self._box, scale=scale)
        self._line = pg.InfiniteLine(angle=90, movable=False)
        self._line.hide()
        self._box.addItem(self._line, ignoreBounds=True)

        self._hint = QLabel(self, wordWrap=True, alignment=Qt.AlignmentFlag.AlignCenter)
        self._hint.setObjectName("hint")
        self._hint.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._hover_label = HoverLabel(self)
        self._hover_label.resized.connect(self._place_hover_label)

        layout = QVBoxLayout(self)
        layout.setContentsMargins(_RING_PX, _RING_PX, _RING_PX, _RING_PX)
        layout.addWidget(self._view)
        self.setFocusProxy(self._view)
        self._view.setAccessibleName(title)
        self._box.sigRangeChangedManually.connect(self._on_box_range_changed_manually)
        self._box.sigXRangeChanged.connect(self._on_box_x_range_changed)
        self._box.sigRangeChanged.connect(self._on_box_range_changed)
        self._box.sigResized.connect(self._on_box_resized)
        self._fit_font()

    def set_scale(self, scale: Scale) -> None:
        """Takes another axis; the next ``draw`` keeps what is in view, unless it follows."""
        low, high = self._box.viewRange()[1]
        self._values_viewed = self._scale.from_axis(low), self._scale.from_axis(high)
        self._scale = scale
        self._fitted = None
        self._previous_runs.set_scale(scale)
        self._train.set_scale(scale)
        self._test.set_scale(scale)

    def set_theme(self, theme: Theme) -> None:
        """Colours the plot."""
        self._theme = theme
        self._view.setBackground(theme.surface)
        for axis in (self._left, self._bottom):
            axis.setPen(theme.border)
            axis.setTextPen(theme.muted)
        self._set_pens()
        self._line.setPen(cosmetic_pen(theme.muted))
        self._hint.setStyleSheet(f"color: {theme.muted}; background: transparent")
        self._hover_label.set_theme(theme)
        self._previous_runs.set_theme(theme)
        self._place_ticks()
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

    def set_marks(self, marks: Sequence[EpochMark]) -> None:
        """Takes what to mark at its epochs."""
        self._marks = marks
        self._draw_marks()

    @property
    def reach(self) -> float:
        """How many epochs from something a pointer may be that means it."""
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
            follow: Whether to bring everything into view; else the view stays as it is.
        """
        for curves in (self._previous_runs, self._train, self._test):
            curves.set_half_window(half_window)
        train, test = (
            curve.set_values(values)
            for curve, values in zip((self._train, self._test), current, strict=True)
        )
        span, widest = self._spans(united(train, test), last_epoch)
        self._fit(span, widest=widest, last_epoch=last_epoch, follow=follow)
        self._tell_previous_runs()
        self._train.draw()
        self._test.draw()

    def view_epochs(self, first: float, last: float) -> None:
        """Brings these epochs into view, without a word of it."""
        with QSignalBlocker(self):
            self._box.setXRange(first, last, padding=0)
        self._fitted = None
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

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws a ring around the plot while it has the focus."""
        super().paintEvent(event)
        if self._theme is not None and self._view.hasFocus():
            painter = QPainter(self)
            painter.setPen(QPen(QColor(self._theme.accent), 2 * _RING_PX))
            painter.drawRect(self.rect())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Takes keys and double clicks, and notes when the pointer leaves."""
        kind = event.type()
        if kind in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        if watched is self._view and isinstance(event, QKeyEvent):
            return kind == QEvent.Type.KeyPress and self._take_key(Qt.Key(event.key()))
        if watched is self._view.viewport():
            if kind == QEvent.Type.MouseButtonDblClick and isinstance(event, QMouseEvent):
                self.reset_asked.emit()
                return True
            if kind == QEvent.Type.MouseMove and isinstance(event, QMouseEvent):
                # Not pyqtgraph's signal: that leaves out moves which follow each other quickly.
                self._point(self._view.mapToScene(event.position().toPoint()))
            elif kind == QEvent.Type.Leave:
                self.left.emit()
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        """Gives the axes the room that another font needs."""
        if event.type() == QEvent.Type.FontChange:
            self._fit_font()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keeps the words in the middle."""
        super().resizeEvent(event)
        self._place_hint()

    def _take_key(self, key: Qt.Key) -> bool:
        if key in _STEPS_OF_KEYS:
            self.stepped.emit(_STEPS_OF_KEYS[key])
        elif key == Qt.Key.Key_Escape and self._line.isVisible():
            self.left.emit()
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            factor = 1 / _ZOOM_PER_KEY if key == Qt.Key.Key_Minus else _ZOOM_PER_KEY
            self._box.scaleBy((factor, factor))
            self._on_box_range_changed_manually()
        else:
            return False
        return True

    def _point(self, position: QPointF) -> None:
        if self._box.sceneBoundingRect().contains(position):
            self.pointed.emit(self._box.mapSceneToView(position).x())
        else:
            self.left.emit()

    def _spans(
        self, current: Extent | None, last_epoch: int
    ) -> tuple[tuple[float, float], tuple[float, float]]:
        """Ends of the value axis to follow the run with, and the ends it can be zoomed out to.

        Those to follow are the current run's, and go down to where an earlier one was better: one
        that went far up would press them flat. To see more of those a person zooms out.
        """
        previous_runs = self._previous_runs.extents(last_epoch)
        # Without a run of its own the plot is for the calmest of the earlier ones, which one that
        # diverged would press to the floor.
        main = current or min(previous_runs, key=lambda ends: ends[1], default=None)
        if main is None:
            return self._scale.empty_span, self._scale.empty_span
        reach = self._scale.previous_run_reach
        low = min([main[0], *(max(ends[0], main[0] - reach) for ends in previous_runs)])
        high = max([main[1], *(min(ends[1], main[1] + reach) for ends in previous_runs)])
        wide = self._scale.span(low, high)
        if current is None:
            return wide, wide
        calm = [ends for ends in previous_runs if ends[1] <= current[1] + reach]
        better = self._scale.better_reach
        lowest = min([current[0], *(max(ends[0], current[0] - better) for ends in calm)])
        span = self._scale.span(lowest, current[1])
        return span, (min(span[0], wide[0]), max(span[1], wide[1]))

    def _fit(
        self,
        span: tuple[float, float],
        *,
        widest: tuple[float, float],
        last_epoch: int,
        follow: bool,
    ) -> None:
        """Moves the ends of the axes, only where they have changed: that lays them out anew."""
        ends = (float(last_epoch), *span)
        limits = (float(last_epoch), *widest)
        with QSignalBlocker(self):
            if limits != self._limits:
                self._limits = limits
                # Panning and zooming end where there is nothing more to see.
                end, low, high = limits
                self._box.setLimits(
                    xMin=0.0, xMax=end, minXRange=min(2.0, end), yMin=low, yMax=high
                )
            if follow and ends != self._fitted:
                self._box.setRange(xRange=(0.0, ends[0]), yRange=ends[1:], padding=0)
                self._fitted = ends
            elif not follow and self._values_viewed is not None:
                low, high = self._scale.to_axis(np.array(self._values_viewed))
                low, high = np.nan_to_num(low, nan=limits[1]), np.nan_to_num(high, nan=limits[2])
                self._box.setYRange(max(low, limits[1]), min(high, limits[2]), padding=0)
            self._values_viewed = None

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

    def _place_ticks(self) -> None:
        (first, last), (low, high) = self._box.viewRange()
        metrics = self.fontMetrics()
        across = self._box.width() / (metrics.horizontalAdvance("000000") * 1.5)
        up = max(self._box.height() / (metrics.height() * 2), 2)
        end = round(self._limits[0]) if self._limits is not None else None
        epochs = epoch_ticks(first, last, int(across), end=end)
        heights = self._scale.ticks(low, high, int(up))
        self._bottom.setTicks([epochs.labelled])
        self._left.setTicks([heights.labelled])
        if self._theme is None:
            return
        lines, faint_lines = QPainterPath(), QPainterPath()
        for x, _ in epochs.labelled:
            lines.moveTo(x, low)
            lines.lineTo(x, high)
        for path, ys in ((lines, [y for y, _ in heights.labelled]), (faint_lines, heights.bare)):
            for y in ys:
                path.moveTo(first, y)
                path.lineTo(last, y)
        faint = QColor(self._theme.grid)
        faint.setAlphaF(0.5)
        grid = [(faint_lines, cosmetic_pen(faint)), (lines, cosmetic_pen(self._theme.grid))]
        self._grid.set_curves(grid, view=self._box.viewRect())

    def _repaint(self) -> None:
        """Repaints all of the plot, after a label over it has changed.

        That has the plot painted beneath the label, before the scene has told what has moved on it;
        items that are painted where they are now then stay painted where they were.
        """
        self._view.viewport().update()

    def _place_hover_label(self) -> None:
        """Beside the line, on the side where there is room, and where the curves are not."""
        if not self._line.isVisible():
            return
        low, high = self._box.viewRange()[1]
        epoch = round(self._line.value())
        height = self._train.height(epoch)
        curve_above = height is not None and height > (low + high) / 2
        plot = self._box.sceneBoundingRect()
        line = self._box.mapViewToScene(QPointF(epoch, low)).x()
        size = self._hover_label.size()
        gap = self.fontMetrics().averageCharWidth()
        right = line + gap + size.width() <= plot.right()
        x = line + gap if right else max(plot.left(), line - gap - size.width())
        y = plot.bottom() - gap - size.height() if curve_above else plot.top() + gap
        # Large words have no room beside the axes: over them they are whole.
        x, y = min(x, self.width() - size.width()), min(y, self.height() - size.height())
        self._hover_label.move(round(max(x, 0.0)), round(max(y, 0.0)))

    def _place_hint(self) -> None:
        self._hint.setGeometry(self.rect().adjusted(self._left_width() + 8, 8, -8, -8))

    def _left_width(self) -> int:
        metrics = self.fontMetrics()
        return metrics.horizontalAdvance("0.00000") + 12

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
        # Fixed sizes: both plots line up, and no new number moves them.
        metrics = self.fontMetrics()
        # Room for the halves of the labels at the ends, which are worth knowing.
        over, beside = metrics.height() // 2 + 2, metrics.horizontalAdvance("#000") + 8
        for axis, room in ((self._left, over), (self._bottom, beside)):
            axis.setTickFont(self.font())
            # By itself pyqtgraph leaves out labels that go beyond the axis by 15 pixels. Where the
            # axis goes beyond the plot, Qt shows parts of older pictures of it.
            axis.setStyle(hideOverlappingLabels=room)
        self._left.setWidth(self._left_width())
        if self._shows_epochs:
            self._bottom.setLabel(escape(self.tr("epoch")))
            self._bottom.label.setFont(self.font())
            self._bottom.setHeight(2 * metrics.height() + 8)
        else:
            self._bottom.setHeight(6)
        self._view.setMinimumHeight(_LEAST_LINES * metrics.height())
        below = 6 if self._shows_epochs else 0  # pyqtgraph moves the title down by so much.
        self._view.getPlotItem().layout.setContentsMargins(0, over, beside, below)
        self._previous_runs.set_font(self.font())
        self._set_pens()
        self._place_ticks()
        self._place_hint()

    def _on_box_range_changed_manually(self) -> None:
        self._fitted = None
        self._tell_previous_runs()
        self.zoomed.emit()

    def _on_box_x_range_changed(self) -> None:
        self.epochs_viewed.emit(*self._box.viewRange()[0])

    def _on_box_range_changed(self) -> None:
        self._place_ticks()
        self._previous_runs.draw()
        self._draw_marks()
        self._train.redraw()
        self._test.redraw()
        self._place_hover_label()

    def _on_box_resized(self) -> None:
        self._place_ticks()
        self._previous_runs.draw()
        self._draw_marks()
        self._place_hover_label()
