"""Neighbours, changes and attacks, against what is computed by hand and by differences."""

import numpy as np
import pytest

from signs_studio.engine.evaluation import activations, predictions
from signs_studio.insight.adversarial import (
    MAX_EPSILON,
    AdversarialPictureWanted,
    Attack,
    attacked,
)
from signs_studio.insight.neighbours import FeatureCache, NeighboursWanted
from signs_studio.insight.perturbations import (
    RANGES,
    ChangedPictureWanted,
    Perturbation,
    changed,
    scanned_amounts,
)
from signs_studio.insight.question import Progress
from tests.insight.conftest import EPOCHS, Learnt, shares

PICTURE = np.random.default_rng(3).random((7, 7, 3)).astype(np.float32)


def test_neighbours_are_those_found_by_brute_force(learnt: Learnt, progress: Progress) -> None:
    dataset, cache = learnt.dataset, FeatureCache()
    outputs = learnt.keras(shares(np.concatenate([dataset.test_x[:1], dataset.train_x])))
    features = outputs[-2].numpy().reshape(len(dataset.train_x) + 1, -1)
    distances = np.linalg.norm(features[1:] - features[0], axis=1)
    for _ in range(2):
        asked = NeighboursWanted(
            picture=dataset.test_x[0], train_pictures=dataset.train_x, cache=cache
        )
        answer = asked.answer(learnt.network, progress)
        np.testing.assert_allclose(answer.distances, np.sort(distances)[:5], atol=1e-4)
        np.testing.assert_allclose(distances[answer.places], answer.distances, atol=1e-4)
        np.testing.assert_array_equal(answer.pictures, dataset.train_x[answer.places])
        assert cache.epochs == EPOCHS
    # A training picture is no neighbour of its own.
    asked = NeighboursWanted(
        picture=dataset.train_x[3], train_pictures=dataset.train_x, own_place=3, cache=cache
    )
    assert 3 not in asked.answer(learnt.network, progress).places


def test_changes_are_what_they_are_called() -> None:
    def one(change: Perturbation, amount: float) -> np.ndarray:
        return changed(PICTURE, {change: amount})

    for change in Perturbation:
        np.testing.assert_array_equal(one(change, 0.0), PICTURE)
        assert 0 in scanned_amounts(change)
        assert scanned_amounts(change)[[0, -1]] == pytest.approx(RANGES[change])
    np.testing.assert_allclose(one(Perturbation.TURN, 90), np.rot90(PICTURE), atol=1e-5)
    shifted = one(Perturbation.SHIFT, 2 / 7)
    np.testing.assert_allclose(shifted[:, 2:], PICTURE[:, :-2], atol=1e-5)
    np.testing.assert_allclose(shifted[:, :2], PICTURE[:, :1].repeat(2, axis=1), atol=1e-5)
    np.testing.assert_allclose(one(Perturbation.DIM, 0.25), 0.75 * PICTURE, atol=1e-6)
    covered = one(Perturbation.COVER, 3 / 7)
    assert (covered[2:5, 2:5] == 0.5).all()
    np.testing.assert_array_equal(covered[:2], PICTURE[:2])
    noise = one(Perturbation.NOISE, 0.1)
    np.testing.assert_array_equal(noise, one(Perturbation.NOISE, 0.1))
    assert (noise - PICTURE)[(noise > 0) & (noise < 1)].std() == pytest.approx(0.1, rel=0.2)
    # A Gaussian keeps what it is: the spread of a point is its deviation.
    point = np.zeros((41, 41, 1), np.float32)
    point[20, 20] = 1
    spread = changed(point, {Perturbation.BLUR: 2 / 41})
    places = np.arange(41) - 20
    assert spread.sum() == pytest.approx(1, abs=1e-4)
    assert (spread[..., 0].sum(axis=0) * places**2).sum() == pytest.approx(4, rel=0.03)


def test_a_scan_says_what_is_read_at_every_amount(learnt: Learnt, progress: Progress) -> None:
    picture = learnt.dataset.test_x[0]
    amounts = {Perturbation.COVER: 0.25}
    asked = ChangedPictureWanted(picture=picture, amounts=amounts, change=Perturbation.TURN)
    answer = asked.answer(learnt.network, progress)
    by_hand = changed(shares(picture), amounts)
    np.testing.assert_array_equal(answer.picture, by_hand)
    every = np.stack(
        [
            changed(shares(picture), amounts | {Perturbation.TURN: a})
            for a in answer.amounts.tolist()
        ]
    )
    read = predictions(learnt.network, every)
    np.testing.assert_allclose(answer.scanned, read, atol=1e-6)
    np.testing.assert_allclose(answer.probabilities, read[36], atol=1e-6)
    # A step to another answer is found on its far side, seen from no change.
    read_as, flips = read.argmax(axis=1), answer.flips
    assert len(flips) == np.count_nonzero(np.diff(read_as))
    for flip in flips:
        place = int(np.flatnonzero(answer.amounts == np.float32(flip.amount))[0])
        assert flip.sign == read_as[place] != read_as[place - np.sign(place - 36)]


def test_fgsm_goes_along_the_sign_of_the_slope_of_the_cost(dense: Learnt) -> None:
    picture, epsilon, step = shares(dense.dataset.test_x[0]), 3, 1e-3
    sign = int(dense.dataset.test_y[0])
    made = attacked(dense.network, picture, sign=sign, attack=Attack.FGSM, epsilon=epsilon)
    inside = (picture > epsilon / 255) & (picture < 1 - epsilon / 255)
    places = np.argwhere(inside)
    moved = np.repeat(picture[None], 2 * len(places), axis=0)
    for row, place in enumerate(places):
        moved[(2 * row, *place)] += step
        moved[(2 * row + 1, *place)] -= step
    logits = activations(dense.network, moved)[-1].astype(np.float64)
    costs = np.log(np.exp(logits).sum(axis=1)) - logits[:, sign]
    slopes = costs[::2] - costs[1::2]
    changes = (made - picture)[tuple(places.T)]
    is_clear = np.abs(slopes) > 1e-5
    assert is_clear.sum() > 5
    np.testing.assert_allclose(
        changes[is_clear], np.sign(slopes[is_clear]) * epsilon / 255, atol=1e-6
    )


@pytest.mark.parametrize("attack", list(Attack))
def test_the_smallest_change_flips_and_one_step_less_does_not(
    learnt: Learnt, progress: Progress, attack: Attack
) -> None:
    network, picture = learnt.network, learnt.dataset.test_x[1]
    asked = AdversarialPictureWanted(picture=picture, attack=attack, epsilon=5)
    answer = asked.answer(network, progress)
    assert np.abs(answer.perturbation).max() <= 5 / 255 + 1e-6
    assert answer.perturbation.any()
    assert answer.picture.min() >= 0
    assert answer.picture.max() <= 1
    np.testing.assert_allclose(answer.picture, shares(picture) + answer.perturbation, atol=1e-6)
    sign = int(predictions(network, picture[None])[0].argmax())
    assert answer.smallest is not None
    assert 1 < answer.smallest < MAX_EPSILON

    def read_with(epsilon: int) -> int:
        made = attacked(network, shares(picture), sign=sign, attack=attack, epsilon=epsilon)
        assert np.abs(made - shares(picture)).max() <= epsilon / 255 + 1e-6
        return int(predictions(network, made[None])[0].argmax())

    assert read_with(answer.smallest) == answer.smallest_sign != sign
    assert read_with(answer.smallest - 1) == sign
