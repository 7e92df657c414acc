"""How the window looks: its colours, and how large its words are."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from signs_studio.ui.theme import Theme, apply_theme, load_theme

SMALLEST_SCALE, LARGEST_SCALE = 0.8, 2.4
SCALE_STEP = 1.15


class Look(QObject):
    """Sets the application's font and colours.

    Signals:
        changed: Carries the ``Theme`` that panels take their colours from.

    Attributes:
        theme_name: One of ``THEMES`` of ``window_options``.
        scale: How much larger than the desktop's words are.
    """

    changed = Signal(object)

    def __init__(self, *, theme_name: str, scale: float, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.theme_name = theme_name
        self.scale = scale
        self._point_size = QApplication.font().pointSizeF()
        # Widgets that are made from here on have the size at once.
        self._set_font()

    @property
    def theme(self) -> Theme:
        """The colours that ``theme_name`` stands for at this moment."""
        return load_theme(self.theme_name)

    def set_theme(self, name: str) -> None:
        """Takes other colours: one of ``THEMES``."""
        self.theme_name = name
        self.apply()

    def enlarge(self) -> None:
        """Makes words and buttons larger, for the back of a room."""
        self.scale = min(self.scale * SCALE_STEP, LARGEST_SCALE)
        self.apply()

    def shrink(self) -> None:
        """Makes words and buttons smaller."""
        self.scale = max(self.scale / SCALE_STEP, SMALLEST_SCALE)
        self.apply()

    def apply(self) -> None:
        """Makes the application look so."""
        self._set_font()
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        apply_theme(application, self.theme)
        self.changed.emit(self.theme)

    def _set_font(self) -> None:
        font = QApplication.font()
        font.setPointSizeF(self._point_size * self.scale)
        QApplication.setFont(font)
