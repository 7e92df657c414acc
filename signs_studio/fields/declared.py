"""Settings, each declared once: its name, range, default and help.

The form, the check of a draft, the command line and the documentation all read these declarations.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from signs_studio.errors import InvalidValueError
from signs_studio.messages import Message, either
from signs_studio.numbers import format_number, untypeset

if TYPE_CHECKING:
    from collections.abc import Mapping

    from signs_studio.messages import Value

SHOWN_TEXT_LENGTH = 24


def quoted(text: str) -> str:
    """Returns ``text`` as it may be repeated to who typed it: plain, short, in quotes."""
    plain = "".join(c if c.isprintable() else "?" for c in text)
    if len(plain) > SHOWN_TEXT_LENGTH:
        plain = plain[: SHOWN_TEXT_LENGTH - 1] + "…"
    return f"“{plain}”"


def came(text: str) -> Value:
    """Returns what a person typed into a field, as a refusal repeats it."""
    typed = text.strip()
    return quoted(typed) if typed else Message("fields", "empty")


def find_name(text: str, titles: Mapping[str, Message]) -> str | None:
    """Returns the name that ``text`` spells, in any case and with blanks around it.

    None where it spells none.

    Args:
        text: A name or its title, as typed.
        titles: What may be named: names, and the titles that a person sees.
    """
    typed = text.strip().casefold()
    for name, title in titles.items():
        if typed in (name.casefold(), str(title).casefold()):
            return name
    return None


# Hyphens and dashes that keyboards, telephones and copied texts have for a minus.
_MINUSES = str.maketrans(dict.fromkeys("\N{MINUS SIGN}\N{HYPHEN}\N{NON-BREAKING HYPHEN}–", "-"))
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+", re.ASCII)
_DECIMAL_COMMA = re.compile(r"[+-]?\d*,\d+(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)


def normalise_minus(text: str) -> str:
    """Returns the text with the minus that Python reads in place of any other."""
    return text.translate(_MINUSES)


def _normalise_number(text: str, *, whole: bool) -> str:
    """Returns a number as Python reads it, where ``text`` can be read in one way only.

    A power of ten may stand as a person reads it, ``5.2×10⁻⁸``. A comma stands before decimals, and
    in a whole number between thousands; what may be either is left as it is.
    """
    typed = untypeset(normalise_minus(text.strip()))
    if whole:
        return typed.replace(",", "") if _THOUSANDS.fullmatch(typed) else typed
    if _DECIMAL_COMMA.fullmatch(typed) and not _THOUSANDS.fullmatch(typed):
        return typed.replace(",", ".")
    return typed


@dataclass(frozen=True, kw_only=True)
class _Declared:
    """Attributes of every field.

    Attributes:
        name: Keras' name for it, or ours where Keras has none.
        title: The label in the form.
        help: One sentence on what it does, for a tooltip.
        live: Whether it may be changed from one epoch to the next of the same run.
        main: Whether it is one of those by which a layer is known: it is shown first, and told also
            where it has its default.
    """

    name: str
    title: Message
    help: Message
    live: bool = False
    main: bool = False


@dataclass(frozen=True, kw_only=True)
class NumberField(_Declared):
    """A number in a closed range.

    Attributes:
        default: The value of a new draft.
        minimum: Smallest value that is taken.
        maximum: Largest value that is taken.
        whole: Whether it must be a whole number.
        suggestions: Values that the form offers; any other in range is taken too.
        may_be_empty: Whether nothing at all is taken too, and means the default.
        unit: What it is counted in; None where there is nothing to say.
    """

    default: float
    minimum: float
    maximum: float
    whole: bool = False
    suggestions: tuple[float, ...] = ()
    may_be_empty: bool = False
    unit: Message | None = None

    @property
    def default_text(self) -> str:
        """The default as the form shows it."""
        return format_number(self.default)

    def parse(self, text: str) -> float:
        """Reads the number that ``text`` spells, as people type it.

        Blanks around it, any minus, and a comma that can mean one thing only are taken.

        Returns:
            An int where the field is whole, else a finite float, within the range.

        Raises:
            InvalidValueError: With a plain sentence on what was expected and what came.
        """
        if self.may_be_empty and not text.strip():
            return self.default
        typed = _normalise_number(text, whole=self.whole)
        if not self._is_in_range(typed):
            raise InvalidValueError(self._refusal(text))
        value = float(typed)
        if self.whole:
            if not value.is_integer():
                raise InvalidValueError(self._refusal(text))
            return int(value)
        return value

    def _refusal(self, text: str) -> Message:
        typed = _normalise_number(text, whole=self.whole)
        readings = (typed.replace(",", ""), typed.replace(",", ".", 1))
        meant = [each for each in readings if self._is_in_range(each)]
        if self.whole:
            wrong = Message(
                "fields",
                "{field} must be a whole number from {minimum} to {maximum}, but it is {came}",
            )
        else:
            wrong = Message(
                "fields", "{field} must be a number from {minimum} to {maximum}, but it is {came}"
            )
        wrong = wrong.format(
            field=self.title,
            minimum=format_number(self.minimum),
            maximum=format_number(self.maximum),
            came=came(text),
        )
        if _THOUSANDS.fullmatch(typed) and meant:
            return Message("fields", "{refusal}: type {meant}.").format(
                refusal=wrong, meant=either(meant)
            )
        return Message("fields", "{refusal}.").format(refusal=wrong)

    def _is_in_range(self, typed: str) -> bool:
        try:
            value = float(typed)
        except ValueError:
            return False
        return math.isfinite(value) and self.minimum <= value <= self.maximum


@dataclass(frozen=True, kw_only=True)
class ChoiceField(_Declared):
    """One of a few named values; ``choices`` maps each name to its title."""

    default: str
    choices: dict[str, Message]

    @property
    def default_text(self) -> str:
        """The default as the draft holds it."""
        return self.default

    def canonical(self, text: str) -> str:
        """Returns the choice that ``text`` spells by name or title, else ``text`` itself."""
        name = find_name(text, self.choices)
        return text if name is None else name

    def parse(self, text: str) -> str:
        """Returns the choice that ``text`` spells, by name or title in any case.

        Raises:
            InvalidValueError: With a plain sentence that lists the choices.
        """
        name = find_name(text, self.choices)
        if name is None:
            raise InvalidValueError(
                Message("fields", "{field} must be one of {known}, but it is {came}.").format(
                    field=self.title, known=", ".join(self.choices), came=quoted(text)
                )
            )
        return name


@dataclass(frozen=True, kw_only=True)
class SwitchField(_Declared):
    """Something that is on or off: ``true`` or ``false`` in a draft."""

    default: bool

    @property
    def default_text(self) -> str:
        """The default as the draft holds it."""
        return "true" if self.default else "false"

    def parse(self, text: str) -> bool:
        """Returns whether ``text`` says on.

        Raises:
            InvalidValueError: With a plain sentence where it is neither ``true`` nor ``false``.
        """
        match text.strip().lower():
            case "true":
                return True
            case "false":
                return False
        raise InvalidValueError(
            Message("fields", "{field} must be true or false, but it is {came}.").format(
                field=self.title, came=quoted(text)
            )
        )


Field = NumberField | ChoiceField | SwitchField
FieldValue = float | str | bool


def text_of(value: FieldValue) -> str:
    """Returns the text that a field parses back to ``value``."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else format_number(value)


@dataclass(frozen=True)
class Kind:
    """A layer, an optimizer or a schedule that can be chosen, and the settings of its own."""

    title: Message
    help: Message
    fields: tuple[Field, ...] = ()


def fields_of(kinds: Mapping[str, Kind], name: str) -> tuple[Field, ...]:
    """Returns the settings of the kind of that name; none where there is no such kind."""
    return kinds[name].fields if name in kinds else ()


@dataclass(frozen=True)
class FieldError:
    """An error in one field.

    Attributes:
        field: The field's name; a layer's is like ``layers.0.units``.
        message: What was expected and what came.
    """

    field: str
    message: Message

    @property
    def located(self) -> Message:
        """The message, with the layer's number where it is a layer's."""
        parts = self.field.split(".")
        if parts[0] != "layers" or len(parts) == 1:
            return self.message
        return Message("fields", "Layer {layer}: {problem}").format(
            layer=int(parts[1]) + 1, problem=self.message
        )
