import json

from hypothesis import given, settings
from hypothesis import strategies as st

from signs_studio.fields.declared import ChoiceField
from signs_studio.recipe.draft import Draft, draft_layer, make_draft
from signs_studio.recipe.draft_json import draft_from_json, draft_to_json
from signs_studio.recipe.layers import LAYER_KINDS, MAX_LAYERS
from signs_studio.recipe.optimizers import OPTIMIZER, OPTIMIZERS
from signs_studio.recipe.recipe import RECIPE_FIELDS
from signs_studio.recipe.schedules import SCHEDULES
from tests.recipe.strategies import assert_is_draft, drafts

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
setting_names = sorted({field.name for kind in OPTIMIZERS.values() for field in kind.fields})
hostile_layers = st.lists(
    json_values
    | st.dictionaries(st.sampled_from(["units", "activation", "more"]), json_values, max_size=3)
    | st.fixed_dictionaries(
        {"kind": st.sampled_from(sorted(LAYER_KINDS)) | json_values},
        optional={
            "settings": st.dictionaries(
                st.sampled_from(["rate", "units", "more"]), json_values, max_size=3
            )
            | json_values
        },
    ),
    max_size=MAX_LAYERS + 4,
)
hostile_settings = st.dictionaries(st.sampled_from(setting_names), json_values, max_size=6)
hostile_schedule_settings = st.dictionaries(
    st.sampled_from(["decay_epochs", "factor", "beta_1", "more"]), json_values, max_size=3
)
hostile_json = st.dictionaries(st.text(max_size=8), json_values, max_size=4) | (
    st.fixed_dictionaries(
        {},
        optional={
            **dict.fromkeys(RECIPE_FIELDS, json_values),
            "optimizer": st.sampled_from(sorted(OPTIMIZERS)) | json_values,
            "layers": hostile_layers | json_values,
            "optimizer_settings": hostile_settings | json_values,
            "schedule": st.sampled_from(sorted(SCHEDULES)) | json_values,
            "schedule_settings": hostile_schedule_settings | json_values,
        },
    )
)


@given(drafts)
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

    assert draft["seed"] == "77"
    assert draft["epochs"] == RECIPE_FIELDS["epochs"].default_text
    assert draft["optimizer"] == "momentum"
    assert draft["momentum"] == "0.5"
    assert "beta_1" not in draft.texts


def test_an_unknown_optimizer_that_was_saved_is_the_default() -> None:
    draft = draft_from_json({"optimizer": "sophia", "optimizer_settings": {"beta_1": "0.5"}})

    assert draft["optimizer"] == OPTIMIZER.default
    assert draft["beta_1"] == "0.5"


def test_json_that_nests_as_deep_as_it_can_gives_a_draft() -> None:
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    saved = {**dict.fromkeys([*RECIPE_FIELDS, "optimizer_settings", "schedule_settings"], deep)}
    rows = [{"kind": "dense", "settings": {"units": deep, "activation": deep}}]

    draft = draft_from_json({**saved, "layers": rows})

    assert_is_draft(draft)
    assert draft.layers == (draft_layer("dense"),)


def test_more_layers_than_there_may_be_are_cut() -> None:
    rows = [{"kind": "dense", "settings": {"units": str(i)}} for i in range(100_000)]

    draft = draft_from_json({"layers": rows})

    assert [layer.settings["units"] for layer in draft.layers] == [
        str(i) for i in range(MAX_LAYERS)
    ]


def test_layers_of_no_known_kind_are_left_out() -> None:
    rows = [{"kind": "step"}, {"kind": 3}, 7, {"kind": "dropout", "settings": {"rate": "0.1"}}]

    draft = draft_from_json({"layers": rows})

    assert draft.layers == (draft_layer("dropout", ["0.1"]),)


def test_layers_saved_by_the_first_version_are_dense() -> None:
    draft = draft_from_json({"layers": [{"units": "7", "activation": "tanh"}]})

    assert draft.layers == (draft_layer("dense", ["7", "tanh"]),)


def test_former_names_are_read_as_those_of_now() -> None:
    """As earlier versions saved it: settings of the kinds apart, and other names."""
    draft = draft_from_json(
        {
            "layers": [
                {"kind": "conv", "settings": {"kernel": "5", "stride": "2", "activation": "swish"}},
                {"kind": "max_pool", "settings": {"size": "3", "stride": "1"}},
            ],
            "optimizer": "gradient_descent",
            "optimizer_settings": {},
            "initializer": "xavier_uniform",
            "schedule": "plateau",
            "schedule_settings": {"factor": "0.5", "min_rate": "0.001"},
            "shift": "0.1",
            "turn": "15",
            "scale": "0.2",
            "flip": "true",
        }
    )

    assert draft == make_draft(
        "conv:16:5:2:same:silu,max_pool:3:1",
        optimizer="sgd",
        initializer="glorot_uniform",
        schedule="plateau",
        factor="0.5",
        min_lr="0.001",
        translation="0.1",
        rotation="15",
        zoom="0.2",
        flip="true",
    )
    assert draft_from_json({"initializer": "normal"})["initializer"] == "random_normal"


def test_every_former_name_is_gone_and_its_present_one_there() -> None:
    from signs_studio.recipe.draft_json import _FORMER_CHOICES, _FORMER_NAMES

    kinds = [*LAYER_KINDS.values(), *OPTIMIZERS.values(), *SCHEDULES.values()]
    fields = {field.name: field for kind in kinds for field in kind.fields} | dict(RECIPE_FIELDS)
    for former, now in _FORMER_NAMES.items():
        assert former not in fields
        assert now in fields
    for (name, former), now in _FORMER_CHOICES.items():
        field = fields[name]
        assert isinstance(field, ChoiceField)
        assert former not in field.choices
        assert now in field.choices
