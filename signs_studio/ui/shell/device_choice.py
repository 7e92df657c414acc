"""The device that a person has chosen to train on, and the menu in which it is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from signs_studio.ui.shell.device_menu import DeviceMenu
from signs_studio.worker.run_state import ACTIVE_STATES

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from signs_studio.worker.run_controller import RunController


class DeviceChoice(QObject):
    """Keeps the choice, also where that device is not there this time.

    Args:
        chosen: The id that was chosen last time; empty where none was.
        controller: Trains on it.
        window: Has the menu.

    Signals:
        changed: A person has chosen a device.

    Attributes:
        chosen: Its id; empty where none was chosen.
        menu: Lists the devices of this machine.
    """

    changed = Signal()

    def __init__(self, chosen: str, *, controller: RunController, window: QWidget) -> None:
        super().__init__(window)
        self.chosen = chosen
        self.menu = DeviceMenu(window)
        self._controller = controller
        self.menu.chosen.connect(self._on_menu_chosen)
        controller.engine_reported.connect(self._on_controller_engine_reported)
        controller.device_changed.connect(self._show_choice)
        controller.state_changed.connect(self._on_controller_state_changed)

    def _show_choice(self) -> None:
        if self._controller.device is not None:
            self.menu.show_choice(self._controller.device)

    def _on_menu_chosen(self, device: str) -> None:
        self.chosen = device
        self._controller.choose_device(device)
        self.changed.emit()

    def _on_controller_engine_reported(self) -> None:
        engine = self._controller.engine
        if engine is not None:
            self.menu.show_devices(engine.devices)
            # One that is not there any more leaves the choice as it is.
            self._controller.choose_device(self.chosen)
            self._show_choice()

    def _on_controller_state_changed(self) -> None:
        controller = self._controller
        is_on = controller.state in ACTIVE_STATES
        self.menu.setEnabled(controller.engine_ready and not is_on)
