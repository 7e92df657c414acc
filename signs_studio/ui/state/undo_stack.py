"""What can be undone: changes of the recipe and of the data, in the order of their making."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QUndoCommand, QUndoStack

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

MAX_UNDOS = 200


class UndoStack(QUndoStack):
    """The stack of a window, which its menu Edit shows."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setUndoLimit(MAX_UNDOS)

    @property
    def to_undo(self) -> QUndoCommand | None:
        """Command that undo would take back; None where there is none."""
        return self.command(self.index() - 1)

    @property
    def to_redo(self) -> QUndoCommand | None:
        """Command that redo would carry out again; None where there is none."""
        return self.command(self.index())

    def drop(self, command: QUndoCommand) -> None:
        """Takes out a command that came to nothing; it is neither undone nor carried out again."""
        command.setObsolete(True)
        if command is self.to_undo:
            self.undo()
        elif command is self.to_redo:
            self.redo()

    def forget(self, kind: type[QUndoCommand]) -> None:
        """Empties the stack where a command of a kind is on it, which has lost its meaning.

        Qt has no means to take out that alone.
        """
        if any(isinstance(self.command(place), kind) for place in range(self.count())):
            self.clear()
