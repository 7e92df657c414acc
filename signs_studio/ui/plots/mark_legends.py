"""Legends of the marks on both plots."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from signs_studio.ui.charts.legend_entry import LegendEntry
from signs_studio.ui.charts.pens import cosmetic_pen, kept_pen
from signs_studio.ui.plots.epoch_marks import kept_epoch, kept_mark
from signs_studio.ui.plots.live_curve import floor_mark, raw_mark, stop_mark

if TYPE_CHECKING:
    from signs_studio.runs.record import RunRecord
    from signs_studio.ui.widgets.theme import Theme


class MarkLegends(QObject):
    """Each is seen while its mark is drawn.

    Args:
        parent: Their panel.

    Attributes:
        zero: Of a cost of 0 on a logarithmic axis.
        raw: Of the epochs as they are, beneath smoothed curves.
        kept: Of the epoch whose weights are kept.
        diverged: Of the epoch after which the cost was no number.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.diverged = LegendEntry(self.tr("diverged"), widest="", mark=stop_mark())
        self.diverged.setObjectName("diverged_legend")
        self.diverged.setToolTip(
            self.tr("In the epoch after this mark the cost was no longer a finite number")
        )
        self.zero = LegendEntry(self.tr("0: at the lower edge"), widest="", mark=floor_mark())
        self.zero.setObjectName("zero_legend")
        self.zero.setToolTip(
            self.tr(
                "A logarithmic axis has no place for a cost of 0: it is drawn at its lower edge"
            )
        )
        self.raw = LegendEntry(self.tr("raw"), widest="", mark=raw_mark())
        self.raw.setObjectName("raw_legend")
        self.kept = LegendEntry(
            self.tr("kept"), widest=self.tr("epoch {0}").format("00,000"), mark=kept_mark()
        )
        self.kept.setObjectName("kept_legend")
        self.kept.setToolTip(
            self.tr(
                "The weights that stood after this epoch are kept: the numbers beside the names of "
                "the curves, and the pictures, are of this epoch, not of the last"
            )
        )

    def refresh(self, current: RunRecord | None, *, half_window: int, is_log: bool) -> None:
        """Shows the legends of the marks of a run.

        Args:
            current: The run.
            half_window: How many epochs a side its curves are averaged over, 0 for none.
            is_log: True if the cost axis is logarithmic.
        """
        self.diverged.setVisible(current is not None and current.diverged and len(current) > 0)
        self.zero.setVisible(is_log and current is not None and _has_zero_cost(current))
        kept = kept_epoch(current) if current is not None else None
        self.kept.setVisible(kept is not None)
        self.kept.set_value("" if kept is None else self.tr("epoch {0}").format(f"{kept:,}"))
        self.raw.setVisible(half_window > 0 and current is not None)
        self.raw.setToolTip(
            self.tr(
                "The faint lines are the epochs as they are, and so are all numbers. The strong "
                "ones are averages over {0} epochs; over fewer at both ends, where they meet the "
                "faint ones."
            ).format(f"{2 * half_window + 1:,}")
        )

    def set_theme(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        for legend in (self.zero, self.diverged, self.raw):
            legend.set_pen(cosmetic_pen(theme.muted))
        self.kept.set_pen(kept_pen(theme.right))


def _has_zero_cost(record: RunRecord) -> bool:
    return any((record.series(name) == 0).any() for name in ("cost", "test_cost"))
