"""The command that a recipe is told as trains that very recipe."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signs_studio.commands.arguments import assignment
from signs_studio.commands.train_recipe import make_changes, make_recipe
from signs_studio.recipe.changes import Change
from signs_studio.recipe.command_line import layers_to_text, train_arguments
from signs_studio.recipe.draft import layers_from_text, read_layers, validate
from signs_studio.recipe.presets import PRESETS
from signs_studio.recipe.recipe import Recipe
from tests.recipe.strategies import sound_drafts, sound_layers


def read_back(arguments: list[str]) -> Recipe:
    """The recipe of arguments, read as ``signs-studio train`` reads them."""
    assert arguments[0] == "--preset"
    assert set(arguments[2::2]) <= {"--set", "--change"}
    pairs = zip(arguments[2::2], arguments[3::2], strict=True)
    fields = [assignment(text) for option, text in pairs if option == "--set"]
    return make_recipe(preset=arguments[1], fields=fields)


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_is_told_as_itself(name: str) -> None:
    recipe = validate(PRESETS[name].draft).recipe
    assert recipe is not None
    assert train_arguments(recipe) == ["--preset", name]


@given(draft=sound_drafts)
def test_any_recipe_is_read_back_from_its_arguments(draft) -> None:
    recipe = validate(draft).recipe
    assert recipe is not None
    assert read_back(train_arguments(recipe)) == recipe


@given(drafts=st.lists(sound_layers, max_size=4))
def test_any_layers_are_read_back_from_their_text(drafts) -> None:
    layers, _ = read_layers(drafts)
    assert read_layers(layers_from_text(layers_to_text(layers)))[0] == layers


def test_what_was_changed_while_training_is_told_too() -> None:
    recipe = validate(PRESETS["article"].draft).recipe
    assert recipe is not None
    change = Change(100, "learning_rate", 0.001)
    arguments = train_arguments(recipe, [change])
    assert arguments == ["--preset", "article", "--change", "100:learning_rate=0.001"]
    assert make_changes(recipe, [("100", "learning_rate", "0.001")]) == [change]
