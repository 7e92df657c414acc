"""Calibration of the predictions on show, and the temperature that mends it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from signs_studio.figures import Table
from signs_studio.insight.calibration import TemperatureWanted
from signs_studio.numbers import format_percent
from signs_studio.runs.calibration import MAX_TEMPERATURE, MIN_TEMPERATURE
from signs_studio.ui.figures.table_view import TableView
from signs_studio.ui.forms.card_section import Prose
from signs_studio.ui.forms.fields_form import GRID
from signs_studio.ui.matrix.reliability_view import ReliabilityView
from signs_studio.ui.state.study import Study
from signs_studio.ui.widgets.quiet_inputs import QuietSlider
from signs_studio.ui.widgets.wrapping_row import WrappingRow

if TYPE_CHECKING:
    from signs_studio.ui.matrix.shown_metrics import PredictionMetrics, ShownMetrics
    from signs_studio.ui.state.workspace import Workspace
    from signs_studio.ui.widgets.theme import Theme

_STEPS = 100
"""Steps of the slider from 1 to either end."""


class CalibrationSection(QWidget):
    """A reliability diagram at a temperature, and its numbers beside those without one.

    Args:
        workspace: Has who answers for the fit.
        shown: Computes what is shown.
    """

    def __init__(
        self, workspace: Workspace, shown: ShownMetrics, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._shown = shown
        self._controller = workspace.controller
        self._study = Study("calibration", workspace.controller, self)
        self._diagram = ReliabilityView()
        self._words = Prose("calibration_words")
        self._table = TableView()
        self._label = QLabel()
        self._label.setObjectName("temperature_words")
        self._slider = QuietSlider(Qt.Orientation.Horizontal)
        self._slider.setObjectName("temperature")
        self._slider.setAccessibleName(self.tr("Temperature"))
        self._slider.setRange(-_STEPS, _STEPS)
        self._slider.setPageStep(_STEPS // 10)
        self._slider.valueChanged.connect(self._on_slider_value_changed)
        self._fit = QPushButton(self.tr("Fit"))
        self._fit.setObjectName("fit_temperature")
        self._fit.setToolTip(self.tr("Choose the temperature that makes the true signs likeliest"))
        self._fit.clicked.connect(self._on_fit_clicked)
        self._reset = QPushButton(self.tr("Back to 1"))
        self._reset.setObjectName("reset_temperature")
        self._reset.clicked.connect(self._on_reset_clicked)
        self._study.changed.connect(self._on_study_changed)
        slider_row = QHBoxLayout()
        slider_row.addWidget(self._label)
        slider_row.addWidget(self._slider, 1)
        buttons = WrappingRow()
        buttons.setContentsMargins(0, 0, 0, 0)
        buttons.addWidget(self._fit)
        buttons.addWidget(self._reset)
        self._note = Prose("calibration_note", role="muted")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addWidget(self._words)
        layout.addWidget(self._diagram)
        layout.addLayout(slider_row)
        layout.addLayout(buttons)
        layout.addWidget(self._table)
        layout.addWidget(self._note)
        self._show_temperature()

    def set_theme(self, theme: Theme) -> None:
        """Draws in these colours."""
        self._diagram.set_theme(theme)
        self._table.set_theme(theme)

    def show_metrics(self, metrics: PredictionMetrics | None) -> None:
        """Shows the calibration of some predictions."""
        has_any = metrics is not None and metrics.tempered is not None
        for widget in (self._diagram, self._table, self._note):
            widget.setVisible(has_any)
        self._show_buttons()
        self._words.setText(
            self.tr(
                "A bar on the dashed line: the network is right as often as it is sure. A bar "
                "below it: it is surer than it should be; above it: less sure than it could be. "
                "The upright lines are 95 % intervals: one that meets the dashed line may be "
                "chance. Beneath each bar is the number of its test pictures."
            )
        )
        if metrics is None:
            return
        if not metrics.is_finite:
            self._words.setText(
                self.tr("The network has diverged and gives no numbers: there is no confidence.")
            )
        if metrics.as_it_is is None or metrics.tempered is None:
            return
        self._diagram.show_calibration(metrics.tempered)
        before, after = metrics.as_it_is, metrics.tempered
        self._table.show_figure(
            Table(
                title="",
                headings=(
                    self.tr("Temperature"),
                    self.tr("Expected calibration error (%)"),
                    self.tr("Test cost (negative log likelihood)"),
                ),
                rows=tuple(
                    (
                        f"{temperature:.2f}",
                        f"{100 * each.expected_error:.2f}",
                        f"{each.negative_log_likelihood:.4f}",
                    )
                    for temperature, each in (
                        ((1.0, before), (metrics.temperature, after))
                        if metrics.temperature != 1.0
                        else ((1.0, before),)
                    )
                ),
            )
        )
        self._note.setText(
            self.tr(
                "Fit chooses the temperature by the {count} test pictures themselves, which the "
                "numbers are also measured on: for other pictures they will be a little worse."
            ).format(count=f"{before.pictures:,}")
        )

    # ---- inside

    def _show_temperature(self) -> None:
        temperature = self._shown.temperature
        self._label.setText(self.tr("Temperature {number}").format(number=f"{temperature:.2f}"))
        with QSignalBlocker(self._slider):
            self._slider.setValue(round(_STEPS * math.log10(temperature)))
        self._show_buttons()

    def _show_buttons(self) -> None:
        metrics = self._shown.metrics
        can = metrics is not None and metrics.is_finite and self._controller.engine_ready
        self._fit.setEnabled(can and not self._study.is_running)
        self._reset.setEnabled(self._shown.temperature != 1.0)
        words = self.tr("Fit")
        if self._study.progress is not None:
            done, of = self._study.progress
            words = self.tr("Fitting {share}").format(share=format_percent(done / max(of, 1), 0))
        self._fit.setText(words)

    def _choose(self, temperature: float) -> None:
        bounded = min(max(temperature, MIN_TEMPERATURE), MAX_TEMPERATURE)
        self._shown.set_temperature(bounded)
        self._show_temperature()

    def _on_slider_value_changed(self, value: int) -> None:
        self._study.forget()
        self._choose(10 ** (value / _STEPS))

    def _on_reset_clicked(self) -> None:
        self._study.forget()
        self._choose(1.0)

    def _on_fit_clicked(self) -> None:
        metrics = self._shown.metrics
        if metrics is not None:
            self._study.start(TemperatureWanted(metrics.probabilities, metrics.labels))

    def _on_study_changed(self) -> None:
        self._show_buttons()
        if self._study.answer is not None:
            self._choose(self._study.answer)
