"""A slider for a share in whole percent, which counts when it is let go."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal

from signs_studio.ui.widgets.quiet_inputs import QuietSlider


class ShareSlider(QuietSlider):
    """Moves in steps of a hundredth.

    Signals:
        moved: It stands elsewhere, and is not let go yet.
        chosen: A person let it go, or moved it by a key.
    """

    moved = Signal(int)
    chosen = Signal(int)

    def __init__(self, lowest: int, highest: int) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setRange(lowest, highest)
        self.setPageStep(5)
        self._settled = lowest
        self.valueChanged.connect(self._on_self_value_changed)
        self.sliderReleased.connect(self._settle)

    def reach(self, lowest: int, highest: int) -> None:
        """Goes from ``lowest`` to ``highest``, silently."""
        with QSignalBlocker(self):
            self.setRange(lowest, highest)
        self._settled = self.value()

    def show_percent(self, percent: int) -> None:
        """Stands there, silently, unless it is being moved."""
        if not self.isSliderDown():
            with QSignalBlocker(self):
                self.setValue(percent)
            self._settled = self.value()

    def _on_self_value_changed(self, percent: int) -> None:
        self.moved.emit(percent)
        if not self.isSliderDown():
            self._settle()

    def _settle(self) -> None:
        if self.value() != self._settled:
            self._settled = self.value()
            self.chosen.emit(self._settled)
