"""Runs are found by what a person calls them."""

from __future__ import annotations

from pathlib import Path

import pytest

from signs_studio.recipe.draft import draft_of
from signs_studio.recipe.draft_json import draft_to_json
from signs_studio.runs.store.find import find_run, short_key
from signs_studio.runs.store.metadata import Best, Head, Labels, Progress, StoreError
from signs_studio.runs.store.summary import RunSummary
from tests.runs.test_record import HANDS, article


def kept(number: int, key: str, *, name: str = "", accuracy: float | None = None) -> RunSummary:
    head = Head(
        key=key.ljust(16, "0"),
        number=number,
        created=float(number),
        recipe=draft_to_json(draft_of(article())),
        origin=HANDS,
        class_names=["0", "1"],
        picture_shape=(4, 4, 3),
        train_count=9,
        test_count=9,
    )
    best = None if accuracy is None else Best(1, accuracy)
    return RunSummary(
        Path(key),
        head,
        progress=Progress(best=best),
        labels=Labels(name=name),
        written=0.0,
        is_open=False,
    )


RUNS = [
    kept(1, "aaaa1", accuracy=0.75),
    kept(2, "aaaa2", name="Wide", accuracy=0.75),
    kept(3, "b", name="wide", accuracy=0.5),
    kept(4, "c", name="b0"),
]


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        ("aaaa100000000000", 1),
        ("AAAA2", 2),
        ("b", 3),
        (" run 1 ", 1),
        ("last", 4),
        ("Best", 2),
        # A whole name comes before the beginning of an id.
        ("b0", 4),
    ],
)
def test_a_run_is_found(asked: str, number: int) -> None:
    assert find_run(RUNS, asked).head.number == number


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("aaaa", r"“aaaa” may be Run 1 \(aaaa1000\) or Wide \(aaaa2000\): name one"),
        ("WIDE", r"may be Wide \(aaaa2000\) or wide \(b0000000\)"),
        ("Run 2", "There is no run “Run 2”"),
        ("", "There is no run “”"),
        ("c000000000000001", "There is no run"),
    ],
)
def test_none_and_several_are_refused(asked: str, said: str) -> None:
    with pytest.raises(StoreError, match=said):
        find_run(RUNS, asked)


def test_there_may_be_none_at_all() -> None:
    with pytest.raises(StoreError, match="No run is kept here yet"):
        find_run([], "last")
    with pytest.raises(StoreError, match="There is no run “best”"):
        find_run([RUNS[3]], "best")


def test_a_short_id_is_as_long_as_it_must_be() -> None:
    twins = [kept(1, "0123456789ab1"), kept(2, "0123456789ab2"), *RUNS]
    assert short_key(twins[0], twins) == "0123456789ab1"
    assert short_key(RUNS[2], twins) == "b0000000"
