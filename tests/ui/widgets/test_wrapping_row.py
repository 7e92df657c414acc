"""Rows that wrap, as arithmetic and with widgets in them."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from signs_studio.ui.widgets.wrapping_row import WrappingRow, wrapped


@given(widths=st.lists(st.integers(1, 90), max_size=12), width=st.integers(20, 300))
def test_every_one_stands_in_a_row_that_holds_it_and_none_would_fit_the_row_before(widths, width):
    rows = wrapped(widths, width=width, spacing=5)
    assert [index for row in rows for index in row] == list(range(len(widths)))

    def needed(row):
        return sum(widths[index] for index in row) + 5 * (len(row) - 1)

    assert all(needed(row) <= width or len(row) == 1 for row in rows)
    for row, following in pairwise(rows):
        assert needed([*row, following[0]]) > width


@pytest.fixture
def row(qtbot):
    """Three buttons, the last at the right, in a window of their own."""
    window = QWidget()
    qtbot.addWidget(window)
    layout = WrappingRow()
    window.setLayout(layout)
    for name in ("one", "two"):
        layout.addWidget(QPushButton(name))
    layout.add_from_right(QPushButton("three"))
    with qtbot.waitExposed(window):
        window.show()
    return window


def places(row, width):
    layout = row.layout()
    row.resize(width, layout.heightForWidth(width))
    QApplication.processEvents()
    return [layout.itemAt(index).geometry() for index in range(layout.count())]


def test_a_wide_row_has_all_and_its_last_at_the_right(row):
    one, two, three = places(row, 900)
    inside = row.contentsRect().marginsRemoved(row.layout().contentsMargins())
    assert one.left() == inside.left()
    assert one.right() < two.left()
    assert three.right() == inside.right()
    assert one.center().y() == two.center().y() == three.center().y()


def test_a_narrow_row_goes_on_below_and_is_as_high_as_its_rows(row):
    widest = max(place.width() for place in places(row, 900))
    margins = row.layout().contentsMargins()
    one, two, three = places(row, widest + margins.left() + margins.right())
    assert one.bottom() < two.top()
    assert two.bottom() < three.top()
    assert row.rect().contains(three)


def test_who_is_hidden_takes_no_place(row):
    before = places(row, 900)
    row.layout().itemAt(0).widget().hide()
    assert places(row, 900)[1].left() == before[0].left()


def test_widgets_can_be_taken_out(row):
    layout = row.layout()
    assert layout.takeAt(3) is layout.itemAt(3) is None
    item = layout.takeAt(1)
    assert item.widget().text() == "two"
    assert layout.count() == 2
