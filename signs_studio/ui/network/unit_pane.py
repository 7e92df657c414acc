"""All that is to be known of one unit, beside the drawing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from signs_studio.ui.figures.heatmaps_view import HeatmapsView
from signs_studio.ui.figures.photographs_view import PhotographsView
from signs_studio.ui.forms.card_section import words_label
from signs_studio.ui.forms.fields_form import GRID
from signs_studio.ui.forms.scrolled_form import RING, ScrolledForm
from signs_studio.ui.network.cure_section import CureSection
from signs_studio.ui.network.input_bars import InputBars
from signs_studio.ui.network.unit_figures import (
    death_sentence,
    exciting_pictures,
    gradient_map,
    unit_sentence,
    weight_bars,
    weight_maps,
)
from signs_studio.ui.widgets.elided_label import ElidedLabel

if TYPE_CHECKING:
    from collections.abc import Collection

    from signs_studio.insight.unit_details import UnitDetails
    from signs_studio.recipe.network_stages import Stage
    from signs_studio.recipe.recipe import Recipe
    from signs_studio.ui.network.unit_figures import Picture
    from signs_studio.ui.widgets.theme import Theme

_LEAST_LINES = 16
_MAPS_A_ROW = 3
_ROW_LINES, _BAR_LINES, _PICTURE_LINES, _WALL_LINES = 8, 5, 16, 15
"""Heights of a row of maps, of a title with the bar of colours, of the picture with its gradient,
and of the nine pictures, in lines of text."""


class UnitPane(QWidget):
    """A unit's words, weights, pictures and gradient beneath one another.

    Signals:
        closed: A person has seen enough.
        variant_chosen: As of ``CureSection``.

    Attributes:
        details: What is shown; None where it is on its way.
    """

    closed = Signal()
    variant_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("unit_pane")
        self.details: UnitDetails | None = None
        self._rows = 1
        self._title = ElidedLabel()
        self._title.setObjectName("unit_title")
        self._title.setProperty("role", "heading")
        close = QToolButton()
        close.setObjectName("close_unit")
        close.setText("×")
        close.setToolTip(self.tr("Close the unit"))
        close.setAccessibleName(self.tr("Close the unit"))
        close.clicked.connect(self.closed)
        head = QHBoxLayout()
        head.setContentsMargins(2 * GRID, GRID, GRID, 0)
        head.addWidget(self._title, 1)
        head.addWidget(close)
        self._words = words_label("unit_words")
        self._dead = words_label("unit_dead")
        self._cures = CureSection()
        self._cures.variant_chosen.connect(self.variant_chosen)
        self._maps = HeatmapsView()
        self._bars_title = QLabel()
        self._bars_title.setObjectName("bars_title")
        self._bars_title.setProperty("role", "heading")
        self._bars = InputBars()
        self._exciting = PhotographsView()
        self._gradient = HeatmapsView()
        self._below = (
            *(self._dead, self._cures, self._maps, self._bars_title, self._bars),
            *(self._exciting, self._gradient),
        )
        column = QWidget()
        self._column = QVBoxLayout(column)
        self._column.setContentsMargins(2 * GRID - RING, GRID, 2 * GRID - RING, 2 * GRID)
        self._column.setSpacing(2 * GRID)
        for widget in (self._words, *self._below):
            self._column.addWidget(widget)
        self._column.addStretch(1)
        self._form = ScrolledForm()
        self._form.setWidget(column)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self._form, 1)

    def show_waiting(self, name: str, words: str) -> None:
        """Shows the name of the unit whose details are to come, and why they are not there."""
        self.details = None
        self._title.set_words(name)
        self._words.setText(words)
        for widget in self._below:
            widget.hide()

    def show_details(
        self,
        details: UnitDetails,
        *,
        name: str,
        before: Stage,
        dead_inputs: Collection[int],
        recipe: Recipe,
        picture: Picture,
        pictures: Picture,
    ) -> None:
        """Shows a unit.

        Args:
            details: What it does.
            name: Its name.
            before: The stage whose outputs it is given.
            dead_inputs: Indices of the units of that stage that are dead.
            recipe: Of the run.
            picture: The picture looked at, (height, width, channels).
            pictures: Test pictures that can be looked at, (N, height, width, channels).
        """
        self.details = details
        self._title.set_words(name)
        self._words.setText(unit_sentence(details, is_output=details.layer == len(recipe.layers)))
        self._dead.setText(death_sentence(details) if details.is_dead else "")
        self._dead.setVisible(details.is_dead)
        self._cures.setVisible(details.is_dead)
        if details.is_dead:
            self._cures.show_cures(recipe, details.layer)
        maps = weight_maps(details, before)
        self._maps.setVisible(maps is not None)
        self._bars.setVisible(maps is None)
        self._bars_title.setVisible(maps is None)
        if maps is not None:
            self._maps.show_figure(maps)
            self._rows = 1 if len(maps.maps) <= _MAPS_A_ROW else 2
        else:
            bars = weight_bars(details, dead_inputs)
            self._bars.show_bars(bars)
            count = details.weights.size
            words = self.tr("Weights of the inputs")
            if len(bars) < count:
                words = self.tr("Weights: the {shown} largest of {count} inputs")
            self._bars_title.setText(words.format(shown=len(bars), count=f"{count:,}"))
        self._exciting.show_figure(exciting_pictures(details, pictures))
        self._exciting.show()
        # Where nothing can be seen, the words say why.
        self._gradient.setVisible(bool(details.gradient.any()))
        self._gradient.show_figure(gradient_map(details, picture))
        self._fit()

    def set_trainable(self, trainable: bool) -> None:
        """Lets a person train a cure, or says why not."""
        self._cures.set_available(trainable)

    def set_theme(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        for part in (self._maps, self._bars, self._exciting, self._gradient):
            part.set_theme(theme)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Returns room for a picture and words beside it."""
        line = self.fontMetrics().lineSpacing()
        return QSize(_LEAST_LINES * line, _LEAST_LINES // 2 * line)

    def changeEvent(self, event: QEvent) -> None:
        """Keeps figures as high as another font needs them."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        line = self.fontMetrics().lineSpacing()
        self._maps.ask_height((_ROW_LINES * self._rows + _BAR_LINES) * line)
        self._gradient.ask_height(_PICTURE_LINES * line)
        self._exciting.ask_height(_WALL_LINES * line)
