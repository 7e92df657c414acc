"""Lessons computed by TensorFlow, as the window and the command line compute them."""

import re
from collections.abc import Callable

import pytest

from signs_studio.data.dataset import Dataset
from signs_studio.data.hands.generator import built_in_hands
from signs_studio.engine.loading import load_tensorflow
from signs_studio.lessons.catalogue import find_lesson, lesson_text
from signs_studio.lessons.lesson import DIALECTS, Outcome
from signs_studio.lessons.program import run

Compute = Callable[..., Outcome]


def _compute(
    name: str, dialect: str = "tf2", *, data: Dataset | None = None, **fields: str
) -> Outcome:
    lesson = find_lesson(name)
    inputs = lesson.read(fields)
    return run(lesson, lesson_text(name), dialect=dialect, inputs=inputs, data=data)


EXPONENTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


def read_number(text: str) -> float:
    """The number that a lesson says to a person."""
    found = re.fullmatch(r"(−?)(?:(.+)×)?10([⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+)", text)
    if found is not None:
        sign, digits, power = found.groups()
        text = f"{sign}{digits or 1}e{power.translate(EXPONENTS)}"
    return float(text.replace("−", "-"))


@pytest.fixture(scope="session")
def compute() -> Compute:
    """Runs ``compute(name, dialect, data=None, **texts of fields)``."""
    load_tensorflow()
    return _compute


@pytest.fixture(scope="session")
def hands() -> Dataset:
    """The built-in pictures, drawn once."""
    return built_in_hands()


@pytest.fixture(params=DIALECTS)
def dialect(request: pytest.FixtureRequest) -> str:
    """Each dialect in turn."""
    return str(request.param)
