"""Base classes of questions, and how an answer that takes long tells how far it is."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Any, ClassVar

from signs_studio.runs.control import RunControl

if TYPE_CHECKING:
    from collections.abc import Callable

    from signs_studio.engine.training.state import Network
    from signs_studio.messages import Message

_TELL_INTERVAL_S = 0.1


class NotWantedError(Exception):
    """Raised where an answer is not wanted any more; whoever asked does not hear of it."""


class Lane(Enum):
    """Lane of a question, by the time that its answer takes; it waits for none of another lane.

    Attributes:
        QUICK: A moment.
        SLOW: It may take seconds, as where a whole set is read; views ask all the same.
        STUDY: Seconds to minutes: only a person asks for it.
    """

    QUICK = auto()
    SLOW = auto()
    STUDY = auto()


class Progress:
    """Progress of an answer, and the wish to break it off.

    Args:
        control: Is stopped where the answer is not wanted any more; whatever is trained for it
            takes it as its own.
        tell: Called now and then with how many of how many steps are done.
    """

    def __init__(
        self, control: RunControl | None = None, tell: Callable[[int, int], None] | None = None
    ) -> None:
        self.control = control or RunControl()
        self._tell = tell
        self._due = 0.0

    def check(self) -> None:
        """Raises where the answer is not wanted any more, and does nothing else.

        Raises:
            NotWantedError: It is not wanted any more.
        """
        if self.control.stopped:
            raise NotWantedError

    def step(self, done: int, of: int) -> None:
        """Tells how many of how many steps are done; to be called every few milliseconds.

        Raises:
            NotWantedError: The answer is not wanted any more.
        """
        self.check()
        self.tell(done, of)

    def tell(self, done: int, of: int) -> None:
        """Tells how many of how many steps are done."""
        now = time.monotonic()
        if self._tell is not None and (now >= self._due or done == of):
            self._due = now + _TELL_INTERVAL_S
            self._tell(done, of)


class NetworkQuestion(ABC):
    """A question about a network as it stands after an epoch.

    Subclasses are frozen dataclasses whose attributes are all that the answer depends on beside the
    network.

    Attributes:
        lane: How long the answer takes.
    """

    lane: ClassVar[Lane] = Lane.QUICK

    @property
    def needs_before(self) -> bool:
        """True if it is about the epoch before as well.

        ``Network.before`` is then there, wherever the run has such an epoch and is kept.
        """
        return False

    @abstractmethod
    def answer(self, network: Network, progress: Progress) -> Any:
        """Computes the answer, on any thread.

        Raises:
            NotWantedError: It is not wanted any more.
            PersonError: There is none, for a reason that a person can be told.
        """


class StandaloneQuestion(ABC):
    """A question that needs no network; the rest is as of ``NetworkQuestion``."""

    lane: ClassVar[Lane] = Lane.QUICK

    @abstractmethod
    def answer(self, progress: Progress) -> Any:
        """Computes the answer, on any thread.

        Raises:
            NotWantedError: It is not wanted any more.
            PersonError: There is none, for a reason that a person can be told.
        """


Question = NetworkQuestion | StandaloneQuestion


@dataclass(frozen=True)
class Refused:
    """An answer that there is none.

    Attributes:
        message: Why, for a person.
    """

    message: Message
