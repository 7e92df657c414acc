"""Files of earlier versions are read, whatever state they are in."""

import base64
import json
import math
import os
import threading
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signs_studio.recipe.changes import Change
from signs_studio.recipe.draft import draft_of
from signs_studio.recipe.draft_json import draft_to_json
from signs_studio.recipe.presets import PRESETS
from signs_studio.runs import earlier_file
from signs_studio.runs.diagnostics import Diagnostics, LayerDiagnostics
from signs_studio.runs.earlier_file import load_runs
from signs_studio.runs.events import EpochFinished, FinishReason, RunFinished
from signs_studio.runs.findings import Finding, FindingKind
from signs_studio.runs.record import SERIES, RunRecord
from tests.runs.earlier_runs import assert_same, entry, run, write_runs


def numbers(*values: float) -> str:
    return base64.b64encode(np.array(values, "<f8").tobytes()).decode()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "runs.json"


@pytest.mark.parametrize("epochs", [1, 255, 256, 257, 5000])
def test_runs_come_back_to_the_bit(path: Path, epochs: int) -> None:
    runs = [run(i + 1, epochs, preset=preset) for i, preset in enumerate(PRESETS)]

    write_runs(path, *runs)
    loaded = load_runs(path)

    assert len(loaded) == len(runs)
    for again, once in zip(loaded, runs, strict=True):
        assert_same(again, once)


@pytest.mark.parametrize("epochs", [0, 3])
def test_a_run_that_diverged_comes_back_as_one(path: Path, epochs: int) -> None:
    saved = run(1, epochs, diverged=True)

    write_runs(path, saved)

    (loaded,) = load_runs(path)
    assert_same(loaded, saved)


def test_no_runs_and_no_file_are_no_runs(path: Path) -> None:
    assert load_runs(path) == []
    write_runs(path)
    assert load_runs(path) == []


def test_a_file_that_is_larger_than_any_that_was_written_is_not_read(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_runs(path, run(1))
    monkeypatch.setattr(earlier_file, "MAX_BYTES", path.stat().st_size)
    assert len(load_runs(path)) == 1
    monkeypatch.setattr(earlier_file, "MAX_BYTES", path.stat().st_size - 1)
    assert load_runs(path) == []


def test_changes_come_back_as_they_were(path: Path) -> None:
    saved = run(1, 3)
    saved.changes = (
        Change(0, "batch_size", 16),
        Change(1, "learning_rate", 0.1 + 0.2),
        Change(1, "flip", True),
        Change(3, "beta_1", 0.5),
    )

    write_runs(path, saved)

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

    write_runs(path, saved)

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

    write_runs(path, saved)

    (loaded,) = load_runs(path)
    assert_same(loaded, saved)


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
    path.write_text(json.dumps([{**entry(saved), "diagnostics": packed}]))

    (loaded,) = load_runs(path)

    assert_same(loaded, saved)
    assert [*loaded.diagnostics] == [None] * 3


def test_the_diagnostics_come_back_to_the_bit(path: Path) -> None:
    saved = with_diagnostics(run(1, 3), 4)

    write_runs(path, saved)

    (loaded,) = load_runs(path)
    assert_same(loaded, saved)
    assert loaded.diagnostics[0] is None
    assert isinstance(loaded.diagnostics[5], Diagnostics)


def test_a_run_of_a_newer_version_is_not_read(path: Path) -> None:
    write_runs(path, {**entry(run(1)), "schema_version": 2}, run(2))
    assert [loaded.run_id for loaded in load_runs(path)] == [2]


def test_a_run_of_the_first_version_gets_the_same_key_each_time(path: Path) -> None:
    old = entry(run(1))
    del old["key"]
    path.write_text(json.dumps([old]))

    (first,), (again,) = load_runs(path), load_runs(path)
    assert first.key == again.key
    assert len(first.key) == 16


def test_a_run_of_the_first_version_knew_no_findings(path: Path) -> None:
    old = entry(run(1))
    del old["findings"]
    path.write_text(json.dumps([old]))

    (loaded,) = load_runs(path)
    assert loaded.findings == ()


def test_a_finding_of_the_first_version_was_a_sentence_and_is_left_out(path: Path) -> None:
    old = entry(run(1))
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
    one = entry(run(1))
    one["findings"] = [finding]
    path.write_text(json.dumps([one]))
    assert load_runs(path) == []


def test_a_run_of_the_first_version_knew_no_changes(path: Path) -> None:
    old = entry(run(1))
    del old["changes"]
    path.write_text(json.dumps([old]))

    (loaded,) = load_runs(path)

    assert_same(loaded, run(1))


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
    bad = {**entry(run(2)), **changes}
    path.write_text(json.dumps([entry(run(1)), bad, entry(run(3))]))

    loaded = load_runs(path)

    assert [record.run_id for record in loaded] == [1, 3]
    assert_same(loaded[0], run(1))


@pytest.mark.parametrize("missing", ["run_id", "recipe", "origin", "diverged", *SERIES])
def test_a_run_that_lacks_something_is_left_out(path: Path, missing: str) -> None:
    bad = entry(run(2))
    del bad[missing]
    path.write_text(json.dumps([bad]))

    assert load_runs(path) == []


def test_a_recipe_that_nests_deep_does_not_keep_the_other_runs_out(path: Path) -> None:
    good = json.dumps(entry(run(1)))
    recipe = json.dumps(draft_to_json(draft_of(run(2).recipe)))
    for depth in range(900, 1000, 3):
        deep = "[" * depth + "]" * depth
        nested = recipe[:-1] + f', "layers": [{{"units": {deep}}}]}}'
        bad = json.dumps({**entry(run(2)), "recipe": "HERE"}).replace('"HERE"', nested)
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
