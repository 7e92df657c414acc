import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from signs_studio.recipe.layers import ACTIVATION, Dense, count_parameters, summarise_network

LAYERS = st.lists(
    st.builds(Dense, st.integers(1, 40), st.sampled_from(sorted(ACTIVATION.choices))), max_size=5
).map(tuple)


def test_the_articles_network_has_the_articles_parameters() -> None:
    rows = summarise_network(
        (Dense(25, "relu"), Dense(12, "relu")), picture_shape=(64, 64, 3), classes=6
    )

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


@given(
    LAYERS,
    st.tuples(st.integers(1, 9), st.integers(1, 9), st.integers(1, 4)),
    st.integers(2, 12),
)
def test_the_summary_is_what_the_arrays_are(
    layers: tuple[Dense, ...], picture_shape: tuple[int, int, int], classes: int
) -> None:
    rows = summarise_network(layers, picture_shape=picture_shape, classes=classes)

    assert rows[0].output_shape == picture_shape
    assert rows[0].parameters == 0
    a = np.zeros((7, *picture_shape)).reshape(7, -1)
    widths = [*(layer.units for layer in layers), classes]
    assert len(rows) == len(widths) + 1
    total = 0
    for row, units in zip(rows[1:], widths, strict=True):
        w, b = np.zeros((units, a.shape[1])), np.zeros(units)
        a = a @ w.T + b
        assert row.output_shape == a.shape[1:]
        assert row.parameters == w.size + b.size
        total += w.size + b.size
    assert count_parameters(layers, picture_shape=picture_shape, classes=classes) == total


@pytest.mark.parametrize("activation", sorted(ACTIVATION.choices))
def test_a_row_names_its_activation_as_the_form_does(activation: str) -> None:
    rows = summarise_network((Dense(3, activation),), picture_shape=(2, 2, 1), classes=2)

    assert rows[1].activation == ACTIVATION.choices[activation]
