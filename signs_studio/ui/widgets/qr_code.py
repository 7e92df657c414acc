"""A QR code, crisp at any size."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

QUIET_MODULES = 4
"""Width of the white border without which a telephone does not find the code."""
_LEAST_MODULE_PX, _USUAL_MODULE_PX = 2, 8


class QrCode(QWidget):
    """Shows a text as large as there is room for, black on white in every theme.

    A module is a whole number of the screen's pixels wide, so that all are alike.

    Attributes:
        modules: Rows of the code without its border, from above, of which True is black; none where
            there is no code.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.modules: tuple[tuple[bool, ...], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def set_text(self, text: str) -> bool:
        """Shows the code of another text.

        Returns:
            False where no code has room for the text; nothing is shown then.
        """
        # Seldom needed: imported then, not before the start.
        import segno

        try:
            rows = segno.make_qr(text).matrix
        except segno.DataOverflowError:
            rows = ()
        self.modules = tuple(tuple(map(bool, row)) for row in rows)
        self.updateGeometry()
        self.update()
        return bool(self.modules)

    def sizeHint(self) -> QSize:
        """Modules that are seen from a few steps away."""
        return self._size(_USUAL_MODULE_PX)

    def minimumSizeHint(self) -> QSize:
        """Modules that a telephone can tell apart on the screen before it."""
        return self._size(_LEAST_MODULE_PX)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draws the code in the middle."""
        count = len(self.modules) + 2 * QUIET_MODULES
        ratio = self.devicePixelRatioF()
        width, height = int(self.width() * ratio), int(self.height() * ratio)
        module = min(width, height) // count
        if not self.modules or not module:
            return
        painter = QPainter(self)
        painter.scale(1 / ratio, 1 / ratio)
        painter.translate((width - count * module) // 2, (height - count * module) // 2)
        painter.fillRect(0, 0, count * module, count * module, Qt.GlobalColor.white)
        for y, row in enumerate(self.modules, start=QUIET_MODULES):
            for x, is_black in enumerate(row, start=QUIET_MODULES):
                if is_black:
                    painter.fillRect(x * module, y * module, module, module, Qt.GlobalColor.black)
        painter.end()

    def _size(self, module_px: int) -> QSize:
        side = module_px * (len(self.modules) + 2 * QUIET_MODULES)
        return QSize(side, side)
