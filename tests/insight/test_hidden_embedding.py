"""Embedding of the last hidden layer, against scikit-learn."""

import sys

import numpy as np
import pytest
from sklearn.decomposition import PCA
from sklearn.metrics import pairwise_distances

from signs_studio.engine.evaluation import activations, hidden_features
from signs_studio.engine.training.trainer import Trainer
from signs_studio.errors import PersonError
from signs_studio.insight.hidden_embedding import (
    PcaWanted,
    TsneWanted,
    principal_components,
    turned_to_circle,
)
from signs_studio.insight.question import Progress
from signs_studio.recipe.draft import validate
from signs_studio.recipe.presets import PRESETS
from tests.conftest import drawn_dataset

DATASET = drawn_dataset(test=30)
LABELS = DATASET.test_y


@pytest.fixture(scope="module")
def trainer() -> Trainer:
    recipe = validate(PRESETS["article"].draft.with_field("layers", "7:tanh,5:tanh")).recipe
    assert recipe is not None
    return Trainer(recipe, DATASET)


@pytest.mark.parametrize("shape", [(40, 6), (8, 50), (20, 1)], ids=str)
def test_components_are_those_of_scikit_learn(shape: tuple[int, int]) -> None:
    features = np.random.default_rng(2).normal(size=shape) * np.arange(1, shape[1] + 1)
    points, share = principal_components(features)
    count = min(2, *shape)
    oracle = PCA(count).fit(features)
    np.testing.assert_allclose(
        np.abs(points[:, :count]), np.abs(oracle.transform(features)), rtol=1e-6, atol=1e-8
    )
    assert share == pytest.approx(oracle.explained_variance_ratio_.sum())
    assert not points[:, count:].any()


def test_points_keep_their_distances_however_they_were_turned() -> None:
    rng = np.random.default_rng(4)
    labels = np.arange(30) % 3
    points = rng.normal(size=(30, 2)) + np.array([[0, 4], [3, -2], [-3, -2]])[labels]
    points -= points.mean(axis=0)
    turned = turned_to_circle(points, labels.astype(np.int32))
    np.testing.assert_allclose(pairwise_distances(turned), pairwise_distances(points), atol=1e-9)
    mirrored = points @ np.array([[0.6, 0.8], [0.8, -0.6]])
    np.testing.assert_allclose(
        turned_to_circle(mirrored, labels.astype(np.int32)), turned, atol=1e-9
    )
    # The first class is above, the others follow clockwise.
    middles = np.stack([turned[labels == each].mean(axis=0) for each in range(3)])
    assert middles[0, 1] > 3
    assert middles[1, 0] > 2
    assert middles[2, 0] < -2


def test_the_answer_is_of_the_last_hidden_layer(trainer: Trainer) -> None:
    network = trainer.network()
    places = np.arange(0, 30, 2)
    answer = PcaWanted(DATASET, places).answer(network, Progress())
    *_, hidden, logits = activations(network, DATASET.test_x[places])
    features, read = hidden_features(network, DATASET.test_x[places])
    np.testing.assert_array_equal(features, hidden)
    np.testing.assert_array_equal(read, logits)
    np.testing.assert_array_equal(answer.predicted, logits.argmax(axis=1))
    oracle = PCA(2).fit(hidden.astype(np.float64))
    np.testing.assert_allclose(
        pairwise_distances(answer.points),
        pairwise_distances(oracle.transform(hidden.astype(np.float64))),
        atol=1e-6,
    )
    assert answer.units == 5
    again = PcaWanted(DATASET, places).answer(network, Progress())
    np.testing.assert_array_equal(again.points, answer.points)


def test_without_opentsne_it_is_said_how_to_install_it(
    trainer: Trainer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "openTSNE", None)
    with pytest.raises(PersonError, match=r"pip install 'signs-studio\[tsne\]', or choose PCA"):
        TsneWanted(DATASET, np.arange(30)).answer(trainer.network(), Progress())


def test_tsne_keeps_neighbours(trainer: Trainer) -> None:
    pytest.importorskip("openTSNE")
    answer = TsneWanted(DATASET, np.arange(30)).answer(trainer.network(), Progress())
    assert answer.points.shape == (30, 2)
    assert np.isfinite(answer.points).all()
