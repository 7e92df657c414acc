"""Data that was opened before: what it was, and how it was read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from signs_studio.data.data_source import DataSource
from signs_studio.data.photographs.sizes import FITS, SIDE_DEFAULT, SIDE_MAX, SIDE_MIN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signs_studio.data.photographs.sizes import Fit

RECENT_MAX = 8


class RecentData(QObject):
    """Remembers the last choices, newest first. Lives on the GUI thread.

    Args:
        saved: What ``to_text`` returned last time, or anything else.

    Signals:
        changed: There are others.
        wanted: A person wants one of them opened; carries the ``DataSource``.

    Attributes:
        last: What is to be open again at the next start; None for the built-in hands.
        side: Of photographs that are opened without a word on it.
        fit: Likewise.
    """

    changed = Signal()
    wanted = Signal(object)

    def __init__(self, saved: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: list[DataSource] = []
        self.last: DataSource | None = None
        self.side, self.fit = SIDE_DEFAULT, FITS[0]
        self._read(saved)

    @property
    def all(self) -> Sequence[DataSource]:
        """All of them, newest first."""
        return tuple(self._all)

    def add(self, source: DataSource) -> None:
        """Remembers what was opened now; what was drawn is drawn at every start without."""
        if source.hands is None:
            files = _files(source)
            others = [each for each in self._all if _files(each) != files]
            self._all = [source, *others][:RECENT_MAX]
        self.last = source if source.hands is None else None
        self.changed.emit()

    def clear(self) -> None:
        """Forgets all, but for what is open."""
        self._all.clear()
        self.changed.emit()

    def set_photographs(self, side: int, fit: Fit) -> None:
        """Has photographs opened so from now on."""
        self.side, self.fit = side, fit
        self.changed.emit()

    def to_text(self) -> str:
        """Returns all that is remembered."""
        return json.dumps(
            {
                "recent": [_to_json(source) for source in self._all],
                "last": None if self.last is None else _to_json(self.last),
                "side": self.side,
                "fit": self.fit,
            }
        )

    def _read(self, text: str) -> None:
        try:
            saved = json.loads(text)
        except (ValueError, RecursionError):
            return
        if not isinstance(saved, dict):
            return
        recent = saved.get("recent")
        found = map(_from_json, recent if isinstance(recent, list) else [])
        self._all = [source for source in found if source is not None][:RECENT_MAX]
        self.last = _from_json(saved.get("last"))
        side, fit = saved.get("side"), saved.get("fit")
        if isinstance(side, int) and SIDE_MIN <= side <= SIDE_MAX and fit in FITS:
            self.side, self.fit = side, fit


def _files(source: DataSource) -> tuple[Sequence[Path], Sequence[Path]]:
    return source.paths, source.test_paths


def _to_json(source: DataSource) -> dict[str, object]:
    """Returns what ``_from_json`` makes it of."""
    source = source.absolute()
    return {
        "paths": list(map(str, source.paths)),
        "stream": source.stream,
        "side": source.side,
        "fit": source.fit,
        "mapping": dict(source.mapping),
        "test_paths": list(map(str, source.test_paths)),
        "test_mapping": dict(source.test_mapping),
    }


def _from_json(saved: object) -> DataSource | None:
    """Returns what was saved; None where it makes no sense."""
    # Not by msgspec, for which a start need not wait.
    if not isinstance(saved, dict):
        return None
    try:
        source = DataSource(
            paths=_paths(saved["paths"]),
            stream=saved["stream"],
            side=saved["side"],
            fit=saved["fit"],
            mapping=_mapping(saved["mapping"]),
            test_paths=_paths(saved["test_paths"]),
            test_mapping=_mapping(saved["test_mapping"]),
        )
    except (TypeError, ValueError, KeyError):
        return None
    is_sound = isinstance(source.side, int) and isinstance(source.stream, bool | None)
    return source if is_sound else None


def _paths(saved: object) -> tuple[Path, ...]:
    if not isinstance(saved, list):
        raise TypeError
    return tuple(map(Path, saved))


def _mapping(saved: object) -> dict[str, str]:
    if not isinstance(saved, dict) or not all(isinstance(each, str) for each in saved.values()):
        raise TypeError
    return saved
