import pytest

from signs_studio.recipe.draft import draft_layer, read_layers
from signs_studio.recipe.frozen import FrozenSettings
from signs_studio.recipe.layer_kinds.kind import Layer
from signs_studio.recipe.layers import LAYER_KINDS, live_settings, make_layer


@pytest.mark.parametrize("kind", LAYER_KINDS)
def test_a_new_layer_is_the_same_made_and_drafted(kind: str) -> None:
    (layer,), errors = read_layers([draft_layer(kind)])

    assert errors == ()
    assert layer == make_layer(kind)
    assert hash(layer) == hash(make_layer(kind))


def test_a_layer_is_its_kind_and_settings() -> None:
    layer = make_layer("conv", filters=4)

    assert layer.settings == {**make_layer("conv").settings, "filters": 4}
    assert layer != make_layer("conv")
    backwards = FrozenSettings(dict(reversed([*layer.settings.items()])))
    assert layer == Layer("conv", backwards)
    assert hash(layer) == hash(Layer("conv", backwards))


def test_live_settings_are_settings_that_are_numbers() -> None:
    live = {name: live_settings(name) for name in LAYER_KINDS}

    assert live["dropout"] == ("rate",)
    assert live["dense"] == live["conv"] == ("l1", "l2")
    for kind, names in live.items():
        fields = {field.name: field for field in LAYER_KINDS[kind].fields}
        assert all(fields[name].default == float(fields[name].default) for name in names)
