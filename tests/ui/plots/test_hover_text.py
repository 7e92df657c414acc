import pytest

from signs_studio.numbers import format_cost, format_percent_digits
from signs_studio.ui.plots.hover_text import ABSENT, HoverRow, hover_rows


def test_rows_of_all_runs_at_one_epoch(make_record):
    current = make_record(4, epochs=3)
    short, long = make_record(2, epochs=1), make_record(3, epochs=5)
    rows = hover_rows(
        3, current=current, earlier=[short, long], series=("cost", "test_cost"), words=format_cost
    )
    train, test = (format_cost(current.series(name)[2]) for name in ("cost", "test_cost"))
    assert rows == (
        HoverRow(run_id=4, current=True, train=train, test=test),
        HoverRow(run_id=3, current=False, train=train, test=test),
        HoverRow(run_id=2, current=False, train=ABSENT, test=ABSENT),
    )


def test_rows_without_a_current_run(make_record):
    earlier = [make_record(1, epochs=2)]
    rows = hover_rows(
        1, current=None, earlier=earlier, series=("cost", "test_cost"), words=format_cost
    )
    assert [(row.run_id, row.current) for row in rows] == [(1, False)]


@pytest.mark.parametrize(
    ("cost", "words"),
    [
        (0.0523, "0.0523"),
        (1.8, "1.80"),
        (12.0, "12.0"),
        (120.0, "120"),
        (0.0, "0.00"),
        (123456.0, "1.23×10⁵"),
    ],
)
def test_format_cost(cost, words):
    assert format_cost(cost) == words


@pytest.mark.parametrize(("share", "words"), [(0.999, "99.9"), (0.0, "0.0"), (1.0, "100.0")])
def test_format_percent_digits(share, words):
    assert format_percent_digits(share) == words
