"""What differs between runs, and which is better: held against SciPy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, chi2

from signs_studio.diagnosis.comparison import (
    Verdict,
    changed_on_their_own,
    compare_predictions,
    mcnemar,
    recipe_differences,
    run_differences,
)
from signs_studio.recipe.changes import Change
from signs_studio.recipe.draft import validate
from signs_studio.recipe.presets import PRESETS
from signs_studio.recipe.recipe import Recipe
from signs_studio.runs.predictions import Predictions
from signs_studio.runs.record import DataReference, RunRecord


def recipe(**texts: str) -> Recipe:
    draft = PRESETS["article"].draft
    for name, text in texts.items():
        draft = draft.with_field(name, text)
    found = validate(draft).recipe
    assert found is not None
    return found


def predictions(predicted: list[int], labels: list[int]) -> Predictions:
    read = np.array(predicted)
    return Predictions(
        predicted=read,
        confidence=np.ones(len(read), np.float32),
        right=read == np.array(labels),
    )


@given(first=st.integers(0, 400), second=st.integers(0, 400))
def test_few_disagreements_are_judged_by_the_exact_binomial(first: int, second: int) -> None:
    wanted = binomtest(first, first + second).pvalue if first + second else 1.0
    assert mcnemar(first, second) == pytest.approx(wanted, rel=1e-9)


@given(first=st.integers(0, 50_000), second=st.integers(1001, 50_000))
def test_many_disagreements_are_judged_by_chi_squared(first: int, second: int) -> None:
    wanted = chi2.sf((abs(first - second) - 1) ** 2 / (first + second), df=1)
    wanted = 1.0 if first == second else wanted
    assert mcnemar(first, second) == pytest.approx(wanted, rel=1e-9)


def test_both_tests_agree_where_one_takes_over() -> None:
    assert mcnemar(470, 530) == pytest.approx(mcnemar(471, 530), abs=0.005)


def test_a_comparison_finds_who_is_right_where_the_other_is_not() -> None:
    labels = [0] * 12
    first = predictions([0] * 11 + [1], labels)
    second = predictions([0, *[1] * 8, 0, 0, 2], labels)
    found = compare_predictions(first, second)
    assert found.verdict is Verdict.FIRST
    assert found.first_only.tolist() == list(range(1, 9))
    assert found.second_only.tolist() == []
    assert found.disagreed.tolist() == [*range(1, 9), 11]
    assert (found.right, found.count) == ((11, 3), 12)
    assert found.p_value == pytest.approx(2 / 2**8)
    assert compare_predictions(second, first).verdict is Verdict.SECOND
    assert compare_predictions(first, first).verdict is Verdict.TIE


def test_five_pictures_more_can_still_be_luck() -> None:
    found = compare_predictions(
        predictions([0] * 10, [0] * 10), predictions([0] * 5 + [1] * 5, [0] * 10)
    )
    assert (found.verdict, found.p_value) == (Verdict.TIE, 2 / 2**5)


def test_predictions_of_other_pictures_are_refused() -> None:
    with pytest.raises(ValueError, match="not the same"):
        compare_predictions(predictions([0], [0]), predictions([0, 0], [0, 0]))


def test_settings_that_differ_are_found_by_name() -> None:
    found = recipe_differences([recipe(), recipe(learning_rate="0.001", l2="0.01")])
    assert [(each.name, each.values) for each in found] == [
        ("learning_rate", (1e-4, 1e-3)),
        ("l2", (0.0, 0.01)),
    ]
    assert all(each.field is not None and each.field.name == each.name for each in found)
    assert recipe_differences([recipe(), recipe(), recipe()]) == ()


def test_settings_that_another_optimizer_brings_follow_from_it() -> None:
    found = recipe_differences([recipe(), recipe(optimizer="sgd")])
    assert {each.name: each.follows_from for each in found} == {
        "optimizer": "",
        "beta_1": "optimizer",
        "beta_2": "optimizer",
        "epsilon": "optimizer",
        "amsgrad": "optimizer",
    }
    assert [each.name for each in changed_on_their_own(found)] == ["optimizer"]
    assert {each.name: each.values for each in found}["beta_1"] == (0.9, None)


def test_the_setting_of_an_optimizer_counts_where_that_is_the_same() -> None:
    found = recipe_differences([recipe(), recipe(beta_1="0.5")])
    assert [each.name for each in changed_on_their_own(found)] == ["beta_1"]


@pytest.mark.parametrize(
    ("layers", "names"),
    [
        ("25:relu,13:tanh", ["layers.1.units", "layers.1.activation"]),
        ("25:relu", ["layers"]),
        ("25:relu,dropout:0.2,12:relu", ["layers"]),
    ],
)
def test_layers_differ_by_setting_or_as_a_whole(layers: str, names: list[str]) -> None:
    found = recipe_differences([recipe(), recipe(layers=layers)])
    assert [each.name for each in found] == names


def test_runs_differ_in_data_and_in_changes_too() -> None:
    same, other = (
        RunRecord(run_id=1, recipe=recipe(), origin=DataReference(name, "tests"))
        for name in ("A", "B")
    )
    other.changes = (Change(3, "learning_rate", 0.01),)
    found = run_differences([same, same, other])
    assert [each.name for each in found] == ["data", "changes"]
    assert found[1].values == ((), (), other.changes)
    assert run_differences([same, same]) == ()
