"""The draft recipe being edited, with undo and redo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand

from signs_studio.recipe.draft import Draft, Validation, validate

if TYPE_CHECKING:
    from signs_studio.ui.state.undo_stack import UndoStack


class DraftEditor(QObject):
    """Holds the draft and its check. Every change is one step to undo.

    Args:
        draft: The first.
        undo_stack: Takes the changes.

    Signals:
        changed: ``draft`` and ``validation`` are others.
    """

    changed = Signal()

    def __init__(self, draft: Draft, undo_stack: UndoStack, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.draft = draft
        self.validation: Validation = validate(draft)
        self._undo_stack = undo_stack

    def edit(self, draft: Draft, *, title: str, merge_key: str = "") -> None:
        """Replaces the draft.

        Args:
            draft: The new draft.
            title: What was done, for the undo menu.
            merge_key: Successive edits of the same key, such as a field that is typed into, undo
                as one; empty: this edit stands alone.
        """
        if draft != self.draft:
            self._undo_stack.push(_Edit(self, draft, title=title, merge_key=merge_key))

    @property
    def undone(self) -> Draft | None:
        """Draft that undo would bring back; None where it would undo something else, or nothing."""
        command = self._undo_stack.to_undo
        return command.before if isinstance(command, _Edit) else None

    @property
    def redone(self) -> Draft | None:
        """Draft that redo would bring back; None where it would redo something else, or nothing."""
        command = self._undo_stack.to_redo
        return command.after if isinstance(command, _Edit) else None

    def show(self, draft: Draft) -> None:
        """Makes ``draft`` the current one; called by the undo stack."""
        self.draft = draft
        self.validation = validate(draft)
        self.changed.emit()


class _Edit(QUndoCommand):
    def __init__(self, editor: DraftEditor, draft: Draft, *, title: str, merge_key: str) -> None:
        super().__init__(title)
        self._editor = editor
        self.before = editor.draft
        self.after = draft
        self._merge_key = merge_key

    def id(self) -> int:
        return 1 if self._merge_key else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, _Edit) or other._merge_key != self._merge_key:
            return False
        self.after = other.after
        # Typed, and taken back by the keys of the field: nothing is left to undo.
        self.setObsolete(self.after == self.before)
        return True

    def redo(self) -> None:
        self._editor.show(self.after)

    def undo(self) -> None:
        self._editor.show(self.before)
