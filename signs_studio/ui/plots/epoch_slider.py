"""A slider over the epochs of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import QStyle, QStyleOptionSlider

from signs_studio.ui.plots.epoch_canvas import STEPS_OF_KEYS
from signs_studio.ui.widgets.quiet_inputs import QuietSlider

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QMouseEvent

_LEAST_LETTERS = 12


class EpochSlider(QuietSlider):
    """Goes from epoch 1 to the last one. A press anywhere on it goes there at once.

    Signals:
        epoch_chosen: A person moved it to this epoch, also while it is dragged.
        left: A person asked to leave the past.
    """

    epoch_chosen = Signal(int)
    left = Signal()

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setRange(1, 1)
        self.valueChanged.connect(self.epoch_chosen)

    def show_epoch(self, epoch: int, *, epochs: int) -> None:
        """Stands at an epoch of so many, silently; while it is dragged, where the pointer is."""
        with QSignalBlocker(self):
            self.setMaximum(max(epochs, 1))
            if not self.isSliderDown():
                self.setValue(epoch)

    def minimumSizeHint(self) -> QSize:
        """Room enough to point at an epoch, roughly."""
        width = _LEAST_LETTERS * self.fontMetrics().averageCharWidth()
        return QSize(width, super().minimumSizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Takes the keys that move along the epochs in the plots, and Esc."""
        key = Qt.Key(event.key())
        if key in STEPS_OF_KEYS:
            # Also where it stands there already, at the end of a run that goes on.
            at = min(max(self.value() + STEPS_OF_KEYS[key], self.minimum()), self.maximum())
            if at == self.value():
                self.epoch_chosen.emit(at)
            self.setValue(at)
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Brings the handle beneath the pointer, which may then drag it."""
        if event.button() == Qt.MouseButton.LeftButton:
            epoch = self._epoch_at(event.position().x())
            if epoch == self.value():
                self.epoch_chosen.emit(epoch)
            self.setValue(epoch)
        super().mousePressEvent(event)

    def _epoch_at(self, x: float) -> int:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        style, control = self.style(), QStyle.ComplexControl.CC_Slider
        groove = style.subControlRect(control, option, QStyle.SubControl.SC_SliderGroove, self)
        handle = style.subControlRect(control, option, QStyle.SubControl.SC_SliderHandle, self)
        if handle.contains(round(x), handle.center().y()):
            return self.value()
        span = groove.width() - handle.width()
        place = round(x) - groove.x() - handle.width() // 2
        return QStyle.sliderValueFromPosition(self.minimum(), self.maximum(), place, span)
