"""Explanations of an answer, against Keras' gradients and against what they must add up to."""

from typing import Any

import numpy as np
import pytest

from signs_studio.engine.attribution import cost_gradient, output_gradient
from signs_studio.engine.evaluation import hidden_features, picture_gradient, predictions
from signs_studio.errors import PersonError
from signs_studio.insight.grad_cam import GradCamWanted, stretched
from signs_studio.insight.integrated_gradients import (
    TOLERANCE,
    Baseline,
    IntegratedGradientsWanted,
    mean_picture,
)
from signs_studio.insight.occlusion import OcclusionWanted, square_of
from signs_studio.insight.question import NotWantedError, Progress
from signs_studio.insight.unit_outputs import UnitOutputsWanted
from tests.insight.conftest import Learnt, shares

SIGN = 1


def keras_gradient(model: Any, pictures: Any, sign: int, layer: int | None = None) -> Any:
    """Keras' outputs, and the gradient of a logit with respect to the pictures or to a layer."""
    import tensorflow as tf

    inputs = tf.constant(pictures)
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        outputs = model(inputs)
        logit = tf.reduce_sum(outputs[-1][:, sign])
    return outputs, tape.gradient(logit, inputs if layer is None else outputs[layer]).numpy()


def test_outputs_and_gradients_are_those_of_keras(learnt: Learnt, progress: Progress) -> None:
    network, pictures = learnt.network, learnt.dataset.test_x[:3]
    outputs, gradient = keras_gradient(learnt.keras, shares(pictures), SIGN)
    units = UnitOutputsWanted(picture=pictures[0], test_pictures=learnt.dataset.test_x)
    for own, theirs in zip(units.answer(network, progress), outputs, strict=True):
        np.testing.assert_allclose(own.values, theirs[0], atol=1e-5)
    np.testing.assert_allclose(picture_gradient(network, pictures, SIGN), gradient, atol=1e-5)
    features, logits = hidden_features(network, pictures)
    np.testing.assert_allclose(features, outputs[-2].numpy().reshape(3, -1), atol=1e-5)
    np.testing.assert_allclose(logits, outputs[-1], atol=1e-5)
    none = hidden_features(network, pictures[:0])
    assert [each.shape for each in none] == [(0, features.shape[1]), (0, logits.shape[1])]
    _, theirs = keras_gradient(learnt.keras, shares(pictures), SIGN, layer=0)
    own, gradient = output_gradient(network, pictures, sign=SIGN, layer=0)
    np.testing.assert_allclose(own, outputs[0], atol=1e-5)
    np.testing.assert_allclose(gradient, theirs, atol=1e-5)


def test_the_gradient_of_the_cost_is_that_of_keras(learnt: Learnt) -> None:
    import keras
    import tensorflow as tf

    pictures, labels = learnt.dataset.test_x[:3], learnt.dataset.test_y[:3]
    inputs = tf.constant(shares(pictures))
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        logits = learnt.keras(inputs)[-1]
        costs = keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True)
    gradient, own_logits = cost_gradient(learnt.network, pictures, labels)
    np.testing.assert_allclose(gradient, tape.gradient(costs, inputs), atol=1e-5)
    np.testing.assert_allclose(own_logits, logits, atol=1e-5)


@pytest.mark.parametrize("baseline", list(Baseline))
def test_integrated_gradients_sum_to_the_difference_of_logits(
    learnt: Learnt, progress: Progress, baseline: Baseline
) -> None:
    dataset = learnt.dataset
    asked = IntegratedGradientsWanted(
        picture=dataset.test_x[0], sign=SIGN, baseline=baseline, mean_of=dataset.train_x
    )
    answer = asked.answer(learnt.network, progress)
    start = {
        Baseline.BLACK: np.zeros(dataset.picture_shape, np.float32),
        Baseline.GREY: np.full(dataset.picture_shape, 0.5, np.float32),
        Baseline.MEAN: shares(dataset.train_x).mean(axis=0),
    }[baseline]
    logits = learnt.keras(np.stack([start, shares(dataset.test_x[0])]))[-1].numpy()[:, SIGN]
    assert answer.difference == pytest.approx(logits[1] - logits[0], rel=1e-3, abs=1e-4)
    assert answer.attributions.shape == dataset.picture_shape
    assert abs(answer.attributions.sum() - answer.difference) <= TOLERANCE * abs(answer.difference)
    assert answer.is_complete


def test_the_mean_picture_is_on_the_scale_of_the_network(dense: Learnt, progress: Progress) -> None:
    pictures = dense.dataset.train_x
    mean = mean_picture(pictures, progress)
    np.testing.assert_allclose(mean, shares(pictures).mean(axis=0), atol=1e-6)
    np.testing.assert_allclose(mean_picture(shares(pictures), progress), mean, atol=1e-6)


def test_grad_cam_is_that_of_keras(convolutional: Learnt, progress: Progress) -> None:
    picture = convolutional.dataset.test_x[0]
    asked = GradCamWanted(picture=picture, sign=SIGN)
    answer = asked.answer(convolutional.network, progress)
    assert answer.layer == 2
    outputs, gradient = keras_gradient(
        convolutional.keras, shares(picture[None]), SIGN, layer=answer.layer
    )
    weights = gradient[0].mean(axis=(0, 1))
    expected = np.maximum(np.tensordot(outputs[answer.layer][0].numpy(), weights, 1), 0)
    np.testing.assert_allclose(answer.coarse, expected, atol=1e-5)
    assert expected.any()
    assert answer.over.shape == picture.shape[:2]


def test_a_map_is_stretched_as_tensorflow_does() -> None:
    import tensorflow as tf

    small = np.random.default_rng(0).random((3, 4)).astype(np.float32)
    large = tf.image.resize(small[..., None], (11, 9), "bilinear")[..., 0]
    np.testing.assert_allclose(stretched(small, (11, 9)), large, atol=1e-6)


def test_a_network_without_convolutions_has_no_grad_cam(dense: Learnt, progress: Progress) -> None:
    asked = GradCamWanted(picture=dense.dataset.test_x[0], sign=SIGN)
    with pytest.raises(PersonError, match="needs a convolution"):
        asked.answer(dense.network, progress)


def test_occlusion_covers_the_picture_square_by_square(learnt: Learnt, progress: Progress) -> None:
    picture = learnt.dataset.test_x[0]
    answer = OcclusionWanted(picture=picture, sign=SIGN).answer(learnt.network, progress)
    side, step = square_of(*picture.shape[:2])
    assert (answer.side, answer.step) == (side, step)
    by_hand = shares(picture).copy()
    row, column = 2 + side - 1, 1 + side - 1
    by_hand[2 : 2 + side, 1 : 1 + side] = 0.5
    said = predictions(learnt.network, np.stack([shares(picture), by_hand]))[:, SIGN]
    assert step == 1
    assert answer.drops[row, column] == pytest.approx(said[0] - said[1], abs=1e-6)
    assert answer.probability == pytest.approx(said[0])
    # Of a pixel, the mean over all squares that cover it.
    around = answer.drops[row - side + 1 : row + 1, column - side + 1 : column + 1]
    assert answer.over[2, 1] == pytest.approx(around.mean(), abs=1e-6)


def test_what_is_not_wanted_any_more_is_broken_off(dense: Learnt) -> None:
    progress = Progress()
    progress.control.stop()
    picture = dense.dataset.test_x[0]
    for question in (
        IntegratedGradientsWanted(picture=picture, sign=SIGN),
        OcclusionWanted(picture=picture, sign=SIGN),
        UnitOutputsWanted(picture=picture, test_pictures=dense.dataset.test_x),
    ):
        with pytest.raises(NotWantedError):
            question.answer(dense.network, progress)
