"""The JSON files of a run's folder: what the run is, how far it is, and what a person wrote to it.

They are read as a stranger's are: every type and range is checked, unknown names are passed over,
and of a newer ``schema_version`` nothing is read.

What is added here has a default, so that what earlier versions wrote is still read. That is true of
``RunFinished``, ``DataReference`` and ``DataSource`` as well, which are written as they are.
"""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

import msgspec

from signs_studio.data.data_source import DataSource
from signs_studio.errors import PersonError
from signs_studio.files import write_whole
from signs_studio.messages import Message
from signs_studio.recipe.changes import Change
from signs_studio.recipe.draft_json import current_name
from signs_studio.runs.events import RunFinished  # noqa: TC001 (msgspec reads the annotations)
from signs_studio.runs.record import DataReference  # noqa: TC001
from signs_studio.runs.store.ordinary_files import read_at_most

if TYPE_CHECKING:
    from collections.abc import Iterable

SCHEMA_VERSION = 1
MAX_JSON_BYTES = 4 * 1024 * 1024
"""Of one file: some 20,000 changes or findings."""

MAX_CLASSES = 65_536
MAX_NAME_CHARACTERS, MAX_NOTE_CHARACTERS = 120, 10_000
LAST, BEST = "last", "best"
RESERVED_NAMES = frozenset({LAST, BEST})
"""What commands call a run by, whatever its name is."""

Count = Annotated[int, msgspec.Meta(ge=0, le=2**40)]
Number = Annotated[int, msgspec.Meta(ge=1, lt=2**31)]
Known = Annotated[int, msgspec.Meta(ge=0, lt=2**31)]
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
Finite = Annotated[float, msgspec.Meta(ge=0, le=sys.float_info.max)]
Version = Annotated[int, msgspec.Meta(ge=1)]
SavedChange = tuple[Count, str, bool | int | float]
"""Epoch, field and value, as of ``Change``: what is live is a number or a switch."""
SavedFinding = tuple[str, Count, int | None, dict[str, int | float]]
"""Kind, epoch, layer and values, as of ``Finding``."""

Read = TypeVar("Read", bound=msgspec.Struct)


class StoreError(PersonError):
    """A kept run that cannot be read, or not be used as was asked for."""


class Head(msgspec.Struct, kw_only=True):
    """What a run is; written once.

    Attributes:
        schema_version: Of the whole folder.
        key: As of ``RunRecord``; the folder's name.
        number: ``RunRecord.run_id``: names the run to a person.
        created: When it began, in seconds since 1970, UTC.
        recipe: What was trained at first, as of ``draft_to_json``.
        origin: What it was trained on.
        opened_from: How its data is opened again; None where nobody knows, or what is said of it
            makes no sense on this machine, as a path of another system.
        class_names: One name per class; none of a run of an earlier version, of which only the
            record was kept.
        picture_shape: Height, width and channels; zeros where nobody knows.
        picture_dtype: Of the pictures: bytes of 0 to 255, or numbers of 0 to 1.
        train_count: Training pictures; 0 where nobody knows.
        test_count: Test pictures; 0 where nobody knows.
        versions: Versions of what trained it, by name: "signs_studio", "python", "tensorflow",
            "numpy", and "platform" for the machine.
    """

    schema_version: Version = SCHEMA_VERSION
    key: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{16}$")]
    number: Number
    created: Annotated[float, msgspec.Meta(ge=0, le=1e11)]
    recipe: dict[str, object]
    origin: DataReference
    opened_from: DataSource | None = None
    class_names: Annotated[list[str], msgspec.Meta(max_length=MAX_CLASSES)]
    picture_shape: tuple[Known, Known, Known]
    picture_dtype: Literal["uint8", "float32"] = "uint8"
    train_count: Known
    test_count: Known
    versions: dict[str, str] = {}


class Best(msgspec.Struct, frozen=True):
    """The epoch of a run's best test accuracy.

    Attributes:
        epoch: After so many epochs, the first of those that tie.
        test_accuracy: Share of the test pictures read correctly, 0..1.
    """

    epoch: Number
    test_accuracy: Share


class Progress(msgspec.Struct, kw_only=True):
    """How far a run is; replaced as it goes.

    Attributes:
        schema_version: As of ``Head``.
        device: What it is trained on, in a person's words; empty before it began.
        epochs: Epochs recorded when this was written; ``epochs.bin`` may hold more.
        last_epoch: As of ``RunRecord``.
        kept_epochs: As of ``RunRecord``.
        changes: Epoch, field and value of each.
        findings: Kind, epoch, layer and values of each; of a kind that only a newer version knows,
            too, which is left as it is.
        diverged: As of ``RunRecord``.
        has_ended: Whether its last training came to an end, of whatever kind; False while it goes
            on, and where it was cut short.
        end: How it ended; None where it did not, failed, or nobody knows.
        best: Its best epoch; None before the first.
        cost: After the epoch whose weights are kept; and so are the next three.
        test_cost: The same over the test set.
        train_accuracy: Share of the training pictures read correctly, 0..1.
        test_accuracy: Share of the test pictures read correctly, 0..1.
        seconds: Time spent training, pauses left out.
    """

    schema_version: Version = SCHEMA_VERSION
    device: str = ""
    epochs: Count = 0
    last_epoch: Count = 0
    kept_epochs: Count = 0
    changes: list[SavedChange] = []
    findings: list[SavedFinding] = []
    diverged: bool = False
    has_ended: bool = False
    end: RunFinished | None = None
    best: Best | None = None
    cost: Finite | None = None
    test_cost: Finite | None = None
    train_accuracy: Share | None = None
    test_accuracy: Share | None = None
    seconds: Finite = 0.0


class Labels(msgspec.Struct, kw_only=True, frozen=True):
    """What a person wrote to a run.

    Attributes:
        schema_version: As of ``Head``.
        name: A name of its own; empty for "Run 7".
        note: Any text.
        starred: Whether it is marked as one to keep.
    """

    schema_version: Version = SCHEMA_VERSION
    name: Annotated[str, msgspec.Meta(max_length=MAX_NAME_CHARACTERS)] = ""
    note: Annotated[str, msgspec.Meta(max_length=MAX_NOTE_CHARACTERS)] = ""
    starred: bool = False


class _Versioned(msgspec.Struct):
    schema_version: Version = SCHEMA_VERSION


def write_json(path: Path, value: msgspec.Struct) -> None:
    """Writes one of these, beside and replaced.

    Raises:
        OSError: It cannot be written.
    """
    # By Python's own JSON: a path may hold bytes that are no text, which msgspec does not write.
    built: Any = msgspec.to_builtins(value, enc_hook=str)
    write_whole(path, json.dumps(built, allow_nan=False).encode("ascii"))


def read_json(path: Path, kind: type[Read]) -> Read:
    """Reads one of these.

    Raises:
        OSError: The file cannot be read.
        StoreError: It makes no sense, or a newer version wrote it.
    """
    try:
        return parse_json(read_at_most(path, MAX_JSON_BYTES), kind)
    except ValueError:
        raise damaged_file(path) from None


def parse_json(content: bytes, kind: type[Read]) -> Read:
    """Reads one of these from what its file holds.

    Raises:
        ValueError: It makes no sense.
        StoreError: A newer version wrote it.
    """
    try:
        built = _DECODER.decode(content.decode())
        version = msgspec.convert(built, _Versioned).schema_version
        if version > SCHEMA_VERSION:
            raise StoreError(
                Message(
                    "runs",
                    "The run was kept by a newer Signs Studio (its files are of version {version}, "
                    "and this one reads up to {known}): open it there, or update this one. It is "
                    "left as it is.",
                ).format(version=version, known=SCHEMA_VERSION)
            )
        if kind is Head:
            built["opened_from"] = _source_or_none(built.get("opened_from"))
        return msgspec.convert(built, kind, dec_hook=_convert)
    except (RecursionError, OverflowError) as error:
        raise ValueError("too deep or too large") from error


def damaged_file(path: Path) -> StoreError:
    """Returns what to raise where a file of a run makes no sense."""
    return StoreError(
        Message(
            "runs",
            "The run's file “{file}” is damaged: it does not hold what was expected. The run can "
            "be removed.",
        ).format(file=path.name)
    )


def changes_to_json(changes: Iterable[Change]) -> list[SavedChange]:
    """Returns changes as the files hold them."""
    return [
        (change.epoch, change.field, change.value)
        for change in changes
        if not isinstance(change.value, str)
    ]


def changes_from_json(saved: Iterable[SavedChange]) -> tuple[Change, ...]:
    """Returns changes as the files of this version or an earlier one hold them."""
    return tuple(Change(epoch, current_name(field), value) for epoch, field, value in saved)


def is_finite(*numbers: float | None) -> bool:
    """Returns whether all that are given are finite and not negative."""
    return all(number is None or (math.isfinite(number) and number >= 0) for number in numbers)


def is_possible(end: RunFinished) -> bool:
    """Returns whether a run can have ended like this."""
    shares = (end.train_accuracy, end.test_accuracy)
    return (
        is_finite(end.cost, end.test_cost, end.seconds, *shares)
        and max(shares) <= 1
        and 0 <= end.kept_epochs <= end.epochs <= 2**40
    )


def _source_or_none(saved: object) -> object:
    """Returns what is saved of a source of data; None where no data is opened by it here.

    A run is looked at without its data, and may come from another system, whose paths are none.
    """
    try:
        msgspec.convert(saved, DataSource, dec_hook=_convert)
    except (ValueError, RecursionError, OverflowError):
        return None
    return saved


def _convert(kind: type, saved: object) -> object:
    """Reads paths, which JSON does not know; what may be anything is left as it is."""
    if kind is not Path:
        return saved
    if not isinstance(saved, str) or "\0" in saved or not Path(saved).is_absolute():
        raise ValueError("no absolute path")
    return Path(saved)


def _refuse(constant: str) -> None:
    raise ValueError(constant)


# Python's own, as what is written; JSON knows neither NaN nor Infinity.
_DECODER = json.JSONDecoder(parse_constant=_refuse)
