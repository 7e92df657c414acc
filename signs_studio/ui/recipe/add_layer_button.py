"""The button that adds a layer, with a menu of its kinds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QToolButton

from signs_studio.recipe.layers import LAYER_KIND, LAYER_KINDS

if TYPE_CHECKING:
    from PySide6.QtGui import QAction, QKeyEvent
    from PySide6.QtWidgets import QWidget


class AddLayerButton(QToolButton):
    """A click adds the usual kind of layer; the arrow, or the key Down, offers all of them.

    Signals:
        kind_chosen: A name in ``LAYER_KINDS``.
    """

    kind_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("add_layer")
        self.setText(self.tr("Add layer"))
        self.setAccessibleName(self.tr("Add a dense layer before the softmax"))
        self.setToolTip(
            self.tr("Add a dense layer before the softmax; the arrow, or Down, offers other kinds")
        )
        self.setProperty("role", "split")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        # A tool button is passed over by Tab by itself.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        menu = QMenu(self)
        menu.setObjectName("layer_kinds")
        menu.setToolTipsVisible(True)
        for name, kind in LAYER_KINDS.items():
            action = menu.addAction(str(kind.title))
            action.setObjectName(f"add_{name}")
            action.setToolTip(str(kind.help))
            action.setData(name)
        menu.triggered.connect(self._on_menu_triggered)
        self.setMenu(menu)
        self.clicked.connect(self._on_clicked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Opens the menu with Down."""
        if event.key() != Qt.Key.Key_Down:
            super().keyPressEvent(event)
            return
        menu = self.menu()
        menu.popup(self.mapToGlobal(self.rect().bottomLeft()))
        menu.setActiveAction(menu.actions()[0])

    def _on_clicked(self) -> None:
        self.kind_chosen.emit(LAYER_KIND.default)

    def _on_menu_triggered(self, action: QAction) -> None:
        self.kind_chosen.emit(action.data())
