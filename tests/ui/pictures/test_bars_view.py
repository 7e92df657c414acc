import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from signs_studio.ui.pictures.bars_view import BARS, classes_to_show

SHARES = st.floats(0, 1, width=32) | st.just(float("nan"))


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
