import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from signs_studio.runs.predictions import predict_classes
from signs_studio.ui.pictures.filtering import filter_pictures
from signs_studio.ui.state.selection import GridFilter, SortOrder

CLASSES = 3
SHARE = st.sampled_from([0.0, 0.25, 0.5, 1.0]) | st.floats(0, 1, width=32)
PICTURE = st.tuples(st.integers(0, CLASSES - 1), st.tuples(*[SHARE] * CLASSES))


def plainly(
    pictures: list[tuple[int, tuple[float, ...]]],
    *,
    wrong_only: bool,
    sign: int | None,
    predicted: int | None,
    sort: SortOrder,
) -> list[int]:
    """The same, one picture at a time."""

    def read(i: int) -> int:
        shares = pictures[i][1]
        return shares.index(max(shares))

    kept = [
        i
        for i in range(len(pictures))
        if (sign is None or pictures[i][0] == sign)
        and (predicted is None or read(i) == predicted)
        and not (wrong_only and read(i) == pictures[i][0])
    ]
    if sort is SortOrder.MOST_CONFIDENT:
        kept.sort(key=lambda i: -max(pictures[i][1]))
    if sort is SortOrder.LEAST_CONFIDENT:
        kept.sort(key=lambda i: max(pictures[i][1]))
    return kept


@given(
    pictures=st.lists(PICTURE, max_size=30),
    wrong_only=st.booleans(),
    sign=st.none() | st.integers(0, CLASSES - 1),
    predicted=st.none() | st.integers(0, CLASSES - 1),
    sort=st.sampled_from(SortOrder),
)
def test_arranged_as_one_would_by_hand(
    pictures: list[tuple[int, tuple[float, ...]]],
    wrong_only: bool,
    sign: int | None,
    predicted: int | None,
    sort: SortOrder,
) -> None:
    labels = np.array([label for label, _ in pictures], dtype=np.int32)
    shares = [share for _, share in pictures]
    probabilities = np.array(shares, dtype=np.float32).reshape(-1, CLASSES)

    order = filter_pictures(
        GridFilter(wrong_only=wrong_only, sign=sign, predicted=predicted, sort=sort),
        labels=labels,
        predictions=predict_classes(probabilities, labels),
    )

    assert order.tolist() == plainly(
        pictures, wrong_only=wrong_only, sign=sign, predicted=predicted, sort=sort
    )


@pytest.mark.parametrize("sort", SortOrder)
def test_before_anything_is_read_no_picture_is_wrong_or_surer(sort: SortOrder) -> None:
    labels = np.array([1, 0, 1, 2], dtype=np.int32)

    def kept(grid_filter: GridFilter) -> list[int]:
        return filter_pictures(grid_filter, labels=labels, predictions=None).tolist()

    assert kept(GridFilter(sort=sort)) == [0, 1, 2, 3]
    assert kept(GridFilter(sign=1, sort=sort)) == [0, 2]
    assert kept(GridFilter(wrong_only=True, sort=sort)) == []
    assert kept(GridFilter(predicted=1, sort=sort)) == []


def test_a_hundred_thousand_are_sorted_as_numpy_sorts_them() -> None:
    rng = np.random.default_rng(1)
    labels = rng.integers(0, 6, 100_000).astype(np.int32)
    predictions = predict_classes(rng.random((100_000, 6), dtype=np.float32), labels)

    surest_first = GridFilter(sort=SortOrder.MOST_CONFIDENT)
    order = filter_pictures(surest_first, labels=labels, predictions=predictions)

    np.testing.assert_array_equal(order, np.argsort(-predictions.confidence, kind="stable"))
