import gc
import json
import os
import pty
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import permutations
from pathlib import Path
from types import SimpleNamespace
from typing import IO, Any

import numpy as np
import pytest

from signs_studio import __version__, signals
from signs_studio.cli import main
from signs_studio.commands import window
from signs_studio.commands.arguments import assignment, device_id
from signs_studio.commands.train_recipe import make_changes, make_recipe
from signs_studio.commands.train_report import PlainReport
from signs_studio.commands.train_run import Interruption
from signs_studio.data.archives.hdf5.writer import write_signs
from signs_studio.data.hands.generator import built_in_hands
from signs_studio.data.opening import open_pictures
from signs_studio.engine.training import shuffling, streamed
from signs_studio.errors import PersonError, UsageError
from signs_studio.recipe.optimizers import OPTIMIZERS
from signs_studio.recipe.presets import PRESETS
from signs_studio.recipe.recipe import RECIPE_FIELDS
from signs_studio.recipe.schedules import SCHEDULES
from signs_studio.recipe.sharing.file import recipe_to_json
from signs_studio.recipe.sharing.line import recipe_to_line
from signs_studio.runs.events import EpochFinished, Event
from signs_studio.ui.window_options import THEMES, WindowOptions

COMMAND = [sys.executable, "-m", "signs_studio"]
HEAVY = {"PySide6", "pyqtgraph", "tensorflow", "keras", "h5py", "numpy"}
LIMIT_S = 120


def run_and_list_modules(
    *arguments: str, folder: Path, **environ: str
) -> tuple[int, set[str], str]:
    """Runs the command in a process of its own: its status, what it imported, what it said."""
    code = (
        "import sys\n"
        "from signs_studio.cli import main\n"
        "try:\n"
        "    status = main(sys.argv[1:])\n"
        "except SystemExit as end:\n"
        "    status = end.code\n"
        "print('imported', *sys.modules)\n"
        "sys.exit(status)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        cwd=folder,
        env={**os.environ, **environ},
        timeout=LIMIT_S,
        check=False,
    )
    imported = done.stdout.splitlines()[-1].split()
    return done.returncode, set(imported), done.stderr


def strict_json(line: str) -> dict[str, Any]:
    def refuse(constant: str) -> None:
        raise ValueError(f"{constant} is not JSON")

    fields: dict[str, Any] = json.loads(line, parse_constant=refuse)
    return fields


Train = Callable[..., subprocess.CompletedProcess[str]]


def train_in_its_own_process(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, "train", *arguments],
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )


@pytest.fixture
def train(capfd: pytest.CaptureFixture[str]) -> Train:
    """Trains in the tests' own process, where TensorFlow is loaded but once."""

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        capfd.readouterr()
        status = main(["train", *arguments])
        return subprocess.CompletedProcess(arguments, status, *capfd.readouterr())

    return run


@pytest.fixture(autouse=True)
def _garbage_is_searched_for() -> Iterator[None]:
    """A window's start turns the search off, and leaves it to the window that comes."""
    yield
    gc.enable()


@pytest.fixture(scope="module")
def few_pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("signs")
    assert main(["data", str(folder), "--count", "60"]) == 0
    return folder


REFUSALS = {
    "unknown option": (["--nonsense"], "--nonsense"),
    "shortened option": (["train", "--epo", "3"], "--epo"),
    "unknown command": (["tran"], "train, resume, runs"),
    "option before the command": (["--demo", "train"], "train"),
    "unknown preset": (["--preset", "best"], "article, quick"),
    "unknown preset in training": (["train", "--preset", "best"], "article, quick"),
    "a damaged recipe": (["train", "--recipe", "“SIGNS1-AAAA”"], "Copy it anew"),
    "no recipe there": (["train", "--recipe", "nowhere.json"], "“nowhere.json”: The file cannot"),
    "two recipes": (["train", "--preset", "quick", "--recipe", "SIGNS1-A"], "not allowed with"),
    "no data there": (["--data", "nowhere.h5"], "nowhere.h5"),
    "no data named": (["--data", ""], "check the path"),
    "no data there in training": (["train", "--data", "nowhere.h5"], "nowhere.h5"),
    "no data there to test with": (["train", "--test-data", "nowhere.h5"], "nowhere.h5"),
    "names of arrays of no file": (["train", "--test-map", "test_x=a,test_y=b"], "--test-data"),
    "too few hands": (["train", "--hands", "5"], "from 6 to"),
    "hands and other pictures": (["train", "--hands", "60", "--data", "file"], "leave one of them"),
    "no epochs": (["--epochs", "0"], "from 1 to"),
    "half an epoch": (["--epochs", "1.5"], "a whole number"),
    "epochs in words": (["train", "--epochs", "many"], "“many”"),
    "no number": (["--epochs"], "expected one argument"),
    "a bad seed": (["train", "--seed", "-1"], "Seed must be"),
    "an unknown field": (["train", "--set", "speed=3"], "learning_rate"),
    "no value": (["train", "--set", "seed"], "FIELD=VALUE"),
    "another optimizer's setting": (["train", "--set", "rho=0.9"], "beta_1"),
    "an unknown optimizer": (["train", "--set", "rho=1", "--set", "optimizer=best"], "adagrad"),
    "a setting out of range": (["train", "--set", "beta_1=1"], "Beta 1 must be"),
    "a layer of no units": (["train", "--set", "layers=5,0"], "Layer 2: Units must be"),
    "a layer of an unknown kind": (["train", "--set", "layers=5:step"], "Layer 1: Activation"),
    "an unknown schedule": (["train", "--set", "alpha=1", "--set", "schedule=best"], "cosine"),
    "another schedule's setting": (["train", "--set", "alpha=0"], "warmup_epochs"),
    "a schedule out of range": (
        ["train", "--set", "schedule=step", "--set", "decay_epochs=0"],
        "Decay epochs must be",
    ),
    "half an epoch of patience": (["train", "--set", "patience=0.5"], "Patience must be"),
    "a change of nothing": (["train", "--change", "5"], "EPOCH:FIELD=VALUE"),
    "a change to nothing": (["train", "--change", "5:l2"], "EPOCH:FIELD=VALUE"),
    "a change at no epoch": (["train", "--change", "l2=5"], "EPOCH:FIELD=VALUE"),
    "a change of what is fixed": (["train", "--change", "5:seed=2"], "beta_1"),
    "a change out of range": (["train", "--change", "5:beta_1=1"], "Beta 1 must be"),
    "a change at half an epoch": (["train", "--change", "1.5:l2=1"], "“1.5”"),
    "a change before the first epoch": (["train", "--change=-1:l2=1"], "from 0 to"),
    "a change after the last epoch": (["train", "--epochs", "5", "--change", "5:l2=1"], "0 to 4"),
    "a small window": (["--size", "10x10"], "1280x800"),
    "a size in words": (["--size", "large"], "1280x800"),
    "an unknown theme": (["--theme", "pink"], ", ".join(THEMES)),
    "a picture in no folder": (["--screenshot", "nowhere/out.png"], "does not exist"),
    "a picture of another kind": (["--screenshot", "out.jpg"], ".png"),
    "a home that is a file": (["--home", "file"], "--home takes a folder"),
    "a home that is a file in training": (["train", "--home", "file"], "--home takes a folder"),
    "no run to go on with": (["resume"], "RUN"),
    "no more epochs": (["resume", "last", "--epochs", "0"], "from 1 to"),
    "nothing that is done with runs": (["runs", "burn"], "show"),
    "a run in a file of another kind": (["runs", "export", "last", "a.zip"], ".signsrun"),
    "no network to read with": (["predict", "file"], "--run"),
    "a report of another kind": (["report", "last", "--out", "a.txt"], ".html or .pdf"),
    "no folder to write to": (["data"], "OUT_DIR"),
    "too few pictures": (["data", "out", "--count", "6"], "from 7 to"),
    "a file for a folder": (["data", "file/out"], "is not a folder"),
}


@pytest.mark.parametrize(("arguments", "said"), REFUSALS.values(), ids=REFUSALS)
def test_bad_input_is_refused_with_a_sentence(
    arguments: list[str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").touch()
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err
    assert err.count("\n") == 1
    assert err.endswith(".\n")
    assert "usage" not in err
    assert sorted(tmp_path.iterdir()) == [tmp_path / "file"]


def test_a_network_too_large_for_the_pictures_is_refused(
    few_pictures: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    layers = ["--set", "layers=4096,4096,4096,4096"]
    assert main(["train", "--data", str(few_pictures), *layers]) == 2
    assert capsys.readouterr().err.endswith("take fewer units.\n")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_picture_in_a_folder_of_others_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tmp_path.chmod(0o500)
    assert main(["--screenshot", str(tmp_path / "out.png")]) == 2
    assert "may not write" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["train"], ["--screenshot", "out.png"]])
def test_a_file_that_is_no_data_is_refused(
    arguments: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(window, "missing_libraries", lambda **_: ())
    # So that it is put back: a picture asked for without a screen sets it.
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    Path("notes.txt").write_text("no pictures")
    assert main([*arguments, "--data", "notes.txt"]) == 2
    assert "notes.txt" in capsys.readouterr().err
    Path("empty").mkdir()
    assert main([*arguments, "--data", "empty"]) == 2
    assert "empty" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["--version"],
        ["train", "--help"],
        ["data", "--help"],
        *(arguments for arguments, _ in REFUSALS.values()),
    ],
    ids=" ".join,
)
def test_nothing_large_is_imported_for_help_and_refusals(
    arguments: list[str], tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    status, imported, _ = run_and_list_modules(*arguments, folder=tmp_path)
    assert status == (0 if {"--help", "--version"} & set(arguments) else 2)
    assert "signs_studio.cli" in imported
    assert not imported & HEAVY


def test_neither_qt_nor_tensorflow_is_imported_to_write_pictures(tmp_path: Path) -> None:
    status, imported, _ = run_and_list_modules("data", "out", "--count", "12", folder=tmp_path)
    assert status == 0
    assert "h5py" in imported
    assert not imported & {"PySide6", "pyqtgraph", "tensorflow", "keras"}


def test_without_a_screen_the_window_says_so_before_qt_is_imported(tmp_path: Path) -> None:
    nothing = {"DISPLAY": "", "WAYLAND_DISPLAY": "", "QT_QPA_PLATFORM": ""}
    status, imported, said = run_and_list_modules(folder=tmp_path, **nothing)
    assert status == 1
    assert "signs-studio train" in said or "apt-get install" in said
    assert "PySide6" not in imported


def test_a_screen_that_does_not_answer_is_said_before_qt_is_imported(tmp_path: Path) -> None:
    nobody = {"DISPLAY": "unix:/nowhere", "WAYLAND_DISPLAY": "", "QT_QPA_PLATFORM": ""}
    status, imported, said = run_and_list_modules(folder=tmp_path, **nobody)
    assert status == 1
    assert "DISPLAY=unix:/nowhere" in said or "apt-get install" in said
    assert said.count("\n") == 1 or "apt-get install" in said
    assert "PySide6" not in imported


@pytest.mark.parametrize("display", ["", "unix:/nowhere"])
def test_a_picture_of_the_window_needs_no_screen(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, display: str
) -> None:
    asked: list[WindowOptions] = []

    def run_window(options: WindowOptions) -> int:
        asked.append(options)
        return 0

    monkeypatch.setitem(sys.modules, "signs_studio.app", SimpleNamespace(run_window=run_window))
    monkeypatch.setattr(window, "missing_libraries", lambda **_: ())
    for name in ("WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.setenv(name, "")
    monkeypatch.setenv("DISPLAY", display)
    picture = tmp_path / "out.png"
    assert main(["--screenshot", str(picture), "--size", "800x600", "--theme", "dark"]) == 0
    assert os.environ["QT_QPA_PLATFORM"] == "offscreen"
    assert asked == [WindowOptions(screenshot=picture, size=(800, 600), theme="dark")]


def test_missing_libraries_are_named_before_qt_is_imported(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from signs_studio import system_libraries

    absent = system_libraries.Library("libnowhere1", "libnowhere.so.1")
    monkeypatch.setattr(system_libraries, "DRAWING_LIBRARIES", (absent,))
    monkeypatch.setitem(sys.modules, "signs_studio.app", None)
    assert main([]) == 1
    assert "apt-get install -y libnowhere1\n" in capsys.readouterr().err


def test_help_lists_presets_fields_and_settings(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["train", "--help"])
    assert end.value.code == 0
    words = capsys.readouterr().out.replace(",", " ").split()
    assert {*PRESETS, *RECIPE_FIELDS, *OPTIMIZERS, *SCHEDULES, "layers"} <= set(words)
    for kind in (*OPTIMIZERS.values(), *SCHEDULES.values()):
        assert {f"{field.name}={field.default_text}" for field in kind.fields} <= set(words)


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["--version"])
    assert end.value.code == 0
    assert capsys.readouterr().out == f"Signs Studio {__version__}\n"


@pytest.mark.parametrize(
    "fields", list(permutations([("optimizer", "rmsprop"), ("rho", "0.5"), ("seed", "7")]))
)
def test_the_order_of_fields_does_not_matter(fields: tuple[tuple[str, str], ...]) -> None:
    recipe = make_recipe(preset="article", fields=list(fields))
    assert recipe.optimizer.name == "rmsprop"
    assert recipe.optimizer.settings["rho"] == 0.5
    assert recipe.seed == 7


@pytest.mark.parametrize(
    "fields", list(permutations([("schedule", "cosine"), ("alpha", "0.5"), ("patience", "7")]))
)
def test_a_schedules_settings_can_come_before_it(fields: tuple[tuple[str, str], ...]) -> None:
    recipe = make_recipe(preset="article", fields=list(fields))
    assert recipe.schedule.kind == "cosine"
    assert recipe.schedule.settings["alpha"] == 0.5
    assert recipe.stopping.patience == 7


def test_of_two_values_the_last_counts() -> None:
    recipe = make_recipe(preset="quick", fields=[("epochs", "3"), ("epochs", "4")])
    assert recipe.epochs == 4


def test_names_and_numbers_are_taken_as_people_type_them(
    capsys: pytest.CaptureFixture[str],
) -> None:
    typed = ["Optimizer = RMSprop", "RHO=0,5", "layers=64:ReLU", "Epochs=1,500", "schedule=Cosine"]
    recipe = make_recipe(preset=" Article", fields=list(map(assignment, typed)))
    assert (recipe.optimizer.name, recipe.optimizer.settings["rho"]) == ("rmsprop", 0.5)
    assert (recipe.layers[0].settings["activation"], recipe.epochs) == ("relu", 1500)
    assert recipe.schedule.kind == "cosine"
    (change,) = make_changes(recipe, [("1,000", "learning_rate", "0,01")])
    assert (change.epoch, change.value) == (1000, 0.01)
    assert device_id(" Gpu:1") == "GPU:1"
    assert main(["lesson", "Sigmoid", "--fields", "--dialect", "TF1"]) == 0
    assert "z=1" in capsys.readouterr().out


def test_every_setting_of_every_optimizer_can_be_set() -> None:
    for name, kind in OPTIMIZERS.items():
        for field in kind.fields:
            text = {"false": "true"}.get(field.default_text, "-0.25")
            if text == "-0.25" and getattr(field, "minimum", 0) >= 0:
                text = "0.25"
            fields = [(field.name, text), ("optimizer", name)]
            settings = make_recipe(preset="article", fields=fields).optimizer.settings
            assert settings[field.name] == field.parse(text) != field.default


def test_a_field_that_is_not_there_is_refused_for_every_preset() -> None:
    for preset in PRESETS:
        with pytest.raises(PersonError):
            make_recipe(preset=preset, fields=[("nonsense", "1")])


def test_a_shared_recipe_is_started_from(tmp_path: Path) -> None:
    recipe = make_recipe(preset="dropout", fields=[])
    path = tmp_path / "signs1-abc"
    path.write_bytes(recipe_to_json(recipe))
    for shared in (f"“{recipe_to_line(recipe)}”", str(path), path.read_text()):
        assert make_recipe(preset="article", shared=shared, fields=[]) == recipe
        changed = make_recipe(preset="article", shared=shared, fields=[("epochs", "3")])
        assert changed == replace(recipe, epochs=3)


def test_written_pictures_are_the_built_in_ones(few_pictures: Path) -> None:
    written = open_pictures(few_pictures)
    drawn = built_in_hands(train_count=54, test_count=6)
    for name in ("train_x", "train_y", "test_x", "test_y"):
        np.testing.assert_array_equal(getattr(written, name), getattr(drawn, name))
    assert written.class_names == drawn.class_names


def test_the_same_seed_writes_the_same_files(few_pictures: Path, tmp_path: Path) -> None:
    for folder, seed in (("same", "1"), ("other", "2")):
        assert main(["data", str(tmp_path / folder), "--count", "60", "--seed", seed]) == 0
    for name in ("train_signs.h5", "test_signs.h5"):
        first = (few_pictures / name).read_bytes()
        assert (tmp_path / "same" / name).read_bytes() == first
        assert (tmp_path / "other" / name).read_bytes() != first


def test_files_that_are_there_are_not_overwritten(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "test_signs.h5").write_text("mine")
    assert main(["data", str(tmp_path), "--count", "12"]) == 2
    assert "test_signs.h5" in capsys.readouterr().err
    assert [path.read_text() for path in tmp_path.iterdir()] == ["mine"]


def without_seconds(lines: str) -> list[dict[str, Any]]:
    events = [strict_json(line) for line in lines.splitlines()]
    started, *others = events
    assert (started["event"], started["first_epoch"]) == ("started", 0)
    for event in others:
        if event["event"] not in ("changed", "finding"):
            assert event.pop("seconds") >= 0
    return others


def test_two_runs_print_the_same_json_but_for_the_seconds(train: Train, few_pictures: Path) -> None:
    arguments = ["--data", str(few_pictures), "--preset", "quick", "--epochs", "3", "--json"]
    first, second = train(*arguments), train_in_its_own_process(*arguments)
    assert first.returncode == second.returncode == 0
    events = without_seconds(first.stdout)
    assert events == without_seconds(second.stdout)
    *epochs, last = events
    assert [event["epoch"] for event in epochs] == [0, 1, 2]
    numbers = ["cost", "test_cost", "train_accuracy", "test_accuracy"]
    for event in epochs:
        assert list(event) == [
            "event",
            "epoch",
            *numbers,
            "learning_rate",
            "top_class_share",
            "layers",
        ]
        assert 0 < event["top_class_share"] <= 1
        assert [list(layer) for layer in event["layers"]] == [
            ["dead", "saturated", "gradient", "update"]
        ] * 2
        # Neither a leaky ReLU nor the softmax can die or saturate.
        assert all(layer["dead"] is layer["saturated"] is None for layer in event["layers"])
        assert all(layer["gradient"] > 0 < layer["update"] for layer in event["layers"])
        assert event["event"] == "epoch"
        assert event["cost"] > 0
        assert 0 <= event["test_accuracy"] <= 1
    assert list(last) == ["event", "reason", "epochs", "kept_epochs", *numbers, "device"]
    assert (last["event"], last["reason"], last["epochs"]) == ("finished", "completed", 3)


@pytest.mark.parametrize("asked", ["cpu", "CPU:0"])
def test_a_run_says_where_it_was_trained(train: Train, few_pictures: Path, asked: str) -> None:
    arguments = ["--data", str(few_pictures), "--preset", "quick", "--epochs", "1"]
    plain = train(*arguments, "--device", asked)
    as_json = train(*arguments, "--device", asked, "--json")
    assert plain.returncode == as_json.returncode == 0
    device = without_seconds(as_json.stdout)[-1]["device"]
    assert device.startswith("CPU, ")
    assert f" s on {device}: cost " in plain.stdout.splitlines()[-1]


def test_a_device_that_is_not_there_is_refused(train: Train, few_pictures: Path) -> None:
    done = train("--data", str(few_pictures), "--device", "gpu:99")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("TensorFlow sees no GPU:99 on this machine: --device can be one ")
    assert "CPU:0 (CPU, " in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("asked", ["tpu", "", "gpu:", "gpu:x", "gpu:1:2", "/device:CPU:0", "cpu:²"])
def test_what_is_no_device_is_refused_at_once(asked: str) -> None:
    with pytest.raises(UsageError, match="--device takes cpu, gpu, or one of several"):
        device_id(asked)


def test_a_change_is_an_event_before_its_epoch(train: Train, few_pictures: Path) -> None:
    arguments = ["--data", str(few_pictures), "--preset", "quick", "--epochs", "4", "--json"]
    changes = ["--change", "2:learning_rate=0.01", "--change", "1:batch_size=16"]
    done, plain = train(*arguments, *changes), train(*arguments)
    assert done.returncode == 0
    events = without_seconds(done.stdout)
    assert [(event["event"], event.get("epoch")) for event in events] == [
        ("epoch", 0),
        ("changed", 1),
        ("epoch", 1),
        ("changed", 2),
        ("epoch", 2),
        ("epoch", 3),
        ("finished", None),
    ]
    assert [(e["field"], e["value"]) for e in events if e["event"] == "changed"] == [
        ("batch_size", 16),
        ("learning_rate", 0.01),
    ]
    rates = [event["learning_rate"] for event in events if event["event"] == "epoch"]
    assert rates[0] == rates[1] != rates[2] == rates[3] == 0.01
    unchanged = without_seconds(plain.stdout)
    assert events[0] == unchanged[0]
    assert events[2]["cost"] != unchanged[1]["cost"]


def test_a_person_is_told_of_changes_and_of_the_end(train: Train, few_pictures: Path) -> None:
    done = train("--data", str(few_pictures), "--preset", "quick", "--set", "target_cost=1000",
                 "--change", "0:l2=0.5")  # fmt: skip
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert lines[1] == "After 0 epochs: l2 is 0.5"
    assert any(line.startswith("The cost reached the target of 1000") for line in lines)


def test_a_cost_that_leaves_the_scale_is_still_json(train: Train, few_pictures: Path) -> None:
    done = train("--data", str(few_pictures), "--preset", "fast", "--json", "--set",
                 "learning_rate=1e6")  # fmt: skip
    *events, bad, finding, last = without_seconds(done.stdout)
    # What is wrong with the preset itself is said with the first epoch.
    kept = [event for event in events if event["event"] != "finding"]
    assert done.returncode == 0
    assert (last["event"], last["reason"]) == ("finished", "diverged")
    assert bad["event"] == "diverged"
    assert bad["cost"] is None or bad["test_cost"] is None
    assert [event["epoch"] for event in kept] == list(range(last["epochs"]))
    assert bad["epoch"] == finding["epoch"] == last["epochs"]
    assert (finding["event"], finding["kind"]) == ("finding", "not_finite")
    assert "lower learning rate" in done.stderr


def test_what_the_doctor_finds_is_printed_once(train: Train, few_pictures: Path) -> None:
    """Rates this large kill every ReLU of a layer in the first steps."""
    arguments = ["--data", str(few_pictures), "--set", "learning_rate=0.1", "--epochs", "160"]
    plain, as_json = train(*arguments), train(*arguments, "--json")
    assert plain.returncode == as_json.returncode == 0
    events = without_seconds(as_json.stdout)
    (finding,) = (event for event in events if event["event"] == "finding")
    assert list(finding) == [
        "event",
        "kind",
        "epoch",
        "layer",
        "values",
        "message",
        "lesson",
    ]
    assert finding["lesson"] == "sigmoid"
    assert finding["kind"] == "layer_dead"
    assert finding["message"].startswith(f"Layer {finding['layer'] + 1}: every ReLU is dead")
    said = f"Epoch {finding['epoch'] + 1}: {finding['message']}"
    assert plain.stdout.splitlines().count(said) == 1


def test_a_person_is_told_how_it_ended(train: Train, few_pictures: Path) -> None:
    done = train("--data", str(few_pictures), "--preset", "quick", "--epochs", "1")
    assert done.returncode == 0
    kept, first, *_, last = done.stdout.splitlines()
    assert kept.startswith("Run 1 is kept as ")
    assert first.startswith("Epoch 1 of 1: cost ")
    assert last.startswith("1 epoch in ")
    assert "test cost" in last
    assert "%" in last


def test_built_in_hands_are_tested_on_pictures_of_ones_own(
    train: Train, few_pictures: Path
) -> None:
    one_epoch = ["--preset", "quick", "--epochs", "1", "--json"]
    done = train("--hands", "54", "--test-data", str(few_pictures), *one_epoch)
    assert done.returncode == 0
    # The folder holds just those hands, and its own test pictures are the ones that are read.
    assert without_seconds(done.stdout) == without_seconds(
        train("--data", str(few_pictures), *one_epoch).stdout
    )
    assert without_seconds(done.stdout) != without_seconds(
        train("--hands", "54", *one_epoch).stdout
    )


def test_test_pictures_that_are_unlike_the_others_are_refused(
    few_pictures: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hands = open_pictures(few_pictures)
    unlike = replace(hands, class_names=("zero", "one", "two", "three", "four", "five"))
    write_signs(unlike, tmp_path)
    arguments = ["--data", str(few_pictures), "--test-data", str(tmp_path)]
    assert main(["train", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "zero" in err
    assert "The classes of the test pictures" in err


def test_arrays_to_test_with_are_named_on_the_command_line(
    few_pictures: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dataset = open_pictures(few_pictures)
    path = tmp_path / "a.npz"
    ones, names = dataset.test_x, dataset.test_y
    np.savez(path, one=ones, two=ones, this=names, that=names, rest=np.arange(3))
    arguments = ["train", "--data", str(few_pictures), "--test-data", str(path)]
    assert main(arguments) == 2
    assert "--test-map test_x=images,test_y=labels" in capsys.readouterr().err
    # What was named is read, so that the next thing to be said is another.
    assert main([*arguments, "--test-map", "test_x=one,test_y=nowhere"]) == 2
    assert "test_y is to be nowhere" in capsys.readouterr().err


def test_a_tensorflow_that_cannot_be_imported_is_no_bad_input(
    few_pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tensorflow.py").write_text("raise ImportError('broken')\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    done = train_in_its_own_process("--data", str(few_pictures), "--epochs", "1")
    assert done.returncode == 1
    assert done.stderr.startswith("TensorFlow is missing or broken")


class Interrupted:
    """A long training on a terminal, which can be told to stop as a person would."""

    def __init__(self, *arguments: str) -> None:
        self._terminal, theirs = pty.openpty()
        self.seen = ""
        self.process = subprocess.Popen(
            [*COMMAND, "train", "--epochs", "1000000", *arguments],
            stdout=subprocess.PIPE,
            stderr=theirs,
            text=True,
        )
        os.close(theirs)

    def __enter__(self) -> "Interrupted":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        self.stdout.close()
        os.close(self._terminal)

    @property
    def stdout(self) -> IO[str]:
        assert self.process.stdout is not None
        return self.process.stdout

    def wait_for(self, text: str) -> None:
        """Reads the terminal until ``text`` has come; a training that goes on without it fails."""
        until = time.monotonic() + LIMIT_S
        while text not in self.seen:
            assert time.monotonic() < until, f"{text} never came in {self.seen[-1000:]!r}"
            assert self._read(), (
                f"{text} never came after {self.seen!r}, {self.process.wait(LIMIT_S)}"
            )

    def press_ctrl_c(self) -> None:
        self.process.send_signal(signal.SIGINT)

    def end(self) -> int:
        """Reads the terminal until nobody has it open, and returns the exit status."""
        while self._read():
            pass
        return self.process.wait(LIMIT_S)

    def _read(self) -> bool:
        ready, _, _ = select.select([self._terminal], [], [], LIMIT_S)
        assert ready, "the training is silent"
        try:
            self.seen += os.read(self._terminal, 4096).decode(errors="replace")
        except OSError:
            return False  # Linux says so when the last writer is gone.
        return True


def test_ctrl_c_stops_after_the_epoch(few_pictures: Path) -> None:
    with Interrupted("--data", str(few_pictures), "--preset", "quick", "--json") as training:
        lines = [training.stdout.readline()]
        training.press_ctrl_c()
        lines += training.stdout.readlines()
        assert training.end() == 130
        _started, *epochs, last = map(strict_json, lines)
        assert (last["event"], last["reason"]) == ("finished", "stopped")
        assert [event["epoch"] for event in epochs] == list(range(last["epochs"]))
        assert "Traceback" not in training.seen


def test_ctrl_c_while_tensorflow_loads_leaves_quietly(few_pictures: Path) -> None:
    with Interrupted("--data", str(few_pictures)) as training:
        training.wait_for("TensorFlow is loading")
        training.press_ctrl_c()
        assert training.end() == 130
        assert training.stdout.read() == ""
        assert "Traceback" not in training.seen


def test_only_a_second_ctrl_c_leaves_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    left: list[int] = []
    monkeypatch.setattr(signals, "leave", left.append)
    interruption = Interruption()
    interruption.running = True
    # A terminal that is closed sends the first twice.
    for number in (signal.SIGHUP, signal.SIGHUP, signal.SIGTERM):
        interruption.on_signal(number, None)
    assert (left, interruption.status) == ([], 129)
    interruption.on_signal(signal.SIGINT, None)
    assert (left, interruption.status) == ([signal.SIGINT], 129)


def test_a_second_ctrl_c_leaves_at_once(few_pictures: Path) -> None:
    # Seconds a picture, so that an epoch takes minutes.
    endless = ["--set", "layers=conv:256:15,conv:256:15", "--set", "batch_size=1"]
    with Interrupted("--data", str(few_pictures), *endless) as training:
        training.wait_for("TensorFlow is compiling")
        training.press_ctrl_c()
        training.wait_for("Ctrl-C again")
        training.press_ctrl_c()
        assert training.end() == 130
        (kept,) = training.stdout
        assert kept.startswith("Run 1 is kept as ")
        assert "Traceback" not in training.seen


@pytest.mark.parametrize(
    ("arguments", "first"),
    [(["--json"], '{"event": "started", "run": "'), ([], "Run 1 is kept as ")],
)
def test_a_closed_pipe_ends_the_training_quietly(
    few_pictures: Path, arguments: list[str], first: str
) -> None:
    with Interrupted("--data", str(few_pictures), "--preset", "quick", *arguments) as training:
        assert training.stdout.readline().startswith(first)
        training.stdout.close()
        assert training.end() == 141
        assert "Traceback" not in training.seen
        assert "Exception" not in training.seen


def test_the_line_on_a_terminal_says_how_far_it_is(few_pictures: Path) -> None:
    with Interrupted("--data", str(few_pictures), "--preset", "quick") as training:
        training.wait_for("1/1,000,000  ? left  cost ")
        training.wait_for("%")
        training.press_ctrl_c()
        assert training.end() == 130
        assert "Stopped after" in training.stdout.read()


def test_a_run_from_the_disk_is_the_run_from_memory(train: Train, few_pictures: Path) -> None:
    arguments = ("--data", str(few_pictures), "--preset", "quick", "--epochs", "2", "--json")
    held, left = train(*arguments), train(*arguments, "--stream")
    assert (held.returncode, left.returncode) == (0, 0)
    assert "are left on the disk: training reads them from there" in left.stderr
    epochs = [
        [(e["cost"], e["test_cost"]) for e in map(strict_json, done.stdout.splitlines()[1:3])]
        for done in (held, left)
    ]
    for held_epoch, left_epoch in zip(*epochs, strict=True):
        assert left_epoch == pytest.approx(held_epoch, rel=1e-4)


@pytest.mark.parametrize("as_json", [True, False])
def test_a_file_that_changes_ends_the_run_with_its_sentence(
    train: Train,
    few_pictures: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    as_json: bool,
) -> None:
    shutil.copytree(few_pictures, tmp_path, dirs_exist_ok=True)
    # Eight pictures: more are read again in every epoch.
    for module in (shuffling, streamed):
        monkeypatch.setattr(module, "WINDOW_BYTES", 8 * 64 * 64 * 3)
    say = PlainReport.say

    def change_the_file(report: PlainReport, event: Event | str) -> None:
        say(report, event)
        if isinstance(event, EpochFinished):
            os.utime(tmp_path / "train_signs.h5", (0, event.epoch))

    monkeypatch.setattr(PlainReport, "say", change_the_file)
    arguments = ["--data", str(tmp_path), "--stream", "--preset", "quick", "--epochs", "1000000"]
    done = train(*arguments, "--set", "batch_size=8", *(["--json"] if as_json else []))
    sentence = "train_signs.h5 was changed or cut short"
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith(sentence)
    assert "Traceback" not in done.stderr
    if as_json:
        _started, *epochs, last = map(strict_json, done.stdout.splitlines())
        assert list(last) == ["event", "epochs", "message"]
        assert (last["event"], last["epochs"]) == ("failed", len(epochs))
        assert last["message"].startswith(sentence)


def test_streaming_needs_a_file(train: Train) -> None:
    done = train("--stream")
    assert done.returncode == 2
    assert done.stderr == "--stream needs pictures in a file: name it with --data.\n"
