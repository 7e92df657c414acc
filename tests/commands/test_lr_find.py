"""``signs-studio lr-find`` prints a range and its curve."""

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from signs_studio.cli import main
from signs_studio.insight.learning_rate_range import LearningRateRangeWanted

SMALL = ["--hands", "24", "--size", "16", "--set", "layers=4:tanh"]


def test_it_prints_a_range(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    answers: list[Any] = []
    answer = LearningRateRangeWanted.answer

    def answer_once(question: LearningRateRangeWanted, progress: object) -> object:
        if not answers:
            answers.append(answer(question, progress))  # type: ignore[arg-type]
        return answers[0]

    monkeypatch.setattr(LearningRateRangeWanted, "answer", answer_once)
    assert main(["lr-find", *SMALL, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["low"] < found["middle"] < found["high"]
    assert len(found["rates"]) == 400
    assert [len(own) for own in found["costs"]] == [400] * 3

    assert main(["lr-find", *SMALL]) == 0
    title, heads, *rows, last = capsys.readouterr().out.splitlines()
    assert title == "Cost while the learning rate rises"
    assert heads.split()[2:] == ["seed", "4", "seed", "5", "seed", "6"]
    assert len(rows) == 25
    assert [float(cost) for cost in rows[0].split()[1:]] == [
        pytest.approx(own[0], abs=5e-4) for own in found["costs"]
    ]
    assert last.startswith("Learning rates from ")
    assert last.endswith(f"try {found['middle']:g}.")
    assert not found["is_within_spread"]

    spread = replace(answers[0], costs=answers[0].costs + np.array([[0.0], [0.0], [9.0]]))
    monkeypatch.setattr(LearningRateRangeWanted, "answer", lambda *_: spread)
    assert main(["lr-find", *SMALL]) == 0
    assert "the seeds differ by" in capsys.readouterr().out


def test_what_cannot_be_trained_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lr-find", "--set", "batch_size=none"]) == 2
    assert "batch size" in capsys.readouterr().err.lower()
