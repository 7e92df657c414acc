"""Right and wrong answers to what each lesson asks one to try.

Each is what is put into the fields, the others at their defaults, and which tasks it solves, in
their order. ``test_every_lesson.py`` computes them all on the built-in pictures, in both dialects
but for the slow ones.
"""

from collections.abc import Mapping, Sequence

from signs_studio.lessons.catalogue import find_lesson

Answer = tuple[Mapping[str, str], tuple[bool, ...]]

_QUARTIC = {"shape": "quartic", "a": "1", "b": "-8", "c": "3"}
_QUICK_MODEL = {"pictures": "8", "epochs": "1"}
_QUICK = {"steps": "60", "seeds": "2"}
_MANY_SEEDS: Answer = ({"seeds": "8", "steps": "150"}, (False, False, True))
_SMALL_STEPS: Answer = (
    {"epochs": "30", "pictures": "600", "batch_size": "16", "learning_rate": "0.00005"},
    (True, False, False),
)

SLOW = (_MANY_SEEDS, _SMALL_STEPS)
"""Answers that one dialect is enough for: ``test_overfitting.py`` has both read every picture alike
at every step, and ``test_model.py`` holds the costs of both against NumPy's."""

ANSWERS: Mapping[str, tuple[Answer, ...]] = {
    "minimise": (
        ({}, (False, False)),
        ({"learning_rate": "0.5", "steps": "1"}, (True, False)),
        ({"learning_rate": "0.4", "steps": "1"}, (False, False)),
        ({"learning_rate": "0.5", "steps": "2"}, (False, False)),
        # It was there already.
        ({"learning_rate": "0.1", "steps": "1", "start": "5"}, (False, False)),
        ({"learning_rate": "5", "steps": "1", "optimizer": "adam"}, (False, False)),
        ({"learning_rate": "1"}, (False, False)),
        ({"learning_rate": "1.1"}, (False, True)),
        ({"learning_rate": "1000"}, (False, True)),
        # Far away, but on its way back.
        ({"learning_rate": "1000", "steps": "3", "optimizer": "adam"}, (False, False)),
    ),
    "coefficients": (
        ({}, (False, False, False)),
        ({"a": "1", "b": "6"}, (True, False, False)),
        ({"a": "1", "b": "6", "steps": "2"}, (False, False, False)),
        # It begins there and does not move.
        ({"a": "1", "b": "6", "start": "-3"}, (False, False, False)),
        ({"a": "1", "b": "6", "start": "-3.009", "learning_rate": "0"}, (False, False, False)),
        (_QUARTIC, (False, False, False)),
        ({**_QUARTIC, "start": "2.5"}, (False, True, False)),
        ({**_QUARTIC, "start": "2"}, (False, True, False)),
        ({**_QUARTIC, "start": "1.9", "learning_rate": "0"}, (False, False, False)),
        ({**_QUARTIC, "start": "2", "c": "0"}, (False, False, False)),
        ({"shape": "quartic", "a": "1", "b": "0", "start": "2"}, (False, False, False)),
        ({"a": "-1"}, (False, False, True)),
        ({"a": "-1", "steps": "5"}, (False, False, False)),
        # It runs away, but from a lowest place that is there.
        ({"learning_rate": "1.1"}, (False, False, False)),
        ({"a": "0", "b": "-10", "learning_rate": "0.1"}, (False, False, True)),
    ),
    "graph": (
        ({}, (False, False)),
        ({"run": "false"}, (True, False)),
        ({"a": "7", "b": "13"}, (False, True)),
        ({"a": "-13", "b": "-7"}, (False, True)),
        ({"a": "1", "b": "91"}, (False, False)),
        ({"a": "7", "b": "13", "run": "false"}, (True, False)),
    ),
    "placeholders": (
        ({}, (False, False, False)),
        ({"x": "1, 2, 3"}, (True, False, False)),
        ({"x": "3, 2, 1"}, (False, False, False)),
        ({"x": "1, 2", "shape": "three"}, (False, False, True)),
        ({"x": "0.5", "dtype": "float32"}, (False, True, False)),
        ({"x": "5", "dtype": "float32"}, (False, False, False)),
        ({"x": "seven"}, (False, False, True)),
        ({"feed": "false"}, (False, False, True)),
    ),
    "linear": (
        ({}, (False, False)),
        *(({"row": str(row)}, (row == 1, False)) for row in range(1, 5)),
        ({"seed": "1", "row": "4"}, (False, True)),
    ),
    "sigmoid": (
        ({}, (False, False, False)),
        ({"z": "0"}, (True, False, False)),
        ({"z": "2.2"}, (False, True, False)),
        ({"z": "20"}, (False, False, True)),
        # The other side has the same slopes, but heights near 0.
        ({"z": "-2.2"}, (False, False, False)),
        ({"z": "-20"}, (False, False, False)),
    ),
    "cost": (
        ({}, (False, False)),
        ({"logits": "9 -9 -9"}, (True, False)),
        ({"output": "softmax", "logits": "9 -9 -9"}, (True, False)),
        ({"logits": "-9", "labels": "0"}, (False, False)),
        # Of one class one is sure, right or wrong.
        ({"output": "softmax", "logits": "2", "labels": "1"}, (False, False)),
        ({"logits": "-200 0 0"}, (False, True)),
        ({"output": "softmax", "logits": "200 0 0"}, (True, True)),
    ),
    "one-hot": (
        ({}, (False, False)),
        ({"labels": "0 1 2"}, (True, False)),
        ({"labels": "2 1 0"}, (False, False)),
        ({"labels": "0 1 2", "classes": "4"}, (False, False)),
        ({"labels": "0", "classes": "1"}, (False, False)),
        ({"labels": "0 1 3"}, (False, True)),
        ({"labels": "-1 0"}, (False, True)),
    ),
    "zeros-ones": (
        ({}, (False, False)),
        ({"shape": "2 3 2"}, (True, False)),
        ({"shape": "3 4"}, (False, False)),
        ({"shape": "2 2 2"}, (False, False)),
        ({"labels": "0 0 0 1"}, (False, True)),
        ({"labels": "0 0 0 0"}, (False, False)),
        ({"labels": "0 0 0 1", "steps": "5"}, (False, False)),
    ),
    "pictures": (
        ({}, (False, False, False)),
        ({"row": "63", "column": "63", "channel": "2"}, (True, False, False)),
        ({"row": "63", "column": "63", "channel": "1"}, (False, False, False)),
        # There is no such pixel, and the nearest one is taken.
        ({"row": "99", "column": "99", "channel": "2"}, (False, False, False)),
        ({"row": "32", "column": "0"}, (False, True, False)),
        ({"row": "32", "column": "1"}, (False, False, False)),
        ({"picture": "20"}, (False, False, True)),
    ),
    "model": (
        ({}, (False, False, False)),
        ({"epochs": "30"}, (True, False, False)),
        ({"epochs": "30", "pictures": "600", "batch_size": "16"}, (True, False, False)),
        _SMALL_STEPS,
        ({"learning_rate": "0.1"}, (False, True, False)),
        # Nothing comes through from the first, which no learning rate has done.
        ({**_QUICK_MODEL, "seed": "2928", "learning_rate": "0"}, (False, False, False)),
        ({**_QUICK_MODEL, "picture": "2"}, (False, False, True)),
    ),
    "overfitting": (
        # What is there at first, test_overfitting.py computes.
        ({**_QUICK, "l2": "0.5"}, (True, False, False)),
        ({**_QUICK, "l2": "0"}, (False, False, False)),
        # None of the three has learnt anything yet.
        ({"steps": "1", "seeds": "2", "l2": "0.5"}, (False, False, False)),
        ({**_QUICK, "pictures": "30"}, (False, True, False)),
        _MANY_SEEDS,
        # Too much of it.
        ({"seeds": "4", "steps": "100", "drop": "0.9"}, (False, False, False)),
    ),
}


def missing_answers(name: str, answers: Sequence[Answer]) -> str:
    """A sentence on what a lesson still needs of right and wrong answers; empty for nothing."""
    tasks, here = len(find_lesson(name).tasks), "write one into tests/lessons/answers.py."
    for fields, solved in answers:
        if len(solved) != tasks:
            told = f"{len(solved)} task{'s' if len(solved) != 1 else ''}"
            return (
                f"An answer to the lesson {name}, {dict(fields)}, tells of {told}, but there are "
                f"{tasks}."
            )
    for task in range(tasks):
        for kind, wanted in (("right", True), ("wrong", False)):
            if not any(solved[task] is wanted for _, solved in answers):
                return f"Task {task + 1} of the lesson {name} has no {kind} answer: {here}"
    return ""
