from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signs_studio.errors import RecipeError
from signs_studio.fields.declared import text_of
from signs_studio.recipe.changes import (
    Change,
    live_fields,
    read_change,
    with_change,
    with_changes,
)
from signs_studio.recipe.draft import Draft, draft_of, validate
from signs_studio.recipe.presets import PRESETS
from signs_studio.recipe.recipe import Recipe
from tests.recipe.strategies import sound_drafts, sound_texts

FIXED = sorted({"initializer", "optimizer", "schedule", "epochs", "seed", "patience", "layers"})


def recipe_of(draft: Draft) -> Recipe:
    recipe = validate(draft).recipe
    assert recipe is not None
    return recipe


def article(**fields: str) -> Recipe:
    draft = PRESETS["article"].draft
    for name, text in fields.items():
        draft = draft.with_field(name, text)
    return recipe_of(draft)


def texts_of(recipe: Recipe) -> dict[str, str]:
    """Every text of a recipe by the name by which it can be changed."""
    draft = draft_of(recipe)
    texts = dict(draft.texts)
    for i, layer in enumerate(draft.layers):
        texts |= {f"layers.{i}.{name}": text for name, text in layer.settings.items()}
    return texts


@given(sound_drafts, st.data())
def test_a_change_changes_its_field_and_nothing_else(draft: Draft, data: st.DataObject) -> None:
    recipe = recipe_of(draft)
    known = live_fields(recipe)
    name = data.draw(st.sampled_from(sorted(known)))
    text = data.draw(sound_texts(known[name]))

    value = read_change(recipe, name, text)
    changed = with_change(recipe, name, value)

    assert value == known[name].parse(text)
    assert texts_of(changed) == {**texts_of(recipe), name: text_of(value)}
    assert with_change(changed, name, known[name].parse(texts_of(recipe)[name])) == recipe


def test_what_can_be_changed_is_what_is_not_compiled_in() -> None:
    recipe = article(layers="25,conv,dropout,batch_norm,flatten", optimizer="adagrad")

    assert set(live_fields(recipe)) == {
        "learning_rate",
        "epsilon",
        "batch_size",
        "l1",
        "l2",
        "label_smoothing",
        *("translation", "rotation", "zoom", "flip", "brightness", "noise"),
        *("layers.0.l1", "layers.0.l2", "layers.1.l1", "layers.1.l2", "layers.2.rate"),
    }


@pytest.mark.parametrize("name", [*FIXED, "", "amsgrad", "momentum", "layers.0.units", "a\n" * 99])
def test_what_cannot_be_changed_is_refused_with_what_can(name: str) -> None:
    with pytest.raises(RecipeError, match="cannot be changed while training") as refused:
        read_change(article(), name, "1")

    message = str(refused.value)
    assert message.isprintable()
    assert "learning_rate, beta_1" in message


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("learning_rate", "fast", "Learning rate must be a number from 1e-12 to 1000000.0"),
        ("batch_size", "0.5", "Batch size must be a whole number from 1 to 65536"),
        ("beta_1", "1", "Beta 1 must be a number from 0"),
        ("layers.0.l2", "-1", "L2 must be a number from 0"),
        ("flip", "maybe", "Flip must be"),
    ],
)
def test_a_bad_value_is_refused_in_the_fields_own_words(name: str, text: str, says: str) -> None:
    field = live_fields(article())[name]
    with pytest.raises(ValueError, match="must be") as own:
        field.parse(text)

    with pytest.raises(RecipeError) as refused:
        read_change(article(), name, text)

    assert str(refused.value) == str(own.value)
    assert says.removesuffix(".0") in str(refused.value)


@pytest.mark.parametrize("value", [float("nan"), -1.0, 1.5, True, "12"])
def test_a_value_that_no_text_spells_is_refused_or_read(value: Any) -> None:
    if value == "12":
        assert with_change(article(), "batch_size", value).batch_size == 12
        return
    with pytest.raises(RecipeError, match="Batch size must be a whole number"):
        with_change(article(), "batch_size", value)


def test_changes_are_made_one_after_another() -> None:
    changes = [Change(1, "l2", 0.5), Change(3, "batch_size", 8), Change(3, "l2", 0.25)]

    changed = with_changes(article(), changes)

    assert (changed.l2, changed.batch_size) == (0.25, 8)
    with pytest.raises(RecipeError, match="cannot be changed"):
        with_changes(article(), [*changes, Change(4, "seed", 1)])
