"""How photographs are opened: the size that they are brought to, and how they become squares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QVBoxLayout,
)

from signs_studio.data.plain_text import plain_text
from signs_studio.ui.widgets.quiet_inputs import QuietComboBox
from signs_studio.ui.widgets.wrapping import breakable

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from signs_studio.data.photographs.sizes import Fit

_SIDES = (16, 24, 32, 48, 64, 96, 128, 192, 256)


class PhotographsDialog(QDialog):
    """Asks above a window, and blocks that alone.

    Args:
        name: Of the folder.
        side: That is proposed, in pixels.
        fit: That is proposed.
        parent: The window.

    Signals:
        chosen: The side in pixels, and ``crop`` or ``pad``.
    """

    chosen = Signal(int, str)

    def __init__(self, name: str, *, side: int, fit: Fit, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("photographs_dialog")
        self.setWindowTitle(self.tr("Open photographs"))
        heading = QLabel(breakable(self.tr("Photographs in {name}").format(name=plain_text(name))))
        heading.setProperty("role", "heading")
        heading.setWordWrap(True)
        words = QLabel(
            self.tr(
                "A network takes pictures of one size. Larger ones show more and train slower."
            ),
            wordWrap=True,
        )
        words.setProperty("role", "muted")
        self._side = QuietComboBox()
        self._side.setObjectName("photographs_side")
        self._side.setAccessibleName(self.tr("Size of the pictures"))
        self._side.setToolTip(self.tr("Height and width that every photograph is brought to"))
        for each in sorted({*_SIDES, side}):
            self._side.addItem(self.tr("{side} × {side} pixels").format(side=each), each)
        self._side.setCurrentIndex(self._side.findData(side))
        self._fit = QuietComboBox()
        self._fit.setObjectName("photographs_fit")
        self._fit.setAccessibleName(self.tr("Photographs that are no squares"))
        self._fit.setToolTip(self.tr("See their middle alone, or all of them but smaller"))
        self._fit.addItem(self.tr("cut to the square in the middle"), "crop")
        self._fit.addItem(self.tr("kept whole, with a white border"), "pad")
        self._fit.setCurrentIndex(self._fit.findData(fit))
        buttons = QDialogButtonBox()
        open_button = buttons.addButton(self.tr("Open"), QDialogButtonBox.ButtonRole.AcceptRole)
        open_button.setObjectName("photographs_open")
        cancel = buttons.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        cancel.setObjectName("photographs_cancel")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        form = QFormLayout()
        form.addRow(self.tr("Size"), self._side)
        form.addRow(self.tr("Not square"), self._fit)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addWidget(heading)
        layout.addWidget(words)
        layout.addLayout(form)
        layout.addWidget(buttons)
        self.setMinimumWidth(44 * self.fontMetrics().averageCharWidth())
        self.accepted.connect(self._on_self_accepted)
        self.finished.connect(self.deleteLater)

    def _on_self_accepted(self) -> None:
        self.chosen.emit(self._side.currentData(), self._fit.currentData())
