"""Fields that only lessons have: lists of numbers, shapes among them, and words."""

from __future__ import annotations

import math
from dataclasses import dataclass

from signs_studio.fields.declared import (
    ChoiceField,
    NumberField,
    SwitchField,
    format_number,
    normalise_minus,
    quoted,
)


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
    title: str
    help: str
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
            ValueError: With a plain sentence on what was expected and what came.
        """
        kind = "whole numbers" if self.whole else "numbers"
        span = f"from {format_number(self.minimum)} to {format_number(self.maximum)}"
        came = quoted(text.strip()) if text.strip() else "empty"
        wrong = (
            f"{self.title} must be up to {self.most} {kind} {span}, with commas between them, but "
            f"it is {came}."
        )
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
            raise ValueError(wrong)
        try:
            numbers = tuple(map(one.parse, words))
        except ValueError:
            raise ValueError(wrong) from None
        if math.prod(numbers) > self.most_product:
            raise ValueError(
                f"{self.title} may hold {self.most_product:,.0f} numbers in all, but "
                f"{quoted(text)} asks for more: take smaller sizes."
            )
        return numbers


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
    title: str
    help: str
    default: str
    most: int = 32

    @property
    def default_text(self) -> str:
        """The default as the form shows it."""
        return self.default

    def parse(self, text: str) -> int | float | str | tuple[int | float, ...]:
        """Reads what ``text`` spells: an int, a float, a list of them, or else the text itself.

        Raises:
            ValueError: With a plain sentence where it is too long.
        """
        if len(text) > self.most:
            raise ValueError(
                f"{self.title} must have {self.most} characters at most, but it is {quoted(text)}."
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
