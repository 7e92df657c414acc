"""Fields that only lessons have: lists of numbers, shapes among them, and words."""

from __future__ import annotations

import math
from dataclasses import dataclass

from signs_studio.errors import InvalidValueError
from signs_studio.fields.declared import (
    ChoiceField,
    NumberField,
    SwitchField,
    came,
    normalise_minus,
    quoted,
)
from signs_studio.messages import Message
from signs_studio.numbers import format_number


@dataclass(frozen=True, kw_only=True)
class NumbersField:
    """A list of numbers.

    Attributes:
        name: Its name in the program.
        title: What the form calls it.
        help: One sentence on what it does.
        default: The numbers of a lesson that is just opened.
        minimum: Smallest number that is taken.
        maximum: Largest number that is taken.
        most: How many numbers there may be; there is one at least.
        whole: Whether all must be whole numbers.
        most_product: What the numbers may come to when multiplied, as sizes of a shape do.
    """

    name: str
    title: Message
    help: Message
    default: tuple[float, ...]
    minimum: float
    maximum: float
    most: int = 8
    whole: bool = False
    most_product: float = math.inf

    @property
    def default_text(self) -> str:
        """The default as the form shows it."""
        return ", ".join(map(format_number, self.default))

    def parse(self, text: str) -> tuple[float, ...]:
        """Reads the numbers that ``text`` spells, with commas or spaces between them.

        Returns:
            From 1 to ``most`` numbers, ints where the field is whole, else finite floats.

        Raises:
            InvalidValueError: With a plain sentence on what was expected and what came.
        """
        wrong = InvalidValueError(self._refusal(text))
        one = NumberField(
            name=self.name,
            title=self.title,
            help=self.help,
            default=self.minimum,
            minimum=self.minimum,
            maximum=self.maximum,
            whole=self.whole,
        )
        words = text.strip().strip("[]()").replace(",", " ").split()
        if not 1 <= len(words) <= self.most:
            raise wrong
        try:
            numbers = tuple(map(one.parse, words))
        except InvalidValueError:
            raise wrong from None
        if math.prod(numbers) > self.most_product:
            raise InvalidValueError(
                Message(
                    "fields",
                    "{field} may hold {most:,.0f} numbers in all, but {came} asks for more: take "
                    "smaller sizes.",
                ).format(field=self.title, most=self.most_product, came=quoted(text))
            )
        return numbers

    def _refusal(self, text: str) -> Message:
        if self.whole:
            wrong = Message(
                "fields",
                "{field} must be up to {most} whole numbers from {minimum} to {maximum}, with "
                "commas between them, but it is {came}.",
            )
        else:
            wrong = Message(
                "fields",
                "{field} must be up to {most} numbers from {minimum} to {maximum}, with commas "
                "between them, but it is {came}.",
            )
        return wrong.format(
            field=self.title,
            most=self.most,
            minimum=format_number(self.minimum),
            maximum=format_number(self.maximum),
            came=came(text),
        )


@dataclass(frozen=True, kw_only=True)
class WordField:
    """Anything short: a number, a list of numbers with commas, or a word, as TensorFlow is fed it.

    Attributes:
        name: Its name in the program.
        title: What the form calls it.
        help: One sentence on what it does.
        default: The text of a lesson that is just opened.
        most: How many characters there may be.
    """

    name: str
    title: Message
    help: Message
    default: str
    most: int = 32

    @property
    def default_text(self) -> str:
        """The default as the form shows it."""
        return self.default

    def parse(self, text: str) -> int | float | str | tuple[int | float, ...]:
        """Reads what ``text`` spells: an int, a float, a list of them, or else the text itself.

        Raises:
            InvalidValueError: With a plain sentence where it is too long.
        """
        if len(text) > self.most:
            raise InvalidValueError(
                Message(
                    "fields", "{field} must have {most} characters at most, but it is {came}."
                ).format(field=self.title, most=self.most, came=quoted(text))
            )
        inner = text.strip().removeprefix("[").removesuffix("]")
        try:
            read = tuple(_number(word) for word in inner.split(","))
        except ValueError:
            return text
        return read if len(read) > 1 or inner != text.strip() else read[0]


LessonField = NumberField | ChoiceField | SwitchField | NumbersField | WordField


def _number(word: str) -> int | float:
    typed = normalise_minus(word)
    try:
        return int(typed)
    except ValueError:
        return float(typed)
