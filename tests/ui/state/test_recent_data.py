"""Data that was opened before: remembered, newest first; what makes no sense is forgotten."""

import json
from pathlib import Path

import pytest

from signs_studio.data.data_source import BUILT_IN_HANDS, DataSource
from signs_studio.ui.state.recent_data import RECENT_MAX, RecentData


def choice(name: str, **more: object) -> DataSource:
    return DataSource(paths=(Path("/data") / name,), **more)  # type: ignore[arg-type]


def saved_text() -> str:
    recent = RecentData("")
    recent.add(choice("a"))
    return recent.to_text()


RECENT = saved_text()


def test_the_newest_is_first_each_is_there_once_and_the_oldest_go() -> None:
    recent = RecentData("")
    for number in range(RECENT_MAX + 2):
        recent.add(choice(f"{number}.h5"))
    recent.add(choice("5.h5", side=32))
    assert [each.name for each in recent.all] == [f"{n}.h5" for n in (5, 9, 8, 7, 6, 4, 3, 2)]
    assert recent.all[0].side == 32
    assert recent.last == recent.all[0]


def test_it_comes_back_as_it_was() -> None:
    recent = RecentData("")
    recent.set_photographs(128, "pad")
    recent.add(choice("a", side=128, fit="pad"))
    elsewhere = {"test_paths": (Path("/data/t.npz"),), "test_mapping": {"test_x": "t"}}
    recent.add(choice("b.npz", mapping={"train_x": "images"}, stream=True, **elsewhere))
    assert recent.all[0].name == "b.npz, tested on t.npz"
    again = RecentData(recent.to_text())
    assert again.all == recent.all
    assert again.last == recent.last
    assert (again.side, again.fit) == (128, "pad")
    again.add(BUILT_IN_HANDS)
    assert again.all == recent.all
    assert RecentData(again.to_text()).last is None
    again.clear()
    assert RecentData(again.to_text()).all == ()


@pytest.mark.parametrize(
    "text",
    [
        *("", "null", "[]", "{}", '{"recent": 3, "last": [], "side": "64"}', "[" * 100_000),
        *(
            json.dumps({"recent": [wrong], "last": wrong, "side": 15, "fit": "crop"})
            for wrong in (
                None,
                *(
                    json.loads(RECENT)["last"] | change
                    for change in (
                        {"paths": []},
                        {"paths": [3]},
                        {"paths": "a"},
                        {"side": 257},
                        {"side": 64.5},
                        {"fit": "stretch"},
                        {"mapping": {"a": 3}},
                        {"test_paths": None},
                        {"stream": "no"},
                    )
                ),
            )
        ),
    ],
)
def test_what_makes_no_sense_is_as_good_as_nothing(text: str) -> None:
    recent = RecentData(text)
    assert recent.all == ()
    assert recent.last is None
    assert (recent.side, recent.fit) == (64, "crop")


def test_a_name_is_plain_text() -> None:
    assert DataSource(paths=(Path("a\nb.h5"), Path("c.h5"))).name.isprintable()
