"""The pictures of a kept run: opened again, and others that fit its network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from signs_studio.commands.arguments import Parser
from signs_studio.commands.data_arguments import SIDE, add_data_arguments, open_data
from signs_studio.data.plain_text import plain_text
from signs_studio.errors import UsageError
from signs_studio.messages import Message

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping, Sequence

    from signs_studio.commands.progress_line import ProgressLine
    from signs_studio.data.dataset import Dataset
    from signs_studio.data.photographs.sizes import Fit
    from signs_studio.runs.store.summary import RunSummary

_SHOWN_PATH_LENGTH = 100


def open_run_data(
    run: RunSummary,
    *,
    data: Sequence[Path] | None = None,
    test_data: Sequence[Path] | None = None,
    line: ProgressLine,
) -> Dataset:
    """Returns what a run learnt from and was tested with.

    Args:
        run: The run.
        data: Where its pictures are now; None for where they were.
        test_data: Where its test pictures are now, if they were elsewhere.
        line: Says how far the reading is.

    Raises:
        UsageError: They are not there, or are other pictures.
        DataError: They cannot be used.
    """
    asked = data_arguments(run)
    if data is not None:
        asked.data, asked.hands = list(data), None
    if test_data is not None:
        asked.test_data = list(test_data)
    elif data is not None and asked.test_data and not all(map(Path.exists, asked.test_data)):
        asked.test_data = None
    for path in (*(asked.data or ()), *(asked.test_data or ())):
        if not path.exists():
            raise UsageError(
                Message(
                    "commands",
                    "The pictures that {name} learnt from are not at {path} any more: name with "
                    "--data where they are.",
                ).format(name=plain_text(run.name), path=_shown(path))
            )
    dataset = open_data(asked, line)
    if not run.head.origin.is_of(dataset):
        raise UsageError(
            Message(
                "commands",
                "The pictures in {source} are not those that {name} learnt from in {own_source}: "
                "name these with --data.",
            ).format(
                source=plain_text(dataset.source, _SHOWN_PATH_LENGTH),
                name=plain_text(run.name),
                own_source=plain_text(run.head.origin.source, _SHOWN_PATH_LENGTH),
            )
        )
    return dataset


def data_arguments(run: RunSummary) -> argparse.Namespace:
    """Returns the arguments of ``open_data`` for the data of a run, as far as they are known.

    Raises:
        UsageError: Nobody knows where they were.
    """
    from signs_studio.data.hands.generator import HANDS_NAME

    head = run.head
    parser = Parser("signs-studio train", description="", epilog=str)
    add_data_arguments(parser, must_exist=False)
    asked = parser.parse_args(head.data_arguments)
    if head.data_arguments:
        return asked
    side = head.picture_shape[0]
    if SIDE.minimum <= side <= SIDE.maximum:
        asked.size = side
    if head.path:
        asked.data = [Path(head.path)]
    elif head.origin.name == HANDS_NAME:
        asked.hands = head.train_count
    else:
        raise UsageError(
            Message(
                "commands",
                "It is not known where the pictures are that {name} learnt from: name them with "
                "--data.",
            ).format(name=plain_text(run.name))
        )
    return asked


def stored_fit(run: RunSummary) -> Fit:
    """Returns how photographs that are no squares were brought to the shape of a run's pictures."""
    parser = Parser("signs-studio train", description="", epilog=str)
    add_data_arguments(parser, must_exist=False)
    fit: Fit = parser.parse_args(run.head.data_arguments).fit
    return fit


def open_other_test_set(
    run: RunSummary, paths: Sequence[Path], *, fit: Fit, mapping: Mapping[str, str]
) -> Dataset:
    """Returns other labelled pictures as the test set of data that has nothing to learn from.

    Args:
        run: Whose network is to read them.
        paths: Files or folders; all their pictures are taken where none are set apart for tests.
        fit: As of ``open_test_set``.
        mapping: As of ``open_test_set``.

    Raises:
        DataError: They cannot be used, or are unlike the run's pictures.
        StoreError: Nobody knows of which shape these were.
    """
    from dataclasses import replace

    from signs_studio.commands.kept_network import empty_dataset
    from signs_studio.data.dataset import with_test_set
    from signs_studio.data.opening import open_test_set

    side = run.head.picture_shape[0]
    side = side if SIDE.minimum <= side <= SIDE.maximum else int(SIDE.default)
    test = open_test_set(*paths, side=side, fit=fit, mapping=mapping)
    # To the network, bytes and shares of 1 are the same; and whatever was black, is.
    nothing = empty_dataset(run, dtype=test.x.dtype.name)
    return with_test_set(replace(nothing, stretched=test.stretched), test)


def _shown(path: Path) -> str:
    return f"“{plain_text(str(path), _SHOWN_PATH_LENGTH)}”"
