"""Names of the layers of a network, and what is said of their units."""

from dataclasses import replace

import pytest

from signs_studio.recipe.frozen import FrozenSettings
from signs_studio.wording.networks import layer_names, units_words
from tests.engine.conftest import _recipe as make_recipe


def test_layers_are_told_apart_by_place_kind_and_size() -> None:
    dense, dropout, other = make_recipe(layers="25:relu,dropout:0.3,25:tanh").layers
    assert layer_names([dense, dropout, other]) == (
        "1 Dense 25",
        "2 Dropout 0.3",
        "3 Dense 25",
        "4 Softmax",
    )
    # A network does not know what may change while it is trained.
    dropout = replace(dropout, settings=FrozenSettings())
    assert layer_names([dense, dropout, other], with_activations=True) == (
        "1 Dense 25, ReLU",
        "2 Dropout",
        "3 Dense 25, tanh",
        "4 Softmax",
    )


@pytest.mark.parametrize(
    ("count", "dead", "inactive", "words"),
    [
        (2, 0, 0, "2 units"),
        (1, 0, 0, "1 unit"),
        (3, 0, 2, "3 units, 2 give 0 for this picture"),
        (3, 0, 1, "3 units, 1 gives 0 for this picture"),
        (4, 3, 0, "4 units, 3 dead"),
        (4, 1, 2, "4 units, 1 dead, 2 others give 0 for this picture"),
        (3, 1, 1, "3 units, 1 dead, 1 other gives 0 for this picture"),
    ],
)
def test_dead_units_and_the_others_that_give_nothing_are_counted_apart(
    count: int, dead: int, inactive: int, words: str
) -> None:
    assert units_words(count, dead=dead, inactive=inactive, are_maps=False) == words
    maps = units_words(count, dead=dead, inactive=inactive, are_maps=True)
    assert maps == words.replace("unit", "map")
