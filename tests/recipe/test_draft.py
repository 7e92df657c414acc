from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signs_studio.errors import RecipeError
from signs_studio.fields.declared import Field, FieldError, NumberField, SwitchField
from signs_studio.recipe.augmentations import AUGMENTATION_FIELDS
from signs_studio.recipe.draft import (
    Draft,
    draft_layer,
    draft_of,
    make_draft,
    validate,
)
from signs_studio.recipe.layers import LAYER_KINDS, MAX_LAYERS
from signs_studio.recipe.optimizers import OPTIMIZERS
from signs_studio.recipe.presets import PRESETS
from signs_studio.recipe.recipe import RECIPE_FIELDS, Recipe
from signs_studio.recipe.schedules import SCHEDULES
from signs_studio.recipe.stopping import STOPPING_FIELDS, StoppingCriteria
from tests.recipe.strategies import TEXT_FIELDS, drafts, sound_drafts


def article() -> Draft:
    return PRESETS["article"].draft


def recipe_of(draft: Draft) -> Recipe:
    recipe = validate(draft).recipe
    assert recipe is not None
    return recipe


def spelt(field: Field, text: str) -> object:
    """What a text means, without the field's own parser."""
    if isinstance(field, SwitchField):
        return text == "true"
    return float(text) if isinstance(field, NumberField) else text


# ---- validate


@given(sound_drafts)
def test_a_sound_draft_is_the_recipe_that_its_texts_spell(draft: Draft) -> None:
    recipe = recipe_of(draft)

    assert [layer.kind for layer in recipe.layers] == [layer.kind for layer in draft.layers]
    for layer, texts in zip(recipe.layers, draft.layers, strict=True):
        for field in LAYER_KINDS[layer.kind].fields:
            assert layer.settings[field.name] == spelt(field, texts.settings[field.name])
    assert recipe.optimizer.name == draft["optimizer"]
    for field in OPTIMIZERS[draft["optimizer"]].fields:
        assert recipe.optimizer.settings[field.name] == spelt(field, draft[field.name])
    assert recipe.schedule.kind == draft["schedule"]
    for field in SCHEDULES[draft["schedule"]].fields:
        assert recipe.schedule.settings[field.name] == spelt(field, draft[field.name])
    assert recipe.schedule.warmup_epochs == float(draft["warmup_epochs"])
    for field in AUGMENTATION_FIELDS:
        assert recipe.augmentation[field.name] == spelt(field, draft[field.name])
    for field in STOPPING_FIELDS:
        assert getattr(recipe.stopping, field.name) == spelt(field, draft[field.name])
    apart = {"warmup_epochs", *(field.name for field in (*AUGMENTATION_FIELDS, *STOPPING_FIELDS))}
    for name in set(TEXT_FIELDS) - apart:
        assert getattr(recipe, name) == spelt(RECIPE_FIELDS[name], draft[name])


@given(sound_drafts)
def test_a_recipes_draft_gives_the_recipe_back(draft: Draft) -> None:
    recipe = recipe_of(draft)

    again = recipe_of(draft_of(recipe))

    assert again == recipe
    assert hash(again) == hash(recipe)


@given(drafts)
def test_every_field_that_is_wrong_is_named_and_no_other(draft: Draft) -> None:
    validation = validate(draft)

    wrong = set()
    named = [(name, field, draft[name]) for name, field in RECIPE_FIELDS.items()]
    for i, layer in enumerate(draft.layers):
        named += [
            (f"layers.{i}.{field.name}", field, layer.settings[field.name])
            for field in LAYER_KINDS[layer.kind].fields
        ]
    named += [(f.name, f, draft[f.name]) for f in OPTIMIZERS[draft["optimizer"]].fields]
    named += [(f.name, f, draft[f.name]) for f in SCHEDULES[draft["schedule"]].fields]
    for name, field, text in named:
        try:
            field.parse(text)
        except ValueError as error:
            wrong.add(FieldError(name, error.message))
    assert set(validation.errors) == wrong
    assert len(validation.errors) == len(wrong)
    assert (validation.recipe is None) == bool(wrong)


def test_names_are_taken_in_any_case_and_kept_as_they_are_declared() -> None:
    """The form finds a choice by its name."""
    draft = article()
    for name, text in {
        "optimizer": "AdamW",
        "schedule": "Reduce on plateau",
        "initializer": " He_Normal",
        "layers": "Conv:16:3:1:VALID,64:ReLU, Dense:8:Leaky ReLU, Max_Pool",
    }.items():
        draft = draft.with_field(name, text)
    expected = article()
    for name, text in {
        "optimizer": "adamw",
        "schedule": "plateau",
        "initializer": "he_normal",
        "layers": "conv:16:3:1:valid,64:relu,dense:8:leaky_relu,max_pool",
    }.items():
        expected = expected.with_field(name, text)
    assert draft == expected
    assert validate(draft).recipe is not None
    assert draft.layers[1].with_setting("activation", "TANH").settings["activation"] == "tanh"


def test_all_errors_come_at_once() -> None:
    draft = make_draft(
        "0,5000:sine,conv:16:3:0,dropout:1,step",
        beta_1="1",
        amsgrad="maybe",
        schedule="step",
        decay_epochs="0",
        decay_rate="2",
        warmup_epochs="-1",
        initializer="ones",
        learning_rate="fast",
        batch_size="0",
        epochs="1.5",
        target_cost="-1",
        patience="0.5",
        time_limit="soon",
        seed="-1",
        l1="-0.1",
        l2="much",
        label_smoothing="1",
        translation="0.6",
        flip="maybe",
    )

    validation = validate(draft)

    assert validation.recipe is None
    assert {error.field for error in validation.errors} == {
        "layers.0.units",
        "layers.1.units",
        "layers.1.activation",
        "layers.2.strides",
        "layers.3.rate",
        "layers.4.kind",
        "beta_1",
        "amsgrad",
        "decay_epochs",
        "decay_rate",
        "warmup_epochs",
        "target_cost",
        "patience",
        "time_limit",
        "initializer",
        "learning_rate",
        "batch_size",
        "epochs",
        "seed",
        "l1",
        "l2",
        "label_smoothing",
        "translation",
        "flip",
    }


def test_too_many_layers_are_an_error_of_the_layers() -> None:
    layer = draft_layer("dense", ["3"])
    most = replace(article(), layers=(layer,) * MAX_LAYERS)
    too_many = replace(article(), layers=(layer,) * (MAX_LAYERS + 1))

    assert validate(most).errors == ()
    (error,) = validate(too_many).errors
    assert error.field == "layers"
    assert str(MAX_LAYERS) in str(error.message)
    assert str(MAX_LAYERS + 1) in str(error.message)


def test_an_unknown_optimizer_is_one_error() -> None:
    (error,) = validate(article().with_field("optimizer", "sgdd")).errors

    assert error.field == "optimizer"
    assert "sgdd" in str(error.message)


def test_an_unknown_schedule_is_one_error() -> None:
    (error,) = validate(article().with_field("schedule", "steps")).errors

    assert error.field == "schedule"
    assert "steps" in str(error.message)


@pytest.mark.parametrize("empty", ["", "  ", "0"])
def test_an_end_that_is_empty_is_off(empty: str) -> None:
    draft = make_draft(target_cost=empty, patience=empty, time_limit=empty)

    assert recipe_of(draft).stopping == StoppingCriteria(
        target_cost=0.0, patience=0, time_limit=0.0
    )


# ---- with_field


@given(drafts, st.sampled_from(TEXT_FIELDS), st.text())
def test_a_scalar_is_changed_and_nothing_else(draft: Draft, name: str, text: str) -> None:
    changed = draft.with_field(name, text)

    assert changed[name] == text
    assert changed.with_field(name, draft[name]) == draft


@given(drafts, st.data())
def test_a_setting_is_changed_and_nothing_else(draft: Draft, data: st.DataObject) -> None:
    if not OPTIMIZERS[draft["optimizer"]].fields:
        draft = draft.with_field("optimizer", "adam")
    own = [field.name for field in OPTIMIZERS[draft["optimizer"]].fields]
    name = data.draw(st.sampled_from(own))
    before = draft[name]

    changed = draft.with_field(name, "new")

    assert changed[name] == "new"
    assert draft[name] == before
    assert changed.with_field(name, before) == draft


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_another_optimizer_comes_with_its_own_defaults(optimizer: str) -> None:
    changed = article().with_field("optimizer", optimizer)

    recipe = recipe_of(changed)
    fields = OPTIMIZERS[optimizer].fields
    assert set(changed.texts) == {*RECIPE_FIELDS, *(field.name for field in fields)}
    assert dict(recipe.optimizer.settings) == {field.name: field.default for field in fields}


@given(drafts, st.sampled_from(sorted(SCHEDULES)), st.data())
def test_a_schedules_setting_is_changed_and_nothing_else(
    draft: Draft, schedule: str, data: st.DataObject
) -> None:
    draft = draft.with_field("schedule", schedule)
    assert all(draft[field.name] == field.default_text for field in SCHEDULES[schedule].fields)
    own = [field.name for field in SCHEDULES[draft["schedule"]].fields]
    if not own:
        return
    name = data.draw(st.sampled_from(own))
    before = draft[name]

    changed = draft.with_field(name, "new")

    assert changed[name] == "new"
    assert draft[name] == before
    assert changed.with_field(name, before) == draft


DENSE = {"units": "25", "activation": "relu", "l1": "0", "l2": "0"}
POOL = {"pool_size": "2", "strides": "2"}


@pytest.mark.parametrize(
    ("text", "layers"),
    [
        ("", []),
        (" , ,", []),
        ("25", [("dense", DENSE)]),
        ("25:tanh", [("dense", DENSE | {"activation": "tanh"})]),
        (
            " 25 : relu , 12:tanh ",
            [("dense", DENSE), ("dense", DENSE | {"units": "12", "activation": "tanh"})],
        ),
        ("25:,12", [("dense", DENSE), ("dense", DENSE | {"units": "12"})]),
        ("dense:25:relu:0.1:0.2", [("dense", DENSE | {"l1": "0.1", "l2": "0.2"})]),
        ("25:relu:0:1:more:still", [("dense", DENSE | {"l2": "1:more:still"})]),
        ("-3", [("dense", DENSE | {"units": "-3"})]),
        ("max_pool,max_pool:3", [("max_pool", POOL), ("max_pool", POOL | {"pool_size": "3"})]),
        ("flatten", [("flatten", {})]),
        ("flatten:3", [("flatten:3", {})]),
        ("step:3", [("step:3", {})]),
        ("dropout:0.2", [("dropout", {"rate": "0.2"})]),
    ],
)
def test_layers_are_read_from_a_text(text: str, layers: list[tuple[str, dict[str, str]]]) -> None:
    changed = article().with_field("layers", text)

    assert [(layer.kind, dict(layer.settings)) for layer in changed.layers] == layers


@given(sound_drafts)
def test_the_text_of_layers_gives_the_layers_back(draft: Draft) -> None:
    text = ",".join(":".join([layer.kind, *layer.settings.values()]) for layer in draft.layers)

    assert article().with_field("layers", text).layers == draft.layers


@given(drafts, st.text())
def test_an_unknown_field_is_refused_with_those_there_are(draft: Draft, name: str) -> None:
    if name in ("layers", *draft.texts):
        return

    with pytest.raises(RecipeError, match="There is no field") as refused:
        draft.with_field(name, "1")

    message = str(refused.value)
    assert message.isprintable()
    for known in ("layers", *draft.texts):
        assert known in message


def test_a_setting_of_another_optimizer_is_no_field() -> None:
    with pytest.raises(RecipeError, match="There is no field “beta_1”"):
        article().with_field("optimizer", "momentum").with_field("beta_1", "0.5")
