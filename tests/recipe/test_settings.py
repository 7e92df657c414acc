import copy
import pickle
from dataclasses import replace

import pytest
from hypothesis import given

from signs_studio.errors import RecipeError
from signs_studio.fields.declared import FieldValue
from signs_studio.recipe.draft import Draft, validate
from signs_studio.recipe.frozen import FrozenSettings
from signs_studio.recipe.presets import PRESETS
from signs_studio.recipe.recipe import MAX_PARAMETERS, Recipe, check_fits
from tests.recipe.strategies import sound_drafts


def article() -> Draft:
    return PRESETS["article"].draft


def recipe_of(draft: Draft) -> Recipe:
    recipe = validate(draft).recipe
    assert recipe is not None
    return recipe


def reversed_settings(settings: FrozenSettings[FieldValue]) -> FrozenSettings[FieldValue]:
    return FrozenSettings(dict(reversed([*settings.items()])))


def test_a_network_fits_up_to_the_most_parameters() -> None:
    # One layer of u units on f features with c classes: (f + 1) u + (u + 1) c = u (f + 1 + c) + c.
    units, classes = 4096, 2
    features = (MAX_PARAMETERS - classes) // units - 1 - classes
    recipe = recipe_of(article().with_field("layers", str(units)))

    check_fits(recipe, picture_shape=(1, features, 1), classes=classes)

    with pytest.raises(RecipeError, match="take fewer units") as refused:
        check_fits(recipe, picture_shape=(1, features + 1, 1), classes=classes)
    parameters = units * (features + 2 + classes) + classes
    assert f"{MAX_PARAMETERS:,}" in str(refused.value)
    assert f"{parameters:,}" in str(refused.value)


def test_equal_recipes_have_one_hash_in_whatever_order_their_settings_came() -> None:
    recipe = recipe_of(article().with_field("schedule", "plateau"))

    backwards = replace(
        recipe,
        optimizer=replace(recipe.optimizer, settings=reversed_settings(recipe.optimizer.settings)),
        schedule=replace(recipe.schedule, settings=reversed_settings(recipe.schedule.settings)),
        layers=tuple(
            replace(layer, settings=reversed_settings(layer.settings)) for layer in recipe.layers
        ),
    )

    assert backwards == recipe
    assert hash(backwards) == hash(recipe)


@pytest.mark.parametrize(
    ("layers", "words"),
    [
        ("25,conv", "Layer 2: Conv needs a picture, but is given 25 numbers"),
        ("conv:4:9:1:valid,conv:4:9:1:valid", "Layer 2: Conv looks at 9 × 9 pixels, but of the"),
    ],
)
def test_a_network_whose_shapes_cannot_work_is_refused(layers: str, words: str) -> None:
    recipe = recipe_of(article().with_field("layers", layers))

    with pytest.raises(RecipeError) as refused:
        check_fits(recipe, picture_shape=(12, 16, 3), classes=6)

    assert str(refused.value).startswith(words)


@given(sound_drafts)
def test_a_recipe_is_copied_and_pickled_whole(draft: Draft) -> None:
    recipe = recipe_of(draft)
    for twin in (copy.deepcopy(recipe), pickle.loads(pickle.dumps(recipe))):
        assert twin == recipe
        assert hash(twin) == hash(recipe)
