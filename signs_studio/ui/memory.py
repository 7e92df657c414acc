"""What the window remembers: its place and look, the recipe, the device, the runs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSettings, QStandardPaths

from signs_studio.recipe.presets import DEFAULT_PRESET, PRESETS
from signs_studio.recipe.saved import draft_from_json, draft_to_json
from signs_studio.ui.look import LARGEST_SCALE, SMALLEST_SCALE
from signs_studio.ui.window_options import THEMES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from signs_studio.recipe.draft import Draft
    from signs_studio.runs.history import History


class Memory:
    """Reads and writes what is remembered. A value that makes no sense is as good as none."""

    def __init__(self, settings: QSettings | None = None, runs: Path | None = None) -> None:
        self._settings = settings or QSettings("Signs Studio", "Signs Studio")
        folder = QStandardPaths.writableLocation(
            QStandardPaths.StandardLocation.GenericDataLocation
        )
        self._runs = runs or Path(folder) / "signs-studio" / "runs.json"

    def draft(self) -> Draft:
        """The recipe of last time; the default preset's at first."""
        try:
            saved = json.loads(str(self._settings.value("recipe", "")))
        except ValueError:
            saved = None
        return draft_from_json(saved) if isinstance(saved, dict) else PRESETS[DEFAULT_PRESET].draft

    def theme(self) -> str:
        """One of ``THEMES``."""
        name = str(self._settings.value("theme", ""))
        return name if name in THEMES else THEMES[0]

    def scale(self) -> float:
        """How much larger than usual words are."""
        try:
            scale = float(str(self._settings.value("scale", "1")))
        except ValueError:
            return 1.0
        return scale if SMALLEST_SCALE <= scale <= LARGEST_SCALE else 1.0

    def device(self) -> str:
        """The id of the device that was chosen to train on; empty where none was."""
        return str(self._settings.value("device", ""))

    def geometry(self, name: str) -> QByteArray:
        """The place of the window or a splitter; empty where there is none."""
        value = self._settings.value(f"geometry/{name}")
        return value if isinstance(value, QByteArray) else QByteArray()

    def solved_tasks(self) -> dict[str, frozenset[int]]:
        """Which tasks of the lessons were solved, by the lesson's name, from 0."""
        try:
            saved = json.loads(str(self._settings.value("lessons/solved", "")))
        except ValueError:
            return {}
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
        """How the lessons' code was written last time: one of ``DIALECTS``."""
        from signs_studio.lessons.lesson import DIALECTS

        name = str(self._settings.value("lessons/dialect", ""))
        return name if name in DIALECTS else "tf2"

    def earlier_runs(self) -> list[History]:
        """The last runs, oldest first."""
        from signs_studio.runs.store import load_runs

        return load_runs(self._runs)

    def save_view(self, *, theme: str, scale: float, geometries: dict[str, QByteArray]) -> None:
        """Remembers how the window looks."""
        self._settings.setValue("theme", theme)
        self._settings.setValue("scale", str(scale))
        for name, geometry in geometries.items():
            self._settings.setValue(f"geometry/{name}", geometry)
        self._settings.sync()

    def save_solved_tasks(self, solved: Mapping[str, frozenset[int]]) -> None:
        """Remembers which tasks of the lessons were solved."""
        saved = json.dumps({name: sorted(tasks) for name, tasks in solved.items()})
        self._settings.setValue("lessons/solved", saved)

    def save_lessons(
        self, *, name: str, dialect: str, geometries: Mapping[str, QByteArray]
    ) -> None:
        """Remembers which lesson was open, in which dialect, and how their window looked."""
        self._settings.setValue("lessons/last", name)
        self._settings.setValue("lessons/dialect", dialect)
        for place, geometry in geometries.items():
            self._settings.setValue(f"geometry/{place}", geometry)

    def save_draft(self, draft: Draft) -> None:
        """Remembers the recipe."""
        self._settings.setValue("recipe", json.dumps(draft_to_json(draft)))

    def save_device(self, chosen: str) -> None:
        """Remembers the id of the device to train on."""
        self._settings.setValue("device", chosen)

    def save_runs(self, histories: Sequence[History]) -> None:
        """Remembers the runs.

        Raises:
            OSError: When the file cannot be written.
        """
        from signs_studio.runs.store import save_runs

        save_runs(self._runs, histories)
