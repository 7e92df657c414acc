from hypothesis import given
from hypothesis import strategies as st

from signs_studio.ui.plots.name_places import NamePlace, spread_labels

PLACES = st.lists(
    st.builds(NamePlace, left=st.floats(0, 60), top=st.floats(-30, 130), width=st.just(20.0)),
    max_size=5,
)


@given(places=PLACES)
def test_no_name_lies_over_another_or_outside(places):
    tops = spread_labels(places, height=16, low=0, high=100)
    for index, (place, top) in enumerate(zip(places, tops, strict=True)):
        assert 0 <= top <= 84
        for other, other_top in zip(places[:index], tops[:index], strict=True):
            beside = abs(place.left - other.left) >= 20
            assert beside or abs(top - other_top) >= 16 - 1e-9


def test_a_name_that_is_alone_stands_where_its_curve_ends():
    places = [NamePlace(left=0, top=30, width=20), NamePlace(left=0, top=60, width=20)]
    assert spread_labels(places, height=16, low=0, high=100) == [30, 60]
