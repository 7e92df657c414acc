"""The mailbox in which a run leaves its events for the GUI thread to fetch."""

from __future__ import annotations

import threading
from typing import NamedTuple

from signs_studio.runs.events import Event, Snapshot


class Mail(NamedTuple):
    """The mailbox's contents: every event in order, but of the snapshots only the latest."""

    events: tuple[Event, ...]
    snapshot: Snapshot | None


class Mailbox:
    """Events from any thread to any thread. However many epochs a second, nobody is signalled."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._events: list[Event] = []
        self._snapshot: Snapshot | None = None

    def put(self, event: Event) -> None:
        """Leaves an event; a snapshot replaces the one before it."""
        with self._lock:
            if isinstance(event, Snapshot):
                self._snapshot = event
            else:
                self._events.append(event)

    def drain(self) -> Mail:
        """Takes everything out."""
        with self._lock:
            mail = Mail(tuple(self._events), self._snapshot)
            self._events.clear()
            self._snapshot = None
        return mail
