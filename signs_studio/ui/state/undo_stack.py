"""The undo stack of a window: changes of the recipe and of the data, in the order they came."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QUndoCommand, QUndoStack

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtCore import QObject

MAX_UNDOS = 200


class UndoStack(QUndoStack):
    """The stack of a window, which its menu Edit shows.

    Commands may lose their meaning while they are on it: neither undo nor redo comes to such a one.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setUndoLimit(MAX_UNDOS)
        self.indexChanged.connect(self._delete_obsolete)

    @property
    def to_undo(self) -> QUndoCommand | None:
        """Command that undo would take back; None where there is none."""
        return self.command(self.index() - 1)

    @property
    def to_redo(self) -> QUndoCommand | None:
        """Command that redo would carry out again; None where there is none."""
        return self.command(self.index())

    def commands(self) -> Iterator[QUndoCommand]:
        """Yields all commands, the oldest first."""
        return (self.command(place) for place in range(self.count()))

    def drop(self, is_void: Callable[[QUndoCommand], bool]) -> None:
        """Drops all commands of which ``is_void`` is true, wherever they are on the stack."""
        for command in self.commands():
            if is_void(command):
                command.setObsolete(True)
        self._delete_obsolete()

    def _delete_obsolete(self) -> None:
        """Deletes obsolete commands that undo or redo would come to next.

        Qt does so in place of carrying one out.
        """
        while (command := self.to_undo) is not None and command.isObsolete():
            self.undo()
        while (command := self.to_redo) is not None and command.isObsolete():
            self.redo()
            # Of this, Qt says nothing: the index is the same.
            self.canRedoChanged.emit(self.canRedo())
            self.redoTextChanged.emit(self.redoText())
