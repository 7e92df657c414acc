"""``signs-studio lesson``: computes a lesson without a screen."""

from __future__ import annotations

import math
import sys
import traceback
from typing import TYPE_CHECKING, Any

from signs_studio.commands.arguments import assignment, data_path, lower, rows
from signs_studio.commands.json_text import json_text
from signs_studio.data.plain_text import plain_lines
from signs_studio.errors import LessonError, PersonError, UsageError
from signs_studio.messages import Message

if TYPE_CHECKING:
    import argparse

# What lessons are made of is imported where it is needed: the window shows without it.

SUMMARY = "Compute a lesson on TensorFlow, or list the lessons."

EXIT_FAILED = 1


def epilog() -> str:
    """Returns the text at the end of the command's help."""
    return f"lessons:\n{_listed()}\n\nsigns-studio lesson NAME --fields lists what can be set."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares what the command takes."""
    from signs_studio.lessons.lesson import DIALECTS

    parser.add_argument(
        "name", metavar="NAME", nargs="?", type=lower, help="which lesson; without, lists them"
    )
    parser.add_argument(
        "--set",
        metavar="FIELD=VALUE",
        dest="settings",
        action="append",
        default=[],
        type=assignment,
        help="put a value into a field",
    )
    parser.add_argument(
        "--dialect",
        choices=DIALECTS,
        type=lower,
        default="tf2",
        help="how the code is written; default: tf2",
    )
    parser.add_argument("--data", metavar="PATH", type=data_path, help="pictures of your own")
    parser.add_argument("--fields", action="store_true", help="list the lesson's fields and leave")
    shape = parser.add_mutually_exclusive_group()
    shape.add_argument("--json", action="store_true", help="print one JSON object")
    shape.add_argument("--code", action="store_true", help="print the program and leave")


def run(args: argparse.Namespace) -> int:
    """Runs the lesson and prints what came out.

    Returns:
        0, or 1 where something of ours broke.

    Raises:
        UsageError: There is no such lesson, or none is named where one is needed.
        LessonError: A field cannot be used, or TensorFlow refused what it was given.
        DataError: The pictures cannot be used.
    """
    from signs_studio.lessons.catalogue import find_lesson, lesson_text
    from signs_studio.lessons.program import program, run

    if args.name is None:
        if args.settings or args.fields or args.code or args.json:
            raise UsageError(
                Message(
                    "commands",
                    "No lesson is named: name one of those that `signs-studio lesson` lists.",
                )
            )
        print(_listed())
        return 0
    text, lesson = lesson_text(args.name), find_lesson(args.name)
    if args.fields:
        fields = rows(
            (f"{each.name}={each.default_text}", str(each.help)) for each in lesson.fields
        )
        none = Message("commands", "The lesson {name} has no fields.").format(name=args.name)
        print(fields or none)
        return 0
    inputs = lesson.read(dict(args.settings))
    source = str(args.data.absolute()) if args.data else ""
    if args.code:
        print(program(lesson, text, dialect=args.dialect, inputs=inputs, source=source))
        return 0
    from signs_studio.engine.loading import TENSORFLOW_MISSING, load_tensorflow

    try:
        load_tensorflow()
    except ImportError:
        print(f"{TENSORFLOW_MISSING}\n\n{traceback.format_exc()}", file=sys.stderr)
        return EXIT_FAILED
    try:
        outcome = run(lesson, text, dialect=args.dialect, inputs=inputs, source=source)
    except PersonError:
        raise
    except Exception as error:
        message = Message(
            "worker",
            "The lesson could not be computed because of an error in Signs Studio ({error}): "
            "take other values.",
        ).format(error=type(error).__name__)
        print(f"{message}\n\n{plain_lines(traceback.format_exc())}", file=sys.stderr)
        return EXIT_FAILED
    if args.json:
        said = {
            "lesson": args.name,
            "dialect": args.dialect,
            "inputs": {name: as_json(value) for name, value in inputs.values.items()},
            "result": as_json(outcome.result),
        }
        print(json_text(said))
    elif not outcome.failure:
        print(plain_lines(outcome.printed))
    if outcome.failure:
        raise LessonError(outcome.failure)
    return 0


def as_json(value: Any) -> Any:
    """A number, a word or nested lists as JSON can hold them: inf and nan become words."""
    match value:
        case float() if not math.isfinite(value):
            return str(value)
        case list() | tuple():
            return [as_json(each) for each in value]
    return value


def _listed() -> str:
    from signs_studio.lessons.catalogue import lesson_names, lesson_text

    return rows((name, lesson_text(name).title) for name in lesson_names())
