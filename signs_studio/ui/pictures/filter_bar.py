"""Controls of which pictures are shown, in which order and how large."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFontInfo
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from signs_studio.ui.pictures.counts_line import SPACING_PX, CountsLine
from signs_studio.ui.pictures.sign_combo_box import NarrowComboBox, SignComboBox
from signs_studio.ui.pictures.tile_grid import DEFAULT_TILE_PX
from signs_studio.ui.state.selection import SortOrder
from signs_studio.ui.widgets.quiet_inputs import QuietSlider

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

    from signs_studio.ui.state.selection import Selection
    from signs_studio.ui.widgets.theme import Theme

_TILE_STEP_PX = 12
_WIDEST_LETTERS = 24
_CHIP_LETTERS = 20
_MAX_LETTERS = 60
"""Of a sign's name in the list; the whole name is in a tooltip."""


class FilterBar(QWidget):
    """The controls above the grid, and a line on how many pictures are read correctly.

    Args:
        selection: Has the filter that the controls show and change.

    Signals:
        tile_px_chosen: A person chose another size of tiles, in device-independent pixels.

    Attributes:
        counts: The line.
    """

    tile_px_chosen = Signal(int)

    def __init__(self, selection: Selection, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._selection = selection
        self._all = QPushButton(self.tr("All"))
        self._all.setObjectName("filter_all")
        self._all.setAccessibleName(self.tr("Show all pictures"))
        self._all.setToolTip(self.tr("Show every test picture"))
        self._wrong = QPushButton(self.tr("Wrong"))
        self._wrong.setObjectName("filter_wrong")
        self._wrong.setAccessibleName(self.tr("Show wrong pictures only"))
        self._wrong.setToolTip(self.tr("Show only test pictures that are read wrongly"))
        segments = QButtonGroup(self)
        for segment in (self._all, self._wrong):
            segment.setCheckable(True)
            segments.addButton(segment)
        self._sign = SignComboBox()
        self._sign.setObjectName("filter_sign")
        self._sign.setAccessibleName(self.tr("Sign to show"))
        self._sign.setToolTip(self.tr("Show only test pictures of one sign"))
        self._sort = NarrowComboBox()
        self._sort.setObjectName("sort_order")
        self._sort.setAccessibleName(self.tr("Order of the pictures"))
        self._sort.setToolTip(
            self.tr(
                "What comes first: with Wrong, the most confident mistakes are the telling ones"
            )
        )
        for order, title in (
            (SortOrder.IN_ORDER, self.tr("in order")),
            (SortOrder.MOST_CONFIDENT, self.tr("most confident first")),
            (SortOrder.LEAST_CONFIDENT, self.tr("least confident first")),
        ):
            self._sort.addItem(title, order)
        self._names: Sequence[str] = ()
        self._predicted = QPushButton()
        self._predicted.setObjectName("filter_predicted")
        self._predicted.setToolTip(self.tr("Show the pictures of every answer again"))
        self._predicted.clicked.connect(self._on_predicted_clicked)
        self.set_signs(())
        self._wrong.toggled.connect(self._on_wrong_toggled)
        self._sign.currentIndexChanged.connect(self._on_sign_current_index_changed)
        self._sort.currentIndexChanged.connect(self._on_sort_current_index_changed)
        selection.filter_changed.connect(self._show_filter)

        self.counts = CountsLine()
        self.counts.past_left.connect(selection.look_live)
        self._tile_size = QuietSlider(Qt.Orientation.Horizontal)
        self._tile_size.setObjectName("tile_size")
        self._tile_size.setAccessibleName(self.tr("Size of the pictures"))
        self._tile_size.setToolTip(self.tr("Smaller or larger pictures"))
        self._tile_size.setRange(56, 200)
        self._tile_size.setSingleStep(_TILE_STEP_PX)
        self._tile_size.setPageStep(2 * _TILE_STEP_PX)
        self._tile_size.setValue(DEFAULT_TILE_PX)
        self._tile_size.valueChanged.connect(self.tile_px_chosen)

        self._first_row, self._second_row, self._third_row, self._last_row = rows = [
            QHBoxLayout() for _ in "1234"
        ]
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACING_PX)
        # While they are empty: PySide keeps what stands for items that are in a layout by then, and
        # when an input moves to another row takes it for whatever comes to lie there in memory.
        for row in rows:
            row.setSpacing(SPACING_PX)
            layout.addLayout(row)
        segment_row = QHBoxLayout()
        segment_row.setSpacing(0)
        self._first_row.addLayout(segment_row)
        segment_row.addWidget(self._all)
        segment_row.addWidget(self._wrong)
        self._first_row.addWidget(self._sign, 3)
        self._first_row.addStretch(0)
        self._second_row.addStretch(0)
        self._second_row.addWidget(self._sort, 4)
        self._second_row.addWidget(self._tile_size)
        self._third_row.addWidget(self._predicted)
        self._third_row.addStretch(1)
        self._last_row.addWidget(self.counts, 1)
        self._fit()

    def set_theme(self, theme: Theme) -> None:
        """Draws the pair of buttons as one, in these colours."""
        beside = QFontInfo(self.font()).pixelSize() * 7 // 10
        self.setStyleSheet(_segments_style(theme, beside=beside))
        self.counts.set_theme(theme)

    def set_signs(self, names: Sequence[str]) -> None:
        """Offers these signs to filter by."""
        self._names = names
        with QSignalBlocker(self._sign):
            self._sign.clear()
            self._sign.addItem(self.tr("every sign"))
            words = self.tr("only {sign}")
            self._sign.addItems([words.format(sign=name) for name in names])
            longest = len(max(names, key=len, default=""))
            self._sign.set_letters(min(longest, _MAX_LETTERS) + len(words))
        self._show_filter()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Moves the order up to the filters and the size down to the words, given room."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Gives the inputs the room that another font needs."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _show_filter(self) -> None:
        wanted = self._selection.grid_filter
        sign = 0 if wanted.sign is None else wanted.sign + 1
        for box, place in ((self._sign, sign), (self._sort, self._sort.findData(wanted.sort))):
            with QSignalBlocker(box):
                box.setCurrentIndex(place)
        with QSignalBlocker(self._wrong):
            (self._wrong if wanted.wrong_only else self._all).setChecked(True)
        # Those of other data come before their filter is forgotten.
        is_there = wanted.predicted is not None and wanted.predicted < len(self._names)
        self._predicted.setVisible(is_there)
        if wanted.predicted is not None and is_there:
            name = self._names[wanted.predicted]
            shown = name if len(name) <= _CHIP_LETTERS else f"{name[: _CHIP_LETTERS - 1]}…"
            words = self.tr("only read as {sign}  ✕").format(sign=shown)
            # One alone would underline the letter after it.
            self._predicted.setText(words.replace("&", "&&"))
            words = self.tr("Only pictures read as {sign}: show those of every answer")
            self._predicted.setAccessibleName(words.format(sign=name))

    def _fit(self) -> None:
        metrics = self.fontMetrics()
        self._tile_size.setFixedWidth(12 * metrics.averageCharWidth())
        for box in (self._sign, self._sort):
            box.fit_width(_WIDEST_LETTERS)
        # Beside the two buttons it would be squeezed until nobody can read it.
        words = metrics.horizontalAdvance(self._sign.itemText(0))
        self._sign.setMinimumWidth(words + 3 * metrics.height())
        letters = metrics.horizontalAdvance(
            self._all.text() + self._wrong.text() + self._sign.itemText(0) + self._sort.itemText(1)
        )
        if self.width() > letters + 9 * metrics.height():
            self._first_row.insertWidget(2, self._sort, 4)
            # Far from the epoch, beside which it would look like a way back in time.
            self._last_row.insertWidget(0, self._tile_size)
        else:
            self._second_row.insertWidget(0, self._sort, 4)
            self._second_row.insertWidget(1, self._tile_size)

    def _on_wrong_toggled(self, checked: bool) -> None:
        self._selection.set_filter(replace(self._selection.grid_filter, wrong_only=checked))

    def _on_sign_current_index_changed(self, place: int) -> None:
        sign = place - 1 if place > 0 else None
        self._selection.set_filter(replace(self._selection.grid_filter, sign=sign))

    def _on_predicted_clicked(self) -> None:
        self._selection.set_filter(replace(self._selection.grid_filter, predicted=None))

    def _on_sort_current_index_changed(self) -> None:
        sort = SortOrder(self._sort.currentData())
        self._selection.set_filter(replace(self._selection.grid_filter, sort=sort))


def _segments_style(theme: Theme, *, beside: int) -> str:
    """Returns the style of the two buttons, ``beside`` pixels on either side of their words."""
    return f"""
        QPushButton {{
            color: {theme.text}; background: {theme.surface}; border: 1px solid {theme.border};
            padding: 6px {beside}px;
        }}
        QPushButton#filter_all {{
            border-top-left-radius: 5px; border-bottom-left-radius: 5px;
            border-top-right-radius: 0; border-bottom-right-radius: 0;
        }}
        QPushButton#filter_wrong {{
            border-top-right-radius: 5px; border-bottom-right-radius: 5px;
            border-top-left-radius: 0; border-bottom-left-radius: 0; margin-left: -1px;
        }}
        QPushButton:hover {{ background: {theme.sunken}; }}
        QPushButton:checked {{
            background: {theme.selection}; border-color: {theme.selection_edge};
        }}
        QPushButton:focus {{
            border: 2px solid {theme.accent}; padding: 5px {beside - 1}px;
        }}
    """
