import base64
import fcntl
import json
import math
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QStandardPaths

from signs_studio.recipe.changes import Change
from signs_studio.recipe.draft import draft_of, validate
from signs_studio.recipe.draft_json import draft_to_json
from signs_studio.recipe.presets import PRESETS
from signs_studio.runs import earlier_file as store
from signs_studio.runs.diagnostics import Diagnostics, LayerDiagnostics
from signs_studio.runs.earlier_file import load_runs, runs_file, save_runs
from signs_studio.runs.events import EpochFinished, FinishReason, RunFinished
from signs_studio.runs.findings import Finding, FindingKind
from signs_studio.runs.record import SERIES, DataReference, RunRecord
from tests.full_disk import full_disk


def run(
    run_id: int = 1, epochs: int = 3, *, preset: str = "article", diverged: bool = False
) -> RunRecord:
    """A run with numbers as a real one may have."""
    recipe = validate(PRESETS[preset].draft).recipe
    assert recipe is not None
    values = np.random.default_rng(run_id).random((len(SERIES), epochs))
    values[:2] *= 1e3
    return RunRecord.restored(
        run_id=run_id,
        recipe=recipe,
        origin=DataReference(f"signs {run_id} “ü”", f"/pictures/{run_id}/\udcff"),
        values=values,
        diverged=diverged,
        device=f"card {run_id}",
    )


def assert_same(loaded: RunRecord, saved: RunRecord) -> None:
    assert loaded.run_id == saved.run_id
    assert loaded.recipe == saved.recipe
    assert loaded.origin == saved.origin
    assert loaded.diverged == saved.diverged
    assert loaded.device == saved.device
    assert loaded.changes == saved.changes
    assert loaded.findings == saved.findings
    assert (loaded.last_epoch, loaded.end) == (saved.last_epoch, saved.end)
    assert loaded.kept_epochs == saved.kept_epochs
    assert repr([*loaded.diagnostics]) == repr([*saved.diagnostics])  # NaN is not equal to itself.
    for name in SERIES:
        np.testing.assert_array_equal(loaded.series(name), saved.series(name), strict=True)


def entry(path: Path, record: RunRecord) -> dict[str, object]:
    """A run as a file holds it; the folder of ``path`` is made for it."""
    alone = path.with_name("alone.json")
    alone.unlink(missing_ok=True)
    save_runs(alone, [record])
    saved: dict[str, object] = json.loads(alone.read_text())[0]
    return saved


def numbers(*values: float) -> str:
    return base64.b64encode(np.array(values, "<f8").tobytes()).decode()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "er" / "runs.json"


@pytest.mark.parametrize("epochs", [1, 255, 256, 257, 5000])
def test_runs_come_back_to_the_bit(path: Path, epochs: int) -> None:
    runs = [run(i + 1, epochs, preset=preset) for i, preset in enumerate(PRESETS)]

    save_runs(path, runs)
    loaded = load_runs(path)

    assert len(loaded) == len(runs)
    for again, once in zip(loaded, runs, strict=True):
        assert_same(again, once)


@pytest.mark.parametrize("epochs", [0, 3])
def test_a_run_that_diverged_comes_back_as_one(path: Path, epochs: int) -> None:
    saved = run(1, epochs, diverged=True)

    save_runs(path, [saved])

    (loaded,) = load_runs(path)
    assert_same(loaded, saved)


def files_beside(path: Path) -> list[str]:
    """What lies beside the file, but for the lock that windows share."""
    names = [found.name for found in path.parent.iterdir()]
    return [name for name in names if name not in (path.name, f".{path.name}.lock")]


def test_saving_again_adds_runs_and_leaves_nothing_beside_the_file(path: Path) -> None:
    save_runs(path, [run(1)])
    save_runs(path, [run(2), run(3)])

    assert [record.run_id for record in load_runs(path)] == [1, 2, 3]
    assert files_beside(path) == []


def test_a_run_that_was_trained_on_takes_its_own_place(path: Path) -> None:
    first, second = run(1, 3), run(2, 3)
    save_runs(path, [first, second])
    longer = run(1, 7)
    longer.key = first.key

    save_runs(path, [longer])

    assert [(record.run_id, len(record)) for record in load_runs(path)] == [(1, 7), (2, 3)]


def test_runs_of_two_windows_that_gave_the_same_number_are_both_kept(path: Path) -> None:
    ours, theirs = run(1, 3), run(1, 4)
    save_runs(path, [ours])
    save_runs(path, [theirs])
    # Once more, as after more epochs: it keeps the number that it was given.
    save_runs(path, [theirs])

    assert [(loaded.run_id, loaded.key) for loaded in load_runs(path)] == [
        (1, ours.key),
        (2, theirs.key),
    ]


def test_the_largest_number_leaves_numbers_for_others(path: Path) -> None:
    save_runs(path, [run(2**31 - 1), run(2**31), run(2**31 - 1)])

    assert [record.run_id for record in load_runs(path)] == [2**31 - 1, 1, 2]


SAVER = """
import sys
from pathlib import Path
from signs_studio.runs.earlier_file import save_runs
from tests.runs.test_earlier_file import run
print("ready", flush=True)
sys.stdin.readline()
for number in range(5):
    save_runs(Path(sys.argv[1]), [run(1, number + 1)])
"""


def test_windows_that_save_at_the_same_time_lose_no_run(path: Path) -> None:
    windows = [
        subprocess.Popen(
            [sys.executable, "-c", SAVER, str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for window in windows:
        assert window.stdout is not None
        assert window.stdout.readline() == "ready\n"
    for window in windows:
        window.communicate("go\n", timeout=60)

    loaded = load_runs(path)
    assert sorted(record.run_id for record in loaded) == list(range(1, 11))
    assert sorted(map(len, loaded)) == sorted([1, 2, 3, 4, 5] * 2)


def test_a_lock_that_is_never_let_go_of_is_an_os_error(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_runs(path, [run(1)])
    monkeypatch.setattr(store, "LOCK_TRIES", 2)
    with path.with_name(f".{path.name}.lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(OSError, match="another window"):
            save_runs(path, [run(2)])
    assert [record.run_id for record in load_runs(path)] == [1]


def test_no_runs_and_no_file_are_no_runs(path: Path) -> None:
    assert load_runs(path) == []
    save_runs(path, [])
    assert load_runs(path) == []


def test_of_more_than_fits_the_oldest_are_left_out(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_runs(path, [run(1), run(2)])
    monkeypatch.setattr(store, "MAX_BYTES", path.stat().st_size + 1)

    save_runs(path, [run(3)])

    assert [record.run_id for record in load_runs(path)] == [2, 3]
    monkeypatch.setattr(store, "MAX_BYTES", path.stat().st_size - 1)
    assert load_runs(path) == []


def test_of_too_many_the_oldest_are_left_out(path: Path) -> None:
    for number in range(1, store.MAX_RUNS + 3):
        save_runs(path, [run(number, 1)])

    ids = [record.run_id for record in load_runs(path)]
    assert ids == list(range(3, store.MAX_RUNS + 3))


def test_a_run_that_is_too_long_is_left_out_alone(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_runs(path, [run(1)])
    monkeypatch.setattr(store, "MAX_BYTES_A_RUN", path.stat().st_size)
    long = run(2, 500)

    assert save_runs(path, [long, run(3)]) == [long]
    assert [record.run_id for record in load_runs(path)] == [1, 3]


def test_a_run_of_400_000_epochs_empties_no_list(path: Path) -> None:
    save_runs(path, [run(1), run(2, 150_000)])
    long = run(3, 400_000)

    assert save_runs(path, [long]) == [long]
    assert save_runs(path, [run(4, 300_000)]) == []
    assert [record.run_id for record in load_runs(path)] == [1, 2, 4]


def test_a_large_run_keeps_no_smaller_one_out(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save_runs(path, [run(1)])
    small = path.stat().st_size
    save_runs(path, [run(2, 3000)])
    monkeypatch.setattr(store, "MAX_BYTES", path.stat().st_size + small // 2)

    save_runs(path, [run(3), run(4)])

    assert [record.run_id for record in load_runs(path)] == [1, 3, 4]


@pytest.mark.parametrize(
    ("damage", "kept"),
    [
        (lambda content: content[:-40], [1, 2]),
        (lambda content: content.replace(b'"run_id": 2', b'"run_id": 2\0\xff'), [1, 3]),
        (lambda content: content.replace(b'"run_id": 2', b'"run_id": ' + b"[" * 9999), [1, 3]),
        (lambda _: b"[" * 100_000, []),
    ],
    ids=["cut short", "wrong bytes", "deep", "no list"],
)
def test_damage_costs_no_other_run_and_nothing_for_good(
    path: Path, damage: Callable[[bytes], bytes], kept: list[int]
) -> None:
    save_runs(path, [run(1), run(2), run(3)])
    damaged = damage(path.read_bytes())
    path.write_bytes(damaged)
    assert [record.run_id for record in load_runs(path)] == kept

    save_runs(path, [run(4)])

    assert [record.run_id for record in load_runs(path)] == [*kept, 4]
    assert files_beside(path) == [f"{path.name}.damaged"]
    assert path.with_name(f"{path.name}.damaged").read_bytes() == damaged


def test_a_file_system_may_know_neither_locks_nor_links(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(95, "Operation not supported")

    save_runs(path, [run(1), run(2)])
    damaged = path.read_bytes()[:-40]
    path.write_bytes(damaged)
    monkeypatch.setattr(fcntl, "flock", refuse)
    monkeypatch.setattr(Path, "hardlink_to", refuse)

    save_runs(path, [run(3)])

    assert [record.run_id for record in load_runs(path)] == [1, 3]
    assert path.with_name(f"{path.name}.damaged").read_bytes() == damaged


def test_what_another_version_wrote_is_left_as_it_is(path: Path) -> None:
    newer = {**entry(path, run(1)), "recipe": "of another kind", "more": [1]}
    path.write_text(json.dumps([newer]))

    save_runs(path, [run(2)])

    assert json.loads(path.read_text())[0] == newer
    assert not path.with_name(f"{path.name}.damaged").exists()


def test_changes_come_back_as_they_were(path: Path) -> None:
    saved = run(1, 3)
    saved.changes = (
        Change(0, "batch_size", 16),
        Change(1, "learning_rate", 0.1 + 0.2),
        Change(1, "flip", True),
        Change(3, "beta_1", 0.5),
    )

    save_runs(path, [saved])

    (loaded,) = load_runs(path)
    assert_same(loaded, saved)
    assert [type(change.value) for change in loaded.changes] == [int, float, bool, float]


STUCK_VALUES = (("cost", 1.79), ("guessing", math.log(6)), ("has_learnt", 0))


def test_findings_come_back_as_they_were(path: Path) -> None:
    saved = run(1, 3, diverged=True)
    saved.findings = (
        Finding(FindingKind.LAYER_DEAD, 0, 1, (("hidden_layers", 2),)),
        Finding(FindingKind.STUCK, 1, None, STUCK_VALUES),
        Finding(FindingKind.NOT_FINITE, 3),
    )

    save_runs(path, [saved])

    (loaded,) = load_runs(path)
    assert_same(loaded, saved)
    assert [type(finding.kind) for finding in loaded.findings] == [FindingKind] * 3


def finished(**changes: object) -> RunFinished:
    """The end of a run of three epochs whose first was the best."""
    facts: dict[str, Any] = {
        "reason": FinishReason.PATIENCE,
        "epochs": 3,
        "kept_epochs": 1,
        "cost": 0.1 + 0.2,
        "test_cost": 2.0,
        "train_accuracy": 0.5,
        "test_accuracy": 1.0,
        "seconds": 0.25,
    }
    return RunFinished(**facts | changes)


def test_the_end_comes_back_and_with_it_which_weights_are_kept(path: Path) -> None:
    saved = run(1, 3)
    saved.last_epoch = 9
    saved.apply(finished())
    assert saved.kept_epochs == 1

    save_runs(path, [saved])

    (loaded,) = load_runs(path)
    assert_same(loaded, saved)


def test_an_end_with_numbers_that_are_none_is_not_kept(path: Path) -> None:
    saved = run(1, 3)
    saved.apply(finished(cost=math.nan))

    save_runs(path, [saved])

    (loaded,) = load_runs(path)
    assert loaded.end is None


def with_diagnostics(record: RunRecord, epochs: int) -> RunRecord:
    """A run that goes on for some epochs, at every other of which somebody looks inside."""
    rng = np.random.default_rng(1)
    for _ in range(epochs):
        numbers = rng.random(13, np.float32).tolist()
        layers = (*numbers[1:4], math.nan), numbers[5:9], numbers[9:13]
        inside = Diagnostics(numbers[0], tuple(LayerDiagnostics(*each) for each in layers))
        epoch = len(record)
        record.apply(
            EpochFinished(
                epoch=epoch,
                cost=1.0,
                test_cost=1.0,
                train_accuracy=0.5,
                test_accuracy=0.5,
                seconds=0.1,
                diagnostics=inside if epoch % 2 else None,
            )
        )
    return record


@pytest.mark.parametrize("layers", [0, 1, 2, 4])
def test_diagnostics_of_another_network_are_left_out(path: Path, layers: int) -> None:
    saved = run(1, 3)
    rows = np.random.default_rng(1).random((3, 1 + 4 * layers)).astype("<f4")
    packed = base64.b64encode(rows.tobytes()).decode()
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps([{**entry(path, saved), "diagnostics": packed}]))

    (loaded,) = load_runs(path)

    assert_same(loaded, saved)
    assert [*loaded.diagnostics] == [None] * 3


def test_a_long_run_is_encoded_some_bytes_at_a_time(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []

    def noting(encode: Callable[..., Any]) -> Callable[..., Any]:
        def encode_and_note(*args: object, **options: object) -> Any:
            encoded = encode(*args, **options)
            sizes.append(len(encoded))
            return encoded

        return encode_and_note

    saved = with_diagnostics(run(1, 20_000), 300)
    monkeypatch.setattr(json, "dumps", noting(json.dumps))
    monkeypatch.setattr(base64, "b64encode", noting(base64.b64encode))
    save_runs(path, [saved])

    assert max(sizes) <= 2**17
    assert sum(sizes) > 2**20
    (loaded,) = load_runs(path)
    assert_same(loaded, saved)


def test_the_diagnostics_come_back_to_the_bit(path: Path) -> None:
    saved = with_diagnostics(run(1, 3), 4)

    save_runs(path, [saved])

    (loaded,) = load_runs(path)
    assert_same(loaded, saved)
    assert loaded.diagnostics[0] is None
    assert isinstance(loaded.diagnostics[5], Diagnostics)


def test_a_run_that_is_too_long_with_its_diagnostics_is_kept_without(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_runs(path, [with_diagnostics(run(1, 3), 400)])
    monkeypatch.setattr(store, "MAX_BYTES_A_RUN", path.stat().st_size // 2 + 1000)

    assert save_runs(path, [with_diagnostics(run(2, 3), 400)]) == []

    loaded = load_runs(path)
    assert [len(each) for each in loaded] == [403, 403]
    assert [any(each.diagnostics) for each in loaded] == [True, False]


def test_a_run_of_a_newer_version_is_not_read_and_stays(path: Path) -> None:
    newer = {**entry(path, run(1)), "schema_version": 2}
    path.write_text(json.dumps([newer]))
    assert load_runs(path) == []

    save_runs(path, [run(2)])

    assert json.loads(path.read_text())[0] == newer
    assert [loaded.run_id for loaded in load_runs(path)] == [2]


def test_a_run_of_the_first_version_knew_no_findings(path: Path) -> None:
    old = entry(path, run(1))
    del old["findings"]
    path.write_text(json.dumps([old]))

    (loaded,) = load_runs(path)
    assert loaded.findings == ()


def test_a_finding_of_the_first_version_was_a_sentence_and_is_left_out(path: Path) -> None:
    old = entry(path, run(1))
    old["findings"] = [["rising", 0, None, "The cost is rising."]]
    path.write_text(json.dumps([old]))

    (loaded,) = load_runs(path)
    assert loaded.findings == ()
    assert len(loaded) == len(run(1))


@pytest.mark.parametrize(
    "finding",
    [
        ["stuck", 0, None, {}],
        ["stuck", 0, None, {"cost": 1.0, "guessing": 1.0}],
        ["stuck", 0, None, {"cost": "1", "guessing": 1.0, "has_learnt": 0}],
        ["rising", 0, None, {"cost": 1.0}],
        ["layer_dead", 0, None, {"hidden_layers": 2}],
        ["layer_dead", 0, 0, {}],
        ["rising", 0, 0, {}],
    ],
)
def test_a_finding_that_cannot_be_put_in_words_makes_no_sense(
    path: Path, finding: list[object]
) -> None:
    one = entry(path, run(1))
    one["findings"] = [finding]
    path.write_text(json.dumps([one]))
    assert load_runs(path) == []


def test_a_run_of_the_first_version_knew_no_changes(path: Path) -> None:
    old = entry(path, run(1))
    del old["changes"]
    path.write_text(json.dumps([old]))

    (loaded,) = load_runs(path)

    assert_same(loaded, run(1))


@pytest.mark.parametrize("data_home", ["", "elsewhere"])
def test_the_runs_lie_where_qt_keeps_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data_home: str
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / data_home) if data_home else "")
    # As the first versions found it: their runs are still there.
    location = QStandardPaths.StandardLocation.GenericDataLocation
    folder = Path(QStandardPaths.writableLocation(location))
    assert folder.is_relative_to(tmp_path)
    assert runs_file() == folder / "signs-studio" / "runs.json"


# ---- a write that fails


def test_a_disk_that_is_full_costs_no_run(path: Path) -> None:
    save_runs(path, [run(1)])
    before = path.read_bytes()

    with full_disk(), pytest.raises(OSError, match="File too large"):
        save_runs(path, [run(2)])

    assert path.read_bytes() == before
    assert files_beside(path) == []


def test_a_folder_that_cannot_be_made_is_an_os_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(OSError, match="file"):
        save_runs(tmp_path / "file" / "runs.json", [run(1)])


# ---- files that are no runs


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xff\xfe",
        b"{}",
        b"null",
        b"3",
        b"[",
        b'[null, 3, [], {}, "run", [[]]]',
        b"[" * 100_000,
        b"1" * 10_000,
        '[{"run_id": "é"}]'.encode("utf-16"),
    ],
    ids=lambda content: repr(content[:12]),
)
def test_what_is_no_list_of_runs_holds_no_runs(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "runs.json"
    path.write_bytes(content)

    assert load_runs(path) == []


def test_a_folder_and_a_pipe_hold_no_runs(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    found: list[list[RunRecord]] = []
    reader = threading.Thread(target=lambda: found.append(load_runs(pipe)), daemon=True)
    reader.start()
    reader.join(10)

    assert found == [[]]
    assert load_runs(tmp_path) == []


END = msgspec.to_builtins(finished())
MANY = {"hidden_layers": 2, "limit": 0.9}
HOSTILE = {
    "no run id": {"run_id": None},
    "text for a run id": {"run_id": "1"},
    "endless run id": {"run_id": float("inf")},
    "run id that is none": {"run_id": float("nan")},
    "run id 0": {"run_id": 0},
    "run id true": {"run_id": True},
    "huge run id": {"run_id": 10**300},
    "no recipe": {"recipe": None},
    "recipe a list": {"recipe": []},
    "recipe out of range": {"recipe": {"epochs": "-1"}},
    "costs a number": {"cost": 1.5},
    "costs a list": {"cost": [1.0, 2.0, 3.0]},
    "costs no base 64": {"cost": "?!"},
    "costs not ASCII": {"cost": "é"},
    "costs of half a number": {"cost": base64.b64encode(b"12345").decode()},
    "one cost too few": {"cost": numbers(1.0, 2.0)},
    "a cost that is none": {"cost": numbers(1.0, float("nan"), 1.0)},
    "an endless cost": {"test_cost": numbers(1.0, float("inf"), 1.0)},
    "a negative cost": {"cost": numbers(1.0, -1.0, 1.0)},
    "diverged a number": {"diverged": 1},
    "origin a text": {"origin": "hands"},
    "origin without a source": {"origin": {"name": "hands"}},
    "origin with a number for a name": {"origin": {"name": 1, "source": "hands"}},
    "origin with a list for a source": {"origin": {"name": "hands", "source": []}},
    "changes a number": {"changes": 3},
    "a change of too little": {"changes": [[1, "l2"]]},
    "a change that is a text": {"changes": ["l2!"]},
    "a change of no field": {"changes": [[1, "seed", 3]]},
    "a change of a field that is none": {"changes": [[1, None, 3]]},
    "a change to nothing": {"changes": [[1, "l2", None]]},
    "a change out of range": {"changes": [[1, "l2", -1.0]]},
    "a change that is no number": {"changes": [[1, "l2", float("nan")]]},
    "a change before the first epoch": {"changes": [[-1, "l2", 1.0]]},
    "a change after the last epoch": {"changes": [[4, "l2", 1.0]]},
    "findings a number": {"findings": 3},
    "a finding of too little": {"findings": [["stuck", 1, None]]},
    "a finding of no kind": {"findings": [["bored", 1, None, {}]]},
    "a finding of a list": {"findings": [[[], 1, None, {}]]},
    "a finding before the first epoch": {"findings": [["rising", -1, None, {}]]},
    "a finding after the last epoch": {"findings": [["rising", 4, None, {}]]},
    "a finding of no layer of the recipe": {
        "findings": [["many_dead", 1, 3, {"hidden_layers": 2, "limit": 0.9}]]
    },
    "a finding of half a layer": {
        "findings": [["many_dead", 1, 0.5, {"hidden_layers": 2, "limit": 0.9}]]
    },
    "a finding without words": {"findings": [["rising", 1, None, None]]},
    "changes out of order": {"changes": [[2, "l2", 1.0], [1, "l2", 0.5]]},
    "a change between epochs": {"changes": [[1.5, "l2", 1.0]]},
    "no epochs": dict.fromkeys(SERIES, ""),
    "accuracy above 1": {"train_accuracy": numbers(0.5, 1.5, 0.5)},
    "accuracy below 0": {"test_accuracy": numbers(0.5, -0.5, 0.5)},
    "accuracy that is none": {"test_accuracy": numbers(0.5, float("nan"), 0.5)},
    "negative seconds": {"seconds": numbers(1.0, -1.0, 1.0)},
    "an end of other epochs": {"end": {**END, "epochs": 4}},
    "an end that kept more than there is": {"end": {**END, "kept_epochs": 4}},
    "an end for no reason": {"end": {**END, "reason": "bored"}},
    "an end without numbers": {"end": {**END, "cost": None}},
    "an end that is a word": {"end": "stopped"},
    "a last epoch before the first": {"last_epoch": -1},
    "diagnostics of half an epoch": {"diagnostics": base64.b64encode(bytes(8)).decode()},
    "diagnostics of half a layer": {"diagnostics": base64.b64encode(bytes(3 * 8)).decode()},
    "a version that is none": {"schema_version": 0},
    "endless seconds": {"seconds": numbers(1.0, float("inf"), 1.0)},
}


@pytest.mark.parametrize("changes", HOSTILE.values(), ids=HOSTILE)
def test_a_run_that_makes_no_sense_is_left_out(path: Path, changes: dict[str, object]) -> None:
    bad = {**entry(path, run(2)), **changes}
    path.write_text(json.dumps([entry(path, run(1)), bad, entry(path, run(3))]))

    loaded = load_runs(path)

    assert [record.run_id for record in loaded] == [1, 3]
    assert_same(loaded[0], run(1))


@pytest.mark.parametrize("missing", ["run_id", "recipe", "origin", "diverged", *SERIES])
def test_a_run_that_lacks_something_is_left_out(path: Path, missing: str) -> None:
    bad = entry(path, run(2))
    del bad[missing]
    path.write_text(json.dumps([bad]))

    assert load_runs(path) == []


def test_a_recipe_that_nests_deep_does_not_keep_the_other_runs_out(path: Path) -> None:
    good = json.dumps(entry(path, run(1)))
    recipe = json.dumps(draft_to_json(draft_of(run(2).recipe)))
    for depth in range(900, 1000, 3):
        deep = "[" * depth + "]" * depth
        nested = recipe[:-1] + f', "layers": [{{"units": {deep}}}]}}'
        bad = json.dumps({**entry(path, run(2)), "recipe": "HERE"}).replace('"HERE"', nested)
        path.write_text(f"[{good}, {bad}]")

        ids = [record.run_id for record in load_runs(path)]

        # Too deep for the parser: nothing can be read. Otherwise the run has a layer by default.
        assert ids in ([], [1, 2])


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=10,
)


@settings(max_examples=50)
@given(
    st.lists(
        st.fixed_dictionaries(
            {},
            optional=dict.fromkeys(
                ("run_id", "recipe", "origin", "diverged", "changes", "findings", *SERIES),
                json_values,
            ),
        )
        | json_values,
        max_size=4,
    )
)
def test_any_json_is_read_without_an_error(
    tmp_path_factory: pytest.TempPathFactory, runs: list[object]
) -> None:
    path = tmp_path_factory.mktemp("runs") / "runs.json"
    path.write_text(json.dumps(runs))

    for record in load_runs(path):
        assert len(record) > 0 or record.diverged
        assert record.run_id > 0
