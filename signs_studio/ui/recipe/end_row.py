"""The first and the last row of the network: the input and the softmax."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QWidget

from signs_studio.ui.forms.fields_form import GRID
from signs_studio.ui.recipe.drag_handle import handle_size
from signs_studio.ui.recipe.layer_marks import KindMark, ShareBar, format_share
from signs_studio.wording.networks import shape_words

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon

    from signs_studio.recipe.network_summary import LayerSummary


class EndRow(QWidget):
    """The input or the softmax: not a person's to change, it follows the data."""

    def __init__(self, title: str, object_name: str) -> None:
        super().__init__()
        self.setObjectName(object_name)
        self._mark = KindMark()
        self._shape = QLabel()
        self._shape.setObjectName(f"{object_name}_shape")
        self._share = QLabel()
        self._share.setObjectName(f"{object_name}_share")
        self._bar = ShareBar()
        for label in (self._shape, self._share):
            label.setProperty("role", "muted")
        line = QHBoxLayout()
        line.setSpacing(GRID)
        line.addWidget(QLabel(title))
        line.addWidget(self._shape)
        line.addStretch(1)
        line.addWidget(self._share)
        self._grid = layout = QGridLayout(self)
        # In one column with the marks and the titles of the cards.
        layout.setContentsMargins(GRID // 2 + 1, GRID // 2, GRID + 1, 0)
        layout.setHorizontalSpacing(GRID // 2)
        layout.setVerticalSpacing(GRID // 2)
        layout.setColumnStretch(2, 1)
        layout.addWidget(self._mark, 0, 1)
        layout.addLayout(line, 0, 2)
        layout.addWidget(self._bar, 1, 2)
        self._fit_font()

    def changeEvent(self, event: QEvent) -> None:
        """Keeps in one column with the cards in another font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_font()

    def _fit_font(self) -> None:
        handle = handle_size(self.fontMetrics())
        self._grid.setColumnMinimumWidth(0, handle.width() + GRID // 2)

    def set_icon(self, icon: QIcon) -> None:
        """Takes the mark of the row."""
        self._mark.set_icon(icon)

    def show_facts(self, row: LayerSummary | None, *, facts: str, share: float | None) -> None:
        """Shows the shape of the row, its share of all parameters, and as a tooltip its cost."""
        self._shape.setText(shape_words(row.output_shape) if row is not None else "")
        self._share.setText(format_share(share))
        self._bar.set_share(share)
        self.setToolTip(facts)
