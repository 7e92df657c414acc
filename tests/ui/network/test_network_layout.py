"""Places of a drawing: whatever the network and the room, nothing lies on anything else."""

from dataclasses import replace
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from signs_studio.insight.network_activity import units_told
from signs_studio.ui.network.network_layout import Column, NetworkPlaces, lay_out, strongest

LINE = 16.0
counts = st.integers(1, 4096)
columns = st.lists(
    st.builds(
        lambda count, is_pictures, words, kept, dead: Column(
            units_told(count),
            count,
            is_pictures=is_pictures,
            words_px=tuple(words),
            kept=units_told(count)[kept % len(units_told(count))],
            dead=frozenset(units_told(count)[each % len(units_told(count))] for each in dead),
        ),
        counts,
        st.booleans(),
        st.lists(st.floats(0, 150), min_size=3, max_size=6),
        st.integers(0, 31),
        st.lists(st.integers(0, 31), max_size=3),
    ),
    min_size=1,
    max_size=12,
)


def place(columns: list[Column], width: float = 600.0, height: float = 400.0) -> NetworkPlaces:
    return lay_out(columns, width=width, height=height, line=LINE)


@settings(max_examples=80)
@given(columns, st.floats(200, 2000), st.floats(208, 1200))
def test_all_has_its_own_place_within_the_drawing(
    columns: list[Column], width: float, height: float
) -> None:
    places = place(columns, width, height)
    assert places.width >= width - 1e-6
    assert len(places.columns) == len(columns)
    for column, found in zip(columns, places.columns, strict=True):
        assert len(found.units) == len(found.places) >= 1
        assert list(found.units) == sorted(set(found.units))
        assert set(found.units) <= set(column.units)
        assert column.kept in found.units
        assert not column.dead or column.dead.intersection(found.units)
        assert len(found.units) + found.left_out == column.count
        assert (found.more is None) == (found.left_out == 0)
        for above, below in pairwise(found.places):
            assert above.bottom() <= below.top() + 1e-6
        for square in found.places:
            assert square.top() >= 0
            assert square.bottom() <= found.label.top() + 1e-6
            assert found.more is None or not square.intersects(found.more)
        assert found.label.bottom() <= height
        assert found.label.left() >= 0
        assert found.label.right() <= places.width + 1e-6
    assert places.picture.right() < places.columns[0].places[0].left()
    for before, after in pairwise(places.columns):
        assert before.places[0].right() < after.places[0].left()
    for unit, answer in zip(places.columns[-1].places, places.answers, strict=True):
        assert unit.right() < answer.left() < answer.right() <= places.width
        assert abs(unit.center().y() - answer.center().y()) < 1e-6
    for above, below in pairwise(places.answers):
        assert above.bottom() <= below.top() + 1e-6


@settings(max_examples=30)
@given(columns, st.floats(300, 1500), st.floats(250, 900))
def test_a_unit_is_found_where_it_lies(columns: list[Column], width: float, height: float) -> None:
    places = place(columns, width, height)
    for index, column in enumerate(places.columns):
        for unit, square in zip(column.units, column.places, strict=True):
            middle = square.center()
            assert places.unit_at(middle.x(), middle.y()) == (index, unit)
    assert places.unit_at(places.picture.center().x(), places.picture.center().y()) is None


def test_the_network_of_the_article_is_drawn_whole_and_a_wide_one_in_part() -> None:
    article = [Column(units_told(n), n, words_px=(60, 20, 40)) for n in (25, 12, 6)]
    places = place(article, height=500)
    assert [column.left_out for column in places.columns] == [0, 0, 0]
    wide = [*article[:-1], Column(units_told(1000), 1000, words_px=(60, 20, 40))]
    last = place(wide).columns[-1]
    assert last.left_out == 1000 - len(last.units) > 900
    assert last.more is not None
    assert last.more.top() > last.places[-1].bottom()


@settings(max_examples=80)
@given(st.integers(2, 4096), st.floats(208, 500), st.floats(208, 500))
def test_units_are_spread_evenly_and_stay_where_the_room_grows(
    count: int, height: float, other: float
) -> None:
    column = Column(units_told(count), count, words_px=(1, 1, 1))
    low, high = (place([column], height=each).columns[0].units for each in sorted((height, other)))
    assert set(low) <= set(high)
    for units in (low, high):
        # No gap is more than about twice as wide as if all were alike.
        steps = [after - before for before, after in pairwise((-1, *units, count))]
        assert max(steps) <= 2 * (count / len(units)) + 2


def test_a_unit_that_dies_takes_the_place_of_one_where_no_dead_one_is_seen() -> None:
    column = Column(units_told(25), 25, words_px=(1, 1, 1))
    units = place([column], height=300).columns[0].units
    left_out = sorted(set(range(25)) - set(units))
    assert len(left_out) > 3

    def drawn(*dead: int) -> tuple[int, ...]:
        return place([replace(column, dead=frozenset(dead))], height=300).columns[0].units

    assert drawn(units[1], left_out[0]) == units
    found = drawn(left_out[2])
    assert len(found) == len(units)
    assert set(found) - set(units) == {left_out[2]}
    # Another death moves nothing.
    assert drawn(left_out[2], left_out[3]) == found


def test_no_class_of_few_is_left_out_however_low_the_room_is() -> None:
    for count in (6, 10):
        whole = [Column(units_told(n), n, words_px=(60, 20, 40)) for n in (25, 12, count)]
        last = place(whole, height=13 * LINE).columns[-1]
        assert last.units == tuple(range(count))
        assert last.more is None


def test_what_is_left_out_is_counted_where_it_is() -> None:
    # Of 32 classes, those in the middle are the least likely ones.
    ranks = tuple(sorted(range(32), key=lambda unit: (8 <= unit < 28, unit)))
    ranks = tuple(ranks.index(unit) for unit in range(32))
    column = Column(tuple(range(32)), 32, words_px=(1, 1, 1), ranks=ranks)
    found = place([column], height=300).columns[0]
    assert found.more is not None
    above = [
        u for u, s in zip(found.units, found.places, strict=True) if s.top() < found.more.top()
    ]
    assert (above[-1], found.units[len(above)]) == (7, 28)


def test_the_likeliest_classes_are_drawn_where_there_is_no_room_for_all() -> None:
    ranks = tuple(reversed(range(32)))
    column = Column(tuple(range(32)), 32, words_px=(1, 1, 1), ranks=ranks)
    found = place([column], height=300).columns[0]
    assert found.left_out > 0
    assert found.units == tuple(range(32))[-len(found.units) :]


def test_the_strongest_connections_come_last() -> None:
    all_of_them = [(0, 0, 0.5), (0, 1, -2.0), (1, 0, 0.0), (1, 1, 1.0)]
    assert strongest(all_of_them, 2) == [(1, 1, 1.0), (0, 1, -2.0)]
    assert strongest(all_of_them, 9)[-1] == (0, 1, -2.0)


@settings(max_examples=80)
@given(columns, st.floats(200, 2000), st.floats(208, 1200), st.floats(0, 5 * LINE))
def test_short_names_of_classes_have_room_in_a_narrow_drawing(
    columns: list[Column], width: float, height: float, names: float
) -> None:
    places = lay_out(columns, width=width, height=height, line=LINE, names_px=names)
    mark_and_percentage = 3.4 * LINE
    for answer in places.answers:
        assert answer.width() >= names + mark_and_percentage - 1e-6
        assert answer.right() <= places.width
