"""Appearance of the window: its colours, and the size of its words."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QFontInfo
from PySide6.QtWidgets import QApplication

from signs_studio.ui.widgets.theme import Theme, apply_theme, load_theme, strengthened

SMALLEST_SCALE, LARGEST_SCALE = 0.8, 2.4
SCALE_STEP = 1.15
LINES_OF_A_PROJECTOR = 50
"""Height of a projected window in words: to be read from the last row, a word takes at least
``height / LINES_OF_A_PROJECTOR`` pixels."""


class Appearance(QObject):
    """Sets the application's font and colours.

    Signals:
        changed: Carries the ``Theme`` that panels take their colours from.

    Attributes:
        theme_name: One of ``THEMES`` of ``ui.window_options``.
        scale: How much larger than the desktop's words are; a projector may need more.
    """

    changed = Signal(object)

    def __init__(self, *, theme_name: str, scale: float, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.theme_name = theme_name
        self.scale = scale
        self._font = QApplication.font()
        self._height: int | None = None
        self._projected_scale = 1.0
        # Widgets that are made from here on have the size at once.
        self._set_font()

    @property
    def theme(self) -> Theme:
        """The colours that ``theme_name`` stands for at this moment."""
        theme = load_theme(self.theme_name)
        return theme if self._height is None else strengthened(theme)

    @property
    def effective_scale(self) -> float:
        """Scale at which words are shown, on a projector or not; 1 is the desktop's size."""
        if self._height is None:
            return self.scale
        needed = self._height / LINES_OF_A_PROJECTOR / QFontInfo(self._font).pixelSize()
        # A size in pixels is a whole number: rounded down, it would be too small.
        return max(self.scale, needed * 1.03) * self._projected_scale

    def set_theme(self, name: str) -> None:
        """Takes other colours: one of ``THEMES``."""
        self.theme_name = name
        self.apply()

    def set_projected(self, height: int | None) -> None:
        """Makes words and contrast what a projector needs, or as they were before.

        What is enlarged or shrunk meanwhile holds for the projector alone.

        Args:
            height: Of the window that is projected, in pixels; None for none.
        """
        if height != self._height:
            if height is None:
                self._projected_scale = 1.0
            self._height = height
            self.apply()

    def enlarge(self) -> None:
        """Makes words and buttons larger, for the back of a room."""
        self._set_scale(self._own_scale * SCALE_STEP)

    def shrink(self) -> None:
        """Makes words and buttons smaller."""
        self._set_scale(self._own_scale / SCALE_STEP)

    def reset_size(self) -> None:
        """Makes words as large as the desktop's, or as a projector needs."""
        self._set_scale(1.0)

    def apply(self) -> None:
        """Makes the application look so."""
        self._set_font()
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        apply_theme(application, self.theme, scale=self.effective_scale)
        self.changed.emit(self.theme)

    @property
    def _own_scale(self) -> float:
        return self.scale if self._height is None else self._projected_scale

    def _set_scale(self, scale: float) -> None:
        scale = min(max(scale, SMALLEST_SCALE), LARGEST_SCALE)
        if self._height is None:
            self.scale = scale
        else:
            self._projected_scale = scale
        self.apply()

    def _set_font(self) -> None:
        font = QApplication.font()
        font.setPointSizeF(self._font.pointSizeF() * self.effective_scale)
        QApplication.setFont(font)
