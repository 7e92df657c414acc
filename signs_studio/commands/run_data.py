"""The pictures of a kept run: opened again, and others that fit its network."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from signs_studio.commands.arguments import shown_text
from signs_studio.commands.data_arguments import SIDE, open_data
from signs_studio.data.data_source import DataSource
from signs_studio.data.photographs.sizes import FITS
from signs_studio.data.plain_text import plain_text
from signs_studio.errors import UsageError
from signs_studio.messages import Message

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

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
    source = _source_of(run, data)
    if source is None:
        raise UsageError(
            Message(
                "commands",
                "It is not known where the pictures are that {name} learnt from: name them with "
                "--data.",
            ).format(name=plain_text(run.name))
        )
    source = replace(
        source,
        test_paths=tuple(test_data or source.test_paths),
        fit=fit or source.fit,
        mapping=mapping or source.mapping,
    )
    gone = source.missing_path()
    if gone is not None:
        raise UsageError(
            Message(
                "commands",
                "The pictures that {name} knows are not at {path} any more: name with {option} "
                "where they are.",
            ).format(
                name=plain_text(run.name),
                path=shown_text(str(gone)),
                option="--data" if gone in source.paths else "--test-data",
            )
        )
    dataset = open_data(source, line)
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


def stored_fit(run: RunSummary) -> Fit:
    """Returns how photographs that are no squares were brought to the shape of a run's pictures."""
    source = run.head.opened_from
    return FITS[0] if source is None else source.fit


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
    from signs_studio.commands.kept_network import empty_dataset
    from signs_studio.data.dataset import with_test_set
    from signs_studio.data.opening import open_test_set

    side = run.head.picture_shape[0]
    side = side if SIDE.minimum <= side <= SIDE.maximum else int(SIDE.default)
    test = open_test_set(*paths, side=side, fit=fit, mapping=mapping)
    # To the network, bytes and shares of 1 are the same; and whatever was black, is.
    nothing = empty_dataset(run, dtype=test.x.dtype.name)
    return with_test_set(replace(nothing, stretched=test.stretched), test)


def _source_of(run: RunSummary, data: Sequence[Path] | None) -> DataSource | None:
    """Returns how the data of a run is opened, from files elsewhere if any are given."""
    source = run.head.opened_from
    if data is None:
        return source
    if source is not None:
        return replace(source, paths=tuple(data), hands=None)
    side = run.head.picture_shape[0]
    is_known = SIDE.minimum <= side <= SIDE.maximum
    return DataSource(paths=tuple(data), side=side if is_known else int(SIDE.default))
