import pytest
from hypothesis import given
from hypothesis import strategies as st

from signs_studio.recipe.draft import layers_from_text, read_layers
from signs_studio.recipe.layer_kinds.kind import ACTIVATION, Layer
from signs_studio.recipe.layers import LAYER_KINDS, make_layer
from signs_studio.recipe.network_summary import (
    ends_picture,
    has_parameters,
    needs_picture,
    summarise_network,
)
from tests.recipe.strategies import sound_layers


def layers_of(text: str) -> tuple[Layer, ...]:
    layers, errors = read_layers(layers_from_text(text))
    assert errors == ()
    return layers


def test_the_articles_network_has_the_articles_parameters() -> None:
    network = summarise_network(layers_of("25,12"), picture_shape=(64, 64, 3), classes=6)

    rows = network.rows
    assert network.problem is None
    assert [row.name for row in rows] == ["Input", "Dense 25", "Dense 12", "Dense 6"]
    assert [row.activation for row in rows] == ["", "ReLU", "ReLU", "Softmax"]
    assert [row.output_shape for row in rows] == [(64, 64, 3), (25,), (12,), (6,)]
    # W1 (25, 12288) and b1 (25,), and so on.
    assert [row.parameters for row in rows] == [
        0,
        25 * 12288 + 25,
        12 * 25 + 12,
        6 * 12 + 6,
    ]
    assert [row.multiply_adds for row in rows] == [0, 25 * 12288, 12 * 25, 6 * 12]
    assert network.parameters == sum(row.parameters for row in rows)
    assert network.multiply_adds == sum(row.multiply_adds for row in rows)


def test_a_network_of_every_kind_by_hand() -> None:
    text = "conv:16:5:2,batch_norm,max_pool:3,conv:8:3:1:valid,average_pool,dropout:0.25,flatten,10"
    network = summarise_network(layers_of(text), picture_shape=(64, 60, 3), classes=6)

    assert network.problem is None
    assert [(row.name, row.output_shape, row.parameters) for row in network.rows] == [
        ("Input", (64, 60, 3), 0),
        ("Conv 16, 5 × 5", (32, 30, 16), 5 * 5 * 3 * 16 + 16),
        ("Batch norm", (32, 30, 16), 16 + 16),
        ("Max pool 3 × 3", (15, 14, 16), 0),
        ("Conv 8, 3 × 3", (13, 12, 8), 3 * 3 * 16 * 8 + 8),
        ("Average pool 2 × 2", (6, 6, 8), 0),
        ("Dropout 0.25", (6, 6, 8), 0),
        ("Flatten", (288,), 0),
        ("Dense 10", (10,), 288 * 10 + 10),
        ("Dense 6", (6,), 10 * 6 + 6),
    ]
    assert network.rows[1].multiply_adds == 32 * 30 * 16 * 5 * 5 * 3
    assert network.rows[4].multiply_adds == 13 * 12 * 8 * 3 * 3 * 16


@pytest.mark.parametrize("activation", sorted(ACTIVATION.choices))
def test_a_row_names_its_activation_as_the_form_does(activation: str) -> None:
    layer = make_layer("dense", activation=activation)
    network = summarise_network((layer,), picture_shape=(2, 2, 1), classes=2)

    assert network.rows[1].activation == str(ACTIVATION.choices[activation])


@pytest.mark.parametrize(
    ("text", "field", "words"),
    [
        ("25,conv", "layers.1.kind", "Conv needs a picture, but is given 25 numbers"),
        ("global_pool,dropout,max_pool", "layers.2.kind", "given 3 numbers"),
        ("flatten,global_pool", "layers.1.kind", "Global pool needs a picture"),
        (
            "max_pool:4:4,max_pool:3",
            "layers.1.pool_size",
            "looks at 3 × 3 pixels, but of the picture",
        ),
        (
            "conv:3:9:1:valid",
            "layers.0.kernel_size",
            "only 8 × 10 are left here: take a smaller kernel",
        ),
    ],
)
def test_where_a_shape_cannot_work_the_first_such_layer_says_so(
    text: str, field: str, words: str
) -> None:
    network = summarise_network(layers_of(text), picture_shape=(8, 10, 3), classes=6)

    assert network.problem is not None
    assert network.problem.field == field
    assert words in str(network.problem.message)
    assert len(network.rows) == 1 + int(field.split(".")[1])


@given(
    st.lists(sound_layers, max_size=8),
    st.tuples(st.integers(1, 40), st.integers(1, 40), st.integers(1, 4)),
)
def test_any_layers_have_shapes_or_one_sentence(layers: list, shape: tuple[int, int, int]) -> None:
    network = summarise_network(read_layers(layers)[0], picture_shape=shape, classes=6)

    for row in network.rows:
        assert all(side >= 1 for side in row.output_shape)
    if network.problem is None:
        assert len(network.rows) == len(layers) + 2
    else:
        index = int(network.problem.field.split(".")[1])
        assert len(network.rows) == index + 1
        assert str(network.problem.message).endswith(".")
        assert str(network.problem.located).startswith(f"Layer {index + 1}: ")


def test_what_a_kind_does_with_a_picture_comes_of_its_arithmetic() -> None:
    pools = {"max_pool", "average_pool", "global_pool"}
    assert {kind for kind in LAYER_KINDS if needs_picture(kind)} == {"conv", *pools}
    assert {*filter(ends_picture, LAYER_KINDS)} == {"dense", "flatten", "global_pool"}
    assert {*filter(has_parameters, LAYER_KINDS)} == {"dense", "conv", "batch_norm"}
