"""``signs-studio lesson``: computes a lesson without a screen."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from signs_studio.commands.arguments import assignment, data_path, rows
from signs_studio.lessons.catalogue import find_lesson, lesson_names, lesson_text
from signs_studio.lessons.lesson import DIALECTS

if TYPE_CHECKING:
    import argparse

SUMMARY = "Compute a lesson on TensorFlow, or list the lessons."


def epilog() -> str:
    """What the help says at its end."""
    listed = rows((name, lesson_text(name).title) for name in lesson_names())
    return f"lessons:\n{listed}\n\nsigns-studio lesson NAME --fields lists what can be set."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares what the command takes."""
    parser.add_argument("name", metavar="NAME", nargs="?", help="which lesson; without, lists them")
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
        "--dialect", choices=DIALECTS, default="tf2", help="how the code is written; default: tf2"
    )
    parser.add_argument("--data", metavar="PATH", type=data_path, help="pictures of your own")
    parser.add_argument("--fields", action="store_true", help="list the lesson's fields and leave")
    shape = parser.add_mutually_exclusive_group()
    shape.add_argument("--json", action="store_true", help="print one JSON object")
    shape.add_argument("--code", action="store_true", help="print the program and leave")


def run(args: argparse.Namespace) -> int:
    """Runs the lesson and prints what came out.

    Returns:
        0.

    Raises:
        UsageError: There is no such lesson.
        LessonError: A field cannot be used, or TensorFlow refused.
        DataError: The pictures cannot be used.
    """
    if args.name is None:
        print(rows((name, lesson_text(name).title) for name in lesson_names()))
        return 0
    text, lesson = lesson_text(args.name), find_lesson(args.name)
    if args.fields:
        print(rows((f"{each.name}={each.default_text}", each.help) for each in lesson.fields))
        return 0
    inputs = lesson.read(dict(args.settings))
    # What a program is made of needs no TensorFlow; running it does.
    from signs_studio.lessons.program import as_json, program, run, shown_inputs

    source = str(args.data.absolute()) if args.data else ""
    if args.code:
        print(program(lesson, text, dialect=args.dialect, inputs=inputs, source=source))
        return 0
    from signs_studio.engine.loading import load_tensorflow

    load_tensorflow()
    outcome = run(lesson, text, dialect=args.dialect, inputs=inputs, source=source)
    if args.json:
        said = {
            "lesson": args.name,
            "dialect": args.dialect,
            "inputs": shown_inputs(inputs),
            "result": as_json(outcome.result),
        }
        if outcome.failure:
            said["failure"] = outcome.failure
        print(json.dumps(said))
    else:
        print(outcome.failure or outcome.printed)
    return 0
