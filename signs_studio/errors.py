"""The errors a person may see.

The message of each is one plain sentence, or two, on what was expected, what came, and what to do.
It is shown as it is: on standard error, beside a field, or in the window's banner.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from signs_studio.messages import Message


class PersonError(Exception):
    """Raised where something that a person did or gave cannot be used; the message says what to do.

    Attributes:
        message: The sentence; ``str`` of the error says it in the language of the program.
    """

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message


class DataError(PersonError):
    """A file or folder that cannot be used as training data."""


class RecipeError(PersonError):
    """A recipe that cannot be trained as it stands."""


class InvalidValueError(PersonError, ValueError):
    """A text that does not spell a value of its field."""


class UsageError(PersonError):
    """A command line that cannot be carried out."""


class LessonError(PersonError):
    """Raised where the inputs of a lesson cannot be computed."""


class SavingError(PersonError):
    """A file that a person asked for cannot be written as it was asked for."""


class OutputError(PersonError):
    """Standard output cannot be written to."""


def system_reason(error: Exception) -> str:
    """Returns the system's own words for an error, such as "No space left on device"."""
    return getattr(error, "strerror", None) or str(error)
