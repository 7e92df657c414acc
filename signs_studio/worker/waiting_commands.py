"""Commands that are carried out once nothing is trained."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from signs_studio.data.dataset import Dataset


@dataclass(frozen=True, eq=False, kw_only=True)
class WaitingCommands:
    """Commands given while a run is on, which is stopped for them; where two conflict, the last.

    They are carried out in the order of the attributes.

    Attributes:
        resets: Whether the run is put away.
        dataset: Data that takes the place of what is open; None for none.
        key: Of a kept run that is reopened then; empty for none.
    """

    resets: bool = False
    dataset: Dataset | None = None
    key: str = ""

    def with_reset(self) -> WaitingCommands:
        """Returns them after a reset: data that was asked for before still comes."""
        return replace(self, resets=True, key="")

    def with_data(self, dataset: Dataset) -> WaitingCommands:
        """Returns them after other data was asked for, of which no run that waits has learnt."""
        return replace(self, dataset=dataset, key="")

    def with_reopening(self, key: str) -> WaitingCommands:
        """Returns them after another run was asked for."""
        return replace(self, key=key)
