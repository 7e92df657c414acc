"""Which pictures to show, in which order and how large."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSignalBlocker, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontInfo
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QListView,
    QPushButton,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from signs_studio.ui.pictures.grid_filter import SortOrder
from signs_studio.ui.pictures.picture_grid import DEFAULT_TILE_PX
from signs_studio.ui.widgets.elided_label import ElidedLabel
from signs_studio.ui.widgets.quiet_inputs import QuietComboBox, QuietSlider
from signs_studio.ui.widgets.wrapping import in_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QModelIndex, QPersistentModelIndex
    from PySide6.QtGui import QHelpEvent, QResizeEvent
    from PySide6.QtWidgets import QAbstractItemView

    from signs_studio.ui.widgets.theme import Theme

    Index = QModelIndex | QPersistentModelIndex

_TILE_STEP_PX = 12
_ENTRY_HEIGHT_PX = 24
_WIDEST_LETTERS = 24
TURNED_MS = 1500
"""How long it is said how many pictures have turned: until they are read again, or so."""
_MAX_LETTERS = 60
"""Of a sign's name in the list; the whole name is in a tooltip."""


class FilterBar(QWidget):
    """The controls above the grid, and a line on how many pictures are read correctly.

    Signals:
        arrangement_chosen: A person chose another filter or order.
        tile_px_chosen: A person chose another size of tiles, in device-independent pixels.
    """

    filter_chosen = Signal()
    tile_px_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
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
        self._all.setChecked(True)
        segments.buttonToggled.connect(self._on_segments_button_toggled)

        self._sign = _SignsComboBox()
        self._sign.setObjectName("filter_sign")
        self._sign.setAccessibleName(self.tr("Sign to show"))
        self._sign.setToolTip(self.tr("Show only test pictures of one sign"))
        self._sort = _NarrowComboBox()
        self._sort.setObjectName("sort_order")
        self._sort.setAccessibleName(self.tr("Order of the pictures"))
        self._sort.setToolTip(
            self.tr(
                "What comes first: with Wrong, the most confident mistakes are the telling ones"
            )
        )
        for order, title in (
            (SortOrder.IN_ORDER, self.tr("in order")),
            (SortOrder.MAX_CONFIDENT, self.tr("most confident first")),
            (SortOrder.LEAST_CONFIDENT, self.tr("least confident first")),
        ):
            self._sort.addItem(title, order)
        self.set_signs(())
        self._sign.currentIndexChanged.connect(self.filter_chosen)
        self._sort.currentIndexChanged.connect(self.filter_chosen)

        # Its words change ten times a second; they may not push the rest about.
        self._counts = ElidedLabel()
        self._counts.setObjectName("picture_counts")
        self._to_right, self._to_wrong, self._epoch = QLabel(), QLabel(), QLabel()
        self._to_right.setObjectName("turned_right")
        self._to_right.setToolTip(
            self.tr("Pictures that were wrong a moment ago and are right now")
        )
        self._to_wrong.setObjectName("turned_wrong")
        self._to_wrong.setToolTip(
            self.tr("Pictures that were right a moment ago and are wrong now")
        )
        self._epoch.setObjectName("snapshot_epoch")
        self._epoch.setProperty("role", "muted")
        self._epoch.setToolTip(
            self.tr(
                "The pictures show what was read after this epoch: while the network trains, the "
                "curves are some epochs further"
            )
        )
        self._turned_timer = QTimer(self, singleShot=True, interval=TURNED_MS)
        self._turned_timer.timeout.connect(self._on_turned_timer_timeout)
        self._tile_size = QuietSlider(Qt.Orientation.Horizontal)
        self._tile_size.setObjectName("tile_size")
        self._tile_size.setAccessibleName(self.tr("Size of the pictures"))
        self._tile_size.setToolTip(self.tr("Smaller or larger pictures"))
        self._tile_size.setRange(56, 200)
        self._tile_size.setSingleStep(_TILE_STEP_PX)
        self._tile_size.setPageStep(2 * _TILE_STEP_PX)
        self._tile_size.setValue(DEFAULT_TILE_PX)
        self._tile_size.valueChanged.connect(self.tile_px_chosen)

        self._first_row, self._second_row, self._last_row = rows = [QHBoxLayout() for _ in "123"]
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        # While they are empty: PySide keeps what stands for items that are in a layout by then, and
        # when an input moves to another row takes it for whatever comes to lie there in memory.
        for row in rows:
            row.setSpacing(6)
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
        self._last_row.addWidget(self._counts, 1)
        self._last_row.addWidget(self._to_right)
        self._last_row.addWidget(self._to_wrong)
        self._last_row.addWidget(self._epoch)
        self._fit()

    def set_theme(self, theme: Theme) -> None:
        """Draws the pair of buttons as one, in these colours."""
        beside = QFontInfo(self.font()).pixelSize() * 7 // 10
        self.setStyleSheet(_segments_style(theme, beside=beside))

    def set_signs(self, names: Sequence[str]) -> None:
        """Offers these signs to filter by, and shows every one of them."""
        blocker = QSignalBlocker(self._sign)
        self._sign.clear()
        self._sign.addItem(self.tr("every sign"))
        words = self.tr("only {sign}")
        self._sign.addItems([words.format(sign=name) for name in names])
        longest = len(max(names, key=len, default=""))
        self._sign.set_letters(min(longest, _MAX_LETTERS) + len(words))
        blocker.unblock()

    def set_counts(self, words: str) -> None:
        """Shows the line on how many pictures are read correctly."""
        self._counts.set_words(words)

    def set_epoch(self, epoch: int | None) -> None:
        """Shows after which epoch the pictures were read, from 1; None where they were not."""
        words = "" if epoch is None else self.tr("epoch {number}").format(number=f"{epoch:,}")
        self._epoch.setText(words)

    def show_turned(self, *, to_right: int, to_wrong: int) -> None:
        """Shows for a moment how many pictures have turned right, and how many wrong."""
        self._to_right.setText(f"+{to_right:,}" if to_right else "")
        self._to_wrong.setText(f"\N{MINUS SIGN}{to_wrong:,}" if to_wrong else "")
        self._turned_timer.start()

    @property
    def wrong_only(self) -> bool:
        """Whether only pictures that are read wrongly are wanted."""
        return self._wrong.isChecked()

    @property
    def sign(self) -> int | None:
        """The one true class that is wanted, or None for every one."""
        place = self._sign.currentIndex()
        return place - 1 if place > 0 else None

    @property
    def sort(self) -> SortOrder:
        """What is wanted first."""
        return SortOrder(self._sort.currentData())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Moves the order up to the filters and the size down to the words, given room."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Gives the inputs the room that another font needs."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

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

    def _on_turned_timer_timeout(self) -> None:
        self._to_right.clear()
        self._to_wrong.clear()

    def _on_segments_button_toggled(self, button: QPushButton, checked: bool) -> None:
        del button
        # Of the two that toggle together, one is enough to tell.
        if checked:
            self.filter_chosen.emit()


class _EntryDelegate(QStyledItemDelegate):
    """Draws entries that are high enough to be hit; each tells all of its words in a tooltip."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return super().sizeHint(option, index).expandedTo(QSize(0, _ENTRY_HEIGHT_PX))

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        del option
        QToolTip.showText(event.globalPos(), in_lines(index.data() or ""), view)
        return True


class _NarrowComboBox(QuietComboBox):
    """May get narrower than its longest entry."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(4)
        self.setMaxVisibleItems(16)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def fit_width(self, letters: int) -> None:
        """Lets it stretch no further than so many letters need."""
        metrics = self.fontMetrics()
        self.setMaximumWidth(letters * metrics.averageCharWidth() + 3 * metrics.height())


class _SignsComboBox(_NarrowComboBox):
    """May have 65,536 entries, which are looked at as they come into view; their list scrolls.

    Its name in the style sheet makes it a list: a popup like a menu's measures every entry.
    """

    def __init__(self) -> None:
        super().__init__()
        self._letters = 0
        entries = self.view()
        assert isinstance(entries, QListView)
        # Else each would be measured whenever a colour or a font changes.
        entries.setUniformItemSizes(True)
        entries.setItemDelegate(_EntryDelegate(entries))

    def set_letters(self, letters: int) -> None:
        """Makes the list wide enough for so many letters, however narrow the box is."""
        self._letters = letters

    def showPopup(self) -> None:
        entries = self.view()
        entries.setMinimumWidth(self._letters * self.fontMetrics().averageCharWidth())
        # Qt takes the bar away whenever the style changes, as a menu has none.
        entries.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        super().showPopup()


def _segments_style(theme: Theme, *, beside: int) -> str:
    """Of the two buttons; they have ``beside`` pixels on either side of their words."""
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
        QLabel#turned_right {{ color: {theme.right}; font-weight: 600; }}
        QLabel#turned_wrong {{ color: {theme.muted}; }}
    """
