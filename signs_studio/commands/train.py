"""``signs-studio train``: train without a window."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from signs_studio.commands.arguments import data_path, device_id
from signs_studio.commands.data_arguments import (
    add_data_arguments,
    data_source,
    open_data,
)
from signs_studio.commands.prediction_report import fitted_pictures
from signs_studio.commands.progress_line import ProgressLine
from signs_studio.commands.recipe_arguments import add_recipe_arguments, recipe_epilog
from signs_studio.commands.run_arguments import add_home_argument, open_store
from signs_studio.commands.train_recipe import make_changes, make_recipe
from signs_studio.commands.train_run import NewTraining, not_kept_message
from signs_studio.commands.training import EXIT_STATUS_HELP, report_training
from signs_studio.errors import UsageError, system_reason
from signs_studio.fields.declared import quoted
from signs_studio.messages import Message
from signs_studio.recipe.recipe import check_fits

if TYPE_CHECKING:
    import argparse

    from signs_studio.runs.store.store import RunStore

SUMMARY = "Train without a window, and say how it went."

_NOT_KEPT_ID = 1


def epilog() -> str:
    """Returns what the help says at its end."""
    return recipe_epilog([("exit status", EXIT_STATUS_HELP)])


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares what the command takes."""
    add_data_arguments(parser)
    parser.add_argument(
        "--predict",
        metavar="PICTURE",
        type=data_path,
        nargs="+",
        default=[],
        help="read these photographs with the trained network, and say which sign each shows",
    )
    add_recipe_arguments(parser)
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
        "--no-keep", action="store_true", help="leave nothing of the run behind but what is printed"
    )
    add_home_argument(parser)
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
    source = data_source(args)
    # On a terminal the lines of JSON are progress enough.
    line = ProgressLine(sys.stderr, wanted=not (args.json and sys.stdout.isatty()))
    try:
        dataset = open_data(source, line)
        pictures = None
        if args.predict:
            pictures = fitted_pictures(
                args.predict,
                shape=dataset.picture_shape,
                dtype=dataset.train_x.dtype.name,
                fit=args.fit,
            )
    finally:
        line.clear()
    check_fits(recipe, picture_shape=dataset.picture_shape, classes=dataset.classes)
    for said in (*dataset.notes, *dataset.skipped):
        print(said, file=sys.stderr)
    from signs_studio.runs.record import DataReference, RunRecord
    from signs_studio.runs.run_names import run_name

    store, run_id = (None, _NOT_KEPT_ID) if args.no_keep else _numbered(open_store(args))
    training = NewTraining(
        RunRecord(run_id=run_id, recipe=recipe, origin=DataReference.of(dataset)),
        dataset,
        device=args.device,
        pictures=pictures,
        changes=changes,
        store=store,
    )
    kept_as = None if store is None else str(run_name(run_id))
    status = report_training(
        training, line=line, as_json=args.json, kept_as=kept_as, photographs=args.predict
    )
    if store is not None:
        store.prune()
    return status


def _numbered(store: RunStore) -> tuple[RunStore | None, int]:
    """Returns the store and a number in it for a new run; no store where it takes none."""
    try:
        return store, store.next_number()
    except OSError as error:
        print(not_kept_message(system_reason(error)), file=sys.stderr)
    return None, _NOT_KEPT_ID


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
