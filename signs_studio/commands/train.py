"""``signs-studio train``: train without a window.

The engine runs on a thread of its own, so that the main thread can answer signals at any moment,
also while TensorFlow loads or compiles.
"""

from __future__ import annotations

import signal
import sys
import threading
import traceback
from functools import partial
from itertools import chain
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from signs_studio import signals
from signs_studio.commands.arguments import assignment, data_path, device_id, number, rows
from signs_studio.commands.progress_line import ProgressLine, show_drawing, show_reading
from signs_studio.data.mapping import parse_mapping
from signs_studio.errors import UsageError
from signs_studio.fields.declared import (
    ChoiceField,
    NumberField,
    SwitchField,
    format_number,
    quoted,
)
from signs_studio.messages import Message, together
from signs_studio.recipe.changes import Change, read_change
from signs_studio.recipe.draft import validate
from signs_studio.recipe.layers import LAYER_KINDS
from signs_studio.recipe.presets import DEFAULT_PRESET, PRESETS, find_preset
from signs_studio.recipe.recipe import (
    EPOCHS,
    RECIPE_FIELDS,
    RECIPE_KINDS,
    SEED,
    check_fits,
)
from signs_studio.runs.control import RunControl
from signs_studio.runs.devices import default_device, find_device
from signs_studio.runs.events import FinishReason, RunFailed, RunFinished, RunStarted

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable
    from pathlib import Path
    from types import FrameType

    from signs_studio.commands.train_report import PlainReport
    from signs_studio.data.dataset import Dataset
    from signs_studio.fields.declared import Field
    from signs_studio.recipe.recipe import Recipe
    from signs_studio.runs.devices import Device, Engine
    from signs_studio.runs.events import Event
    from signs_studio.runs.record import RunRecord

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

# A signal that comes just as the main thread begins to wait is answered only when it wakes up.
_SIGNAL_WAIT_S = 0.2
_RUN_ID = 1


def epilog() -> str:
    """Returns what the help says at its end."""
    kinds_with_settings = chain.from_iterable(kinds.items() for kinds in RECIPE_KINDS.values())
    parts = {
        "presets": ((name, str(preset.shows)) for name, preset in PRESETS.items()),
        "fields for --set": [
            ("layers", "Hidden layers such as 25:relu,12:tanh or conv:16,max_pool,dropout:0.2."),
            *((name, f"{f.help} {_range(f)}.") for name, f in RECIPE_FIELDS.items()),
        ],
        "layers, with their settings in this order (the last may be left out)": (
            (name, ":".join(f"{f.name}={f.default_text}" for f in kind.fields) or "none")
            for name, kind in LAYER_KINDS.items()
        ),
        **{
            f"and the settings of each {choice}": (
                (name, ", ".join(f"{f.name}={f.default_text}" for f in kind.fields) or "none")
                for name, kind in kinds.items()
            )
            for choice, kinds in RECIPE_KINDS.items()
        },
        "fields for --change": [
            ("all", ", ".join(_live_names(RECIPE_FIELDS.values()))),
            *(
                (name, ", ".join(names))
                for name, kind in kinds_with_settings
                if (names := _live_names(kind.fields))
            ),
            *(
                (name, f"{', '.join(names)} of the first layer, and so on")
                for name, kind in LAYER_KINDS.items()
                if (names := _live_names(kind.fields, prefix="layers.0."))
            ),
        ],
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
        help="a file of arrays (HDF5, npz, npy, IDX), or a folder with pictures or such files; "
        "else built-in pictures",
    )
    parser.add_argument(
        "--map",
        metavar="ROLE=NAME,...",
        dest="mapping",
        default={},
        type=parse_mapping,
        help="which arrays hold what, where their names do not tell, such as "
        "train_x=images,train_y=labels; also test_x, test_y and classes",
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
        help="take the test pictures from here, all where no part of it is for testing, and none "
        "of those to learn from",
    )
    parser.add_argument(
        "--preset",
        metavar="NAME",
        default=DEFAULT_PRESET,
        help=f"the recipe to start from, listed below; default: {DEFAULT_PRESET}",
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
    recipe = make_recipe(preset=args.preset, fields=args.fields)
    changes = make_changes(recipe, args.changes)
    if args.data is not None and args.hands is not None:
        raise UsageError(
            Message(
                "commands",
                "--hands counts the built-in pictures, and --data takes others: leave "
                "one of them out.",
            )
        )
    # On a terminal the lines of JSON are progress enough.
    line = ProgressLine(sys.stderr, wanted=not (args.json and sys.stdout.isatty()))
    try:
        dataset = _open(
            args.data,
            stream=args.stream,
            hands=args.hands,
            test_path=args.test_data,
            mapping=args.mapping,
            line=line,
        )
    finally:
        line.clear()
    check_fits(recipe, picture_shape=dataset.picture_shape, classes=dataset.classes)
    for note in dataset.notes:
        print(note, file=sys.stderr)
    from signs_studio.commands.train_report import JsonReport, PlainReport
    from signs_studio.diagnosis.endings import judge_ending
    from signs_studio.runs.record import DataReference, RunRecord
    from signs_studio.wording.endings import ending_message

    origin = DataReference.of(dataset)
    record = RunRecord(run_id=_RUN_ID, recipe=recipe, origin=origin)
    report = JsonReport(line, record) if args.json else PlainReport(line, record)
    interruption = _Interruption()
    try:
        with signals.handled_by(interruption.on_signal):
            end = _train(
                record,
                dataset,
                changes,
                asked=args.device,
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
    return interruption.status if end.reason is FinishReason.STOPPED else 0


def make_changes(recipe: Recipe, asked: list[tuple[str, str, str]]) -> list[Change]:
    """Returns the changes to make while a recipe is trained.

    Args:
        recipe: What is trained.
        asked: Epochs, names and values as typed; of two for the same epoch and field the last
            counts.

    Raises:
        RecipeError: There is no such field, or its value cannot be trained.
        UsageError: An epoch that does not come.
    """
    read_epochs = number(
        NumberField(
            name="epochs",
            title=Message("commands", "The number of epochs after which --change comes"),
            help=Message("commands", "How many epochs are trained before it."),
            default=0,
            minimum=0,
            maximum=recipe.epochs - 1,
            whole=True,
        )
    )
    return [
        Change(int(read_epochs(epochs)), field, read_change(recipe, field, text))
        for epochs, field, text in asked
    ]


def make_recipe(*, preset: str, fields: list[tuple[str, str]]) -> Recipe:
    """Returns the recipe of a preset with some fields changed.

    Args:
        preset: A preset's name.
        fields: Names and values as typed. Kinds such as the optimizer are set first, whatever the
            order, so that their own settings can come before them.

    Raises:
        RecipeError: There is no such preset or field.
        UsageError: Values that cannot be trained, all of them named.
    """
    draft = find_preset(preset).draft
    for name, text in sorted(fields, key=lambda field: field[0] not in RECIPE_KINDS):
        draft = draft.with_field(name, text)
        if name in RECIPE_KINDS and draft[name] not in RECIPE_KINDS[name]:
            # Said first: without an optimizer, none of its settings is known.
            raise UsageError(validate(draft).errors[0].message)
    checked = validate(draft)
    if checked.recipe is None:
        raise UsageError(together([error.located for error in checked.errors]))
    return checked.recipe


class _Interruption:
    """Answers signals: the first stops the run after its epoch, a second Ctrl-C leaves at once.

    Attributes:
        said: What the engine says, and that the run was told to stop.
        control: Of the run.
        running: Whether the run has begun. TensorFlow cannot be stopped half-loaded: before, the
            first signal leaves at once.
        status: Exit status where a signal stopped the run.
    """

    def __init__(self) -> None:
        self.said: SimpleQueue[Event | Message | Exception] = SimpleQueue()
        self.control = RunControl()
        self.running = False
        self.status = 0

    def on_signal(self, number: int, _frame: FrameType | None) -> None:
        """Stops the run, or leaves."""
        # A terminal that is closed sends SIGHUP twice: of others than Ctrl-C a second means no
        # more than the first.
        if not self.running or (self.status and number == signal.SIGINT):
            signals.leave(number)
        if not self.status:
            self.status = signals.exit_status(number)
            self.control.stop()
            stopping = Message("report", "Stopping after this epoch; Ctrl-C again leaves at once")
            self.said.put(stopping)


def _train(
    record: RunRecord,
    dataset: Dataset,
    changes: list[Change],
    *,
    asked: str | None,
    report: PlainReport,
    interruption: _Interruption,
) -> RunFinished | RunFailed:
    """Trains on a thread, records and reports on this one, and returns how it ended."""
    said = interruption.said
    # Now: while TensorFlow's libraries are loaded, standard error is no terminal.
    report.say(Message("report", "TensorFlow is loading"))
    threading.Thread(
        target=_run_engine,
        args=(record.recipe, dataset, changes, asked, interruption.control, said),
        name="engine",
        daemon=True,
    ).start()
    try:
        while True:
            try:
                event = said.get(timeout=_SIGNAL_WAIT_S)
            except Empty:
                continue
            if isinstance(event, Exception):
                raise event
            if not isinstance(event, Message):
                record.apply(event)
            if isinstance(event, RunStarted):
                interruption.running = True
            if isinstance(event, RunFinished | RunFailed):
                return event
            report.say(event)
    finally:
        interruption.control.stop()


def _run_engine(
    recipe: Recipe,
    dataset: Dataset,
    changes: list[Change],
    asked: str | None,
    control: RunControl,
    said: SimpleQueue[Event | Message | Exception],
) -> None:
    """Loads TensorFlow and trains, on the engine's thread; whatever is raised is said as well."""
    try:
        from signs_studio.diagnosis.doctor import Doctor
        from signs_studio.engine.loading import TENSORFLOW_MISSING, load_tensorflow

        try:
            engine = load_tensorflow()
        except ImportError:
            details = traceback.format_exc()
            said.put(RunFailed(message=TENSORFLOW_MISSING, details=details))
            return
        from signs_studio.engine.training.trainer import Trainer

        trainer = Trainer(recipe, dataset, changes, device=_choose(engine, asked))
        emit = Doctor.of(recipe, dataset).listening(said.put)
        trainer.run(epochs=recipe.epochs, emit=emit, control=control)
    except Exception as error:
        said.put(error)


def _choose(engine: Engine, asked: str | None) -> Device:
    """Returns the device to train on; raises ``UsageError`` where there is no such device."""
    if asked is None:
        return default_device(engine.devices)
    device = find_device(engine.devices, asked)
    if device is None:
        from signs_studio.wording.devices import device_message

        known = ", ".join(f"{device.id} ({device_message(device)})" for device in engine.devices)
        raise UsageError(
            Message(
                "commands",
                "TensorFlow sees no {asked} on this machine: --device can be one of {known}.",
            ).format(asked=asked, known=known)
        )
    return device


def _open(
    path: Path | None,
    *,
    stream: bool,
    hands: int | None,
    test_path: Path | None,
    mapping: dict[str, str],
    line: ProgressLine,
) -> Dataset:
    """Returns the data to learn from and to test with; the line says how far it is."""
    from signs_studio.data.dataset import with_test_set
    from signs_studio.data.opening import open_pictures, open_test_pictures

    if path is None:
        if stream:
            raise UsageError(
                Message("commands", "--stream needs pictures in a file: name it with --data.")
            )
        from signs_studio.data.hands.generator import built_in_hands

        # Read first: what cannot be used is refused before many pictures are drawn.
        test = None if test_path is None else open_test_pictures(test_path)
        dataset = built_in_hands(
            train_count=int(HANDS.default) if hands is None else hands,
            progress=partial(show_drawing, line),
        )
        return dataset if test is None else with_test_set(dataset, test)
    return open_pictures(
        path,
        stream=stream or None,
        mapping=mapping,
        test_paths=() if test_path is None else (test_path,),
        progress=partial(show_reading, line),
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


def _live_names(fields: Iterable[Field], *, prefix: str = "") -> list[str]:
    return [prefix + field.name for field in fields if field.live]


def _range(field: Field) -> str:
    if isinstance(field, ChoiceField):
        return f"One of {', '.join(field.choices)}"
    if isinstance(field, SwitchField):
        return "One of true, false"
    return f"From {format_number(field.minimum)} to {format_number(field.maximum)}"
