"""Settings kept between sessions: window geometry, look, switches, recipe, device.

``Preferences`` reads and writes it. What is to be written is gathered first, as plain values by
name: that takes no time, and can be written on any thread.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSettings

from signs_studio.recipe.draft_json import draft_from_json, draft_to_json
from signs_studio.recipe.presets import DEFAULT_PRESET, PRESETS
from signs_studio.ui.state.appearance import LARGEST_SCALE, SMALLEST_SCALE
from signs_studio.ui.window_options import THEMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from signs_studio.recipe.draft import Draft

Value = str | QByteArray
_SWITCHED = {"on": True, "off": False}


class Preferences:
    """Reads and writes what is remembered. A value that makes no sense is as good as none.

    Args:
        settings: Where it is kept; None for the user's own.
        home: As of the attribute.

    Attributes:
        home: Folder under which runs are kept; None for the user's own.
    """

    def __init__(self, settings: QSettings | None = None, home: Path | None = None) -> None:
        self.home = home
        self._settings = settings or QSettings("Signs Studio", "Signs Studio")

    def draft(self) -> Draft:
        """The recipe of last time; the default preset's at first."""
        saved = self._json("recipe")
        return draft_from_json(saved) if isinstance(saved, dict) else PRESETS[DEFAULT_PRESET].draft

    def theme(self) -> str:
        """One of ``THEMES``."""
        name = str(self._settings.value("theme", ""))
        return name if name in THEMES else THEMES[0]

    def scale(self) -> float:
        """Returns the scale of words; 1 is the desktop's size."""
        try:
            scale = float(str(self._settings.value("scale", "1")))
        except ValueError:
            return 1.0
        return scale if SMALLEST_SCALE <= scale <= LARGEST_SCALE else 1.0

    def switch(self, name: str, *, default: bool) -> bool:
        """Returns True if a switch was on; ``default`` where nothing is remembered of it."""
        word = str(self._settings.value(f"switches/{name}", ""))
        return _SWITCHED.get(word, default)

    def device(self) -> str:
        """The id of the device that was chosen to train on; empty where none was."""
        return str(self._settings.value("device", ""))

    def geometry(self, name: str) -> QByteArray:
        """The place of a window; empty where there is none."""
        value = self._settings.value(f"geometry/{name}")
        return value if isinstance(value, QByteArray) else QByteArray()

    def sizes(self, name: str) -> list[int]:
        """Returns the sizes of a splitter's parts, in pixels; empty if none are stored."""
        words = str(self._settings.value(f"sizes/{name}", "")).split()
        is_sound = all(re.fullmatch("[0-9]{1,5}", word) for word in words)
        return [int(word) for word in words] if is_sound else []

    def views(self) -> str:
        """Returns which views were open in the middle of the window, in the area's own words."""
        return str(self._settings.value("views", ""))

    def panel(self, name: str) -> str:
        """Returns what a panel remembered beside its switches, in its own words."""
        return str(self._settings.value(f"panels/{name}", ""))

    def recent_data(self) -> str:
        """Returns what data was opened before, in the words of ``RecentData``."""
        return str(self._settings.value("data", ""))

    def solved_tasks(self) -> dict[str, frozenset[int]]:
        """Returns the solved tasks of each lesson, by its name; tasks count from 0."""
        saved = self._json("lessons/solved")
        if not isinstance(saved, dict):
            return {}
        return {
            name: frozenset(task for task in tasks if isinstance(task, int))
            for name, tasks in saved.items()
            if isinstance(tasks, list)
        }

    def last_lesson(self) -> str:
        """The lesson of last time, which may be gone; empty at first."""
        return str(self._settings.value("lessons/last", ""))

    def lesson_dialect(self) -> str:
        """Returns the dialect of the lessons' code of last time: one of ``DIALECTS``."""
        from signs_studio.lessons.lesson import DIALECTS

        name = str(self._settings.value("lessons/dialect", ""))
        return name if name in DIALECTS else "tf2"

    def known_cut_short(self) -> str:
        """Returns which run that was cut short was offered last, as of ``CutShortNotice``."""
        return str(self._settings.value("runs/known_cut_short", ""))

    def save_solved_tasks(self, solved: Mapping[str, frozenset[int]]) -> None:
        """Remembers which tasks of the lessons were solved."""
        saved = json.dumps({name: sorted(tasks) for name, tasks in solved.items()})
        self._settings.setValue("lessons/solved", saved)

    def save(self, values: Mapping[str, Value]) -> None:
        """Writes values under their names; on any thread.

        Args:
            values: Of ``window_values`` or ``lessons_values``.

        Raises:
            OSError: They cannot be written; what was remembered before still is.
        """
        # Others than those that are read from: an object of Qt's remembers its first failure.
        settings = QSettings(self._settings.fileName(), self._settings.format())
        for name, value in values.items():
            settings.setValue(name, value)
        settings.sync()
        if settings.status() is QSettings.Status.AccessError:
            raise OSError(None, f"{settings.fileName()} cannot be written", settings.fileName())

    def _json(self, name: str) -> object:
        try:
            return json.loads(str(self._settings.value(name, "")))
        except (ValueError, RecursionError):
            return None


def window_values(
    *,
    draft: Draft,
    device: str,
    theme: str,
    scale: float,
    geometry: QByteArray,
    sizes: Mapping[str, Iterable[int]],
    switches: Mapping[str, bool],
    views: str,
    panels: Mapping[str, str],
    recent_data: str,
    known_cut_short: str,
) -> dict[str, Value]:
    """Returns what of the main window is remembered.

    Args:
        draft: The recipe.
        device: The id of the device that was chosen; empty where none was.
        theme: One of ``THEMES``.
        scale: How much larger than usual words are.
        geometry: Its place.
        sizes: Of the parts of its splitters, in pixels.
        switches: Whether each of its switches is on, by its name.
        views: Which views are open in its middle.
        panels: What each of its panels remembers in words of its own, by its name.
        recent_data: What data was opened.
        known_cut_short: Which run that was cut short was offered.
    """
    return {
        "recipe": json.dumps(draft_to_json(draft)),
        "device": device,
        "theme": theme,
        "scale": str(scale),
        "geometry/window": geometry,
        "views": views,
        "data": recent_data,
        "runs/known_cut_short": known_cut_short,
        **_size_values(sizes),
        **{f"panels/{name}": words for name, words in panels.items()},
        **{f"switches/{name}": "on" if is_on else "off" for name, is_on in switches.items()},
    }


def lessons_values(
    *, name: str, dialect: str, geometry: QByteArray, sizes: Mapping[str, Iterable[int]]
) -> dict[str, Value]:
    """Returns what of the lessons' window is remembered.

    Args:
        name: The open lesson.
        dialect: One of ``DIALECTS``.
        geometry: Its place.
        sizes: Of the parts of its splitters, in pixels.
    """
    return {
        "lessons/last": name,
        "lessons/dialect": dialect,
        "geometry/lessons": geometry,
        **_size_values(sizes),
    }


def _size_values(sizes: Mapping[str, Iterable[int]]) -> dict[str, Value]:
    return {f"sizes/{name}": " ".join(map(str, of_parts)) for name, of_parts in sizes.items()}
