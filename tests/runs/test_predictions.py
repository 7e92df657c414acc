import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as stn

from signs_studio.runs.predictions import predict_classes, telling_picture, turned


@given(st.data())
def test_a_plain_loop_predicts_the_same(data: st.DataObject) -> None:
    count = data.draw(st.integers(0, 8))
    classes = data.draw(st.integers(2, 12))
    probabilities = data.draw(
        stn.arrays(np.float32, (count, classes), elements=st.floats(0, 1, width=32))
    )
    labels = data.draw(stn.arrays(np.int32, count, elements=st.integers(0, classes - 1)))

    predictions = predict_classes(probabilities, labels)

    for i, shares in enumerate(probabilities.tolist()):
        likeliest = shares.index(max(shares))
        assert predictions.predicted[i] == likeliest
        assert predictions.confidence[i] == shares[likeliest]
        assert predictions.right[i] == (likeliest == labels[i])


def test_no_number_is_no_confidence() -> None:
    probabilities = np.array([[0.25, np.nan, 0.5]], dtype=np.float32)

    predictions = predict_classes(probabilities, np.array([2], dtype=np.int32))

    assert predictions.confidence.tolist() == [0.0]


def test_the_telling_picture_is_the_surest_error_or_the_least_sure() -> None:
    shares = np.array([[0.9, 0.1], [0.3, 0.7], [0.6, 0.4], [0.2, 0.8]], dtype=np.float32)
    predictions = predict_classes(shares, np.array([0, 0, 1, 1], dtype=np.int32))

    assert telling_picture(predictions, np.arange(4)) == 1
    assert telling_picture(predictions, np.array([0, 2, 3])) == 2
    assert telling_picture(predictions, np.array([0, 3])) == 3


def test_what_turned_right_and_how_many_turned_wrong() -> None:
    labels = np.zeros(5, dtype=np.int32)
    yes, no = [1.0, 0.0], [0.0, 1.0]
    before = predict_classes(np.array([yes, no, no, yes, no], dtype=np.float32), labels)
    after = predict_classes(np.array([no, yes, no, yes, yes], dtype=np.float32), labels)

    change = turned(before, after)

    assert change.to_right.tolist() == [1, 4]
    assert change.to_wrong == 1
