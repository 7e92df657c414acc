"""The plots panel: cost above, accuracy below, on the same epochs."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from textwrap import wrap
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QAbstractButton, QPushButton, QVBoxLayout, QWidget

from signs_studio.runs.words import format_cost, format_percent_digits
from signs_studio.ui.charts.legend_entry import LegendEntry
from signs_studio.ui.charts.pens import (
    cosmetic_pen,
    curve_width,
    kept_pen,
    previous_run_width,
    test_pen,
    train_pen,
)
from signs_studio.ui.charts.scales import LINEAR_COST, LOG_COST, PERCENT, epoch_span
from signs_studio.ui.plots.accuracy_headline import Accuracies, AccuracyHeadline
from signs_studio.ui.plots.epoch_marks import kept_epoch, kept_mark, marks_near, marks_of
from signs_studio.ui.plots.findings_strip import FindingsStrip
from signs_studio.ui.plots.hover import (
    hover_rows,
    nearest_epoch,
)
from signs_studio.ui.plots.live_curve import Pair, floor_mark, raw_mark, stop_mark
from signs_studio.ui.plots.plot_title import PlotTitle
from signs_studio.ui.plots.previous_run_curves import EarlierRun
from signs_studio.ui.plots.run_plot import RunPlot
from signs_studio.ui.plots.run_tints import assign_tints
from signs_studio.ui.plots.smoothing import half_window
from signs_studio.ui.widgets.icons import load_icon
from signs_studio.ui.widgets.wrapping_row import WrappingRow

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QKeyEvent, QResizeEvent

    from signs_studio.runs.record import RunRecord
    from signs_studio.ui.plots.epoch_marks import EpochMark
    from signs_studio.ui.widgets.theme import Theme

MAX_PREVIOUS_RUNS = 5
_LEAST_WIDTH = 360
_FINDINGS_SHARE = 3
"""Of the height, one part in so many is for findings."""
_WORDS_WIDTH = 44
"""Of words in a hover label, in characters."""


@dataclass(frozen=True, kw_only=True)
class _Quantity:
    """One of the two plots, with its legend.

    Attributes:
        series: Names of its training and its test series.
        words: Puts one of its numbers into words.
        plot: Where it is drawn.
        title: Over it.
        train: The legend of the training curve.
        test: The legend of the test curve.
        previous_runs: The legend of earlier runs.
    """

    series: tuple[str, str]
    words: Callable[[float], str]
    plot: RunPlot
    title: PlotTitle
    train: LegendEntry
    test: LegendEntry
    previous_runs: LegendEntry

    def pair(self, history: RunRecord | None) -> Pair:
        """What to draw. A curve that ends where the run diverged ends in a gap, with its mark."""
        if history is None:
            return np.empty(0), np.empty(0)
        train, test = (history.series(name) for name in self.series)
        if history.diverged:
            return np.append(train, np.nan), np.append(test, np.nan)
        return train, test


class PlotsPanel(QWidget):
    """Draws the current run and, behind it, those before it. Reads histories, changes nothing.

    Signals:
        coloured: The colours of the curves, ``#rrggbb`` each, of every run that is drawn, by its
            key: of the current run those of its training and its test curve, of an earlier one the
            colour of both.
    """

    coloured = Signal(dict)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._current: RunRecord | None = None
        self._earlier: tuple[RunRecord, ...] = ()
        self._highlighted: RunRecord | None = None
        self._tints: dict[str, int] = {}
        self._theme: Theme | None = None
        self._follows = True
        self._position: float | None = None
        self._marks: tuple[EpochMark, ...] = ()
        self._marked: tuple[RunRecord | None, int, int | None] | None = None

        self._log = QPushButton(self.tr("Log"))
        self._log.setCheckable(True)
        self._log.setChecked(True)
        self._log.setObjectName("log_cost")
        self._log.setAccessibleName(self.tr("Logarithmic cost axis"))
        self._log.setToolTip(
            self.tr("Draw the cost on a logarithmic axis, so that small costs stay apart (L)")
        )
        self._log.toggled.connect(self._on_log_toggled)
        self._smooth = QPushButton(self.tr("Smooth"))
        self._smooth.setCheckable(True)
        self._smooth.setObjectName("smooth")
        self._smooth.setAccessibleName(self.tr("Smooth curves"))
        self._smooth.setToolTip(
            self.tr("Draw averages over neighbouring epochs, with every epoch as a faint line (S)")
        )
        self._smooth.toggled.connect(self.refresh)
        # As an icon all buttons have room beside the headline, in a window of any width.
        self._reset = QPushButton()
        self._reset.setObjectName("reset_view")
        self._reset.setAccessibleName(self.tr("Reset the view of both plots"))
        self._reset.setToolTip(
            self.tr("Show every epoch again, and follow the run (or double click a plot)")
        )
        self._reset.setEnabled(False)
        self._reset.clicked.connect(self._show_all)

        self._cost = _Quantity(
            series=("cost", "test_cost"),
            words=format_cost,
            plot=RunPlot(title=self.tr("cost"), scale=LOG_COST, shows_epochs=False),
            title=PlotTitle(self.tr("Cost"), measure=self.tr("cross-entropy")),
            **self._legend("cost", widest="0.000000"),
        )
        self._accuracy = _Quantity(
            series=("train_accuracy", "test_accuracy"),
            words=format_percent_digits,
            plot=RunPlot(title=self.tr("accuracy"), scale=PERCENT, shows_epochs=True),
            title=PlotTitle(self.tr("Accuracy"), measure=self.tr("% read correctly")),
            **self._legend("accuracy", widest="100.0"),
        )
        for key, switch in (("L", self._log), ("S", self._smooth)):
            # In this panel alone: elsewhere, a letter chooses in a list.
            shortcut = QShortcut(key, self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(switch.toggle)
        self._quantities = (self._cost, self._accuracy)
        self._cost.plot.setObjectName("cost_plot")
        self._accuracy.plot.setObjectName("accuracy_plot")
        for quantity in self._quantities:
            plot = quantity.plot
            plot.pointed.connect(self._on_plot_pointed)
            plot.stepped.connect(self._on_plot_stepped)
            plot.left.connect(self._on_plot_left)
            plot.zoomed.connect(self._on_plot_zoomed)
            plot.reset_asked.connect(self._show_all)
            plot.previous_runs_viewed.connect(quantity.previous_runs.setVisible)
        self._cost.plot.epochs_viewed.connect(self._accuracy.plot.view_epochs)
        self._accuracy.plot.epochs_viewed.connect(self._cost.plot.view_epochs)

        self._diverged = LegendEntry(self.tr("diverged"), widest="", mark=stop_mark())
        self._diverged.setObjectName("diverged_legend")
        self._diverged.setToolTip(
            self.tr("In the epoch after this mark the cost was no longer a finite number")
        )
        self._zero = LegendEntry(self.tr("0: at the lower edge"), widest="", mark=floor_mark())
        self._zero.setObjectName("zero_legend")
        self._zero.setToolTip(
            self.tr(
                "A logarithmic axis has no place for a cost of 0: it is drawn at its lower edge"
            )
        )
        self._raw = LegendEntry(self.tr("raw"), widest="", mark=raw_mark())
        self._raw.setObjectName("raw_legend")
        self._kept = LegendEntry(
            self.tr("kept"), widest=self.tr("epoch {0}").format("00,000"), mark=kept_mark()
        )
        self._kept.setObjectName("kept_legend")
        self._kept.setToolTip(
            self.tr(
                "The weights that stood after this epoch are kept: the numbers beside the names of "
                "the curves, and the pictures, are of this epoch, not of the last"
            )
        )

        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        self._headline = AccuracyHeadline()
        top = WrappingRow()
        top.setContentsMargins(8, 0, 8, 0)
        top.addWidget(self._headline)
        top.add_from_right(self._log)
        top.add_from_right(self._smooth)
        top.add_from_right(self._reset)
        layout.addLayout(top)
        layout.addLayout(self._header(self._cost, at_right=(self._zero,)))
        layout.addWidget(self._cost.plot, 3)
        # Said once, for both plots, in the legend that has room for it.
        marks = (self._raw, self._kept, self._diverged)
        layout.addLayout(self._header(self._accuracy, at_right=marks))
        layout.addWidget(self._accuracy.plot, 2)
        self._findings = FindingsStrip()
        self._findings.epoch_chosen.connect(self._on_findings_epoch_chosen)
        layout.addWidget(self._findings)
        self._show_previous_runs()
        self.refresh()

    @property
    def switches(self) -> tuple[QAbstractButton, ...]:
        """The buttons that say how all is shown; their names tell them apart."""
        return self._log, self._smooth, self._findings.head

    def show_run(self, history: RunRecord | None) -> None:
        """Draws this run from now on, all of it in view; None says what will be drawn."""
        if history is not self._current:
            self._position = None
        self._current = history
        for quantity in self._quantities:
            quantity.plot.restart()
        self._show_previous_runs()
        self._show_all()

    def show_earlier(self, histories: Sequence[RunRecord]) -> None:
        """Draws these behind the current run, the latest last; of many, the last few."""
        self._earlier = tuple(histories)
        self._show_previous_runs()
        self.refresh()

    def highlight_run(self, history: RunRecord | None) -> None:
        """Has the curves of an earlier run stand out; None has none do so."""
        self._highlighted = history
        self._show_previous_runs()
        self.refresh()

    def refresh(self) -> None:
        """Draws what the histories hold by now. Cheap: a timer calls it while a run goes on."""
        current = self._current
        epochs = len(current) if current is not None else 0
        last_epoch = self._last_epoch()
        half = half_window(last_epoch) if self._smooth.isChecked() else 0
        self._say_smoothed(half)
        kept = self._kept_epoch()
        told = kept or epochs
        for quantity in self._quantities:
            pair = quantity.pair(current)
            quantity.plot.draw(pair, last_epoch=last_epoch, half_window=half, follow=self._follows)
            train, test = (quantity.words(values[told - 1]) if told else "" for values in pair)
            quantity.train.set_value(train)
            quantity.test.set_value(test)
        self._diverged.setVisible(current is not None and current.diverged and epochs > 0)
        self._headline.set_accuracies(self._accuracies(told))
        self._zero.setVisible(self._log.isChecked() and self._has_zero_cost())
        self._kept.setVisible(kept is not None)
        self._kept.set_value("" if kept is None else self.tr("epoch {0}").format(f"{kept:,}"))
        self._show_marks()
        self._say_what_comes()
        self._read()

    def set_theme(self, theme: Theme) -> None:
        """Colours both plots and their legends."""
        self._theme = theme
        for quantity in self._quantities:
            quantity.plot.set_theme(theme)
        self._reset.setIcon(load_icon("fit", colour=theme.text, disabled=theme.previous_run))
        self._headline.set_theme(theme)
        self._set_legend_pens()
        self._tell_colours()
        self._zero.set_pen(cosmetic_pen(theme.muted))
        self._diverged.set_pen(cosmetic_pen(theme.muted))
        self._raw.set_pen(cosmetic_pen(theme.muted))
        self._kept.set_pen(kept_pen(theme.right))
        self._findings.set_theme(theme)

    def minimumSizeHint(self) -> QSize:
        """Room for plots in which a curve is seen, with the rows over them in two rows each."""
        needed = super().minimumSizeHint()
        legend = self._diverged.sizeHint().height()
        rows = self._reset.sizeHint().height() + 2 * legend
        return QSize(max(needed.width(), _LEAST_WIDTH), needed.height() + rows)

    def changeEvent(self, event: QEvent) -> None:
        """Draws the lines of the legends as wide as those of the plots are in another font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._set_legend_pens()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Reads no epoch any more, after Esc, wherever in here the focus is."""
        if event.key() == Qt.Key.Key_Escape and self._position is not None:
            self._on_plot_left()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leaves most of the height to the plots."""
        super().resizeEvent(event)
        self._findings.set_room(event.size().height() // _FINDINGS_SHARE)

    def _previous_runs(self) -> tuple[RunRecord, ...]:
        others = [history for history in self._earlier if history is not self._current]
        chosen = self._highlighted
        if chosen in others[:-MAX_PREVIOUS_RUNS]:
            return chosen, *others[1 - MAX_PREVIOUS_RUNS :]
        return tuple(others[-MAX_PREVIOUS_RUNS:])

    def _last_epoch(self) -> int:
        if self._current is not None and len(self._current):
            # The epoch that diverged has its place too, or its mark would be cut at the edge.
            begun = len(self._current) + self._current.diverged
            return epoch_span(epochs=begun, planned=self._current.recipe.epochs)
        longest = max((len(history) for history in self._previous_runs()), default=0)
        return epoch_span(epochs=longest, planned=longest)

    def _kept_epoch(self) -> int | None:
        return kept_epoch(self._current) if self._current is not None else None

    def _accuracies(self, epoch: int) -> Accuracies | None:
        if self._current is None or not epoch:
            return None
        train, test = self._accuracy.pair(self._current)
        return Accuracies(test=test[epoch - 1], train=train[epoch - 1], epoch=epoch)

    def _has_zero_cost(self) -> bool:
        return any((series == 0).any() for series in self._cost.pair(self._current))

    def _show_previous_runs(self) -> None:
        previous_runs = self._previous_runs()
        self._tints = assign_tints(previous_runs, self._tints, count=MAX_PREVIOUS_RUNS)
        for quantity in self._quantities:
            quantity.plot.set_previous_runs(
                [
                    EarlierRun(
                        name=f"#{history.run_id}",
                        series=quantity.pair(history),
                        tint=self._tints[history.key],
                        highlighted=history is self._highlighted,
                    )
                    for history in previous_runs
                ]
            )
        self._tell_colours()

    def _tell_colours(self) -> None:
        if self._theme is None:
            return
        colours: dict[str, tuple[str, ...]] = {
            key: (self._theme.earlier[tint],) for key, tint in self._tints.items()
        }
        if self._current is not None:
            colours[self._current.key] = self._theme.train, self._theme.test
        self.coloured.emit(colours)

    def _set_legend_pens(self) -> None:
        theme = self._theme
        if theme is None:
            return
        least = theme.curve_width
        width = curve_width(self.fontMetrics(), least=least)
        for quantity in self._quantities:
            quantity.train.set_pen(train_pen(theme.train, width))
            quantity.test.set_pen(test_pen(theme.test, width))
            previous_run = previous_run_width(self.fontMetrics(), least=least)
            quantity.previous_runs.set_pen(train_pen(theme.previous_run, previous_run))

    def _show_marks(self) -> None:
        current = self._current
        count = len(current.changes) + len(current.findings) if current is not None else 0
        kept = self._kept_epoch()
        if (current, count, kept) == self._marked:
            return
        self._marked = (current, count, kept)
        self._marks = marks_of(current) if current is not None else ()
        for quantity in self._quantities:
            quantity.plot.set_marks(self._marks)
        self._findings.setVisible(current is not None)
        self._findings.show_findings(current.findings if current is not None else ())

    def _show_all(self) -> None:
        self._follows = True
        self._reset.setEnabled(False)
        self.refresh()

    def _say_smoothed(self, half: int) -> None:
        """Tells the faint lines from the smoothed ones, which average ``half`` epochs a side."""
        self._raw.setVisible(half > 0 and self._current is not None)
        self._raw.setToolTip(
            self.tr(
                "The faint lines are the epochs as they are, and so are all numbers. The strong "
                "ones are averages over {0} epochs; over fewer at both ends, where they meet the "
                "faint ones."
            ).format(f"{2 * half + 1:,}")
        )

    def _say_what_comes(self) -> None:
        cost = accuracy = ""
        if self._previous_runs():
            pass  # Words would lie over the curves.
        elif self._current is not None and self._current.diverged and not len(self._current):
            cost = self.tr("In epoch 1 the cost was no longer a finite number.")
        elif self._current is not None and not len(self._current):
            cost = accuracy = self.tr("The first epoch is under way.")
        elif self._current is None:
            cost = self.tr("Click Train: the cost of every epoch is drawn here.")
            accuracy = self.tr("Here: how many pictures it reads correctly, seen and unseen.")
        self._cost.plot.set_hint(cost)
        self._accuracy.plot.set_hint(accuracy)

    def _read(self) -> None:
        """Shows at both plots what the pointer is at."""
        epoch = self._epoch_pointed()
        for quantity in self._quantities:
            quantity.plot.set_description(self._description(quantity, epoch))
            if epoch is None:
                quantity.plot.hide_hover_label()
            else:
                quantity.plot.show_hover_label(epoch=epoch, table=self._table(quantity, epoch))

    def _description(self, quantity: _Quantity, epoch: int | None) -> str:
        """What is under the reading line, or else the latest numbers."""
        current = self._current
        told = epoch or self._kept_epoch() or (len(current) if current is not None else 0)
        if not told:
            return self.tr("Nothing is drawn yet")
        rows = hover_rows(
            told,
            current=current,
            earlier=self._previous_runs() if epoch else (),
            series=quantity.series,
            words=quantity.words,
        )
        sentences = []
        for row in rows:
            words = (
                self.tr("Epoch {0}: training {1}, test {2}").format(
                    f"{told:,}", row.train, row.test
                )
                if row.current
                else self.tr("Run {0}: training {1}, test {2}").format(
                    row.run_id, row.train, row.test
                )
            )
            sentences.append(words)
        return "; ".join(sentences)

    def _epoch_pointed(self) -> int | None:
        if self._position is None:
            return None
        return nearest_epoch(self._position, epochs=self._epochs_to_read())

    def _epochs_to_read(self) -> int:
        runs = [*self._previous_runs(), *([self._current] if self._current is not None else [])]
        return min(max((len(run) for run in runs), default=0), self._last_epoch())

    def _table(self, quantity: _Quantity, epoch: int) -> str:
        rows = hover_rows(
            epoch,
            current=self._current,
            earlier=self._previous_runs(),
            series=quantity.series,
            words=quantity.words,
        )
        head = (self.tr("epoch {0}").format(f"{epoch:,}"), self.tr("train"), self.tr("test"))
        cells = [head]
        for row in rows:
            name = self.tr("this run") if row.current else self.tr("run {0}").format(row.run_id)
            cells.append((name, row.train, row.test))
        lines = (
            f"<td>{escape(name)}</td>"
            f"<td align='right'>&nbsp;&nbsp;{escape(train)}</td>"
            f"<td align='right'>&nbsp;&nbsp;{escape(test)}</td>"
            for name, train, test in cells
        )
        every = [*lines, *self._words_of_marks(quantity)]
        return f"<table cellspacing='0'><tr>{'</tr><tr>'.join(every)}</tr></table>"

    def _words_of_marks(self, quantity: _Quantity) -> list[str]:
        """What is marked where the pointer is: said once, at the upper plot."""
        if quantity is not self._cost or self._position is None:
            return []
        # Where epochs lie wide apart, what is marked at the epoch that is read is out of reach.
        reach = max(quantity.plot.reach, 0.5)
        near = marks_near(self._marks, self._position, reach=reach)
        lines = ("<br>".join(map(escape, wrap(mark.words, _WORDS_WIDTH))) for mark in near)
        return [f"<td colspan='3'>{words}</td>" for words in lines]

    def _legend(self, name: str, *, widest: str) -> dict[str, LegendEntry]:
        entries = {
            "train": LegendEntry(self.tr("train"), widest=widest),
            "test": LegendEntry(self.tr("test"), widest=widest),
            "previous_runs": LegendEntry(self.tr("earlier"), widest=""),
        }
        for curve, entry in entries.items():
            entry.setObjectName(f"{name}_{curve}_legend")
        return entries

    @staticmethod
    def _header(quantity: _Quantity, *, at_right: Sequence[QWidget]) -> WrappingRow:
        header = WrappingRow()
        header.setContentsMargins(8, 0, 8, 0)
        header.addWidget(quantity.title)
        for entry in (quantity.train, quantity.test, quantity.previous_runs):
            header.addWidget(entry)
        for other in at_right:
            header.add_from_right(other)
        return header

    def _on_log_toggled(self, checked: bool) -> None:
        self._cost.plot.set_scale(LOG_COST if checked else LINEAR_COST)
        self.refresh()

    def _on_plot_pointed(self, position: float) -> None:
        self._position = position
        self._read()

    def _on_plot_stepped(self, epochs: int) -> None:
        at = self._epoch_pointed()
        # The first key shows the latest epoch; the keys go on from there.
        position = self._epochs_to_read() if at is None else at + epochs
        self._position = float(min(max(position, 1), max(self._epochs_to_read(), 1)))
        self._read()
        for quantity in self._quantities:
            quantity.plot.announce(self._description(quantity, self._epoch_pointed()))

    def _on_plot_left(self) -> None:
        self._position = None
        self._read()

    def _on_plot_zoomed(self) -> None:
        self._follows = False
        self._reset.setEnabled(True)

    def _on_findings_epoch_chosen(self, epoch: int) -> None:
        self._position = float(epoch)
        self._read()
