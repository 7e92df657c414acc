"""The choice of what the next run is trained on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from signs_studio.wording.devices import device_message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from signs_studio.runs.devices import Device


class DeviceMenu(QMenu):
    """The devices of this machine, one of them checked. Disabled until they are known.

    Signals:
        chosen: A person chose the device of this id.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTitle(self.tr("Train &on"))
        self.setObjectName("device_menu")
        self.setAccessibleName(self.tr("Device to train on"))
        self.setToolTipsVisible(True)
        self.setEnabled(False)
        self._group = QActionGroup(self)
        self._group.triggered.connect(self._on_group_triggered)

    def show_devices(self, devices: Sequence[Device]) -> None:
        """Lists these devices instead of others."""
        for action in self._group.actions():
            self._group.removeAction(action)
            self.removeAction(action)
            action.deleteLater()
        for device in devices:
            # An ampersand would mark a key.
            action = QAction(str(device_message(device)).replace("&", "&&"), self)
            action.setObjectName(f"action_device_{device.id}")
            action.setToolTip(
                self.tr(
                    "Train the next new run here ({id}). A run that has begun stays where it began."
                ).format(id=device.id)
            )
            action.setCheckable(True)
            action.setData(device.id)
            self._group.addAction(action)
            self.addAction(action)

    def show_choice(self, device: Device) -> None:
        """Checks the device."""
        for action in self._group.actions():
            action.setChecked(action.data() == device.id)

    def _on_group_triggered(self, action: QAction) -> None:
        self.chosen.emit(action.data())
