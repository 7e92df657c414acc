"""Buttons of how the plots are shown: logarithmic, smoothed, everything in view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QPushButton

from signs_studio.ui.widgets.icons import load_icon

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from signs_studio.ui.widgets.theme import Theme


class ViewButtons(QObject):
    """The buttons, which a panel puts into a row, and their keys.

    Args:
        panel: In which the keys work.

    Attributes:
        log: Checked while the cost axis is logarithmic.
        smooth: Checked while curves are averaged.
        reset: Brings everything into view again.
    """

    def __init__(self, panel: QWidget) -> None:
        super().__init__(panel)
        self.log = QPushButton(self.tr("Log"))
        self.log.setCheckable(True)
        self.log.setChecked(True)
        self.log.setObjectName("log_cost")
        self.log.setAccessibleName(self.tr("Logarithmic cost axis"))
        self.log.setToolTip(
            self.tr("Draw the cost on a logarithmic axis, so that small costs stay apart (L)")
        )
        self.smooth = QPushButton(self.tr("Smooth"))
        self.smooth.setCheckable(True)
        self.smooth.setObjectName("smooth")
        self.smooth.setAccessibleName(self.tr("Smooth curves"))
        self.smooth.setToolTip(
            self.tr("Draw averages over neighbouring epochs, with every epoch as a faint line (S)")
        )
        # As an icon all buttons have room beside the headline, in a window of any width.
        self.reset = QPushButton()
        self.reset.setObjectName("reset_view")
        self.reset.setAccessibleName(self.tr("Reset the view of both plots"))
        self.reset.setToolTip(
            self.tr("Show every epoch again, and follow the run (or double click a plot)")
        )
        self.reset.setEnabled(False)
        for key, switch in (("L", self.log), ("S", self.smooth)):
            # In this panel alone: elsewhere, a letter chooses in a list.
            shortcut = QShortcut(key, panel, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(switch.toggle)

    def set_theme(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        self.reset.setIcon(load_icon("fit", colour=theme.text, disabled=theme.previous_run))
