"""The data card: what is learnt from and tested on, and what can be changed in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from signs_studio.ui.data.browse_section import BrowseSection
from signs_studio.ui.data.classes_section import ClassesSection
from signs_studio.ui.data.copies_section import CopiesSection
from signs_studio.ui.data.doubts_section import DoubtsSection
from signs_studio.ui.data.facts_section import FactsSection
from signs_studio.ui.data.split_section import SplitSection
from signs_studio.ui.data.transformations_section import TransformationsSection
from signs_studio.ui.forms.fields_form import GRID
from signs_studio.ui.forms.folded_section import aligned_with_folds
from signs_studio.ui.forms.scrolled_form import RING, ScrolledForm

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from signs_studio.data.dataset import Dataset
    from signs_studio.runs.events import Snapshot
    from signs_studio.ui.forms.card_section import CardSection
    from signs_studio.ui.state.curation import Curation
    from signs_studio.ui.state.label_doubts import LabelDoubts
    from signs_studio.ui.state.selection import Selection
    from signs_studio.ui.widgets.theme import Theme
    from signs_studio.worker.inspection_thread import InspectionThread

_WIDEST_LETTERS = 120
"""Wider, bars and their names would be too far apart to be read together."""


class DataCard(ScrolledForm):
    """Sections beneath one another. While it is hidden, nothing is computed for it.

    Args:
        curation: Has the data and what is changed in it.
        selection: Has the pictures that are looked through.
        inspection: Computes what takes long.
        doubts: Looks for doubtful labels.
    """

    def __init__(
        self,
        *,
        curation: Curation,
        selection: Selection,
        inspection: InspectionThread,
        doubts: LabelDoubts,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("data_card")
        self.setAccessibleName(self.tr("Data"))
        self._curation = curation
        self._dataset: Dataset | None = None
        self._facts = FactsSection()
        self._classes = ClassesSection(
            curation=curation, selection=selection, inspection=inspection
        )
        self._browse = BrowseSection(selection=selection, inspection=inspection)
        self._split = SplitSection(curation, inspection)
        self._copies = CopiesSection(curation, inspection)
        self._doubts = DoubtsSection(doubts, curation=curation, inspection=inspection)
        self._transformations = TransformationsSection()
        self._sections: tuple[CardSection, ...] = (
            self._classes,
            self._browse,
            self._split,
            self._copies,
            self._doubts,
            self._transformations,
        )
        self._column = QWidget()
        layout = QVBoxLayout(self._column)
        layout.setContentsMargins(GRID - RING, 2 * GRID - RING, 2 * GRID - RING, 3 * GRID)
        layout.setSpacing(3 * GRID)
        layout.addWidget(self._facts)
        layout.addLayout(aligned_with_folds(*self._sections, spacing=layout.spacing()))
        layout.addStretch(1)
        self.setWidget(self._column)
        self._fit()

    def show_data(self) -> None:
        """Shows the data that is open, and what is changed in it, as soon as it is seen."""
        if not self.isVisible():
            return
        current = self._curation.current
        dataset = None if current is None else current.dataset
        if dataset is not self._dataset or dataset is None:
            self._dataset = dataset
            self._facts.show_data(dataset)
            for section in self._sections:
                section.setVisible(dataset is not None)
            if dataset is not None:
                # First: its pictures are read while nothing else is computed.
                self._browse.show_data(dataset)
                self._classes.show_data(dataset)
                self._transformations.show_data(dataset)
        self._split.show_curation()
        self._copies.show_curation()
        self._doubts.show_doubts()

    def show_snapshot(self, snapshot: Snapshot | None) -> None:
        """Shows what a snapshot says of near-copies."""
        self._copies.show_snapshot(snapshot)

    def set_theme(self, theme: Theme) -> None:
        """Takes the theme's colours, and the room that its words need by now."""
        for section in (self._classes, self._browse, self._copies, self._doubts):
            section.set_theme(theme)
        self._facts.fit_font()
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """Shows what has changed while it was hidden."""
        super().showEvent(event)
        self.show_data()

    def changeEvent(self, event: QEvent) -> None:
        """Keeps lines as long as another font can be read in."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        self._column.setMaximumWidth(_WIDEST_LETTERS * self.fontMetrics().averageCharWidth())
        self.fit_width()
