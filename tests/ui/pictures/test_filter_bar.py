"""The filter by sign, with as many signs as there may be."""

import pytest
from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QSize
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
)
from pytestqt.qtbot import QtBot

from signs_studio.data.labels import CLASSES_MAX
from signs_studio.ui.pictures.filter_bar import FilterBar
from signs_studio.ui.state.appearance import Appearance
from signs_studio.ui.state.selection import Selection
from tests.ui.conftest import layout_items


class _CountingDelegate(QStyledItemDelegate):
    """Counts how often an entry is measured."""

    measured = 0

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        self.measured += 1
        return super().sizeHint(option, index)


def test_65_536_signs_are_not_measured_one_by_one(qtbot: QtBot, look_of_before: None) -> None:
    del look_of_before
    selection = Selection()
    bar = FilterBar(selection)
    qtbot.addWidget(bar)
    combo = bar.findChild(QComboBox, "filter_sign")
    assert isinstance(combo, QComboBox)
    delegate = _CountingDelegate(combo)
    combo.view().setItemDelegate(delegate)
    appearance = Appearance(theme_name="light", scale=1.0)
    appearance.apply()
    bar.show()

    bar.set_signs([f"sign {number}" for number in range(CLASSES_MAX)])
    appearance.set_theme("dark")
    appearance.enlarge()
    bar.resize(bar.width() + 50, bar.height())
    QApplication.processEvents()
    combo.setCurrentIndex(CLASSES_MAX)
    combo.showPopup()
    QApplication.processEvents()

    assert selection.grid_filter.sign == CLASSES_MAX - 1
    assert 0 < delegate.measured < 1000
    rows = combo.view().viewport().height() / combo.view().sizeHintForRow(0)
    assert 10 <= rows <= combo.maxVisibleItems() + 1
    assert combo.view().verticalScrollBar().isVisible()
    combo.hidePopup()


def test_a_long_sign_is_whole_in_its_tooltip(qtbot: QtBot, look_of_before: None) -> None:
    del look_of_before
    Appearance(theme_name="light", scale=1.0).apply()
    bar = FilterBar(Selection())
    qtbot.addWidget(bar)
    bar.show()
    bar.set_signs(["<b>a</b>" * 20])
    combo = bar.findChild(QComboBox, "filter_sign")
    assert isinstance(combo, QComboBox)
    combo.showPopup()
    entries = combo.view()
    place = entries.visualRect(combo.model().index(1, 0)).center()
    assert place.y() >= 24

    over = entries.viewport().mapToGlobal(place)
    QApplication.sendEvent(entries.viewport(), QHelpEvent(QEvent.Type.ToolTip, place, over))

    assert QToolTip.text().replace("\n", "") == f"only {'<b>a</b>' * 20}"
    assert max(map(len, QToolTip.text().split("\n"))) <= 80
    combo.hidePopup()


@pytest.mark.parametrize("width", [260, 420, 1200])
def test_lists_are_neither_stretched_nor_cut(qtbot: QtBot, width: int) -> None:
    bar = FilterBar(Selection())
    qtbot.addWidget(bar)
    bar.set_signs([str(sign) for sign in range(6)])
    bar.resize(width, 120)
    bar.show()
    QApplication.processEvents()
    for name in ("filter_sign", "sort_order"):
        box = bar.findChild(QComboBox, name)
        assert isinstance(box, QComboBox)
        words = box.fontMetrics().horizontalAdvance(box.currentText())
        assert words + box.fontMetrics().height() < box.width() < 300
        assert box.geometry().right() <= bar.width()
    sign = bar.findChild(QComboBox, "filter_sign")
    wrong = bar.findChild(QPushButton, "filter_wrong")
    assert sign is not None
    assert wrong is not None
    assert sign.geometry().left() - wrong.geometry().right() < 20


@pytest.mark.parametrize("scale", [1.0, 2.4])
def test_lists_are_whole_in_the_narrowest_bar(qtbot: QtBot, scale: float) -> None:
    bar = FilterBar(Selection())
    qtbot.addWidget(bar)
    font = bar.font()
    font.setPointSizeF(font.pointSizeF() * scale)
    bar.setFont(font)
    bar.set_signs([str(sign) for sign in range(6)])
    bar.show()
    QApplication.processEvents()
    bar.resize(bar.minimumSizeHint())
    QApplication.processEvents()
    for box in bar.findChildren(QComboBox):
        words = box.fontMetrics().horizontalAdvance(box.currentText())
        assert words + box.fontMetrics().height() < box.width(), box.objectName()
        assert box.geometry().right() <= bar.width()


def test_inputs_go_from_row_to_row(qtbot: QtBot) -> None:
    items_before = len(layout_items())
    bar = FilterBar(Selection())
    qtbot.addWidget(bar)
    bar.show()
    for width in (300, 1200, 300):
        bar.resize(width, bar.height())
    assert len(layout_items()) == items_before, "inputs come and go: PySide may hold none of them"
