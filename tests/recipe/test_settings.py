import json
from dataclasses import replace
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signs_studio.errors import RecipeError
from signs_studio.recipe.fields import NumberField, format_number
from signs_studio.recipe.layers import ACTIVATION, MOST_LAYERS, MOST_PARAMETERS, UNITS, Dense
from signs_studio.recipe.optimizers import OPTIMIZER, OPTIMIZERS
from signs_studio.recipe.presets import PRESETS
from signs_studio.recipe.settings import (
    INITIALIZER,
    SCALAR_FIELDS,
    Draft,
    FieldError,
    LayerDraft,
    Recipe,
    check_fits,
    default_settings,
    draft_from_json,
    draft_to_json,
    validate,
)

TEXT_FIELDS = [name for name in SCALAR_FIELDS if name != "optimizer"]

layer_drafts = st.builds(LayerDraft, st.text(max_size=8), st.text(max_size=8))
scalar_texts = st.fixed_dictionaries({name: st.text(max_size=12) for name in TEXT_FIELDS})


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    """Drafts of a known optimizer, whose other texts are anything."""
    optimizer = draw(st.sampled_from(sorted(OPTIMIZERS)))
    names = default_settings(optimizer)
    settings = {name: draw(st.text(max_size=12)) for name in names}
    layers = draw(st.lists(layer_drafts, max_size=MOST_LAYERS))
    return Draft(
        layers=tuple(layers),
        optimizer=optimizer,
        optimizer_settings=MappingProxyType(settings),
        **draw(scalar_texts),
    )


def number_texts(field: NumberField) -> st.SearchStrategy[str]:
    if field.whole:
        return st.integers(int(field.minimum), int(field.maximum)).map(str)
    return st.floats(field.minimum, field.maximum).map(format_number)


@st.composite
def sound_drafts(draw: st.DrawFn) -> Draft:
    """Drafts in which every text is right."""
    optimizer = draw(st.sampled_from(sorted(OPTIMIZERS)))
    settings = {
        field.name: draw(
            number_texts(field)
            if isinstance(field, NumberField)
            else st.sampled_from(["true", "false"])
        )
        for field in OPTIMIZERS[optimizer].fields
    }
    layer = st.builds(LayerDraft, number_texts(UNITS), st.sampled_from(sorted(ACTIVATION.choices)))
    numbers = {
        name: draw(number_texts(field))
        for name, field in SCALAR_FIELDS.items()
        if isinstance(field, NumberField)
    }
    return Draft(
        layers=tuple(draw(st.lists(layer, max_size=MOST_LAYERS))),
        optimizer=optimizer,
        optimizer_settings=MappingProxyType(settings),
        initializer=draw(st.sampled_from(sorted(INITIALIZER.choices))),
        **numbers,
    )


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["adam", "momentum", "25", "relu"]),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)
setting_names = sorted({name for optimizer in OPTIMIZERS for name in default_settings(optimizer)})
hostile_layers = st.lists(
    json_values
    | st.dictionaries(st.sampled_from(["units", "activation", "more"]), json_values, max_size=3),
    max_size=MOST_LAYERS + 4,
)
hostile_settings = st.dictionaries(st.sampled_from(setting_names), json_values, max_size=6)
hostile_json = st.dictionaries(st.text(max_size=8), json_values, max_size=4) | (
    st.fixed_dictionaries(
        {},
        optional={
            **dict.fromkeys(SCALAR_FIELDS, json_values),
            "optimizer": st.sampled_from(sorted(OPTIMIZERS)) | json_values,
            "layers": hostile_layers | json_values,
            "optimizer_settings": hostile_settings | json_values,
        },
    )
)


def article() -> Draft:
    return PRESETS["article"].draft


def recipe_of(draft: Draft) -> Recipe:
    recipe = validate(draft).recipe
    assert recipe is not None
    return recipe


def assert_is_draft(draft: Draft) -> None:
    """Every place of a draft holds what its type says."""
    assert all(isinstance(getattr(draft, name), str) for name in SCALAR_FIELDS)
    assert draft.optimizer in OPTIMIZERS
    assert set(draft.optimizer_settings) == set(default_settings(draft.optimizer))
    assert all(isinstance(text, str) for text in draft.optimizer_settings.values())
    assert len(draft.layers) <= MOST_LAYERS
    for layer in draft.layers:
        assert isinstance(layer.units, str)
        assert isinstance(layer.activation, str)


# ---- validate


@given(sound_drafts())
def test_a_sound_draft_is_the_recipe_that_its_texts_spell(draft: Draft) -> None:
    recipe = recipe_of(draft)

    assert recipe.layers == tuple(Dense(int(row.units), row.activation) for row in draft.layers)
    assert recipe.initializer == draft.initializer
    assert recipe.optimizer.name == draft.optimizer
    for field in OPTIMIZERS[draft.optimizer].fields:
        text = draft.optimizer_settings[field.name]
        value = float(text) if isinstance(field, NumberField) else text == "true"
        assert recipe.optimizer.settings[field.name] == value
    assert recipe.learning_rate == float(draft.learning_rate)
    assert recipe.batch_size == int(draft.batch_size)
    assert recipe.epochs == int(draft.epochs)
    assert recipe.seed == int(draft.seed)


@given(sound_drafts())
def test_a_recipes_draft_gives_the_recipe_back(draft: Draft) -> None:
    recipe = recipe_of(draft)

    again = recipe_of(recipe.draft())

    assert again == recipe
    assert hash(again) == hash(recipe)


@given(drafts())
def test_every_field_that_is_wrong_is_named_and_no_other(draft: Draft) -> None:
    validation = validate(draft)

    wrong = set()
    named = [(name, field, getattr(draft, name)) for name, field in SCALAR_FIELDS.items()]
    for i, layer in enumerate(draft.layers):
        named.append((f"layers.{i}.units", UNITS, layer.units))
        named.append((f"layers.{i}.activation", ACTIVATION, layer.activation))
    texts = draft.optimizer_settings
    named += [(f.name, f, texts[f.name]) for f in OPTIMIZERS[draft.optimizer].fields]
    for name, field, text in named:
        try:
            field.parse(text)
        except ValueError as error:
            wrong.add(FieldError(name, str(error)))
    assert set(validation.errors) == wrong
    assert len(validation.errors) == len(wrong)
    assert (validation.recipe is None) == bool(wrong)


def test_all_errors_come_at_once() -> None:
    draft = Draft(
        layers=(LayerDraft("0", "relu"), LayerDraft("5000", "sine")),
        optimizer_settings={**default_settings("adam"), "beta_1": "1", "amsgrad": "maybe"},
        initializer="ones",
        learning_rate="fast",
        batch_size="0",
        epochs="1.5",
        seed="-1",
    )

    validation = validate(draft)

    assert validation.recipe is None
    assert {error.field for error in validation.errors} == {
        "layers.0.units",
        "layers.1.units",
        "layers.1.activation",
        "beta_1",
        "amsgrad",
        "initializer",
        "learning_rate",
        "batch_size",
        "epochs",
        "seed",
    }


def test_too_many_layers_are_an_error_of_the_layers() -> None:
    layer = LayerDraft("3", "relu")
    most = replace(article(), layers=(layer,) * MOST_LAYERS)
    too_many = replace(article(), layers=(layer,) * (MOST_LAYERS + 1))

    assert validate(most).errors == ()
    (error,) = validate(too_many).errors
    assert error.field == "layers"
    assert str(MOST_LAYERS) in error.message
    assert str(MOST_LAYERS + 1) in error.message


def test_an_unknown_optimizer_is_one_error() -> None:
    (error,) = validate(article().with_field("optimizer", "sgdd")).errors

    assert error.field == "optimizer"
    assert "sgdd" in error.message


# ---- with_field


@given(drafts(), st.sampled_from(TEXT_FIELDS), st.text())
def test_a_scalar_is_changed_and_nothing_else(draft: Draft, name: str, text: str) -> None:
    changed = draft.with_field(name, text)

    assert getattr(changed, name) == text
    assert changed.with_field(name, getattr(draft, name)) == draft


@given(drafts(), st.data())
def test_a_setting_is_changed_and_nothing_else(draft: Draft, data: st.DataObject) -> None:
    if not draft.optimizer_settings:
        draft = draft.with_field("optimizer", "adam")
    name = data.draw(st.sampled_from(sorted(draft.optimizer_settings)))
    before = draft.optimizer_settings[name]

    changed = draft.with_field(name, "new")

    assert changed.optimizer_settings[name] == "new"
    assert draft.optimizer_settings[name] == before
    assert changed.with_field(name, before) == draft


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_another_optimizer_comes_with_its_own_defaults(optimizer: str) -> None:
    changed = article().with_field("optimizer", optimizer)

    assert changed.optimizer_settings == default_settings(optimizer)
    recipe = recipe_of(changed)
    fields = OPTIMIZERS[optimizer].fields
    assert dict(recipe.optimizer.settings) == {field.name: field.default for field in fields}


@pytest.mark.parametrize(
    ("text", "layers"),
    [
        ("", ()),
        (" , ,", ()),
        ("25", (("25", "relu"),)),
        ("25:tanh", (("25", "tanh"),)),
        (" 25 : relu , 12:tanh ", (("25", "relu"), ("12", "tanh"))),
        ("25:,12", (("25", "relu"), ("12", "relu"))),
        ("25:relu:more", (("25", "relu:more"),)),
    ],
)
def test_layers_are_read_from_a_text(text: str, layers: tuple[tuple[str, str], ...]) -> None:
    changed = article().with_field("layers", text)

    assert changed.layers == tuple(LayerDraft(*layer) for layer in layers)


@given(sound_drafts())
def test_the_text_of_layers_gives_the_layers_back(draft: Draft) -> None:
    text = ",".join(f"{layer.units}:{layer.activation}" for layer in draft.layers)

    assert article().with_field("layers", text).layers == draft.layers


@given(drafts(), st.text())
def test_an_unknown_field_is_refused_with_those_there_are(draft: Draft, name: str) -> None:
    if name in ("layers", *SCALAR_FIELDS, *draft.optimizer_settings):
        return

    with pytest.raises(RecipeError, match="There is no field") as refused:
        draft.with_field(name, "1")

    message = str(refused.value)
    assert message.isprintable()
    for known in ("layers", *SCALAR_FIELDS, *draft.optimizer_settings):
        assert known in message


def test_a_setting_of_another_optimizer_is_no_field() -> None:
    with pytest.raises(RecipeError, match="There is no field “beta_1”"):
        article().with_field("optimizer", "momentum").with_field("beta_1", "0.5")


# ---- drafts saved and restored


@given(drafts())
def test_a_draft_comes_back_as_it_was_saved(draft: Draft) -> None:
    saved = json.loads(json.dumps(draft_to_json(draft)))

    assert draft_from_json(saved) == draft


@settings(max_examples=40)
@given(hostile_json)
def test_any_json_gives_a_draft(saved: dict[str, object]) -> None:
    draft = draft_from_json(json.loads(json.dumps(saved)))

    assert_is_draft(draft)
    assert draft_from_json(draft_to_json(draft)) == draft


@settings(max_examples=40)
@given(hostile_json)
def test_what_makes_sense_is_kept_beside_what_does_not(saved: dict[str, object]) -> None:
    saved = {**saved, "seed": "77", "epochs": ["12"], "optimizer": "momentum"}
    saved["optimizer_settings"] = {"momentum": "0.5", "beta_1": "0.1", "nesterov": 3}

    draft = draft_from_json(saved)

    assert draft.seed == "77"
    assert draft.epochs == SCALAR_FIELDS["epochs"].default_text
    assert draft.optimizer == "momentum"
    assert dict(draft.optimizer_settings) == {"momentum": "0.5"}


def test_an_unknown_optimizer_that_was_saved_is_the_default() -> None:
    draft = draft_from_json({"optimizer": "lion", "optimizer_settings": {"beta_1": "0.5"}})

    assert draft.optimizer == OPTIMIZER.default
    assert draft.optimizer_settings["beta_1"] == "0.5"


def test_json_that_nests_as_deep_as_it_can_gives_a_draft() -> None:
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    saved = {**dict.fromkeys([*SCALAR_FIELDS, "optimizer_settings"], deep)}
    rows = [{"units": deep, "activation": deep}]

    draft = draft_from_json({**saved, "layers": rows})

    assert_is_draft(draft)
    assert draft.layers == (LayerDraft(UNITS.default_text, ACTIVATION.default_text),)


def test_more_layers_than_there_may_be_are_cut() -> None:
    rows = [{"units": str(i), "activation": "relu"} for i in range(100_000)]

    draft = draft_from_json({"layers": rows})

    assert [layer.units for layer in draft.layers] == [str(i) for i in range(MOST_LAYERS)]


# ---- check_fits


def test_a_network_fits_up_to_the_most_parameters() -> None:
    # One layer of u units on f features with c classes: (f + 1) u + (u + 1) c = u (f + 1 + c) + c.
    units, classes = 4096, 2
    features = (MOST_PARAMETERS - classes) // units - 1 - classes
    recipe = recipe_of(article().with_field("layers", str(units)))

    check_fits(recipe, picture_shape=(1, features, 1), classes=classes)

    with pytest.raises(RecipeError, match="take fewer units") as refused:
        check_fits(recipe, picture_shape=(1, features + 1, 1), classes=classes)
    parameters = units * (features + 2 + classes) + classes
    assert f"{MOST_PARAMETERS:,}" in str(refused.value)
    assert f"{parameters:,}" in str(refused.value)
