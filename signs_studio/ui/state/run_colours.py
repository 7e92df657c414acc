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

    from signs_studio.runs.record import DataReference, RunRecord
    from signs_studio.ui.state.run_library import RunLibrary
    from signs_studio.ui.state.selection import Selection
    from signs_studio.ui.widgets.theme import Theme


class RunColours(QObject):
    """Says which runs are drawn and in which colours, so that whatever shows a run marks it alike.

    Args:
        library: Has the runs.
        selection: Has the ticked runs, which are drawn however old they are.

    Signals:
        changed: ``previous_runs``, ``tints`` or ``by_key`` is another, or other runs are ticked.

    Attributes:
        previous_runs: Runs that are drawn behind the current one, the latest last; those whose
            record is still to be read come with it.
        tints: Index in ``Theme.earlier`` of the colour of each of them, by its key.
    """

    changed = Signal()

    def __init__(
        self, library: RunLibrary, selection: Selection, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._selection = selection
        self._current: str | None = None
        self._origin: DataReference | None = None
        self._theme: Theme | None = None
        self.previous_runs: tuple[RunRecord, ...] = ()
        self.tints: Mapping[str, int] = {}
        self._told: tuple[object, ...] = ()
        selection.ticked_runs_changed.connect(self._on_selection_ticked_runs_changed)
        library.record_arrived.connect(self._choose)

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
            colours[self._current] = self._theme.train, self._theme.test
        return colours

    def set_shown(self, current: str | None, origin: DataReference | None) -> None:
        """Chooses anew which runs are drawn, after there are others.

        Args:
            current: Key of the run that is drawn in front; None for none.
            origin: The data that is open.
        """
        self._current, self._origin = current, origin
        self._choose()

    def set_theme(self, theme: Theme) -> None:
        """Takes the colours of the window."""
        self._theme = theme
        self.changed.emit()

    def _choose(self) -> None:
        origin = self._origin
        others = [entry for entry in self._library.entries if entry.key != self._current]
        keys = choose_previous_runs(
            [entry.key for entry in others],
            comparable={
                entry.key
                for entry in others
                if (entry.epochs or entry.progress.diverged)
                and origin is not None
                and entry.origin.is_same(origin)
            },
            ticked=self._selection.ticked_runs,
        )
        numbers = {entry.key: entry.number for entry in others}
        self.tints = assign_tints({key: numbers[key] for key in keys}, count=MAX_PREVIOUS_RUNS)
        records = (self._library.record_of(key) for key in keys)
        self.previous_runs = tuple(record for record in records if record is not None)
        told, self._told = (
            self._told,
            (
                self._current,
                self.previous_runs,
                self.tints,
                self._selection.ticked_runs,
            ),
        )
        if told != self._told:
            self.changed.emit()

    def _on_selection_ticked_runs_changed(self) -> None:
        self._library.records.forget_refusals()
        self._choose()
