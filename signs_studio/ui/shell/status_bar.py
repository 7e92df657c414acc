"""The line at the bottom: TensorFlow, and what happened last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QStatusBar

from signs_studio.ui.widgets.elided_label import ElidedLabel
from signs_studio.wording.devices import device_message

if TYPE_CHECKING:
    from signs_studio.ui.state.workspace import Workspace


class StatusBar(QStatusBar):
    """Says that TensorFlow is being loaded, then its version and device, and the last message.

    Args:
        workspace: Of the window.
    """

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._controller = workspace.controller
        self._engine = QLabel(self.tr("Loading TensorFlow…"))
        self._engine.setObjectName("engine_status")
        # Names of files and of what is in them are shown here, however long they are.
        self._message = ElidedLabel()
        self._message.setObjectName("message")
        self._message.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.addWidget(self._engine)
        self.addPermanentWidget(self._message, 1)
        self._controller.engine_reported.connect(self._show_engine)
        self._controller.device_changed.connect(self._show_engine)
        self._controller.engine_failed.connect(self._on_controller_engine_failed)
        workspace.notifications.said.connect(self._message.set_words)

    @property
    def engine_words(self) -> str:
        """The words on TensorFlow."""
        return self._engine.text()

    def _show_engine(self) -> None:
        engine, device = self._controller.engine, self._controller.device
        if engine is not None and device is not None:
            words = self.tr("TensorFlow {version} on {device}")
            self._engine.setText(
                words.format(version=engine.version, device=device_message(device))
            )

    def _on_controller_engine_failed(self) -> None:
        self._engine.setText(self.tr("TensorFlow is not loaded"))
