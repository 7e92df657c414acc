"""A lesson: its fields, what it shows of what TensorFlow computed, and when an answer is right.

The words and the code are in its text, ``resources/lessons/<language>/<order>_<name>.md``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from signs_studio.errors import InvalidValueError, LessonError
from signs_studio.fields.declared import quoted
from signs_studio.messages import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from signs_studio.fields.lists import LessonField
    from signs_studio.figures import Figure

DIALECTS: Mapping[str, str] = MappingProxyType({"tf1": "TensorFlow 1", "tf2": "TensorFlow 2"})
"""How code may be written: names and titles."""
# What programs and ``Inputs`` use themselves.
_RESERVED = frozenset({"data", "np", "print", "result", "tf", "values"})


@dataclass(frozen=True)
class Inputs:
    """Inputs of a lesson: attributes by the fields' names."""

    values: Mapping[str, Any]

    def __getattr__(self, name: str) -> Any:
        try:
            return self.values[name]
        except KeyError:
            raise AttributeError(name) from None


@dataclass(frozen=True)
class Validation:
    """Result of reading all fields.

    Attributes:
        inputs: What was put into them; None where something is wrong.
        errors: What is wrong, by the field's name; what is wrong with all together has no name.
    """

    inputs: Inputs | None
    errors: Mapping[str, Message]


@dataclass(frozen=True)
class Outcome:
    """Outcome of a lesson's program.

    Attributes:
        dialect: A name in ``DIALECTS``.
        inputs: What it was run with.
        program: The code that was run, as it may be saved and run by plain Python.
        values: What it left behind, by name.
        printed: What it printed.
        failure: Why TensorFlow refused, in plain words; None where it did not.
    """

    dialect: str
    inputs: Inputs
    program: str
    values: Mapping[str, Any]
    printed: str
    failure: Message | None = None

    @property
    def result(self) -> Any:
        """The number or nested lists that the lesson is about; None where TensorFlow refused."""
        return self.values.get("result")


def _no_parts(_inputs: Inputs, _dialect: str) -> Mapping[str, str]:
    return {}


def _no_refusal(_inputs: Inputs) -> None:
    return None


def _no_explanation(_error: Exception, _inputs: Inputs) -> None:
    return None


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """Declaration of a lesson, by its module.

    Attributes:
        show: Figures of an outcome, the first one largest.
        fields: What can be changed.
        tasks: For each "try this" of the text, whether an outcome solves it.
        parts: Pieces of code by name, from the inputs and the dialect, for ``{{name}}`` at the end
            of a line of the text's code, where what is written depends on what was chosen and not
            only on numbers. They hold no text that a person typed.
        refuse: A sentence on inputs that cannot be used together; None where they can.
        explain: TensorFlow's own refusal in plain words; None where it was not expected.
        uses_data: Whether the program reads the open pictures, as ``data``.
        preset: A name in ``recipe.presets.PRESETS`` that "Train it" chooses in the main window;
            empty where there is nothing to train there.
        published_costs: Costs by epoch as the article prints them, which a run of ``preset`` in
            the main window is shown beside.
    """

    show: Callable[[Outcome], tuple[Figure, ...]]
    fields: tuple[LessonField, ...] = ()
    tasks: tuple[Callable[[Outcome], bool], ...] = ()
    parts: Callable[[Inputs, str], Mapping[str, str]] = _no_parts
    refuse: Callable[[Inputs], Message | None] = _no_refusal
    explain: Callable[[Exception, Inputs], Message | None] = _no_explanation
    uses_data: bool = False
    preset: str = ""
    published_costs: Mapping[int, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuses names of fields that would hide something else of that name.

        Raises:
            ValueError: The author of a lesson has to choose another name.
        """
        for each in self.fields:
            if each.name in _RESERVED or not each.name.isidentifier():
                raise ValueError(f"A field cannot be called {each.name!r}: choose another name.")

    @property
    def default_texts(self) -> dict[str, str]:
        """Texts of the fields at first, by name."""
        return {each.name: each.default_text for each in self.fields}

    def validate(self, texts: Mapping[str, str]) -> Validation:
        """Reads what is in the fields, all of them; those that are left out have their defaults."""
        values, errors = {}, {}
        for each in self.fields:
            try:
                values[each.name] = each.parse(texts.get(each.name, each.default_text))
            except InvalidValueError as error:
                errors[each.name] = error.message
        if errors:
            return Validation(None, errors)
        inputs = Inputs(MappingProxyType(values))
        if refusal := self.refuse(inputs):
            return Validation(None, {"": refusal})
        return Validation(inputs, {})

    def read(self, texts: Mapping[str, str]) -> Inputs:
        """Reads what was typed, as ``validate``.

        Raises:
            LessonError: With a sentence on the first field that cannot be used.
        """
        known = self.default_texts
        for name in texts:
            if name not in known:
                raise LessonError(_no_field(name, known))
        validation = self.validate(texts)
        if validation.inputs is None:
            raise LessonError(next(iter(validation.errors.values())))
        return validation.inputs


def _no_field(name: str, known: Collection[str]) -> Message:
    if not known:
        return Message("lessons", "There is no field {came} here; the lesson has none.").format(
            came=quoted(name)
        )
    return Message("fields", "There is no field {came} here; the fields are {known}.").format(
        came=quoted(name), known=", ".join(known)
    )
