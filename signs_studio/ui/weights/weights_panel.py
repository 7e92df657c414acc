"""The view of the weights of the network that is looked at."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton, QVBoxLayout, QWidget

from signs_studio.insight.weights import PAGE, Start, WeightsKind, WeightsSeen, WeightsWanted
from signs_studio.ui.figures.heatmaps_view import HeatmapsView
from signs_studio.ui.forms.card_section import Prose
from signs_studio.ui.forms.fields_form import GRID
from signs_studio.ui.forms.folded_section import FoldedSection, aligned_with_folds
from signs_studio.ui.forms.scrolled_form import RING, ScrolledForm
from signs_studio.ui.state.live_answer import LiveAnswer
from signs_studio.ui.state.selection import SetName
from signs_studio.ui.weights.distributions_section import DistributionsSection
from signs_studio.ui.weights.weights_figure import (
    colours_words,
    dead_words,
    has_colours,
    maps_figure,
    weights_figure,
)
from signs_studio.ui.widgets.quiet_inputs import QuietComboBox
from signs_studio.ui.widgets.wrapping_row import WrappingRow
from signs_studio.wording.networks import layer_names

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QAbstractButton

    from signs_studio.ui.state.workspace import Workspace
    from signs_studio.ui.widgets.theme import Theme

_WIDEST_LETTERS = 110
_LEAST_LETTERS = 46
_MAP_LINES, _MIN_COLUMNS, _MAX_COLUMNS = 6.0, 4, 8
_GAP_PX = 12


class WeightsPanel(ScrolledForm):
    """Weights of the first layer as pictures, and in sections beneath what other layers hold.

    Args:
        workspace: Of the window.
    """

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("weights_view")
        self.setAccessibleName(self.tr("Weights of the network"))
        self._controller = workspace.controller
        self._picture = workspace.chosen_picture
        self._theme: Theme | None = None
        self._first = 0
        self._kinds = QuietComboBox()
        self._kinds.setObjectName("weights_kind")
        self._kinds.setAccessibleName(self.tr("What is shown of the weights"))
        self._words = Prose("weights_words")
        self._colours = QCheckBox(self.tr("Colours"))
        self._colours.setObjectName("weights_colours")
        self._colours.setToolTip(
            self.tr("Draw the weights of red, green and blue as such, in place of their mean")
        )
        self._colours.toggled.connect(self._show)
        self._bar = self._kind_bar()
        self._pages = self._page_bar()
        self._heatmaps = HeatmapsView()
        self._note = Prose("weights_note", role="muted")
        self._maps: HeatmapsView | None = None
        self._distributions: DistributionsSection | None = None
        self._maps_section = self._section(
            self.tr("What the filters give"), name="maps", build=self._build_maps
        )
        self._distributions_section = self._section(
            self.tr("All layers over the epochs"),
            name="distributions",
            build=partial(self._build_distributions, workspace),
        )
        self._column = QWidget()
        layout = QVBoxLayout(self._column)
        layout.setContentsMargins(GRID - RING, 2 * GRID - RING, 2 * GRID - RING, 3 * GRID)
        layout.setSpacing(2 * GRID)
        above = (self._words, self._bar, self._note, self._pages, self._heatmaps)
        layout.addLayout(aligned_with_folds(*above, spacing=layout.spacing()))
        layout.addWidget(self._maps_section)
        layout.addWidget(self._distributions_section)
        layout.addStretch(1)
        self.setWidget(self._column)
        self._live = LiveAnswer("weights", self._question, workspace=workspace, watched=self)
        self._live.changed.connect(self._show)
        workspace.controller.record_changed.connect(self._on_controller_record_changed)
        workspace.chosen_picture.changed.connect(self._on_picture_changed)
        self._show()
        self._fit()

    @property
    def switches(self) -> tuple[QAbstractButton, ...]:
        """Buttons that are remembered."""
        return self._colours, self._maps_section.toggle, self._distributions_section.toggle

    def set_theme(self, theme: Theme) -> None:
        """Draws in these colours from now on."""
        self._theme = theme
        for part in (self._heatmaps, self._maps, self._distributions):
            if part is not None:
                part.set_theme(theme)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Gives the pictures the room that another font needs."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Gives the pictures the room that there is by now."""
        super().resizeEvent(event)
        self._fit_maps()

    # ---- building

    def _kind_bar(self) -> QWidget:
        row, bar = WrappingRow(), QWidget()
        row.setContentsMargins(0, 0, 0, 0)
        for kind, words in (
            (WeightsKind.WEIGHTS, self.tr("Weights")),
            (WeightsKind.LAST_EPOCH, self.tr("Last epoch's change")),
            (WeightsKind.SINCE_START, self.tr("Change since the start")),
        ):
            self._kinds.addItem(words, kind)
        self._kinds.currentIndexChanged.connect(self._on_kinds_current_index_changed)
        row.addWidget(self._kinds)
        row.addWidget(self._colours)
        bar.setLayout(row)
        return bar

    def _page_bar(self) -> QWidget:
        row, bar = WrappingRow(), QWidget()
        row.setContentsMargins(0, 0, 0, 0)
        self._earlier = QPushButton(self.tr("Previous"))
        self._later = QPushButton(self.tr("Next"))
        self._earlier.setObjectName("earlier_units")
        self._earlier.setAccessibleName(self.tr("Units before these"))
        self._earlier.clicked.connect(partial(self._turn_page, -PAGE))
        self._later.setObjectName("later_units")
        self._later.setAccessibleName(self.tr("Units after these"))
        self._later.clicked.connect(partial(self._turn_page, PAGE))
        self._page_words = QLabel()
        for widget in (self._earlier, self._page_words, self._later):
            row.addWidget(widget)
        bar.setLayout(row)
        return bar

    def _section(self, title: str, *, name: str, build: Callable[[], QWidget]) -> FoldedSection:
        section = FoldedSection(title, object_name=f"weights_{name}", build=build)
        section.built.connect(self._on_section_built)
        return section

    def _build_maps(self) -> QWidget:
        self._maps = HeatmapsView()
        return self._maps

    def _build_distributions(self, workspace: Workspace) -> QWidget:
        self._distributions = DistributionsSection(workspace)
        return self._distributions

    # ---- asking

    def _question(self) -> WeightsWanted | None:
        dataset, record = self._controller.dataset, self._controller.record
        shown = self._picture.or_first()
        if dataset is None or record is None or shown is None or shown.pixels is None:
            return None
        recipe = record.recipe
        return WeightsWanted(
            kind=WeightsKind(self._kinds.currentData()),
            first=self._first,
            start=Start(recipe.initializer, recipe.seed),
            picture=shown.pixels[None],
            test_pictures=dataset.shown_x,
        )

    def _on_kinds_current_index_changed(self) -> None:
        self._live.ask()

    def _turn_page(self, by: int) -> None:
        self._first = max(self._first + by, 0)
        self._live.ask()

    def _on_controller_record_changed(self) -> None:
        self._first = 0

    def _on_picture_changed(self) -> None:
        # Only the maps of filters are about the picture.
        if self._live.answer is None or self._live.answer.maps is not None:
            self._live.ask()

    def _on_section_built(self) -> None:
        if self._theme is not None:
            self.set_theme(self._theme)
        self._show()

    # ---- showing

    def _show(self) -> None:
        seen: WeightsSeen | None = self._live.answer
        has_any = seen is not None
        for widget in (self._bar, self._distributions_section):
            widget.setVisible(has_any)
        has_pictures = seen is not None and seen.pictures is not None
        self._heatmaps.setVisible(has_pictures)
        self._note.setVisible(has_pictures)
        self._maps_section.setVisible(seen is not None and seen.maps is not None)
        self._pages.setVisible(seen is not None and seen.units > PAGE)
        if seen is None:
            self._words.setText(self._live.words)
            return
        record = self._controller.record
        assert record is not None  # There was an answer about it.
        names = layer_names(record.recipe.layers, with_activations=True)
        epochs = self._live.epochs or 0
        self._fit_maps()
        self._words.setText(self._title(seen, names[seen.layer], epochs=epochs))
        self._colours.setEnabled(has_colours(seen))
        if seen.pictures is not None:
            as_colours = self._colours.isChecked() and has_colours(seen)
            self._heatmaps.show_figure(weights_figure(seen, as_colours=as_colours))
            self._note.setText(self._note_words(seen, as_colours=as_colours))
        last = min(seen.first + PAGE, seen.units)
        words = self.tr("{first} to {last} of {count}")
        self._page_words.setText(words.format(first=seen.first + 1, last=last, count=seen.units))
        self._earlier.setEnabled(seen.first > 0)
        self._later.setEnabled(last < seen.units)
        self._maps_section.set_summary(self._picture_words())
        if self._maps is not None and seen.maps is not None:
            self._maps.show_figure(maps_figure(seen))

    def _picture_words(self) -> str:
        shown = self._picture.or_first()
        if shown is None:
            return ""
        words = self.tr("for test picture {number}")
        if shown.reference.of is SetName.TRAIN:
            words = self.tr("for training picture {number}")
        return words.format(number=f"{shown.reference.place + 1:,}")

    def _title(self, seen: WeightsSeen, name: str, *, epochs: int) -> str:
        if seen.kind is WeightsKind.LAST_EPOCH and seen.pictures is None:
            return self.tr(
                "There is no epoch before this one whose weights are known: train another."
            )
        words = {
            WeightsKind.WEIGHTS: self.tr(
                "{name} after epoch {epoch}: the weights of each unit, in the places of the "
                "numbers that they are multiplied with."
            ),
            WeightsKind.LAST_EPOCH: self.tr(
                "{name}: the weights of each unit after epoch {epoch} minus those after epoch "
                "{before}."
            ),
            WeightsKind.SINCE_START: self.tr(
                "{name}: the weights of each unit after epoch {epoch} minus those that training "
                "began with."
            ),
        }
        return words[seen.kind].format(name=name, epoch=f"{epochs:,}", before=f"{epochs - 1:,}")

    def _note_words(self, seen: WeightsSeen, *, as_colours: bool) -> str:
        words = []
        if as_colours:
            words.append(colours_words(seen))
        elif has_colours(seen):
            words.append(self.tr("Each number is the mean over red, green and blue."))
        elif seen.pictures is not None and seen.pictures.shape[-1] > 1:
            channels = seen.pictures.shape[-1]
            words.append(
                self.tr("Each number is the mean over {count} channels.").format(count=channels)
            )
        dataset = self._controller.dataset
        tested = seen.probes if dataset is None else len(dataset.test_y)
        words.append(dead_words(seen, tested=tested))
        return " ".join(filter(None, words))

    def _fit(self) -> None:
        letter = self.fontMetrics().averageCharWidth()
        self._column.setMaximumWidth(_WIDEST_LETTERS * letter)
        self._words.setMinimumWidth(_LEAST_LETTERS * letter)
        self.fit_width()
        self._fit_maps()

    def _fit_maps(self) -> None:
        """Gives all maps room, in columns that are neither narrow nor wide: the form scrolls."""
        seen: WeightsSeen | None = self._live.answer
        if seen is None:
            return
        count = min(PAGE, seen.units - seen.first)
        line = self.fontMetrics().lineSpacing()
        width = min(self.viewport().width(), self._column.maximumWidth()) - 4 * GRID
        columns = round(width / (_MAP_LINES * line))
        columns = min(max(columns, _MIN_COLUMNS), _MAX_COLUMNS, count)
        side = min(width // columns - _GAP_PX, round(2 * _MAP_LINES * line))
        rows = -(-count // columns)
        height = rows * (side + line + _GAP_PX) + 3 * line + _GAP_PX
        for view in (self._heatmaps, self._maps):
            if view is not None and view.height() != height:
                view.setFixedHeight(height)
