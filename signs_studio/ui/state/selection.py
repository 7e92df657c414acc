"""Selection of an epoch, a picture, a filter and runs, which all views of the window share."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from collections.abc import Iterable


class SortOrder(StrEnum):
    """Order of the pictures. Those that tie stay in the order of the test set."""

    IN_ORDER = "in_order"
    MOST_CONFIDENT = "most_confident"
    LEAST_CONFIDENT = "least_confident"


@dataclass(frozen=True, kw_only=True)
class GridFilter:
    """Filter and order of the test pictures.

    Attributes:
        wrong_only: Only those that the network reads wrongly.
        sign: Only those whose true class this is; None for every class.
        predicted: Only those that the network reads as this class; None for any.
        sort: Which come first.
    """

    wrong_only: bool = False
    sign: int | None = None
    predicted: int | None = None
    sort: SortOrder = SortOrder.IN_ORDER

    @property
    def leaves_out(self) -> bool:
        """True if some pictures may not be shown."""
        return self.wrong_only or self.sign is not None or self.predicted is not None


class SetName(StrEnum):
    """The two sets of a dataset."""

    TRAIN = "train"
    TEST = "test"


@dataclass(frozen=True, kw_only=True)
class Browsing:
    """Pictures of the data that are looked through.

    Attributes:
        of: The set that they are in.
        sign: Only those of this class; None for every class.
    """

    of: SetName = SetName.TRAIN
    sign: int | None = None


@dataclass(frozen=True, kw_only=True)
class PictureReference:
    """Says which picture of the data is meant.

    Attributes:
        of: The set that it is in.
        place: Its index in that set.
    """

    of: SetName
    place: int


class Selection(QObject):
    """The one place that knows what is being looked at. Lives on the GUI thread.

    Views read it and ask it to change; whichever asked, all of them hear of it, and only if
    something has changed. Whoever shows another run or other data tells it first, so that no view
    is asked for what is no longer there.

    Signals:
        epoch_changed: ``epoch`` is another; all views of the run show it.
        pointed_epoch_changed: ``pointed_epoch`` is another; plots and headline tell of it.
        picture_changed: ``chosen_picture`` is another; grid and inspectors show it.
        filter_changed: ``grid_filter`` is another; grid, filter bar and counts follow it.
        browsing_changed: ``browsing`` is another; the views of the data show it.
        ticked_runs_changed: ``ticked_runs`` are others; plots and the table of runs mark them.
    """

    epoch_changed = Signal()
    pointed_epoch_changed = Signal()
    picture_changed = Signal()
    filter_changed = Signal()
    browsing_changed = Signal()
    ticked_runs_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._epoch: int | None = None
        self._pointed_epoch: int | None = None
        self._picture: PictureReference | None = None
        self._grid_filter = GridFilter()
        self._browsing = Browsing()
        self._ticked_runs: frozenset[str] = frozenset()
        self._run_key: str | None = None

    @property
    def epoch(self) -> int | None:
        """The epoch looked at, counted from 1; None while the run is looked at live.

        It may lie beyond the last epoch of a run: a view then shows the last one, until the run
        gets there.
        """
        return self._epoch

    @property
    def pointed_epoch(self) -> int | None:
        """The epoch that the pointer is at in a plot, counted from 1; None while it is at none."""
        return self._pointed_epoch

    @property
    def chosen_picture(self) -> PictureReference | None:
        """The chosen picture of either set, also while a filter hides it."""
        return self._picture

    @property
    def test_picture(self) -> int | None:
        """Index in the test set of the chosen picture; None where it is of the training set."""
        chosen = self._picture
        return chosen.place if chosen is not None and chosen.of is SetName.TEST else None

    @property
    def grid_filter(self) -> GridFilter:
        """Filter and order of the test pictures."""
        return self._grid_filter

    @property
    def browsing(self) -> Browsing:
        """Pictures of the data that are looked through."""
        return self._browsing

    @property
    def ticked_runs(self) -> frozenset[str]:
        """Keys of the runs that stand out among the others."""
        return self._ticked_runs

    # ---- asked by views

    def look_at_epoch(self, epoch: int) -> None:
        """Looks at an epoch, counted from 1.

        Raises:
            ValueError: ``epoch`` is less than 1.
        """
        if epoch < 1:
            raise ValueError(f"epochs count from 1, but {epoch} was asked for")
        self._set_epoch(epoch)

    def look_live(self) -> None:
        """Looks at the run as it goes on."""
        self._set_epoch(None)

    def point_at_epoch(self, epoch: int | None) -> None:
        """Points at an epoch, counted from 1, without looking at it; None points at none."""
        if epoch != self._pointed_epoch:
            self._pointed_epoch = epoch
            self.pointed_epoch_changed.emit()

    def choose_picture(self, picture: int, of: SetName = SetName.TEST) -> None:
        """Chooses a picture by its index in a set."""
        self._set_picture(PictureReference(of=of, place=picture))

    def set_filter(self, grid_filter: GridFilter) -> None:
        """Shows other pictures, or in another order. The chosen picture stays chosen."""
        if grid_filter != self._grid_filter:
            self._grid_filter = grid_filter
            self.filter_changed.emit()

    def browse(self, browsing: Browsing) -> None:
        """Looks through other pictures of the data."""
        if browsing != self._browsing:
            self._browsing = browsing
            self.browsing_changed.emit()

    def tick_runs(self, keys: Iterable[str]) -> None:
        """Ticks the runs of these keys, and no others."""
        ticked = frozenset(keys)
        if ticked != self._ticked_runs:
            self._ticked_runs = ticked
            self.ticked_runs_changed.emit()

    # ---- told by whoever shows another run or other data

    def set_runs(self, current: str | None, keys: Iterable[str]) -> None:
        """Looks live at another current run, and unticks runs that are no longer there.

        Args:
            current: Key of the run on show; None where there is none.
            keys: Of all runs.
        """
        if current != self._run_key:
            self._run_key = current
            self.point_at_epoch(None)
            self.look_live()
        self.tick_runs(self._ticked_runs.intersection(keys))

    def forget_pictures(self) -> None:
        """Chooses no picture and every sign: those of other data are others."""
        self._set_picture(None)
        self.set_filter(replace(self._grid_filter, sign=None, predicted=None))
        self.browse(replace(self._browsing, sign=None))

    def _set_epoch(self, epoch: int | None) -> None:
        if epoch != self._epoch:
            self._epoch = epoch
            self.epoch_changed.emit()

    def _set_picture(self, picture: PictureReference | None) -> None:
        if picture != self._picture:
            self._picture = picture
            self.picture_changed.emit()
