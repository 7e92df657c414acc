"""Cures of a dead unit to be tried: a button for each changed recipe."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from signs_studio.diagnosis.dead_unit_cures import dead_unit_cures
from signs_studio.ui.forms.card_section import words_label
from signs_studio.ui.forms.fields_form import GRID
from signs_studio.ui.widgets.wrapping_row import WrappingRow

if TYPE_CHECKING:
    from signs_studio.recipe.recipe import Recipe


class CureSection(QWidget):
    """Three ways in which a unit may live, each with its recipes.

    Signals:
        variant_chosen: The ``RecipeVariant`` that is to be trained as a run of its own.
    """

    variant_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("cures")
        self._shown: tuple[Recipe, int] | None = None
        self._buttons: list[QPushButton] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GRID)
        heading = QLabel(self.tr("Try a cure on a twin of this run"))
        heading.setProperty("role", "heading")
        self._why_not = words_label("no_cure_now", role="muted")
        self._why_not.setText(self.tr("A run is on: press Stop first, then a twin can be trained."))
        self._column.addWidget(heading)
        self._column.addWidget(self._why_not)
        self._why_not.hide()
        self._body: QWidget | None = None

    def show_cures(self, recipe: Recipe, layer: int) -> None:
        """Shows what to try against a dead unit of a hidden layer."""
        if self._shown == (recipe, layer):
            return
        self._shown = recipe, layer
        if self._body is not None:
            self._column.removeWidget(self._body)
            self._body.deleteLater()
        self._body = QWidget()
        column = QVBoxLayout(self._body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        self._buttons = []
        for cure in dead_unit_cures(recipe, layer):
            why = words_label("cure_why")
            why.setText(str(cure.why))
            column.addWidget(why)
            row = WrappingRow()
            for variant in cure.variants:
                button = QPushButton(str(variant.title))
                button.setObjectName("cure")
                button.clicked.connect(partial(self._on_button_clicked, variant))
                self._buttons.append(button)
                row.addWidget(button)
            column.addLayout(row)
        self._column.addWidget(self._body)

    def set_available(self, available: bool) -> None:
        """Lets a person press the buttons, or says why not."""
        self._why_not.setVisible(not available)
        if self._body is not None:
            self._body.setEnabled(available)

    def _on_button_clicked(self, variant: object) -> None:
        self.variant_chosen.emit(variant)
