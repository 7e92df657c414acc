"""Numbers that are not finite come out of every command as JSON that any program reads."""

import json
import math
from pathlib import Path

import numpy as np
import pytest

from signs_studio.commands.explanation_report import Explained, explanation_json
from signs_studio.commands.json_text import json_text
from signs_studio.commands.prediction_report import print_predictions_json
from signs_studio.insight.explanation import Explanation
from signs_studio.insight.grad_cam import GradCam
from signs_studio.insight.integrated_gradients import Baseline, IntegratedGradients
from signs_studio.insight.occlusion import Occlusion


def strict(text: str) -> object:
    def refuse(constant: str) -> None:
        raise ValueError(constant)

    return json.loads(text, parse_constant=refuse)


def test_what_is_not_finite_is_null_however_deep_it_lies() -> None:
    facts = {
        "numbers": (1, 0.5, math.inf, True, None, "nan"),
        "inside": [{"deep": [math.nan, -math.inf]}],
        "array": np.array([[1.5, np.nan], [np.inf, -2.0]], np.float32),
        "scalars": [np.float32(np.nan), np.float64(np.inf), np.int64(3), np.bool_(False)],
    }
    assert strict(json_text(facts)) == {
        "numbers": [1, 0.5, None, True, None, "nan"],
        "inside": [{"deep": [None, None]}],
        "array": [[1.5, None], [None, -2.0]],
        "scalars": [None, None, 3, False],
    }


def test_a_network_that_diverged_is_explained_in_json() -> None:
    nothing = np.full((2, 2), np.nan, np.float32)
    explanation = Explanation(
        probabilities=np.full(2, np.nan, np.float32),
        sign=1,
        gradients=IntegratedGradients(
            sign=1,
            attributions=np.full((2, 2, 3), np.nan, np.float32),
            difference=math.nan,
            total=math.inf,
            steps=8,
        ),
        grad_cam=GradCam(sign=1, coarse=nothing, over=nothing, layer=0),
        occlusion=Occlusion(
            sign=1, drops=nothing, over=nothing, probability=math.nan, side=2, step=1
        ),
    )
    told = Explained(
        run="Run 1",
        epochs=3,
        picture="a picture",
        pixels=np.zeros((2, 2, 3), np.uint8),
        true_class=None,
        class_names=("zero", "one"),
        baseline=Baseline.BLACK,
        explanation=explanation,
    )
    facts = strict(explanation_json(told))
    assert isinstance(facts, dict)
    assert facts["probabilities"] == {"zero": None, "one": None}
    assert facts["integrated_gradients"] == {
        "baseline": "black",
        "attributions": [[[None] * 3] * 2] * 2,
        "difference": None,
        "total": None,
        "error": None,
        "is_complete": False,
        "steps": 8,
    }
    assert facts["grad_cam"]["map"] == facts["occlusion"]["drops"] == [[None] * 2] * 2
    assert facts["occlusion"]["probability"] is None


def test_predictions_of_a_network_that_diverged(capsys: pytest.CaptureFixture[str]) -> None:
    probabilities = np.full((1, 2), np.nan, np.float32)
    print_predictions_json([Path("a.png")], probabilities, class_names=("zero", "one"))
    facts = strict(capsys.readouterr().out)
    assert isinstance(facts, dict)
    assert facts["probabilities"] == {"zero": None, "one": None}
