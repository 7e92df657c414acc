"""The menu of a run in the list."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from signs_studio.ui.state.seed_series import SEEDS

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from signs_studio.ui.state.run_entry import RunEntry


class RunContext(NamedTuple):
    """What can be done with a run depends on more than the run.

    Attributes:
        is_on_show: Whether it is the run on show.
        is_busy: Whether nothing can be trained at the moment.
        is_of_open_data: Whether it learnt from the data that is open.
        chosen: How many runs are meant with it, itself included.
        compared: How many runs are compared, itself included.
    """

    is_on_show: bool
    is_busy: bool
    is_of_open_data: bool
    chosen: int
    compared: int


class RunMenu(QMenu):
    """Shows all that can be done with a run; what cannot be done now says why.

    Args:
        entry: The run.
        context: As of the class.

    Signals:
        chosen: The name of what is to be done: "open", "recipe", "seeds", "rename", "note",
            "star", "compare", "save", "report" or "remove".
    """

    chosen = Signal(str)

    def __init__(self, entry: RunEntry, context: RunContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("run_menu")
        self.setToolTipsVisible(True)
        kept = "" if entry.is_kept else self.tr("The run is not kept on the disk")
        recipe = "" if entry.recipe is not None else self.tr("Its recipe cannot be read")
        on_show = self.tr("The run is on show") if context.is_on_show else ""
        elsewhere = ""
        if entry.is_running and not context.is_on_show:
            elsewhere = self.tr("Another window or command has it open")
        self._add(
            "open",
            self.tr("&Open with its weights"),
            self.tr("Show the run as it was, with its data, and go on with it"),
            on_show or kept or elsewhere,
        )
        self._add(
            "recipe",
            self.tr("&Take its recipe"),
            self.tr("Edit the recipe that it was trained with"),
            recipe,
            key="Enter",
        )
        busy = self.tr("A run is on: stop it first") if context.is_busy else ""
        other = self.tr("It learnt from other data: open that first")
        other = "" if context.is_of_open_data else other
        self._add(
            "seeds",
            self.tr("Train it again with {count} s&eeds").format(count=SEEDS),
            self.tr("Train its recipe with other seeds, one after another, to see what is chance"),
            recipe or busy or other,
        )
        self.addSeparator()
        self._add("rename", self.tr("&Rename"), "", kept, key="F2")
        star = (
            self.tr("Take the s&tar away") if entry.labels.starred else self.tr("Give it a s&tar")
        )
        self._add("star", star, self.tr("Runs with a star are always kept"), kept, key="*")
        self._add("note", self.tr("&Note…"), "", kept)
        self.addSeparator()
        self._add_what_leaves(entry, context, kept)
        self.addSeparator()
        words = self.tr("Re&move") if context.chosen == 1 else self.tr("Re&move {count} runs")
        if context.is_on_show:
            elsewhere = self.tr("The run is on show: reset it first")
        self._add(
            "remove",
            words.format(count=context.chosen),
            self.tr("It can be undone"),
            kept or (elsewhere if context.chosen == 1 else ""),
            key="Del",
        )
        self.triggered.connect(self._on_self_triggered)
        self.aboutToHide.connect(self.deleteLater)

    def _add_what_leaves(self, entry: RunEntry, context: RunContext, kept: str) -> None:
        """Adds what shows runs elsewhere, for which they are ticked."""
        alone = self.tr("Choose another run too: hold Ctrl and click on it")
        self._add(
            "compare",
            self.tr("&Compare {count} runs").format(count=context.compared)
            if context.compared > 1
            else self.tr("&Compare"),
            self.tr("Show what differs between them and what came out"),
            "" if context.compared > 1 else alone,
        )
        nothing = kept or ("" if entry.epochs else self.tr("No epoch of it is trained yet"))
        self._add(
            "save",
            self.tr("Save as a &file…"),
            self.tr("Save the run, to open it on another machine"),
            nothing,
        )
        several = self.tr("Re&port of {count} runs…").format(count=context.chosen)
        self._add(
            "report",
            self.tr("Re&port…") if context.chosen == 1 else several,
            self.tr("Save what was trained and what came out as a page, HTML or PDF"),
            nothing if context.chosen == 1 else "",
        )

    def _add(self, name: str, title: str, tip: str, why_not: str, *, key: str = "") -> None:
        # The key is shown alone: the list takes it, whether or not its menu is open.
        action = self.addAction(f"{title}\t{key}" if key else title)
        action.setObjectName(f"run_{name}")
        action.setData(name)
        action.setEnabled(not why_not)
        action.setToolTip(why_not or tip)

    def _on_self_triggered(self, action: QAction) -> None:
        self.chosen.emit(action.data())
