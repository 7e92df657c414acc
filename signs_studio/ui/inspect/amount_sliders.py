"""Sliders for the changes of a picture."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from signs_studio.insight.perturbations import RANGES, Perturbation
from signs_studio.ui.forms.fields_form import GRID
from signs_studio.ui.inspect.perturbation_words import amount_words, slider_title
from signs_studio.ui.widgets.quiet_inputs import QuietSlider

if TYPE_CHECKING:
    from collections.abc import Mapping

_STEPS: Mapping[Perturbation, int] = dict.fromkeys(Perturbation, 100) | {Perturbation.TURN: 180}
"""From no change to the largest."""


class AmountSliders(QWidget):
    """One slider a change, with its amount beside it.

    Signals:
        amount_changed: The ``Perturbation`` whose amount is another, also while it is being moved.
    """

    amount_changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._sliders: dict[Perturbation, QuietSlider] = {}
        self._values: dict[Perturbation, QLabel] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(GRID)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        for row, change in enumerate(Perturbation):
            slider = QuietSlider(Qt.Orientation.Horizontal)
            slider.setObjectName(f"amount_{change}")
            title = str(slider_title(change))
            slider.setAccessibleName(title)
            low, high = RANGES[change]
            steps = _STEPS[change]
            slider.setRange(round(steps * low / high), steps)
            slider.setPageStep(steps // 10)
            slider.valueChanged.connect(partial(self._on_slider_value_changed, change))
            value = QLabel()
            value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(QLabel(title), row, 0)
            grid.addWidget(slider, row, 1)
            grid.addWidget(value, row, 2)
            self._sliders[change], self._values[change] = slider, value
            self._show_value(change)
        self._fit()

    @property
    def amounts(self) -> dict[Perturbation, float]:
        """Amounts of all changes, within ``RANGES``."""
        return {change: self._amount(change) for change in Perturbation}

    def reset(self) -> None:
        """Changes nothing any more."""
        for change, slider in self._sliders.items():
            with QSignalBlocker(slider):
                slider.setValue(0)
            self._show_value(change)

    def changeEvent(self, event: QEvent) -> None:
        """Gives amounts the room that another font needs."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _amount(self, change: Perturbation) -> float:
        return RANGES[change][1] * self._sliders[change].value() / _STEPS[change]

    def _show_value(self, change: Perturbation) -> None:
        words = amount_words(change, self._amount(change))
        self._values[change].setText(words)
        self._sliders[change].setToolTip(words)

    def _fit(self) -> None:
        for value in self._values.values():
            value.setMinimumWidth(self.fontMetrics().horizontalAdvance("−00.0 %"))

    def _on_slider_value_changed(self, change: Perturbation, _place: int) -> None:
        self._show_value(change)
        self.amount_changed.emit(change)
