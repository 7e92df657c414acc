"""Control of a run while it goes: pause, step, resume, stop and live changes."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from signs_studio.fields.declared import FieldValue


class RunControl:
    """The lever between who drives a run and the thread it runs on. Every method is thread-safe.

    The driver calls ``pause``, ``step``, ``resume``, ``stop`` and ``change``; the run asks
    ``take_turn`` before each epoch and, when refused, calls ``wait``; once it has its turn, it asks
    ``take_changes``. A stop is final.
    """

    def __init__(self, changes: Mapping[str, FieldValue] | None = None) -> None:
        """A lever that lets epochs run one after another.

        Args:
            changes: What is to change before the first of them, by field.
        """
        self._changed = threading.Condition()
        self._allowed_epochs: int | None = None
        self._held = False
        self._stopped = False
        self._changes = dict(changes or {})

    @property
    def stopped(self) -> bool:
        """True once the run was told to stop."""
        return self._stopped

    def pause(self) -> None:
        """Lets the epoch that runs end, and no other begin."""
        self._allow(0)

    def step(self) -> None:
        """Lets one more epoch run, then pauses."""
        self._allow(1)

    def resume(self) -> None:
        """Lets epochs run one after another."""
        self._allow(None)

    def stop(self) -> None:
        """Ends the run after the epoch that runs, paused or not."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    def change(self, field: str, value: FieldValue) -> None:
        """Has the epochs that have not begun trained with another value.

        Args:
            field: A name in ``recipe.changes.live_fields``.
            value: What its field's ``parse`` gave, as of ``recipe.changes.read_change``.
        """
        with self._changed:
            self._changes[field] = value

    @property
    def changes(self) -> Mapping[str, FieldValue]:
        """Changes to come before the next epoch, by field: a copy."""
        with self._changed:
            return dict(self._changes)

    def take_changes(self) -> Mapping[str, FieldValue]:
        """Takes, on the run's thread, what changes with the epoch that begins."""
        with self._changed:
            taken, self._changes = self._changes, {}
            return taken

    def take_turn(self) -> bool:
        """Asks, on the run's thread, to begin an epoch: True means begin, False pause or stop."""
        with self._changed:
            self._held = self._allowed_epochs == 0
            if self._stopped or self._held:
                return False
            if self._allowed_epochs is not None:
                self._allowed_epochs -= 1
            return True

    def wait(self) -> None:
        """Blocks the run's thread, which was refused a turn, until it has reason to ask again.

        That is after a step, a resume or a stop, even where a pause has followed since: the run
        then says once more that it is paused, and whoever let it go on knows that it is not.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._stopped or not self._held)

    def _allow(self, epochs: int | None) -> None:
        with self._changed:
            self._allowed_epochs = epochs
            self._held = self._held and epochs == 0
            self._changed.notify_all()
