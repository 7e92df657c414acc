"""Commands on runs that are kept: one tiny training serves all of them."""

from __future__ import annotations

import errno
import json
import os
import shutil
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

from signs_studio.cli import main
from signs_studio.data.data_source import DataSource
from signs_studio.runs.store.keeper import RunKeeper
from signs_studio.runs.store.layout import LOCK, PROGRESS
from signs_studio.runs.store.locks import try_lock
from signs_studio.runs.store.store import RunStore
from tests.conftest import drawn_dataset
from tests.runs.earlier_runs import run, write_runs

if TYPE_CHECKING:
    from pathlib import Path

TINY = ("--set", "layers=6:relu", "--set", "learning_rate=0.003", "--set", "batch_size=16")
EPOCHS = 3


@dataclass(frozen=True)
class Kept:
    """A home with one run, and what the training printed.

    Attributes:
        home: Where it is.
        data: The file that it learnt from.
        photograph: A photograph that it was asked about.
        events: What was printed, a line each.
    """

    home: Path
    data: Path
    photograph: Path
    events: list[dict[str, Any]]

    @property
    def key(self) -> str:
        key: str = self.events[0]["run"]
        return key


def write_npz(path: Path, *, seed: int = 0, shape: tuple[int, int, int] = (16, 16, 3)) -> None:
    drawn = drawn_dataset(shape=shape, dtype=np.float32, seed=seed)
    np.savez(
        path, x_train=drawn.train_x, y_train=drawn.train_y, x_test=drawn.test_x, y_test=drawn.test_y
    )


def events_of(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    folder = tmp_path_factory.mktemp("kept")
    data, photograph, home = folder / "drawn.npz", folder / "hand.png", folder / "home"
    write_npz(data)
    levels = np.random.default_rng(1).integers(0, 256, (9, 12, 3), np.uint8)
    Image.fromarray(levels).resize((300, 200), Image.Resampling.BICUBIC).save(photograph)
    told: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("builtins.print", lambda text, **_: told.append(str(text)))
        arguments = ["--data", str(data), *TINY, "--epochs", str(EPOCHS), "--fit", "pad"]
        arguments += ["--home", str(home), "--json", "--predict", str(photograph)]
        assert main(["train", *arguments]) == 0
    return Kept(home, data, photograph, events_of("\n".join(told)))


@pytest.fixture
def kept(trained: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kept:
    """The run in a home of the test's own, which it may change."""
    home = tmp_path / "home"
    shutil.copytree(trained.home, home)
    monkeypatch.setenv("SIGNS_STUDIO_HOME", str(home))
    return replace(trained, home=home)


def test_training_says_first_as_what_it_is_kept(kept: Kept) -> None:
    started = kept.events[0]
    (summary,) = RunStore(kept.home).summaries()
    assert started == {
        "event": "started",
        "run": summary.key,
        "number": 1,
        "name": "Run 1",
        "first_epoch": 0,
        "last_epoch": EPOCHS,
        "device": summary.progress.device,
    }
    assert summary.epochs == EPOCHS
    assert summary.head.versions["tensorflow"]
    assert summary.head.opened_from == DataSource(paths=(kept.data,), fit="pad")
    assert summary.head.picture_dtype == "float32"


def test_nothing_is_left_where_nothing_is_to_be_kept(
    kept: Kept, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "other"
    arguments = ["--data", str(kept.data), *TINY, "--epochs", "1", "--home", str(home)]
    assert main(["train", *arguments, "--no-keep", "--json"]) == 0
    started = events_of(capsys.readouterr().out)[0]
    assert (started["run"], started["number"], started["name"]) == (None, None, None)
    assert not home.exists()


def test_a_disk_that_refuses_is_said_once_and_training_goes_on(
    kept: Kept, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    arguments = ["train", "--data", str(kept.data), *TINY, "--epochs", "1", "--json"]
    with monkeypatch.context() as patch:
        patch.setattr(RunKeeper, "_write", refuse)
        assert main(arguments) == 0
    out, err = capsys.readouterr()
    assert err.splitlines() == [
        f"The run is not kept ({os.strerror(errno.ENOSPC)}): make room or name another place with "
        "--home."
    ]
    assert events_of(out)[-1]["reason"] == "completed"
    # And where there is no place at all, from the start.
    (kept.home / "file").touch()
    assert main([*arguments, "--home", str(kept.home / "file" / "home")]) == 0
    out, err = capsys.readouterr()
    assert err.startswith("The run is not kept (")
    assert events_of(out)[0]["run"] is None


def test_a_run_goes_on_as_if_it_had_not_ended(
    kept: Kept, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["resume", kept.key[:6], "--epochs", "2", "--json"]) == 0
    resumed = events_of(capsys.readouterr().out)
    assert (resumed[0]["run"], resumed[0]["first_epoch"]) == (kept.key, EPOCHS)
    arguments = ["--data", str(kept.data), *TINY, "--epochs", str(EPOCHS + 2), "--json"]
    assert main(["train", *arguments]) == 0
    whole = events_of(capsys.readouterr().out)
    for event in (*resumed, *whole):
        event.pop("seconds", None)
    assert resumed[1:] == whole[1 + EPOCHS :]
    assert RunStore(kept.home).summary(kept.key).epochs == EPOCHS + 2


def test_a_run_that_was_cut_short_goes_on_to_its_end(
    kept: Kept, capsys: pytest.CaptureFixture[str]
) -> None:
    path = RunStore(kept.home).summary(kept.key).folder / PROGRESS
    progress = json.loads(path.read_text())
    path.write_text(json.dumps(progress | {"end": None, "has_ended": False, "last_epoch": 4}))
    assert main(["runs"]) == 0
    assert capsys.readouterr().out.rstrip().endswith("cut short")
    assert main(["resume", "last"]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0] == f"Run 1 ({kept.key}) goes on after {EPOCHS} epochs"
    seconds = RunStore(kept.home).summary(kept.key).progress.seconds
    assert seconds > sum(event["seconds"] for event in kept.events if event["event"] == "epoch")
    assert out[-1].startswith(f"4 epochs in {seconds:.1f} s on ")


def test_what_cannot_go_on_is_refused(
    kept: Kept, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def refusal(*arguments: str) -> str:
        assert main(["resume", "last", *arguments]) == 2
        out, err = capsys.readouterr()
        assert (out, err.count("\n")) == ("", 1)
        return err

    assert "Run 1 has all of its 3 epochs: say with --epochs" in refusal()
    other = tmp_path / "other.npz"
    write_npz(other, seed=1)
    assert "are not those that Run 1 learnt from" in refusal("--epochs", "1", "--data", str(other))
    with try_lock(RunStore(kept.home).summary(kept.key).folder / LOCK):
        assert "is open in another window or command" in refusal("--epochs", "1")


def test_data_that_is_gone_is_named_anew(
    kept: Kept, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    moved = tmp_path / "moved.npz"
    shutil.copy(kept.data, moved)
    path = RunStore(kept.home).summary(kept.key).folder / "run.json"
    path.write_text(path.read_text().replace("drawn.npz", "gone.npz"))
    assert main(["resume", "last", "--epochs", "1"]) == 2
    assert "gone.npz” any more: name with --data where they are." in capsys.readouterr().err
    assert main(["resume", "last", "--epochs", "1", "--data", str(moved)]) == 0


def test_data_is_opened_as_it_was_then(
    kept: Kept, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = RunStore(kept.home).summary(kept.key).folder / "run.json"
    head = json.loads(path.read_text())
    with np.load(kept.data) as arrays:
        np.savez(tmp_path / "renamed.npz", **{f"the_{name}": arrays[name] for name in arrays})
    source = {**head["opened_from"], "paths": [str(tmp_path / "renamed.npz")]}
    path.write_text(json.dumps(head | {"opened_from": source}))
    assert main(["resume", "last", "--epochs", "1"]) == 2
    assert "--map" in capsys.readouterr().err
    names = ("x_train", "y_train", "x_test", "y_test")
    roles = ("train_x", "train_y", "test_x", "test_y")
    mapping = ",".join(f"{role}=the_{name}" for role, name in zip(roles, names, strict=True))
    assert main(["resume", "last", "--epochs", "1", "--map", mapping]) == 0
    source["mapping"] = dict(zip(roles, (f"the_{name}" for name in names), strict=True))
    path.write_text(json.dumps(head | {"opened_from": source}))
    assert main(["resume", "last", "--epochs", "1"]) == 0
    path.write_text(json.dumps(head | {"opened_from": None}))
    assert main(["resume", "last", "--epochs", "1"]) == 2
    assert "It is not known where the pictures are" in capsys.readouterr().err


def test_a_network_is_tested(
    kept: Kept, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from sklearn.metrics import confusion_matrix, precision_recall_fscore_support

    assert main(["evaluate", "best", "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert list(facts) == ["accuracy", "interval", "classes", "confusion", "per_class"]
    assert facts["accuracy"] == pytest.approx(kept.events[-2]["test_accuracy"])
    probabilities = RunStore(kept.home).open(kept.key).probabilities(EPOCHS - 1)
    assert probabilities is not None
    labels = drawn_dataset(shape=(16, 16, 3), dtype=np.float32).test_y
    read = probabilities.argmax(axis=1)
    assert facts["confusion"] == confusion_matrix(labels, read).tolist()
    columns = precision_recall_fscore_support(labels, read, zero_division=0)
    for each, *numbers in zip(facts["per_class"], *columns, strict=True):
        assert [each[name] for name in ("precision", "recall", "f1", "support")] == numbers

    # The same pictures as data of their own, numbered otherwise, some classes missing.
    some = labels != 1
    path = tmp_path / "others.npz"
    drawn = drawn_dataset(shape=(16, 16, 3), dtype=np.float32)
    np.savez(path, x=drawn.test_x[some], y=labels[some])
    assert main(["evaluate", "best", "--data", str(path), "--json"]) == 0
    others = json.loads(capsys.readouterr().out)
    rows = np.array(facts["confusion"])
    rows[1] = 0
    assert others["confusion"] == rows.tolist()

    assert main(["evaluate", "best"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("Run 1 after 3 epochs, tested on drawn.npz\n")
    assert "% of 10 pictures (95 % interval: " in said
    write_npz(path, shape=(8, 8, 3))
    assert main(["evaluate", "best", "--data", str(path)]) == 2
    assert "shape of the test pictures" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--run", "--weights-of"])
def test_a_photograph_is_read_as_the_run_would_have(
    kept: Kept, option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["predict", str(kept.photograph), option, "run 1"]
    assert main([*asked, "--json"]) == 0
    (told,) = events_of(capsys.readouterr().out)
    then = kept.events[-1]
    assert list(told) == ["picture", "sign", "probabilities"]
    assert (told["picture"], told["sign"]) == (then["picture"], then["sign"])
    assert told["probabilities"] == pytest.approx(then["probabilities"], abs=1e-6)
    assert main(asked) == 0
    assert capsys.readouterr().out == f"y = {then['sign']}\n"


def test_photographs_that_can_be_read_are_read_whatever_the_others_are(
    kept: Kept, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad, gone = str(kept.photograph), tmp_path / "bad.png", tmp_path / "gone.png"
    bad.write_text("no picture")
    sign = kept.events[-1]["sign"]
    assert main(["predict", str(bad), good, str(gone), "--run", "last"]) == 2
    out, err = capsys.readouterr()
    assert out == f"hand.png: y = {sign}\n"
    assert [name in line for name, line in zip(("bad", "gone"), err.splitlines(), strict=True)] == [
        True,
        True,
    ]
    assert main(["predict", good, str(bad), good, "--run", "last", "--json"]) == 2
    out, err = capsys.readouterr()
    assert [told["sign"] for told in events_of(out)] == [sign, sign]
    assert err.count("\n") == 1
    assert main(["predict", str(gone), "--run", "last"]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)


def test_runs_are_listed_and_shown(kept: Kept, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["runs", "--json"]) == 0
    (told,) = json.loads(capsys.readouterr().out)
    assert (told["run"], told["name"], told["epochs"], told["state"]) == (
        kept.key,
        "Run 1",
        EPOCHS,
        "completed",
    )
    accuracies = [event["test_accuracy"] for event in kept.events if event["event"] == "epoch"]
    assert told["best"]["test_accuracy"] == max(accuracies)
    assert told["best"]["epoch"] == accuracies.index(max(accuracies)) + 1
    assert told["cost"] == kept.events[-2]["cost"]
    assert main(["runs"]) == 0
    _, line = capsys.readouterr().out.splitlines()
    assert line.startswith(f"Run 1  {kept.key[:8]}  6 ReLU")
    assert line.endswith("  complete")

    assert main(["runs", "show", "last", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["series"]["test_accuracy"] == accuracies
    assert main(["runs", "show", "last"]) == 0
    (again,) = [line for line in capsys.readouterr().out.splitlines() if "Again" in line]
    assert again.endswith(f"--data {kept.data} --fit pad")


def test_runs_of_an_earlier_version_are_taken_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_runs(tmp_path / "runs.json", run(1), run(2))
    assert main(["runs", "--home", str(tmp_path), "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [(each["number"], each["state"]) for each in listed] == [(1, "ended"), (2, "ended")]


def test_runs_are_named_removed_and_brought_back(
    kept: Kept, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["runs", "rename", "run 1", " Mine\x1b[31m "]) == 0
    assert main(["runs", "remove", kept.key, "last"]) == 0
    assert main(["runs", "show", "last"]) == 2
    out, err = capsys.readouterr()
    assert out.splitlines() == [
        "Run 1 is called Mine\N{REPLACEMENT CHARACTER}[31m now",
        f"Mine\N{REPLACEMENT CHARACTER}[31m is removed; within a day, signs-studio runs restore "
        f"{kept.key} undoes it",
    ]
    assert err.startswith("No run is kept here yet")
    assert main(["runs", "restore", "last"]) == 0
    assert main(["runs", "rename", "last", ""]) == 0
    assert main(["runs", "show", "run 1"]) == 0
    capsys.readouterr()
    assert main(["runs", "restore", "last"]) == 2
    assert capsys.readouterr().err.startswith("No run was removed")


def test_a_run_goes_to_another_home(
    kept: Kept, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, other = tmp_path / "run.signsrun", ["--home", str(tmp_path / "other")]
    assert main(["runs", "export", "last", str(file)]) == 0
    assert main(["runs", *other, "import", str(file)]) == 0
    assert main(["runs", "import", str(file), *other]) == 2
    assert "Run 1 is here already" in capsys.readouterr().err
    assert main(["predict", str(kept.photograph), "--run", kept.key, *other]) == 0
    assert capsys.readouterr().out == f"y = {kept.events[-1]['sign']}\n"
    file.write_bytes(b"no run")
    assert main(["runs", "import", str(file), *other]) == 2
    assert "holds no run that can be read" in capsys.readouterr().err


def test_a_report_is_written(
    kept: Kept, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "report.html"
    assert main(["report", "last", "--out", str(file)]) == 0
    assert f"signs-studio train --data {kept.data}" in file.read_text().replace("&#39;", "'")
    assert capsys.readouterr().err == ""


def test_an_answer_is_explained_with_numbers_that_add_up(
    kept: Kept, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, picture = tmp_path / "why.json", 4

    def explained(*arguments: str) -> dict[str, Any]:
        asked = ["explain", "last", "--picture", *arguments, "--out", str(out)]
        assert main(asked) == 0, capsys.readouterr().err
        facts: dict[str, Any] = json.loads(out.read_text())
        gradients = facts["integrated_gradients"]
        total = float(np.sum(gradients["attributions"]))
        assert gradients["is_complete"]
        assert total == pytest.approx(gradients["difference"], rel=0.01)
        assert facts["grad_cam"] is None
        assert np.shape(facts["occlusion"]["over_picture"]) == (16, 16)
        return facts

    run = RunStore(kept.home).open(kept.key)
    # The weights of the first epoch are trained again, or were kept.
    for epoch in (1, EPOCHS):
        facts = explained(str(picture), "--epoch", str(epoch), "--baseline", "mean")
        read = run.probabilities(epoch - 1)
        assert read is not None
        assert list(facts["probabilities"].values()) == pytest.approx(
            read[picture - 1].tolist(), abs=1e-5
        )
        assert facts["epochs"] == epoch
    with np.load(kept.data) as arrays:
        assert facts["true_class"] == str(arrays["y_test"][picture - 1])
    facts = explained(str(kept.photograph), "--class", "2")
    assert facts["probabilities"] == pytest.approx(kept.events[-1]["probabilities"], abs=1e-6)
    assert (facts["explained_class"], facts["true_class"]) == ("2", None)
    out = tmp_path / "why.png"
    assert main(["explain", "last", "--picture", str(kept.photograph), "--out", str(out)]) == 0
    assert capsys.readouterr().out.endswith(f"The explanation is in {out}\n")
    with Image.open(out) as image:
        assert image.width == 1850


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("11",), "Run 1 has 10 test pictures: --picture takes a number of 1 to 10, or a file"),
        (("0",), "--picture takes a number of 1 to 10, or a file, but it is 0."),
        (("-3",), "a whole one from 1, or a file, but it is “-3”."),
        (("2.5",), "a whole one from 1, or a file, but it is “2.5”."),
        (("1", "--epoch", "4"), "Run 1 has 3 epochs: --epoch takes one of 1 to 3."),
        (("1", "--epoch", "-1"), "--epoch takes a whole number from 1, but it is “-1”."),
        (("1", "--class", "7"), "--class takes one of 0, 1, 2, but it is “7”."),
        (("none.png",), "There is no file or folder “none.png”"),
    ],
)
def test_what_cannot_be_explained_is_refused(
    kept: Kept,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    sentence: str,
) -> None:
    out = tmp_path / "why.json"
    asked = ["explain", kept.key, "--picture", *arguments, "--out", str(out)]
    assert main(asked) == 2
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert sentence in said.err
    assert not out.exists()


def test_a_picture_that_is_explained_is_not_written_over(
    kept: Kept, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    picture, link = tmp_path / "hand.png", tmp_path / "link.png"
    shutil.copy(kept.photograph, picture)
    link.symlink_to(picture)
    before = picture.read_bytes()
    for out in (picture, tmp_path / "." / "hand.png", link):
        assert main(["explain", kept.key, "--picture", str(picture), "--out", str(out)]) == 2
        said = capsys.readouterr()
        assert (said.out, said.err.count("\n")) == ("", 1)
        assert "--out names the picture itself" in said.err
        assert picture.read_bytes() == before
