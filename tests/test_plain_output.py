"""Nothing but printed characters reaches a terminal, whatever files and fields are called."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NoReturn

import h5py
import numpy as np
import pytest

from signs_studio.cli import main
from signs_studio.commands import window
from signs_studio.lessons.lesson import Outcome
from tests.conftest import drawn_dataset

if TYPE_CHECKING:
    from pathlib import Path

    from signs_studio.lessons.lesson import Inputs

# Colours, a title for the terminal, a line of its own, a turned direction, a byte that is no text.
HOSTILE = "a\x1b[31m\x1b]0;t\x07\n\r\N{RIGHT-TO-LEFT OVERRIDE}\N{CSI}b" + os.fsdecode(b"\xff")


def check_output(capfdbinary: pytest.CaptureFixture[bytes]) -> str:
    """Both streams hold printed text alone; returns it."""
    captured = capfdbinary.readouterr()
    text = (captured.out + captured.err).decode()
    for line in text.split("\n"):
        assert line.isprintable(), line
    return text


@pytest.fixture
def hostile_folder(tmp_path: Path) -> Path:
    """A folder with data in which everything that can be named is named by hostile words."""
    folder = tmp_path / HOSTILE
    folder.mkdir()
    return folder


@pytest.fixture
def hostile_data(hostile_folder: Path) -> Path:
    names = [f"{HOSTILE} {number}".encode(errors="surrogateescape") for number in range(3)]
    drawn = drawn_dataset(train=12, test=6)
    path = hostile_folder / f"{HOSTILE}.h5"
    with h5py.File(os.fsencode(path), "w") as file:
        file["train_set_x"], file["train_set_y"] = drawn.train_x, drawn.train_y
        file["list_classes"] = np.array(names)
    return path


@pytest.mark.parametrize(
    "arguments",
    [
        [HOSTILE],
        ["--theme", HOSTILE],
        ["--size", HOSTILE],
        ["--preset", HOSTILE],
        ["--lesson", HOSTILE],
        ["--data", HOSTILE],
        ["--screenshot", HOSTILE],
        ["--screenshot", f"{HOSTILE}/picture.png"],
        ["--epochs", HOSTILE],
        [f"--{HOSTILE}"],
        ["train", HOSTILE],
        ["train", "--preset", HOSTILE],
        ["train", "--data", HOSTILE],
        ["train", "--test-data", HOSTILE],
        ["train", "--set", HOSTILE],
        ["train", "--set", f"{HOSTILE}=1"],
        ["train", "--set", f"seed={HOSTILE}"],
        ["train", "--set", f"layers={HOSTILE}"],
        ["train", "--set", f"optimizer={HOSTILE}"],
        ["train", "--change", HOSTILE],
        ["train", "--change", f"1:{HOSTILE}=1"],
        ["train", "--change", f"{HOSTILE}:learning_rate=1"],
        ["train", "--device", HOSTILE],
        ["train", "--hands", HOSTILE],
        ["runs", HOSTILE],
        ["runs", "show", "last", HOSTILE],
        ["runs", "export", "last", HOSTILE],
        ["report", "last", "--out", f"{HOSTILE}/report.pdf"],
        ["lesson", HOSTILE],
        ["lesson", "minimise", HOSTILE],
        ["lesson", "minimise", "--set", HOSTILE],
        ["lesson", "minimise", "--set", f"{HOSTILE}=1"],
        ["lesson", "minimise", "--set", f"steps={HOSTILE}"],
        ["lesson", "minimise", "--json", HOSTILE],
        ["lesson", "pictures", "--data", HOSTILE],
        ["data", "folder", "--count", HOSTILE],
        ["data", "folder", "--seed", HOSTILE],
        ["data", "folder", HOSTILE],
    ],
    ids=ascii,
)
def test_a_refusal_repeats_nothing_that_is_not_printed(
    capfdbinary: pytest.CaptureFixture[bytes],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 2
    # What is left of the colour.
    assert "[31m" in check_output(capfdbinary)


def test_written_pictures_are_named_plainly(
    capfdbinary: pytest.CaptureFixture[bytes], hostile_folder: Path
) -> None:
    assert main(["data", str(hostile_folder), "--count", "7"]) == 0
    assert "[31m" in check_output(capfdbinary)


@pytest.mark.parametrize("command", ["train", "lesson"])
def test_files_that_cannot_be_used_are_named_plainly(
    capfdbinary: pytest.CaptureFixture[bytes], hostile_folder: Path, command: str
) -> None:
    path = hostile_folder / f"train_{HOSTILE}.h5"
    path.write_bytes(b"no data")
    name = ["pictures"] if command == "lesson" else []
    assert main([command, *name, "--data", str(path)]) == 2
    assert main([command, *name, "--data", str(hostile_folder)]) == 2
    assert "[31m" in check_output(capfdbinary)


def test_a_run_names_its_data_plainly(
    capfdbinary: pytest.CaptureFixture[bytes], hostile_data: Path
) -> None:
    arguments = ["train", "--data", str(hostile_data), "--set", "layers=3:tanh"]
    assert main([*arguments, "--epochs", "1", "--test-data", str(hostile_data)]) == 0
    assert "Trained" in check_output(capfdbinary)


def test_a_lesson_prints_class_names_plainly(
    capfdbinary: pytest.CaptureFixture[bytes], hostile_data: Path
) -> None:
    asked = ["lesson", "pictures", "--data", str(hostile_data)]
    assert main([*asked, "--code"]) == 0
    code = capfdbinary.readouterr().out.decode()
    assert "[31m" in code
    assert all(line.isprintable() for line in code.split("\n"))
    assert main([*asked, "--json"]) == 0
    assert main(asked) == 0
    assert "X_train" in check_output(capfdbinary)


def test_a_screen_that_does_not_answer_is_named_plainly(
    capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window, "missing_libraries", lambda **_: ())
    monkeypatch.setenv("DISPLAY", f"unix:/{HOSTILE}")
    for name in ("WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.setenv(name, "")
    assert main([]) == 1
    assert "[31m" in check_output(capfdbinary)


def test_what_a_lesson_prints_is_plain(
    capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    def printing(*_: object, dialect: str, inputs: Inputs, source: str) -> Outcome:
        del source
        return Outcome(dialect, inputs, "", {}, HOSTILE, "")

    monkeypatch.setattr("signs_studio.engine.loading.load_tensorflow", lambda: None)
    monkeypatch.setattr("signs_studio.lessons.program.run", printing)
    assert main(["lesson", "minimise"]) == 0
    assert "[31m" in check_output(capfdbinary)


@pytest.mark.parametrize("command", [["train", "--hands", "6"], ["lesson", "minimise"]])
def test_the_details_of_an_error_are_plain(
    capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    def broken(*_arguments: object, **_keywords: object) -> NoReturn:
        raise ImportError(HOSTILE)

    monkeypatch.setattr("signs_studio.engine.loading.load_tensorflow", lambda: None)
    monkeypatch.setattr("signs_studio.lessons.program.run", broken)
    if command[0] == "train":
        monkeypatch.setattr("signs_studio.engine.loading.load_tensorflow", broken)
    assert main(command) == 1
    assert "[31m" in check_output(capfdbinary)
