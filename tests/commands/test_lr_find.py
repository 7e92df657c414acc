"""``signs-studio lr-find`` prints a range and its curve."""

import json

import pytest

from signs_studio.cli import main
from signs_studio.insight.learning_rate_range import LearningRateRangeWanted

SMALL = ["--hands", "24", "--size", "16", "--set", "layers=4:tanh"]


def test_it_prints_a_range(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = []
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
    *rows, last = capsys.readouterr().out.splitlines()
    assert last.startswith("Learning rates from ")
    assert last.endswith(f"try {found['middle']:g}.")
    assert len(rows) == 26


def test_what_cannot_be_trained_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lr-find", "--set", "batch_size=none"]) == 2
    assert "batch size" in capsys.readouterr().err.lower()
