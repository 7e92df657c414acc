"""The pictures of a kept run: opened again, and others that fit its network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from signs_studio.commands.arguments import Parser, shown_text
from signs_studio.commands.data_arguments import (
    SIDE,
    add_data_arguments,
    open_data,
    spell_data_arguments,
)
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
    fit: Fit | None = None,
    mapping: Mapping[str, str] | None = None,
    line: ProgressLine,
) -> Dataset:
    """Returns what a run learnt from and was tested with.

    Args:
        run: The run.
        data: Where its pictures are now; None for where they were.
        test_data: Where its test pictures are now, if they were elsewhere.
        fit: As of ``open_pictures``; None for as they were opened before, where that is known.
        mapping: Likewise; empty or None for as they were opened before.
        line: Says how far the reading is.

    Raises:
        UsageError: They are not there, or are other pictures.
        DataError: They cannot be used.
    """
    asked = _data_arguments(run)
    if data is not None:
        asked.data, asked.hands = list(data), None
    if test_data is not None:
        asked.test_data = list(test_data)
    asked.fit = fit or asked.fit
    asked.mapping = mapping or asked.mapping
    if asked.data is None and asked.hands is None:
        raise UsageError(
            Message(
                "commands",
                "It is not known where the pictures are that {name} learnt from: name them with "
                "--data.",
            ).format(name=plain_text(run.name))
        )
    for paths, option in ((asked.data, "--data"), (asked.test_data, "--test-data")):
        for path in paths or ():
            _check_is_there(path, run=run, option=option)
    dataset = open_data(asked, line)
    if not run.head.origin.is_of(dataset):
        raise UsageError(
            Message(
                "commands",
                "The pictures in {source} are not those that {name} learnt from "
                "({own_source}): name these with --data.",
            ).format(
                source=plain_text(dataset.source, _SHOWN_PATH_LENGTH),
                name=plain_text(run.name),
                own_source=plain_text(run.head.origin.source, _SHOWN_PATH_LENGTH),
            )
        )
    return dataset


def train_data_arguments(run: RunSummary) -> list[str]:
    """Returns arguments of ``signs-studio train`` that open the data of a run; none if unknown."""
    asked = _data_arguments(run)
    is_known = asked.data is not None or asked.hands is not None
    return spell_data_arguments(asked) if is_known else []


def stored_fit(run: RunSummary) -> Fit:
    """Returns how photographs that are no squares were brought to the shape of a run's pictures."""
    fit: Fit = _parsed(run.head.data_arguments).fit
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


def _data_arguments(run: RunSummary) -> argparse.Namespace:
    """Returns the arguments of ``open_data`` for the data of a run.

    Neither ``data`` nor ``hands`` is there where nobody knows where its pictures were.
    """
    from signs_studio.data.hands.generator import HANDS_NAME

    head = run.head
    asked = _parsed(head.data_arguments)
    if asked.data is not None or asked.hands is not None:
        return asked
    side = head.picture_shape[0]
    if SIDE.minimum <= side <= SIDE.maximum:
        asked.size = side
    if head.path:
        asked.data = [Path(head.path)]
    elif head.origin.name == HANDS_NAME:
        asked.hands = head.train_count
    return asked


def _check_is_there(path: Path, *, run: RunSummary, option: str) -> None:
    if not path.exists():
        raise UsageError(
            Message(
                "commands",
                "The pictures that {name} knows are not at {path} any more: name with {option} "
                "where they are.",
            ).format(name=plain_text(run.name), path=shown_text(str(path)), option=option)
        )


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    """Reads arguments as they are kept with a run, which may be a stranger's."""
    parser = Parser("signs-studio train", description="", epilog=str, add_help=False)
    add_data_arguments(parser, must_exist=False)
    try:
        return parser.parse_args(arguments)
    except UsageError:
        return parser.parse_args([])
