"""Names of the layers of a network."""

from dataclasses import replace

from signs_studio.recipe.frozen import FrozenSettings
from signs_studio.wording.networks import layer_names
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
