"""Recipes that differ are told apart."""

from itertools import combinations

import pytest

from signs_studio.recipe.draft import validate
from signs_studio.recipe.presets import PRESETS
from signs_studio.wording.recipes import describe_recipe, recipe_lines, recipe_title
from tests.ui.runs.test_runs_table import make_recipe


@pytest.mark.parametrize(
    ("layers", "words"),
    [
        ("25:relu,12:relu", "25-12 ReLU"),
        ("32:leaky_relu", "32 Leaky ReLU"),
        ("8:leaky_relu,4:tanh,2:leaky_relu", "8-4-2 Leaky ReLU, tanh"),
        ("", "softmax alone"),
    ],
)
def test_a_recipe_is_described_in_the_words_of_the_editor(layers: str, words: str) -> None:
    recipe = make_recipe(layers, seed="7", learning_rate="0.001")
    assert describe_recipe(recipe) == f"{words}, Adam 0.001, seed 7"


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("l1", "0.01", "L1 0.01"),
        ("l2", "0.003", "L2 0.003"),
        ("label_smoothing", "0.1", "label smoothing 0.1"),
        ("patience", "20", "patience 20"),
        ("time_limit", "9", "time limit 9"),
        ("initializer", "he_normal", "He normal"),
        ("batch_size", "64", "batch size 64"),
        ("beta_1", "0.5", "beta 1 0.5"),
        ("rotation", "15", "rotation 15"),
        ("flip", "true", "flip"),
        ("schedule", "cosine", "cosine"),
        ("warmup_epochs", "5", "warm-up 5"),
        ("layers", "25:relu,dropout:0.3", "dropout 0.3"),
        ("layers", "max_pool,25:relu", "max pool"),
    ],
)
def test_what_is_set_is_told(name: str, text: str, words: str) -> None:
    before, after = make_recipe(), make_recipe(**{name: text})
    assert words not in describe_recipe(before).split(", ")
    assert words in describe_recipe(after).split(", ")
    lines = recipe_lines(after)
    assert lines != recipe_lines(before)
    # A layer is told with the names of its settings.
    assert words.split()[-1] in " ".join(lines)


def test_presets_are_called_by_their_titles_and_told_apart_without() -> None:
    recipes = [validate(preset.draft).recipe for preset in PRESETS.values()]
    known = [recipe for recipe in recipes if recipe is not None]
    assert [recipe_title(recipe) for recipe in known] == [str(p.title) for p in PRESETS.values()]
    for one, other in combinations(known, 2):
        assert describe_recipe(one) != describe_recipe(other)
        assert recipe_lines(one) != recipe_lines(other)


def test_a_layer_is_told_with_what_is_not_usual_in_it() -> None:
    layers, *_ = recipe_lines(make_recipe("conv:16:5:2,global_pool,25:tanh"))
    assert "conv (filters 16, kernel 5, stride 2, ReLU)" in layers
    assert "global pool" in layers
    assert "dense (units 25, tanh)" in layers
