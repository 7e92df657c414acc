"""What of the form changes a run that is on."""

import pytest

from signs_studio.recipe.draft import Draft, validate
from signs_studio.recipe.live_edits import differs_live_only, live_edits
from signs_studio.recipe.presets import PRESETS
from signs_studio.recipe.recipe import Recipe

DRAFT = PRESETS["article"].draft.with_field("layers", "9:relu,dropout:0.2")


def recipe_of(draft: Draft) -> Recipe:
    recipe = validate(draft).recipe
    assert recipe is not None
    return recipe


def test_nothing_is_changed_by_the_recipe_itself() -> None:
    for preset in PRESETS.values():
        assert live_edits(preset.draft, recipe_of(preset.draft)) == {}


def test_other_words_for_the_same_number_change_nothing() -> None:
    assert live_edits(DRAFT.with_field("learning_rate", "0.00010"), recipe_of(DRAFT)) == {}


@pytest.mark.parametrize(
    ("name", "text"),
    [("learning_rate", "0.01"), ("beta_1", "0.5"), ("batch_size", "8"), ("l2", "0.1")],
)
def test_what_is_typed_is_an_edit(name: str, text: str) -> None:
    assert live_edits(DRAFT.with_field(name, text), recipe_of(DRAFT)) == {name: text}


def test_a_layer_s_setting_is_an_edit() -> None:
    draft = DRAFT.with_field("layers", "9:relu,dropout:0.4")
    assert live_edits(draft, recipe_of(DRAFT)) == {"layers.1.rate": "0.4"}


def test_what_is_wrong_and_what_cannot_be_changed_are_left_out() -> None:
    draft = DRAFT.with_field("learning_rate", "fast").with_field("seed", "9")
    assert live_edits(draft, recipe_of(DRAFT)) == {}


def test_drafts_that_differ_in_what_is_live_only() -> None:
    recipe = recipe_of(DRAFT)
    live = DRAFT.with_field("l1", "0.1").with_field("layers", "9:relu,dropout:0.4")
    assert differs_live_only(DRAFT, live, recipe=recipe)
    for other in (
        live.with_field("epochs", "3"),
        live.with_field("layers", "8:relu,dropout:0.2"),
        live.with_field("layers", "9:relu"),
        live.with_field("optimizer", "adamax"),
    ):
        assert not differs_live_only(DRAFT, other, recipe=recipe)
