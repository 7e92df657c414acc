"""Data is opened again by what it knows of itself, as it was then."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from signs_studio.commands.data_arguments import HANDS as HANDS_FIELD
from signs_studio.data.command_line import data_arguments
from signs_studio.data.data_source import HANDS_MAX, CurationChoices, DataSource, DrawnHands
from signs_studio.data.opening import open_source
from signs_studio.data.reading.cancellation import Cancellation, ReadingCancelledError
from tests.conftest import drawn_dataset

HANDS = DataSource(hands=DrawnHands(train_count=12, test_count=6))
CHANGED = CurationChoices(test_share=0.3, seed=4, label_noise=0.25, leaves_copies_out=True)


@pytest.fixture
def _files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of photographs, and arrays whose names do not tell, in the current folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    levels = np.random.default_rng(3).integers(0, 256, (8, 20, 30, 3), np.uint8)
    for place, picture in enumerate(levels):
        path = tmp_path / "photographs" / str(place % 2) / f"{place}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(picture).save(path)
    drawn = drawn_dataset(shape=(6, 6, 3), train=40, test=20)
    pictures = drawn.train_x.copy()
    pictures[:3] = drawn.test_x[:3]
    np.savez(tmp_path / "arrays.npz", seen=pictures, shown=drawn.train_y)
    np.savez(tmp_path / "others.npz", tested=drawn.test_x, told=drawn.test_y)


@pytest.mark.parametrize(
    "source",
    [
        HANDS,
        replace(HANDS, curation=CHANGED),
        DataSource(paths=(Path("photographs"),), side=16, fit="pad"),
        DataSource(
            paths=(Path("arrays.npz"),),
            mapping={"train_x": "seen", "train_y": "shown"},
            test_paths=(Path("others.npz"),),
            test_mapping={"test_x": "tested", "test_y": "told"},
            stream=True,
        ),
    ],
    ids=["drawn", "changed", "photographs", "tested elsewhere"],
)
@pytest.mark.usefixtures("_files")
def test_it_is_opened_again_from_anywhere(
    source: DataSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset, there = open_source(source), source.absolute()
    assert dataset.opened_from == there
    monkeypatch.chdir("/")
    assert open_source(there).fingerprint == dataset.fingerprint
    plain = replace(there, side=64, fit="crop", curation=CurationChoices())
    assert (open_source(plain).fingerprint == dataset.fingerprint) is (plain == there)


def test_drawing_is_cancelled() -> None:
    cancellation = Cancellation()
    drawn: list[float] = []

    def on_progress(share: float) -> None:
        drawn.append(share)
        cancellation.cancel()

    with pytest.raises(ReadingCancelledError):
        open_source(HANDS, progress=on_progress, cancellation=cancellation)
    assert len(drawn) == 1


def test_the_command_line_opens_the_same() -> None:
    from signs_studio.commands.arguments import Parser
    from signs_studio.commands.data_arguments import add_data_arguments, data_source

    parser = Parser("train", description="", epilog=str)
    add_data_arguments(parser)
    here = Path(__file__)
    for source in (
        DataSource(hands=DrawnHands(train_count=300)),
        DataSource(paths=(here, here.parent), side=32, fit="pad", mapping={"train_x": "a,b"}),
        DataSource(paths=(here,), stream=True, test_paths=(here,), test_mapping={"test_y": "y"}),
    ):
        assert data_source(parser.parse_args(data_arguments(source))) == source


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({}, "paths or hands"),
        ({"paths": (Path("a"),), "hands": DrawnHands()}, "paths or hands"),
        ({"paths": (Path("a"),), "side": 257}, "side"),
        ({"paths": (Path("a"),), "fit": "stretch"}, "fit"),
        ({"paths": (Path("a"),), "mapping": {"train_x": "\ud800"}}, "surrogates"),
    ],
)
def test_what_makes_no_sense_is_no_source(wrong: dict[str, object], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        DataSource(**wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(("train", "test"), [(0, 1), (1, 0), (HANDS_MAX, 1), (1, HANDS_MAX)])
def test_as_many_are_drawn_as_memory_holds(train: int, test: int) -> None:
    DrawnHands(train_count=HANDS_MAX - 1, test_count=1)
    with pytest.raises(ValueError, match="count"):
        DrawnHands(train_count=train, test_count=test)


def test_the_command_line_asks_for_no_more_than_are_drawn() -> None:
    most = DrawnHands(train_count=int(HANDS_FIELD.maximum))
    assert most.train_count + most.test_count == HANDS_MAX
