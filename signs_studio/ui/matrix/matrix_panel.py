"""The view of what the network confuses, and how sure it may be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QButtonGroup, QPushButton, QVBoxLayout, QWidget

from signs_studio.numbers import NO_BREAK, format_percent, format_percent_digits
from signs_studio.runs.metrics import CONFIDENCE, wilson_interval
from signs_studio.ui.figures.table_view import TableView
from signs_studio.ui.forms.card_section import Prose
from signs_studio.ui.forms.fields_form import GRID
from signs_studio.ui.forms.folded_section import FoldedSection, aligned_with_folds
from signs_studio.ui.forms.scrolled_form import RING, ScrolledForm
from signs_studio.ui.matrix.calibration_section import CalibrationSection
from signs_studio.ui.matrix.class_curves import ClassCurves
from signs_studio.ui.matrix.class_history import ClassHistories
from signs_studio.ui.matrix.class_table import MAX_ROWS, class_table
from signs_studio.ui.matrix.confusion_grid import ConfusionGrid
from signs_studio.ui.matrix.shown_metrics import ShownMetrics
from signs_studio.ui.widgets.wrapping_row import WrappingRow

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QAbstractButton

    from signs_studio.ui.matrix.shown_metrics import PredictionMetrics
    from signs_studio.ui.state.workspace import Workspace
    from signs_studio.ui.widgets.theme import Theme

_WIDEST_LETTERS = 100


class MatrixPanel(ScrolledForm):
    """The confusion matrix, and beneath it what follows from it, which may be folded.

    Args:
        workspace: Of the window.

    Attributes:
        switches: Buttons that are remembered.
    """

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("matrix_view")
        self.setAccessibleName(self.tr("Confusion matrix and metrics"))
        self._workspace = workspace
        self._theme: Theme | None = None
        self._shown = ShownMetrics(workspace, self)
        self._accuracy = Prose("matrix_accuracy")
        self._counts = QPushButton(self.tr("Pictures"))
        self._counts.setObjectName("matrix_counts")
        self._shares = QPushButton(self.tr("% of the row"))
        self._shares.setObjectName("matrix_shares")
        group = QButtonGroup(self)
        self._kinds = QWidget()
        kinds = WrappingRow()
        kinds.setContentsMargins(0, 0, 0, 0)
        for button in (self._counts, self._shares):
            button.setCheckable(True)
            group.addButton(button)
            kinds.addWidget(button)
        self._counts.setChecked(True)
        self._kinds.setLayout(kinds)
        self._grid = ConfusionGrid(workspace.selection)
        self._grid.counted.connect(self._show_hint)
        self._shares.toggled.connect(self._grid.show_shares)
        self._hint = Prose("matrix_hint", role="muted")
        self._table: _Table | None = None
        self._curves: _Curves | None = None
        self._calibration: CalibrationSection | None = None
        self._sections = (
            self._section(self.tr("Precision, recall, F1"), "metrics", self._build_table),
            self._section(self.tr("Accuracy over the epochs"), "history", self._build_curves),
            self._section(self.tr("Calibration"), "calibration", self._build_calibration),
        )
        self._sections[2].toggle.toggled.connect(self._shown.set_wants_calibration)
        self._column = QWidget()
        layout = QVBoxLayout(self._column)
        layout.setContentsMargins(GRID - RING, 2 * GRID - RING, 2 * GRID - RING, 3 * GRID)
        layout.setSpacing(2 * GRID)
        above = (self._accuracy, self._kinds, self._grid, self._hint)
        layout.addLayout(aligned_with_folds(*above, spacing=layout.spacing()))
        for section in self._sections:
            layout.addWidget(section)
        layout.addStretch(1)
        self.setWidget(self._column)
        self._shown.changed.connect(self._show)
        self._show()
        self._fit()

    @property
    def switches(self) -> tuple[QAbstractButton, ...]:
        """Buttons that are remembered."""
        return (self._shares, *(section.toggle for section in self._sections))

    def set_theme(self, theme: Theme) -> None:
        """Draws in these colours from now on."""
        self._theme = theme
        for part in (self._grid, self._table, self._curves, self._calibration):
            if part is not None:
                part.set_theme(theme)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Keeps lines as long as another font can be read in."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    # ---- inside

    def _section(self, title: str, name: str, build: Callable[[], QWidget]) -> FoldedSection:
        section = FoldedSection(title, object_name=f"matrix_{name}", build=build)
        section.built.connect(self._on_section_built)
        return section

    def _build_table(self) -> QWidget:
        self._table = _Table()
        return self._table

    def _build_curves(self) -> QWidget:
        self._curves = _Curves(self._workspace)
        return self._curves

    def _build_calibration(self) -> QWidget:
        self._calibration = CalibrationSection(self._workspace, self._shown)
        return self._calibration

    def _on_section_built(self) -> None:
        if self._theme is not None:
            self.set_theme(self._theme)
        self._show()

    def _show(self) -> None:
        metrics = self._shown.metrics
        for widget in (self._kinds, self._grid, self._hint, *self._sections):
            widget.setVisible(metrics is not None)
        if metrics is None:
            self._accuracy.setText(self._shown.words)
            return
        self._accuracy.setText(self._accuracy_words(metrics))
        self._grid.show_metrics(metrics)
        mean = metrics.each.f1[metrics.each.support > 0].mean() if len(metrics.labels) else 0.0
        self._sections[0].set_summary(
            self.tr("mean F1 {share}").format(share=format_percent(float(mean)))
        )
        if self._table is not None:
            self._table.show_metrics(metrics)
        if self._calibration is not None:
            self._calibration.show_metrics(metrics)

    def _accuracy_words(self, metrics: PredictionMetrics) -> str:
        right, count = int(metrics.right.sum()), len(metrics.labels)
        interval = wilson_interval(right, count)
        words = self.tr(
            "After epoch {epoch}: {right} of {count} test pictures read correctly, {share} "
            "({confidence} interval {low} to {high})"
        )
        return words.format(
            epoch=f"{metrics.epoch:,}",
            right=f"{right:,}",
            count=f"{count:,}",
            share=format_percent(right / max(count, 1), space=NO_BREAK),
            confidence=format_percent(CONFIDENCE, 0, space=NO_BREAK),
            low=format_percent_digits(interval.low),
            high=format_percent(interval.high, space=NO_BREAK),
        )

    def _show_hint(self) -> None:
        words = self.tr(
            "Blue is right, orange wrong; the stronger, the larger the share of the row. Click a "
            "number or a sign to see its pictures, and once more to see all."
        )
        if self._grid.leaves_out:
            left_out = self.tr(
                "Of {classes} signs, the {count} with the most errors are shown; “other”, in grey, "
                "is what is read as any of the rest."
            )
            metrics, count = self._shown.metrics, len(self._grid.classes)
            assert metrics is not None  # They were counted.
            words += " " + left_out.format(classes=f"{metrics.classes:,}", count=count)
        self._hint.setText(words)

    def _fit(self) -> None:
        self._column.setMaximumWidth(_WIDEST_LETTERS * self.fontMetrics().averageCharWidth())
        self.fit_width()


class _Table(QWidget):
    """The table of all classes, and what it leaves out."""

    def __init__(self) -> None:
        super().__init__()
        self._view = TableView()
        self._note = Prose("class_table_note", role="muted")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._view)
        layout.addWidget(self._note)

    def set_theme(self, theme: Theme) -> None:
        self._view.set_theme(theme)

    def show_metrics(self, metrics: PredictionMetrics) -> None:
        self._view.show_figure(class_table(metrics))
        words = self.tr(
            "Precision: how many of those read as the sign are it. Recall: how many of the sign "
            "are read as it. F1: their harmonic mean. n: test pictures of the sign. In brackets: "
            "95 % interval (Wilson)."
        )
        if metrics.classes > MAX_ROWS:
            left_out = self.tr("Of {classes} signs, the {count} of the least F1.")
            words = f"{left_out.format(classes=f'{metrics.classes:,}', count=MAX_ROWS)} {words}"
        self._note.setText(words)


class _Curves(QWidget):
    """Small plots of the classes over the epochs, and what they leave out."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._curves = ClassCurves()
        self._heading = Prose("class_curves_heading", role="heading")
        self._heading.setText(self.tr("Accuracy of each sign on the test pictures, %"))
        self._note = Prose("class_curves_note", role="muted")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._heading)
        layout.addWidget(self._curves)
        layout.addWidget(self._note)
        self._histories = ClassHistories(workspace, self)
        self._histories.changed.connect(self._show)
        self._histories.refresh()
        self._show()

    def set_theme(self, theme: Theme) -> None:
        self._curves.set_theme(theme)

    def _show(self) -> None:
        history = self._histories.history
        for widget in (self._heading, self._curves):
            widget.setVisible(history is not None)
        if history is None:
            self._note.setText(self.tr("Predictions of earlier epochs are not kept of this run."))
            return
        self._curves.show_history(history)
        words = [
            self.tr(
                "Share of each sign's test pictures that is read correctly. The band, and the "
                "numbers in brackets: 95 % interval (Wilson)."
            )
        ]
        classes, shown = len(history.support), len(self._curves.classes)
        if shown < classes:
            left_out = self.tr("Of {classes} signs, the {count} that are read worst.")
            words.insert(0, left_out.format(classes=f"{classes:,}", count=shown))
        if history.every > 1:
            words.append(self.tr("Every {every} epochs.").format(every=history.every))
        self._note.setText(" ".join(words))
