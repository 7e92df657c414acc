"""Dead units, of which all answers say the same."""

from dataclasses import replace

import numpy as np

from signs_studio.insight.network_activity import ActivityWanted
from signs_studio.insight.question import Progress
from signs_studio.insight.unit_details import UnitWanted
from signs_studio.insight.unit_outputs import UnitOutputsWanted
from signs_studio.insight.weights import Start, WeightsKind, WeightsWanted
from signs_studio.recipe.network_stages import network_stages
from signs_studio.recipe.network_summary import summarise_network
from tests.insight.conftest import SHAPE, Learnt, shares, with_bias


def test_all_answers_call_the_same_units_dead(learnt: Learnt, progress: Progress) -> None:
    dataset = replace(learnt.dataset, train_x=learnt.dataset.test_x, train_y=learnt.dataset.test_y)
    pictures = dataset.test_x
    network = with_bias(learnt.network, layer=0, unit=1, bias=-1000.0)
    outputs = UnitOutputsWanted(picture=pictures[0], test_pictures=pictures).answer(
        network, progress
    )
    dead = [set(np.flatnonzero(each.dead).tolist()) for each in outputs]
    # A pool gives 0 for a dead filter, and is not dead.
    for layer, own in zip(network.layers, dead, strict=True):
        assert not own or layer.settings.get("activation") == "relu"
    # The units of the first layer, by Keras: but for one, as they were before.
    theirs = learnt.keras(shares(pictures))[0].numpy()
    silent = (theirs == 0).all(axis=tuple(range(theirs.ndim - 1)))
    assert dead[0] == {1, *np.flatnonzero(silent).tolist()}
    assert len(dead[0]) < theirs.shape[-1]

    weights = WeightsWanted(
        kind=WeightsKind.WEIGHTS,
        first=0,
        start=Start("he_normal", 0),
        picture=pictures[:1],
        test_pictures=pictures,
    ).answer(network, progress)
    assert weights.dead == dead[0]
    stages = network_stages(
        summarise_network(network.layers[:-1], picture_shape=SHAPE, classes=dataset.classes)
    )
    activity = ActivityWanted(stages, pictures[0], pictures).answer(network, progress)
    for stage, own in zip(stages[1:], activity.stages, strict=True):
        layer = stage.layers[0]
        assert own.silent == dead[layer]
        for unit in own.units:
            details = UnitWanted(dataset, pictures[:1], layer, unit).answer(network, progress)
            assert details.is_dead == (unit in dead[layer])
