"""The search for doubtful labels: folds, networks, and what is found."""

import numpy as np
import pytest
from cleanlab.filter import find_label_issues
from hypothesis import assume, given
from hypothesis import strategies as st

from signs_studio.data.curation import with_label_noise
from signs_studio.errors import DataError
from signs_studio.insight.doubtful_labels import FOLDS, DoubtfulLabelsWanted, folds
from signs_studio.insight.question import NotWantedError, Progress
from tests.conftest import drawn_dataset
from tests.engine.conftest import _recipe as make_recipe


@given(st.lists(st.integers(2, 30), min_size=1, max_size=5), st.integers(0, 99))
def test_every_fold_has_its_share_of_every_class(counts: list[int], seed: int) -> None:
    labels = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
    dealt = folds(labels, seed=seed)
    assert sorted(np.concatenate(dealt).tolist()) == list(range(len(labels)))
    for sign, count in enumerate(counts):
        shares = [np.count_nonzero(labels[places] == sign) for places in dealt]
        assert max(shares) <= -(-count // FOLDS)


@given(st.lists(st.integers(0, 8), min_size=12, max_size=40), st.integers(0, 99))
def test_pictures_that_belong_together_are_in_one_fold(numbers: list[int], seed: int) -> None:
    groups = tuple(None if number == 0 else f"burst {number}" for number in numbers)
    labels = np.zeros(len(groups), np.int32)
    assume(len({each for each in groups if each}) + groups.count(None) >= 2)
    dealt = folds(labels, seed=seed, groups=groups)
    fold_of = {place: fold for fold, places in enumerate(dealt) for place in places.tolist()}
    for group in set(groups) - {None}:
        assert len({fold_of[place] for place, own in enumerate(groups) if own == group}) == 1


def test_a_class_that_cannot_be_both_learnt_and_read_is_refused() -> None:
    for labels, groups in (([0, 0, 1], None), ([0, 0, 1, 1], ("a", "b", "c", "c"))):
        with pytest.raises(DataError, match="two training pictures"):
            folds(np.array(labels, np.int32), seed=0, groups=groups)


def test_labels_that_were_made_wrong_are_found() -> None:
    clean = drawn_dataset(train=72, test=9)
    noisy = with_label_noise(clean, share=0.1, seed=1)
    # What would end the networks early is not taken over.
    recipe = make_recipe(
        layers="5:tanh", batch_size="8", learning_rate="0.02", epochs="12", target_cost="9"
    )
    told: list[tuple[int, int]] = []
    question = DoubtfulLabelsWanted(recipe, noisy)
    found = question.answer(Progress(tell=lambda done, of: told.append((done, of))))
    wrong = np.flatnonzero(clean.train_y != noisy.train_y)
    assert sorted(found.pictures.tolist()) == wrong.tolist()
    assert found.seem.tolist() == clean.train_y[found.pictures].tolist()
    issues = find_label_issues(
        noisy.train_y,
        found.probabilities,
        return_indices_ranked_by="self_confidence",
        filter_by="confident_learning",
        n_jobs=1,
    )
    assert found.pictures.tolist() == issues.tolist()
    assert found.accuracy == pytest.approx(1 - len(wrong) / 72)
    assert told[-1] == (FOLDS * 12, FOLDS * 12)


def test_a_search_that_is_stopped_or_learns_nothing_has_no_answer() -> None:
    dataset = drawn_dataset()
    stopped = Progress()
    stopped.control.stop()
    with pytest.raises(NotWantedError):
        DoubtfulLabelsWanted(make_recipe(layers="5:tanh"), dataset).answer(stopped)
    wild = make_recipe(layers="5:linear", optimizer="sgd", learning_rate="1e6", epochs="9")
    with pytest.raises(DataError, match="does not learn"):
        DoubtfulLabelsWanted(wild, dataset).answer(Progress())
