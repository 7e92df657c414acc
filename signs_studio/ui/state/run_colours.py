"""The earlier runs that are drawn, and the colours of the curves of every run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from signs_studio.ui.state.previous_runs import (
    MAX_PREVIOUS_RUNS,
    assign_tints,
    choose_previous_runs,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from signs_studio.runs.record import RunRecord
    from signs_studio.ui.state.selection import Selection
    from signs_studio.ui.widgets.theme import Theme


class RunColours(QObject):
    """Says which runs are drawn and in which colours, so that whatever shows a run marks it alike.

    Args:
        selection: Has the ticked runs, which are drawn however old they are.

    Signals:
        changed: ``previous_runs``, ``tints`` or ``by_key`` is another, or other runs are ticked.

    Attributes:
        previous_runs: Runs that are drawn behind the current one, the latest last.
        tints: Index in ``Theme.earlier`` of the colour of each of them, by its key.
    """

    changed = Signal()

    def __init__(self, selection: Selection, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._selection = selection
        self._current: RunRecord | None = None
        self._earlier: tuple[RunRecord, ...] = ()
        self._theme: Theme | None = None
        self.previous_runs: tuple[RunRecord, ...] = ()
        self.tints: Mapping[str, int] = {}
        selection.ticked_runs_changed.connect(self._choose)

    @property
    def by_key(self) -> Mapping[str, Sequence[str]]:
        """Colours of the curves, ``#rrggbb`` each, of every run that is drawn, by its key.

        Of the current run those of its training and its test curve, of an earlier one the colour of
        both.
        """
        if self._theme is None:
            return {}
        colours: dict[str, Sequence[str]] = {
            key: (self._theme.earlier[tint],) for key, tint in self.tints.items()
        }
        if self._current is not None:
            colours[self._current.key] = self._theme.train, self._theme.test
        return colours

    def set_runs(self, current: RunRecord | None, earlier: Sequence[RunRecord]) -> None:
        """Takes the run that is drawn in front, and those it can be compared with, latest last."""
        self._current, self._earlier = current, tuple(earlier)
        self._choose()

    def set_theme(self, theme: Theme) -> None:
        """Takes the colours of the window."""
        self._theme = theme
        self.changed.emit()

    def _choose(self) -> None:
        self.previous_runs = choose_previous_runs(
            self._earlier, current=self._current, ticked=self._selection.ticked_runs
        )
        self.tints = assign_tints(self.previous_runs, self.tints, count=MAX_PREVIOUS_RUNS)
        self.changed.emit()
