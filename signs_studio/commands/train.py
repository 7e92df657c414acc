"""``signs-studio train``: train without a window."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING

from signs_studio import signals
from signs_studio.commands.arguments import assignment, data_path, device_id, number, rows
from signs_studio.commands.data_arguments import (
    PATHS_HELP,
    add_reading_arguments,
    reading_options,
)
from signs_studio.commands.progress_line import ProgressLine, show_drawing, show_reading
from signs_studio.commands.train_recipe import make_changes, make_recipe, recipe_help
from signs_studio.commands.train_run import Interruption, train
from signs_studio.data.mapping import parse_mapping
from signs_studio.errors import UsageError
from signs_studio.fields.declared import NumberField, quoted
from signs_studio.messages import Message
from signs_studio.recipe.presets import DEFAULT_PRESET
from signs_studio.recipe.recipe import EPOCHS, SEED, check_fits
from signs_studio.runs.events import FinishReason, RunFailed

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from signs_studio.data.array_types import Pictures
    from signs_studio.data.dataset import Dataset
    from signs_studio.data.photographs.sizes import Fit

SUMMARY = "Train without a window, and say how it went."

EXIT_FAILED = 1
EXIT_REFUSED = 2

HANDS = NumberField(
    name="hands",
    title=Message("commands", "Hands"),
    help=Message("commands", "How many built-in pictures to learn from."),
    default=1080,
    minimum=6,  # One of each sign.
    maximum=300_000,  # Their 3.4 GiB are held in memory.
    whole=True,
)

_RUN_ID = 1


def epilog() -> str:
    """Returns what the help says at its end."""
    parts = {
        **recipe_help(),
        "exit status": [
            ("0", "the run ended, also where it diverged: its cost was no longer a finite number"),
            ("1", "something broke that should not"),
            ("2", "the arguments or the data cannot be used"),
            ("74", "what is printed cannot be written, as on a disk that is full"),
            ("130", "Ctrl-C: the epoch is finished first; a second Ctrl-C leaves at once"),
            ("129, 143", "SIGHUP and SIGTERM: the epoch is finished first"),
            ("141", "nobody reads what is printed any more"),
        ],
    }
    return "\n\n".join(f"{title}:\n{rows(pairs)}" for title, pairs in parts.items())


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares what the command takes."""
    parser.add_argument(
        "--data",
        metavar="PATH",
        type=data_path,
        nargs="+",
        help=f"{PATHS_HELP}; else built-in pictures",
    )
    parser.add_argument(
        "--stream",
        action="store_true",
        help="read the pictures of --data from the disk while training, as is done with more than "
        "1 GiB of them",
    )
    parser.add_argument(
        "--hands",
        metavar="N",
        type=number(HANDS),
        help=f"how many built-in pictures to learn from; default: {HANDS.default_text}",
    )
    parser.add_argument(
        "--test-data",
        metavar="PATH",
        type=data_path,
        nargs="+",
        help="take the test pictures from here, all of them where there are no others, and learn "
        "from all of --data that is not for tests",
    )
    parser.add_argument(
        "--test-map",
        metavar="ROLE=NAME,...",
        type=parse_mapping,
        default={},
        help="which arrays of --test-data are what, as --map says of --data; such as "
        "test_x=images,test_y=labels",
    )
    add_reading_arguments(parser)
    parser.add_argument(
        "--predict",
        metavar="PICTURE",
        type=data_path,
        nargs="+",
        default=[],
        help="read these photographs with the trained network, and say which sign each shows",
    )
    start = parser.add_mutually_exclusive_group()
    start.add_argument(
        "--preset",
        metavar="NAME",
        default=DEFAULT_PRESET,
        help=f"the recipe to start from, listed below; default: {DEFAULT_PRESET}",
    )
    start.add_argument(
        "--recipe",
        metavar="FILE|LINE",
        help="start from a recipe that was shared: its file, or its line of text",
    )
    parser.set_defaults(fields=[])
    # All of them add to one list, so that of two for the same field the last counts.
    for field, metavar in ((EPOCHS, "N"), (SEED, "S")):
        parser.add_argument(
            f"--{field.name}",
            metavar=metavar,
            dest="fields",
            action="append",
            type=partial(_named, field.name),
            help=str(field.help),
        )
    parser.add_argument(
        "--set",
        metavar="FIELD=VALUE",
        dest="fields",
        action="append",
        type=assignment,
        help="change a field of the recipe, listed below; may be given many times",
    )
    parser.add_argument(
        "--change",
        metavar="EPOCH:FIELD=VALUE",
        dest="changes",
        action="append",
        default=[],
        type=_timed_assignment,
        help="change a field after so many epochs, such as 100:learning_rate=0.001; may be given "
        "many times",
    )
    parser.add_argument(
        "--device",
        metavar="NAME",
        type=device_id,
        help="what to train on: cpu, gpu, or one of several such as gpu:1; default: the first "
        "graphics card that TensorFlow can use, else the processor",
    )
    parser.add_argument(
        "--json", action="store_true", help="print a line of JSON an epoch, and one at the end"
    )


def run(args: argparse.Namespace) -> int:
    """Trains, reports every epoch, and says how it ended.

    Raises:
        PersonError: The recipe or the data cannot be used.
    """
    recipe = make_recipe(preset=args.preset, shared=args.recipe, fields=args.fields)
    changes = make_changes(recipe, args.changes)
    if args.data is not None and args.hands is not None:
        raise UsageError(
            Message(
                "commands",
                "--hands counts the built-in pictures, and --data takes others: leave "
                "one of them out.",
            )
        )
    if args.test_map and args.test_data is None:
        raise UsageError(
            Message(
                "commands", "--test-map needs test pictures in a file: name it with --test-data."
            )
        )
    # On a terminal the lines of JSON are progress enough.
    line = ProgressLine(sys.stderr, wanted=not (args.json and sys.stdout.isatty()))
    try:
        dataset = _open(args, line)
        pictures = _fitted(args.predict, dataset, args.fit)
    finally:
        line.clear()
    check_fits(recipe, picture_shape=dataset.picture_shape, classes=dataset.classes)
    for said in (*dataset.notes, *dataset.skipped):
        print(said, file=sys.stderr)
    from signs_studio.commands.train_report import JsonReport, PlainReport
    from signs_studio.diagnosis.endings import judge_ending
    from signs_studio.runs.record import DataReference, RunRecord
    from signs_studio.wording.endings import ending_message

    origin = DataReference.of(dataset)
    record = RunRecord(run_id=_RUN_ID, recipe=recipe, origin=origin)
    report = JsonReport(line, record) if args.json else PlainReport(line, record)
    interruption = Interruption()
    try:
        with signals.handled_by(interruption.on_signal):
            end, probabilities = train(
                record,
                dataset,
                changes,
                device=args.device,
                pictures=pictures,
                report=report,
                interruption=interruption,
            )
    finally:
        line.clear()
    if isinstance(end, RunFailed):
        report.fail(end)
        return EXIT_FAILED if end.details else EXIT_REFUSED
    train_count = len(dataset.train_y)
    ending = judge_ending(record, classes=dataset.classes, train_count=train_count)
    report.finish(end, ending_message(ending))
    if probabilities is not None:
        report.predict(args.predict, probabilities, class_names=dataset.class_names)
    return interruption.status if end.reason is FinishReason.STOPPED else 0


def _open(args: argparse.Namespace, line: ProgressLine) -> Dataset:
    """Returns the data to learn from and to test with; the line says how far it is."""
    from signs_studio.data.dataset import with_test_set
    from signs_studio.data.opening import open_pictures, open_test_set

    # First: what cannot be used is refused before many pictures are read or drawn.
    options = reading_options(args)
    test = None
    if args.test_data is not None:
        test = open_test_set(*args.test_data, side=args.size, fit=args.fit, mapping=args.test_map)
    if args.data is not None:
        return open_pictures(
            *args.data,
            test_set=test,
            stream=args.stream or None,
            progress=partial(show_reading, line),
            **options,
        )
    if args.stream:
        raise UsageError(
            Message("commands", "--stream needs pictures in a file: name it with --data.")
        )
    from signs_studio.data.hands.generator import built_in_hands

    hands = built_in_hands(
        train_count=int(HANDS.default) if args.hands is None else args.hands,
        progress=partial(show_drawing, line),
    )
    return hands if test is None else with_test_set(hands, test)


def _fitted(paths: list[Path], dataset: Dataset, fit: Fit) -> Pictures | None:
    """Returns photographs as the network is to see them; None for none."""
    if not paths:
        return None
    import numpy as np

    from signs_studio.data.opening import open_picture
    from signs_studio.data.photographs.fitting import fit_picture

    shape, dtype = dataset.picture_shape, dataset.train_x.dtype
    return np.stack(
        [fit_picture(open_picture(path), shape=shape, dtype=dtype, fit=fit) for path in paths]
    )


def _named(name: str, text: str) -> tuple[str, str]:
    return name, text


def _timed_assignment(text: str) -> tuple[str, str, str]:
    epoch, colon, assignment = text.partition(":")
    name, equals, value = assignment.partition("=")
    if not (colon and equals):
        raise UsageError(
            Message(
                "commands",
                "--change takes EPOCH:FIELD=VALUE, such as 100:learning_rate=0.001, but "
                "it is {text}.",
            ).format(text=quoted(text))
        )
    return epoch.strip(), name.strip().lower(), value.strip()
