import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as stn

from signs_studio.ui.pictures.predictions import (
    BARS,
    classes_to_show,
    read,
    telling_picture,
    turned,
)

SHARES = st.floats(0, 1, width=32) | st.just(float("nan"))


@given(st.data())
def test_what_is_read_is_what_a_plain_loop_reads(data: st.DataObject) -> None:
    count = data.draw(st.integers(0, 8))
    classes = data.draw(st.integers(2, 12))
    probabilities = data.draw(
        stn.arrays(np.float32, (count, classes), elements=st.floats(0, 1, width=32))
    )
    labels = data.draw(stn.arrays(np.int32, count, elements=st.integers(0, classes - 1)))

    reading = read(probabilities, labels)

    for i, shares in enumerate(probabilities.tolist()):
        likeliest = shares.index(max(shares))
        assert reading.predicted[i] == likeliest
        assert reading.confidence[i] == shares[likeliest]
        assert reading.right[i] == (likeliest == labels[i])


def test_no_number_is_no_confidence() -> None:
    probabilities = np.array([[0.25, np.nan, 0.5]], dtype=np.float32)

    reading = read(probabilities, np.array([2], dtype=np.int32))

    assert reading.confidence.tolist() == [0.0]


@given(st.lists(SHARES, min_size=2, max_size=40), st.data())
def test_bars_are_the_likeliest_and_the_true(shares: list[float], data: st.DataObject) -> None:
    true_class = data.draw(st.integers(0, len(shares) - 1))

    shown = classes_to_show(np.array(shares, dtype=np.float32), true_class)

    assert true_class in shown
    assert len(set(shown)) == len(shown) == min(BARS, len(shares))
    if len(shares) <= BARS:
        assert shown == sorted(shown)
    elif not np.isnan(shares).any():
        by_share = sorted(range(len(shares)), key=lambda i: (-shares[i], i))
        assert shown[:-1] == by_share[: BARS - 1]


def test_the_telling_picture_is_the_surest_error_or_the_least_sure() -> None:
    shares = np.array([[0.9, 0.1], [0.3, 0.7], [0.6, 0.4], [0.2, 0.8]], dtype=np.float32)
    reading = read(shares, np.array([0, 0, 1, 1], dtype=np.int32))

    assert telling_picture(reading, np.arange(4)) == 1
    assert telling_picture(reading, np.array([0, 2, 3])) == 2
    assert telling_picture(reading, np.array([0, 3])) == 3


def test_what_turned_right_and_how_many_turned_wrong() -> None:
    labels = np.zeros(5, dtype=np.int32)
    yes, no = [1.0, 0.0], [0.0, 1.0]
    before = read(np.array([yes, no, no, yes, no], dtype=np.float32), labels)
    after = read(np.array([no, yes, no, yes, yes], dtype=np.float32), labels)

    change = turned(before, after)

    assert change.to_right.tolist() == [1, 4]
    assert change.to_wrong == 1
