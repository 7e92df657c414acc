"""Recipes against dead units: each changes one thing, and can be trained."""

import pytest

from signs_studio.diagnosis.comparison import recipe_differences
from signs_studio.diagnosis.dead_unit_cures import dead_unit_cures
from signs_studio.recipe.draft import make_draft, validate
from signs_studio.recipe.layers import MAX_LAYERS
from signs_studio.recipe.recipe import Recipe, check_fits


def recipe_of(layers: str = "25:relu,12:relu", **texts: str) -> Recipe:
    recipe = validate(make_draft(layers, **texts)).recipe
    assert recipe is not None
    return recipe


@pytest.mark.parametrize("layer", [0, 1])
def test_each_cure_changes_one_thing_on_a_twin(layer: int) -> None:
    recipe = recipe_of(seed="4")
    cures = dead_unit_cures(recipe, layer)
    assert len(cures) == 3
    changed = {}
    for variant in (variant for cure in cures for variant in cure.variants):
        twin = validate(variant.draft).recipe
        assert twin is not None
        check_fits(twin, picture_shape=(8, 8, 3), classes=6)
        (difference,) = recipe_differences([recipe, twin])
        changed[str(variant.title)] = difference.name
        assert twin.seed == recipe.seed or difference.name == "seed"
    assert list(changed) == [
        "He normal",
        "Seed 5",
        "Leaky ReLU",
        "ELU",
        "Learning rate 10⁻⁵",
        "Batch norm before it",
    ]
    leaky = validate(cures[1].variants[0].draft).recipe
    assert leaky is not None
    kinds = [each.settings["activation"] for each in leaky.layers]
    assert kinds[layer] == "leaky_relu"
    assert kinds[1 - layer] == "relu"
    normal = validate(cures[2].variants[1].draft).recipe
    assert normal is not None
    assert [each.kind for each in normal.layers].index("batch_norm") == layer


def test_no_cure_is_what_the_recipe_has_already_or_cannot_be() -> None:
    full = recipe_of(",".join(["5:relu"] * MAX_LAYERS), initializer="he_normal")
    titles = [str(variant.title) for cure in dead_unit_cures(full, 0) for variant in cure.variants]
    assert titles == ["Seed 2", "Leaky ReLU", "ELU", "Learning rate 10⁻⁵"]
    slow = recipe_of(learning_rate="1e-12")
    titles = [str(variant.title) for cure in dead_unit_cures(slow, 0) for variant in cure.variants]
    assert not [title for title in titles if title.startswith("Learning rate")]
