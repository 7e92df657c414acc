"""Messages: sentences kept as a code with values, so that they can be said in any language.

The code of a message is its English text. ``pyside6-lupdate`` finds it where ``Message`` is called
with literals, because the call has the form of ``QCoreApplication.translate``. Only the standard
library is needed here: neither Qt nor a language has to be there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from signs_studio.numbers import format_value

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Translator = Callable[[str, str, str, int], str]

# No more of Python's formats than this, whoever wrote the text: others can hide a number as wide as
# the memory, and reach into what is said.
_PLACE = re.compile(r"\{([a-z_]+)(?::(,?(?:\.[0-9])?[fg%]?))?\}")


@dataclass(frozen=True)
class Message:
    """A sentence, or a part of one, with places for values.

    A place is like ``{name}``, or like ``{cost:.2f}`` with a format of ``numbers.format_value``.
    Whatever depends on a number has two texts and a literal count, which ``format`` replaces::

        Message("runs", "{count} epochs", "{count} epoch", 0).format(count=epochs)

    Attributes:
        context: Groups the texts of one room for whoever translates them.
        source: The English text; of a message with a count, that for any number but 1.
        singular: The English text for 1; empty where there is no count.
        count: The number that chooses between the texts of a language; None where there is none.
        values: Names of places and what is put there: texts, numbers and other messages.
    """

    context: str
    source: str
    singular: str = ""
    count: int | None = None
    values: tuple[tuple[str, Value], ...] = ()

    def format(self, **values: Value) -> Message:
        """Returns the message with values in its places; ``count`` chooses the text as well."""
        count = values.get("count")
        return replace(
            self,
            count=count if self.count is not None and isinstance(count, int) else self.count,
            values=tuple(values.items()),
        )

    def text(self, **values: Value) -> str:
        """Returns the text in the language of the program, with values in its places."""
        return str(self.format(**values))

    def __str__(self) -> str:
        """Returns the text in the language of the program, with its values."""
        values = dict(self.values)

        def fill(place: re.Match[str]) -> str:
            value = values.get(place[1])
            # A translation may name a place that is not there.
            return place[0] if value is None else format_value(value, place[2] or "")

        return _PLACE.sub(fill, self._text())

    def _text(self) -> str:
        count = -1 if self.count is None else self.count
        text = _translate(self.context, self.source, self.singular, count)
        is_english = text == self.source
        return self.singular if is_english and self.singular and count == 1 else text


Value = str | int | float | Message


def both(parts: Sequence[Value]) -> Value:
    """Returns parts of a sentence joined by commas and "and"; one alone as it is."""
    *others, last = parts
    if not others:
        return last
    return Message("lists", "{first} and {other}").format(first=_listed(others), other=last)


def either(parts: Sequence[Value]) -> Value:
    """Returns parts of a sentence joined by commas and "or"; one alone as it is."""
    *others, last = parts
    if not others:
        return last
    return Message("lists", "{first} or {other}").format(first=_listed(others), other=last)


def _listed(parts: Sequence[Value]) -> Value:
    first, *others = parts
    for other in others:
        first = Message("lists", "{first}, {other}").format(first=first, other=other)
    return first


def together(sentences: Sequence[Message]) -> Message:
    """Returns sentences, one at least, one after another."""
    first, *others = sentences
    for other in others:
        first = Message("lists", "{first} {other}").format(first=first, other=other)
    return first


def set_translator(translate: Translator | None) -> None:
    """Has messages said in another language from now on, on every thread.

    Args:
        translate: Returns the text for a context, a source, its singular and a count (-1 for none),
            or the source where it knows none, as ``QCoreApplication.translate`` does; None for
            English.
    """
    global _translate
    _translate = translate or _in_english


def _in_english(_context: str, source: str, _singular: str, _count: int) -> str:
    return source


_translate: Translator = _in_english
