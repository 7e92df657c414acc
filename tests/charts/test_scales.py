import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from signs_studio.charts.scales import (
    LINEAR_COST,
    LOG_COST,
    PERCENT,
    end_labels,
    epoch_span,
    epoch_ticks,
    linear_ticks,
    log_ticks,
)

COST = st.floats(1e-30, 1e30)


def texts(ticks):
    return [text for _, text in ticks.labelled]


@given(epochs=st.integers(0, 2_000_000), planned=st.integers(1, 1_000_000))
def test_every_epoch_fits_and_the_plan_is_not_passed_without_need(epochs, planned):
    end = epoch_span(epochs=epochs, planned=planned)
    assert end >= epochs
    if epochs <= planned:
        assert end <= planned


def test_the_epoch_axis_grows_in_few_steps():
    ends = [epoch_span(epochs=n, planned=1500) for n in range(1501)]
    assert ends == sorted(ends)
    assert len(set(ends)) < 15
    assert ends[-1] == 1500


@given(one=COST, other=COST)
@pytest.mark.parametrize("scale", [LINEAR_COST, LOG_COST])
def test_a_span_holds_what_is_drawn(scale, one, other):
    low, high = scale.to_axis(np.sort(np.array([one, other])))
    bottom, top = scale.span(low, high)
    slack = 1e-9 * max(abs(low), abs(high), 1e-30)
    assert bottom <= low + slack
    assert top >= high - slack
    assert bottom < top


def test_spans_move_in_steps():
    tops = {LINEAR_COST.span(0.0, top) for top in np.linspace(1.0, 10.0, 500)}
    assert len(tops) < 12
    bottoms = {LOG_COST.span(-at, 1.0) for at in np.linspace(1.0, 3.0, 500)}
    assert len(bottoms) < 9


@pytest.mark.parametrize("scale", [LINEAR_COST, LOG_COST, PERCENT])
def test_what_is_not_finite_is_not_drawn(scale):
    heights = scale.to_axis(np.array([0.5, np.nan, np.inf, -np.inf]))
    assert np.isfinite(heights).tolist() == [True, False, False, False]


def test_a_cost_of_zero_is_below_every_logarithmic_axis():
    zero = np.zeros(1)
    assert LINEAR_COST.to_axis(zero)[0] == 0
    assert LOG_COST.to_axis(zero)[0] == -np.inf
    assert np.isnan(LOG_COST.to_axis(-np.ones(1))[0])


@given(value=st.floats(1e-30, 1e30))
@pytest.mark.parametrize("scale", [LINEAR_COST, LOG_COST, PERCENT])
def test_a_position_is_of_its_value(scale, value):
    position = scale.to_axis(np.array([value]))[0]
    assert scale.from_axis(position) == pytest.approx(value)


def test_percent():
    np.testing.assert_allclose(PERCENT.to_axis(np.array([0.0, 0.25, 1.0])), [0, 25, 100])
    assert texts(PERCENT.ticks(*PERCENT.span(0, 1), 6)) == ["0", "20", "40", "60", "80", "100"]


def test_log_ticks_read_as_plain_numbers():
    assert texts(log_ticks(-2, 0, 4)) == ["0.01", "0.1", "1"]
    assert texts(log_ticks(-2, 0, 9)) == ["0.01", "0.02", "0.05", "0.1", "0.2", "0.5", "1"]
    assert texts(log_ticks(-6, -4, 3)) == ["10⁻⁶", "10⁻⁵", "10⁻⁴"]
    assert texts(log_ticks(math.log10(1.2), math.log10(2), 5)) == [
        "1.2",
        "1.4",
        "1.6",
        "1.8",
        "2.0",
    ]


def test_bare_ticks_lie_between_the_labelled():
    ticks = log_ticks(-1, 0, 2)
    assert [round(10**at, 6) for at in ticks.bare] == [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]


@given(low=st.floats(-30, 29), decades=st.floats(0.01, 30), most=st.integers(1, 30))
def test_log_ticks_stay_few_and_inside(low, decades, most):
    ticks = log_ticks(low, low + decades, most)
    assert len(ticks.labelled) <= most + 2
    assert all(low - 1e-6 <= at <= low + decades + 1e-6 for at, _ in ticks.labelled)
    assert len(set(texts(ticks))) == len(ticks.labelled)


def test_linear_ticks():
    assert texts(linear_ticks(0, 2, 4)) == ["0.0", "0.5", "1.0", "1.5", "2.0"]
    assert texts(linear_ticks(-1, 1, 2)) == ["−1", "0", "1"]
    assert texts(linear_ticks(1, 299, 2)) == ["100", "200"]
    assert texts(linear_ticks(0, 2e20, 4)) == ["0", "5×10¹⁹", "10²⁰", "1.5×10²⁰", "2×10²⁰"]


@given(low=st.floats(-300, 300), span=st.floats(0.01, 1000), most=st.integers(1, 12))
def test_two_linear_ticks_at_least_say_what_the_scale_is(low, span, most):
    ticks = linear_ticks(low, low + span, most).labelled
    assert 2 <= len(ticks) <= max(most + 1, 5)
    assert all(low - 1e-6 <= at <= low + span + 1e-6 for at, _ in ticks)


@pytest.mark.parametrize(
    ("low", "high", "labels"),
    [
        (-0.1, 0.12, ("−0.10", "0.12")),
        (-0.44, 0.5, ("−0.44", "0.50")),
        (-12.0, 7.2, ("−12", "7")),
        (0.0, 40.0, ("0", "40")),
        (-0.004, 1.2, ("0.0", "1.2")),
        (-1e-8, 5.2e-8, ("−1.0×10⁻⁸", "5.2×10⁻⁸")),
        (0.0, 0.0, ("0.0", "0.0")),
        (0.1, 0.1, ("0.1000000", "0.1000000")),
    ],
)
def test_ends_of_an_axis_have_as_many_decimals(low, high, labels):
    assert end_labels(low, high) == labels


@given(low=st.floats(-1e12, 1e12), share=st.floats(1e-3, 1e3))
def test_ends_of_any_axis_have_as_many_decimals(low, share):
    labels = end_labels(low, low + share * abs(low))
    decimals, powers = zip(
        *(
            (len(digits.partition(".")[2]), power)
            for digits, _, power in (each.partition("×") for each in labels)
        ),
        strict=True,
    )
    assert len(set(decimals)) == len(set(powers)) == 1


def test_epochs_are_whole_and_never_shortened():
    assert texts(epoch_ticks(0.2, 2.9, 20)) == ["1", "2"]
    assert texts(epoch_ticks(0, 99_999, 5)) == ["0", "20000", "40000", "60000", "80000"]
    assert texts(epoch_ticks(0, 1_000_000, 2)) == ["0", "500000", "1000000"]


def test_an_axis_writes_all_its_numbers_in_one_way():
    assert texts(log_ticks(0, 5, 6)) == ["1", "10", "100", "1000", "10000", "100000"]
    assert texts(log_ticks(-1, 6, 8)) == ["10⁻¹", "1", "10¹", "10²", "10³", "10⁴", "10⁵", "10⁶"]


@given(low=st.floats(-4, 4), decades=st.floats(0.05, 0.69), most=st.integers(2, 12))
def test_names_of_log_ticks_are_no_closer_than_there_is_room_for(low, decades, most):
    places = [at for at, _ in log_ticks(low, low + decades, most).labelled]
    assert all(gap >= decades / most * (1 - 1e-6) for gap in np.diff(places))


def test_the_last_epoch_is_named():
    assert texts(epoch_ticks(0, 70, 4, end=70)) == ["0", "20", "40", "70"]
    assert texts(epoch_ticks(0, 1100, 4, end=1100)) == ["0", "500", "1100"]
    assert texts(epoch_ticks(0, 60, 4, end=70)) == ["0", "20", "40", "60"]
