"""The list of runs as Qt's views and screen readers see it, one row each."""

# ruff: noqa: D102  (methods of Qt's, which documents them)
from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QIcon

from signs_studio.ui.runs.run_columns import (
    CHANGED,
    COLUMNS,
    INDEX,
    NAME,
    NOTE,
    STAR,
    sorted_title,
)
from signs_studio.ui.runs.run_order import ListOrder, arranged, runs_before
from signs_studio.ui.runs.run_words import changed_words, run_tip
from signs_studio.ui.runs.swatch import make_swatch
from signs_studio.ui.widgets.wrapping import in_lines

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from signs_studio.ui.state.run_entry import RunEntry

    Index = QModelIndex | QPersistentModelIndex

_Role = Qt.ItemDataRole
_NO_PARENT = QModelIndex()


class RunsModel(QAbstractTableModel):
    """Lists runs in the order that was asked for, the run on show first.

    The best numbers of the runs of the first one's data are bold.

    Signals:
        renamed: A person typed a name; carries the key of the run and the name.
    """

    renamed = Signal(str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: Sequence[RunEntry] = ()
        self._current: str | None = None
        self._before: Mapping[str, RunEntry] = {}
        self._rows: list[RunEntry] = []
        self._best: dict[int, float] = {}
        self._colours: Mapping[str, Sequence[str]] = {}
        self._series: Mapping[str, str] = {}
        self._bold = QFont()
        self._swatch = lru_cache(maxsize=64)(make_swatch)
        self._swatch_side, self._ratio = 16, 1.0
        self.order = ListOrder()

    def show_runs(self, entries: Sequence[RunEntry], current: str | None) -> None:
        """Lists these runs, given the oldest first."""
        self._entries, self._current = entries, current
        self._before = runs_before(entries)
        self._arrange()

    def set_order(self, order: ListOrder) -> None:
        """Lists other runs, or in another order."""
        if order != self.order:
            self.order = order
            self._arrange()
            last = len(COLUMNS) - 1
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, last)

    def update_current(self, entry: RunEntry) -> None:
        """Shows the latest numbers of the run on show, which is in the first row."""
        if self._rows and self._rows[0].key == entry.key:
            self._rows[0] = entry
            best, self._best = self._best, self._best_numbers()
            last = 0 if best == self._best else len(self._rows) - 1
            roles = [_Role.DisplayRole, _Role.FontRole, _Role.ToolTipRole]
            self.dataChanged.emit(self.index(0, 0), self.index(last, len(COLUMNS) - 1), roles)

    def set_colours(self, colours: Mapping[str, Sequence[str]]) -> None:
        """Takes the colours, ``#rrggbb``, of the curves of runs, by their keys."""
        self._colours = colours
        self._tell_all(INDEX[NAME], [_Role.DecorationRole])

    def set_series(self, words: Mapping[str, str]) -> None:
        """Takes the place in its series of each run that is of one, in words, by its key."""
        self._series = words
        self._tell_all(0, [])

    @property
    def has_names(self) -> bool:
        """True where more than numbers stands in the column of names."""
        return any(entry.labels.name or entry.key in self._series for entry in self._rows)

    def set_font(self, font: QFont, *, swatch_side: int, ratio: float) -> None:
        """Takes the font of the list, and how large swatches are beside it.

        Args:
            font: Of the list.
            swatch_side: In device-independent pixels.
            ratio: Pixels of the screen per device-independent pixel.
        """
        self._bold = QFont(font)
        self._bold.setBold(True)
        self._swatch_side, self._ratio = swatch_side, ratio
        if self._rows:
            self._tell_all(0, [])

    def entry(self, row: int) -> RunEntry:
        """Returns the run in a row."""
        return self._rows[row]

    def row_of(self, key: str) -> int | None:
        """Returns the row of a run; None where it is not listed."""
        return next((row for row, entry in enumerate(self._rows) if entry.key == key), None)

    def before(self, key: str) -> RunEntry | None:
        """Returns the run that came before one, listed or not."""
        return self._before.get(key)

    @property
    def rows(self) -> Sequence[RunEntry]:
        """The runs that are listed."""
        return self._rows

    @property
    def count_of_all(self) -> int:
        """How many runs there are, listed or not."""
        return len(self._entries)

    def is_empty(self, column: int) -> bool:
        """Returns whether a column tells nothing of the runs that are listed."""
        name = COLUMNS[column].name
        if name == NOTE:
            return not any(entry.labels.note for entry in self._rows)
        if name == CHANGED:
            return len(self._entries) < 2
        if name == "data":
            first = self._rows[0].origin if self._rows else None
            return all(first is None or entry.origin.is_same(first) for entry in self._rows)
        return False

    # ---- Qt's

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        column = COLUMNS[section]
        match role:
            case _Role.DisplayRole if column.name == STAR:
                return ""
            case _Role.DisplayRole if section == self.order.column:
                return sorted_title(column, falls=self.order.falls)
            case _Role.AccessibleTextRole if section == self.order.column:
                falls = self.tr("{column}, highest first")
                words = falls if self.order.falls else self.tr("{column}, lowest first")
                return words.format(column=column.title)
            case _Role.DisplayRole | _Role.AccessibleTextRole:
                return str(column.title)
            case _Role.ToolTipRole if column.tip is not None:
                return str(column.tip)
            case _Role.TextAlignmentRole:
                return _alignment(section)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if index.column() == INDEX[NAME] and self._rows[index.row()].is_kept:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:
        entry, column = self._rows[index.row()], COLUMNS[index.column()]
        match role:
            case _Role.DisplayRole:
                return self._words(entry, index.column())
            case _Role.EditRole:
                return entry.labels.name
            case _Role.ToolTipRole if column.name == NOTE and entry.labels.note:
                return in_lines(entry.labels.note)
            case _Role.ToolTipRole:
                return run_tip(entry, self._before.get(entry.key))
            case _Role.TextAlignmentRole:
                return _alignment(index.column())
            case _Role.AccessibleTextRole if column.name == STAR:
                return self.tr("with a star") if entry.labels.starred else self.tr("without a star")
            case _Role.AccessibleTextRole if column.name == NAME and entry.labels.note:
                words = self.tr("{run}, with a note")
                return words.format(run=self._words(entry, index.column()))
            case _Role.DecorationRole if column.name == NAME:
                return self._icon(entry)
            case _Role.FontRole if self._is_best(entry, index.column()):
                return self._bold
        return None

    def setData(self, index: Index, value: Any, role: int = _Role.EditRole) -> bool:
        entry, name = self._rows[index.row()], str(value).strip()
        if role != _Role.EditRole or name == entry.labels.name:
            return False
        self.renamed.emit(entry.key, name)
        return True

    def swatch_size(self) -> QSize:
        """Returns the size of the swatches."""
        return QSize(self._swatch_side, self._swatch_side)

    # ---- inside

    def _words(self, entry: RunEntry, column: int) -> str:
        words = COLUMNS[column].words
        if words is None:
            return changed_words(entry, self._before.get(entry.key))
        place = self._series.get(entry.key, "") if COLUMNS[column].name == NAME else ""
        return f"{words(entry)}  {place}".rstrip()

    def _icon(self, entry: RunEntry) -> QIcon:
        colours = tuple(self._colours.get(entry.key, ()))
        return self._swatch(colours, side=self._swatch_side, ratio=self._ratio)

    def _is_best(self, entry: RunEntry, column: int) -> bool:
        number = COLUMNS[column].number
        best = self._best.get(column)
        if number is None or best is None:
            return False
        return entry.origin.is_same(self._rows[0].origin) and number(entry) == best

    def _best_numbers(self) -> dict[int, float]:
        """Returns the best number of each column, where there is more than one to compare."""
        if not self._rows:
            return {}
        origin = self._rows[0].origin
        rows = [entry for entry in self._rows if entry.epochs and entry.origin.is_same(origin)]
        best = {}
        for index, column in enumerate(COLUMNS):
            if column.number is not None and len(rows) > 1:
                numbers = [each for entry in rows if (each := column.number(entry)) is not None]
                # Where all are the same, none is better.
                if numbers and min(numbers) < max(numbers):
                    best[index] = column.best(numbers)
        return best

    def _arrange(self) -> None:
        rows = arranged(self._entries, self.order, current=self._current)
        is_same = [entry.key for entry in rows] == [entry.key for entry in self._rows]
        if is_same:
            self._rows, self._best = rows, {}
            self._best = self._best_numbers()
            if rows:
                self._tell_all(0, [])
            return
        self.beginResetModel()
        self._rows = rows
        self._best = self._best_numbers()
        self.endResetModel()

    def _tell_all(self, first: int, roles: list[int]) -> None:
        if self._rows:
            last_column = first if roles else len(COLUMNS) - 1
            last = self.index(len(self._rows) - 1, last_column)
            self.dataChanged.emit(self.index(0, first), last, roles)


def _alignment(column: int) -> Qt.AlignmentFlag:
    """Words to the left, numbers to the right."""
    is_words = COLUMNS[column].is_words
    side = Qt.AlignmentFlag.AlignLeft if is_words else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter
