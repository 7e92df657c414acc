"""The undo command of a change of the data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QUndoCommand

from signs_studio.ui.state.curation_choices import learnt_by

if TYPE_CHECKING:
    from collections.abc import Callable

    from signs_studio.data.near_copies.pairs import NearCopies
    from signs_studio.ui.state.curation_choices import Choices

    CarryOut = Callable[["CurationStep", Choices, NearCopies | None], None]
    """Takes a step, the choices to make data by, and near-copies of their split if known."""


class CurationStep(QUndoCommand):
    """Undo command that changes the data by other choices.

    Args:
        before: All that was changed in the data.
        after: All that is to be changed.
        copies: Near-copies in the split of before; None where they are not known. To search for
            them again would take long.
        title: What is done, for the undo menu.
        merge_key: Successive steps of the same key undo as one; empty: this one stands alone.
        carry_out: Has the data made.

    Attributes:
        is_settled: False while data is still to be made for it, or for one that came after it.
    """

    def __init__(
        self,
        before: Choices,
        after: Choices,
        *,
        copies: NearCopies | None,
        title: str,
        merge_key: str,
        carry_out: CarryOut,
    ) -> None:
        super().__init__(title)
        self.is_settled = False
        self._before = before
        self._after = after
        self._copies = copies
        self._merge_key = merge_key
        self._carry_out = carry_out

    @property
    def only_renames(self) -> bool:
        """True if classes get other names and what is learnt stays the same."""
        return learnt_by(self._before) == learnt_by(self._after)

    def id(self) -> int:
        """Returns which kind of step may be merged with it, for Qt."""
        return 2 if self._merge_key else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Takes in a later step of the same key."""
        if not isinstance(other, CurationStep) or other._merge_key != self._merge_key:
            return False
        self._after, self.is_settled = other._after, other.is_settled
        self.setObsolete(self._after == self._before)
        return True

    def redo(self) -> None:
        """Has data made as it is to be."""
        self._carry_out(self, self._after, None)

    def undo(self) -> None:
        """Has data made as it was."""
        self._carry_out(self, self._before, self._copies)
