"""The plots panel: cost above, accuracy below, on the same epochs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QAbstractButton, QVBoxLayout, QWidget

from signs_studio.charts.scales import LINEAR_COST, LOG_COST, epoch_span
from signs_studio.runs.run_names import run_name
from signs_studio.ui.plots.accuracy_headline import Accuracies, AccuracyHeadline
from signs_studio.ui.plots.epoch_bar import EpochBar
from signs_studio.ui.plots.epoch_marks import epoch_looked_at, kept_epoch, marks_near, marks_of
from signs_studio.ui.plots.epoch_pointer import EpochPointer
from signs_studio.ui.plots.findings_strip import FindingsStrip
from signs_studio.ui.plots.mark_legends import MarkLegends
from signs_studio.ui.plots.previous_run_curves import EarlierRun
from signs_studio.ui.plots.quantity import accuracy_quantity, cost_quantity
from signs_studio.ui.plots.seed_groups import seed_group
from signs_studio.ui.plots.smoothing import half_window
from signs_studio.ui.plots.view_buttons import ViewButtons
from signs_studio.ui.widgets.wrapping_row import WrappingRow

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QResizeEvent

    from signs_studio.runs.record import RunRecord
    from signs_studio.ui.plots.epoch_marks import EpochMark
    from signs_studio.ui.plots.quantity import Quantity
    from signs_studio.ui.state.run_colours import RunColours
    from signs_studio.ui.state.selection import Selection
    from signs_studio.ui.widgets.theme import Theme

_LEAST_WIDTH = 360
_FINDINGS_SHARE = 5
"""Of the height, one part in so many is for findings."""


class PlotsPanel(QWidget):
    """Draws the current run and, behind it, those before it. Reads records, changes nothing.

    The epoch pointed at has a line and a label with every run's numbers in both plots; the one
    looked at has a line alone, and hides nothing. The headline is of the epoch pointed at, or else
    of the one looked at; legends are of the one looked at. Live, both are of the weights there are.
    Ticked runs are drawn wide, however old they are.

    Args:
        selection: Has the epochs and the ticked runs. Clicks, keys, slider and findings ask it for
            another epoch.
        run_colours: Has the earlier runs that are drawn, and their colours.

    Signals:
        lesson_wanted: Name of the lesson that explains a finding.

    Attributes:
        epoch_bar: Its slider over the epochs.
    """

    lesson_wanted = Signal(str)

    def __init__(
        self, selection: Selection, run_colours: RunColours, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._selection = selection
        self._run_colours = run_colours
        self._current: RunRecord | None = None
        self._theme: Theme | None = None
        self._follows = True
        self._marks: tuple[EpochMark, ...] = ()
        self._marked: tuple[RunRecord | None, int, int | None] | None = None

        self._buttons = ViewButtons(self)
        self._buttons.log.toggled.connect(self._on_log_toggled)
        self._buttons.smooth.toggled.connect(self.refresh)
        self._buttons.reset.clicked.connect(self._show_all)
        self._cost, self._accuracy = cost_quantity(self), accuracy_quantity(self)
        self._quantities = (self._cost, self._accuracy)
        for quantity in self._quantities:
            plot = quantity.plot
            plot.stepped.connect(self._on_plot_stepped)
            plot.zoomed.connect(self._on_plot_zoomed)
            plot.reset_asked.connect(self._show_all)
        EpochPointer([quantity.plot for quantity in self._quantities], selection, self)
        self._cost.plot.epochs_viewed.connect(self._accuracy.plot.view_epochs)
        self._accuracy.plot.epochs_viewed.connect(self._cost.plot.view_epochs)
        self._legends = MarkLegends(self)
        self._headline = AccuracyHeadline()
        self.epoch_bar = EpochBar(selection)
        self._findings = FindingsStrip(selection)
        self._findings.lesson_wanted.connect(self.lesson_wanted)

        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        top = WrappingRow()
        top.setContentsMargins(8, 0, 8, 0)
        top.addWidget(self._headline)
        for button in (self._buttons.log, self._buttons.smooth, self._buttons.reset):
            top.add_from_right(button)
        layout.addLayout(top)
        layout.addLayout(self._cost.header(at_right=(self._legends.zero,)))
        layout.addWidget(self._cost.plot, 3)
        # Said once, for both plots, in the legend that has room for it.
        marks = (self._legends.raw, self._legends.kept, self._legends.diverged)
        layout.addLayout(self._accuracy.header(at_right=marks))
        layout.addWidget(self._accuracy.plot, 2)
        layout.addWidget(self.epoch_bar)
        layout.addWidget(self._findings)
        selection.epoch_changed.connect(self._show_epoch)
        selection.pointed_epoch_changed.connect(self._show_epoch)
        run_colours.changed.connect(self._on_run_colours_changed)
        self._show_previous_runs()
        self.refresh()

    @property
    def switches(self) -> tuple[QAbstractButton, ...]:
        """The buttons that say how all is shown; their names tell them apart."""
        return self._buttons.log, self._buttons.smooth, *self._findings.heads

    def show_run(self, record: RunRecord | None) -> None:
        """Draws this run from now on, all of it in view; None says what will be drawn."""
        self._current = record
        for quantity in self._quantities:
            quantity.plot.restart()
        self._show_all()

    def refresh(self) -> None:
        """Draws what the records hold by now. Cheap: a timer calls it while a run goes on."""
        current = self._current
        last_epoch = self._last_epoch()
        half = half_window(last_epoch) if self._buttons.smooth.isChecked() else 0
        for quantity in self._quantities:
            quantity.plot.draw(
                quantity.pair(current),
                last_epoch=last_epoch,
                half_window=half,
                follow=self._follows,
            )
        self._legends.refresh(current, half_window=half, is_log=self._buttons.log.isChecked())
        self._show_marks()
        self._say_what_comes()
        self.epoch_bar.show_run(current)
        self._show_epoch()

    def set_theme(self, theme: Theme) -> None:
        """Colours both plots and their legends."""
        self._theme = theme
        for quantity in self._quantities:
            quantity.plot.set_theme(theme)
            quantity.set_legend_pens(theme, self.fontMetrics())
        self._buttons.set_theme(theme)
        self._headline.set_theme(theme)
        self._legends.set_theme(theme)
        self.epoch_bar.set_theme(theme)
        self._findings.set_theme(theme)

    def minimumSizeHint(self) -> QSize:
        """Room for plots in which a curve is seen, with the rows over them in two rows each."""
        needed = super().minimumSizeHint()
        legend = self._legends.diverged.sizeHint().height()
        rows = self._buttons.reset.sizeHint().height() + 2 * legend
        return QSize(max(needed.width(), _LEAST_WIDTH), needed.height() + rows)

    def changeEvent(self, event: QEvent) -> None:
        """Draws the lines of the legends as wide as those of the plots are in another font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self._theme is not None:
            for quantity in self._quantities:
                quantity.set_legend_pens(self._theme, self.fontMetrics())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Looks at the run live again, after Esc, wherever in here the focus is."""
        if event.key() == Qt.Key.Key_Escape and self._selection.epoch is not None:
            self._selection.point_at_epoch(None)
            self._selection.look_live()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leaves most of the height to the plots."""
        super().resizeEvent(event)
        self._findings.set_room(event.size().height() // _FINDINGS_SHARE)

    # ---- runs

    def _last_epoch(self) -> int:
        """Returns the epoch at which the axis ends."""
        if self._current is not None and len(self._current):
            # The epoch that diverged has its place too, or its mark would be cut at the edge.
            begun = len(self._current) + self._current.diverged
            return epoch_span(epochs=begun, planned=self._current.recipe.epochs)
        longest = max((len(record) for record in self._run_colours.previous_runs), default=0)
        return epoch_span(epochs=longest, planned=longest)

    def _show_previous_runs(self) -> None:
        ticked, current = self._selection.ticked_runs, self._current
        drawn = [*self._run_colours.previous_runs, *([current] if current is not None else [])]
        seeds = seed_group([record for record in drawn if record.key in ticked])
        for quantity in self._quantities:
            quantity.show_seeds(seeds)
            quantity.plot.set_previous_runs(
                [
                    EarlierRun(
                        name=str(run_name(record.run_id)),
                        series=quantity.pair(record),
                        tint=self._run_colours.tints[record.key],
                        # Wide curves would bury their mean.
                        highlighted=record.key in ticked and record not in seeds,
                    )
                    for record in self._run_colours.previous_runs
                ]
            )

    def _show_marks(self) -> None:
        current = self._current
        count = len(current.changes) + len(current.findings) if current is not None else 0
        kept = kept_epoch(current) if current is not None else None
        if (current, count, kept) == self._marked:
            return
        self._marked = (current, count, kept)
        self._marks = marks_of(current) if current is not None else ()
        for quantity in self._quantities:
            quantity.plot.set_marks(self._marks)
            # Said once, for both plots: a second row of words is room that the curves lose.
            quantity.show_conditions(current, in_name=quantity is self._cost)
        self._findings.setVisible(current is not None)
        self._findings.show_findings(current.findings if current is not None else ())

    def _show_all(self) -> None:
        self._follows = True
        self._buttons.reset.setEnabled(False)
        self.refresh()

    def _say_what_comes(self) -> None:
        cost = accuracy = ""
        if self._run_colours.previous_runs:
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

    # ---- the epoch looked at

    def _epochs_to_read(self) -> int:
        runs = [
            *self._run_colours.previous_runs,
            *([self._current] if self._current is not None else []),
        ]
        return min(max((len(run) for run in runs), default=0), self._last_epoch())

    def _epoch_read(self) -> int | None:
        """Returns the epoch that is read, or the last there is before it; None live."""
        wanted, there_are = self._epoch_wanted(), self._epochs_to_read()
        return min(wanted, there_are) if wanted is not None and there_are else None

    def _epoch_wanted(self) -> int | None:
        """Returns the epoch pointed at, or else the one looked at; None live."""
        pointed = self._selection.pointed_epoch
        return self._selection.epoch if pointed is None else pointed

    def _epoch_told(self) -> int:
        """Returns the epoch that is looked at of the current run, 0 where it has none."""
        return epoch_looked_at(self._current, self._selection.epoch)

    def _show_epoch(self) -> None:
        """Shows the epoch that is read, in both plots, their legends and the headline."""
        epoch, is_past = self._epoch_read(), self._selection.epoch is not None
        for quantity in self._quantities:
            quantity.show_values(self._current, self._epoch_told())
            quantity.plot.show_past(self._epoch_told() if is_past else None)
            quantity.plot.set_description(self._description(quantity))
            if epoch is None or self._selection.pointed_epoch is None:
                quantity.plot.hide_hover_label()
                continue
            table = quantity.table(
                epoch,
                current=self._current,
                earlier=self._run_colours.previous_runs,
                # Said once, at the upper plot.
                notes=self._notes() if quantity is self._cost else (),
            )
            quantity.plot.show_hover_label(epoch=epoch, table=table)
        self._headline.set_accuracies(self._accuracies(epoch))

    def _accuracies(self, epoch: int | None) -> Accuracies | None:
        told = self._epoch_told()
        if self._current is None or not told:
            return None
        if epoch is not None:
            told = min(epoch, len(self._current))
        train, test = self._accuracy.pair(self._current)
        return Accuracies(test=test[told - 1], train=train[told - 1], epoch=told)

    def _description(self, quantity: Quantity) -> str:
        """Returns the numbers of every run at the epoch looked at; live, the latest."""
        epoch = self._epoch_read()
        told = epoch or self._epoch_told()
        if not told:
            return self.tr("Nothing is drawn yet")
        earlier = self._run_colours.previous_runs if epoch else ()
        return quantity.sentence(told, current=self._current, earlier=earlier)

    def _notes(self) -> list[str]:
        """Returns what is marked near the epoch that was asked for."""
        wanted = self._epoch_wanted()
        if wanted is None:
            return []
        # Where epochs lie wide apart, what is marked at the epoch that is read is out of reach.
        reach = max(self._cost.plot.reach, 0.5)
        return [mark.words for mark in marks_near(self._marks, wanted, reach=reach)]

    # ---- slots

    def _on_log_toggled(self, checked: bool) -> None:
        self._cost.set_scale(LOG_COST if checked else LINEAR_COST)
        self.refresh()

    def _on_run_colours_changed(self) -> None:
        self._show_previous_runs()
        self.refresh()

    def _on_plot_stepped(self, epochs: int) -> None:
        at, last = self._epoch_read(), max(self._epochs_to_read(), 1)
        # The first key shows the latest epoch.
        epoch = last if at is None else min(max(at + epochs, 1), last)
        # The keys point too, wherever the pointer lies.
        self._selection.point_at_epoch(epoch)
        self._selection.look_at_epoch(epoch)
        for quantity in self._quantities:
            quantity.plot.announce(self._description(quantity))

    def _on_plot_zoomed(self) -> None:
        self._follows = False
        self._buttons.reset.setEnabled(True)
