import pytest
from hypothesis import given
from hypothesis import strategies as st

from signs_studio.errors import RecipeError
from signs_studio.recipe.draft import validate
from signs_studio.recipe.layers import make_layer
from signs_studio.recipe.presets import DEFAULT_PRESET, PRESETS, find_preset
from signs_studio.recipe.recipe import check_fits


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_can_be_trained_on_the_articles_pictures(name: str) -> None:
    validation = validate(PRESETS[name].draft)

    assert validation.errors == ()
    assert validation.recipe is not None
    check_fits(validation.recipe, picture_shape=(64, 64, 3), classes=6)


def test_the_default_preset_is_the_articles_recipe() -> None:
    recipe = validate(PRESETS[DEFAULT_PRESET].draft).recipe

    assert recipe is not None
    assert recipe.layers == (make_layer("dense", units=25), make_layer("dense", units=12))
    assert recipe.initializer == "glorot_uniform"
    assert recipe.optimizer.name == "adam"
    assert recipe.optimizer.settings["epsilon"] == 1e-8
    assert (recipe.learning_rate, recipe.batch_size, recipe.epochs) == (1e-4, 32, 1500)


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_is_found_by_name_and_by_title_in_any_case(name: str) -> None:
    preset = PRESETS[name]

    title = str(preset.title)
    for text in (name, name.upper(), title, title.upper(), f" {title} "):
        assert find_preset(text) is preset


@given(st.text())
def test_an_unknown_preset_is_refused_with_the_list(text: str) -> None:
    titles = {str(preset.title).lower() for preset in PRESETS.values()}
    if text.strip().lower() in titles | set(PRESETS):
        return

    with pytest.raises(RecipeError, match="There is no preset") as refused:
        find_preset(text)

    assert str(refused.value).isprintable()
    assert all(name in str(refused.value) for name in PRESETS)
