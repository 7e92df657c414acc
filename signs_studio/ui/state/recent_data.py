"""Data that was opened before: what it was, and how it was read."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Signal

from signs_studio.data.photographs.sizes import FITS, SIDE_DEFAULT, SIDE_MAX, SIDE_MIN
from signs_studio.data.plain_text import plain_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from signs_studio.data.photographs.sizes import Fit

RECENT_MAX = 8


@dataclass(frozen=True, kw_only=True)
class DataChoice:
    """Files or folders that a person chose, and how they are read.

    Attributes:
        paths: One at least; none for the built-in hands.
        side: Height and width that photographs are brought to, in pixels.
        fit: Whether photographs that are no squares are cropped to one or padded.
        mapping: Names of arrays by their roles, where their own names do not tell.
    """

    paths: tuple[Path, ...]
    side: int = SIDE_DEFAULT
    fit: Fit = "crop"
    mapping: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The names of the files, as plain text."""
        return plain_text(" + ".join(path.name or str(path) for path in self.paths))

    def to_json(self) -> dict[str, object]:
        """Returns what ``from_json`` makes it of."""
        return {
            "paths": [str(path.absolute()) for path in self.paths],
            "side": self.side,
            "fit": self.fit,
            "mapping": dict(self.mapping),
        }

    @classmethod
    def from_json(cls, saved: object) -> DataChoice | None:
        """Returns a choice that was saved; None where it makes no sense."""
        if not isinstance(saved, dict):
            return None
        paths, side, fit = saved.get("paths"), saved.get("side"), saved.get("fit")
        mapping = saved.get("mapping")
        is_sound = (
            _are_texts(paths)
            and isinstance(side, int)
            and SIDE_MIN <= side <= SIDE_MAX
            and fit in FITS
            and isinstance(mapping, dict)
            and all(isinstance(text, str) for pair in mapping.items() for text in pair)
        )
        if not is_sound:
            return None
        return cls(
            paths=tuple(Path(path) for path in cast("list[str]", paths)),
            side=cast("int", side),
            fit=cast("Fit", fit),
            mapping=cast("dict[str, str]", mapping),
        )


BUILT_IN_HANDS = DataChoice(paths=())


class RecentData(QObject):
    """Remembers the last choices, newest first. Lives on the GUI thread.

    Args:
        saved: What ``to_text`` returned last time, or anything else.

    Signals:
        changed: There are others.
        wanted: A person wants one of them opened; carries the ``DataChoice``.

    Attributes:
        last: What is to be open again at the next start; None for the built-in hands.
        side: Of photographs that are opened without a word on it.
        fit: Likewise.
    """

    changed = Signal()
    wanted = Signal(object)

    def __init__(self, saved: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: list[DataChoice] = []
        self.last: DataChoice | None = None
        self.side, self.fit = SIDE_DEFAULT, FITS[0]
        self._read(saved)

    @property
    def all(self) -> Sequence[DataChoice]:
        """All of them, newest first."""
        return tuple(self._all)

    def add(self, choice: DataChoice) -> None:
        """Remembers what was opened now."""
        others = [each for each in self._all if each.paths != choice.paths]
        self._all = [choice, *others][:RECENT_MAX]
        self.last = choice
        self.changed.emit()

    def forget_last(self) -> None:
        """Has the next start open the built-in hands."""
        self.last = None
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
                "recent": [choice.to_json() for choice in self._all],
                "last": None if self.last is None else self.last.to_json(),
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
        found = map(DataChoice.from_json, recent if isinstance(recent, list) else [])
        self._all = [choice for choice in found if choice is not None][:RECENT_MAX]
        self.last = DataChoice.from_json(saved.get("last"))
        side, fit = saved.get("side"), saved.get("fit")
        if isinstance(side, int) and SIDE_MIN <= side <= SIDE_MAX and fit in FITS:
            self.side, self.fit = side, fit


def _are_texts(value: object) -> bool:
    return bool(value) and isinstance(value, list) and all(isinstance(v, str) for v in value)
