"""The view of how a network learns."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QFrame, QSpacerItem, QVBoxLayout, QWidget

from signs_studio.ui.forms.fields_form import GRID
from signs_studio.ui.forms.folded_section import FoldedSection, aligned_with_folds
from signs_studio.ui.forms.scrolled_form import RING, ScrolledForm
from signs_studio.ui.learning.batch_section import BatchSection
from signs_studio.ui.learning.embedding_section import EmbeddingSection
from signs_studio.ui.learning.gradients_section import GradientsSection
from signs_studio.ui.learning.landscape_section import LandscapeSection
from signs_studio.ui.learning.rate_section import RateSection

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QAbstractButton

    from signs_studio.ui.learning.section import Section
    from signs_studio.ui.state.workspace import Workspace
    from signs_studio.ui.widgets.theme import Theme

_LEAST_LETTERS, _MOST_LETTERS = 42, 130


class LearningView(ScrolledForm):
    """Sections beneath one another, of which one is open at first. Each is built when it is opened.

    Args:
        workspace: Of the window.
    """

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("learning_view")
        self.setAccessibleName(self.tr("Learning"))
        self._theme: Theme | None = None
        self._built: list[Section] = []
        self._sections = (
            self._section(
                self.tr("Gradients and updates"),
                self.tr("Does every layer learn, and at what pace?"),
                object_name="fold_gradients",
                build=partial(GradientsSection, workspace),
            ),
            self._section(
                self.tr("Learning-rate finder"),
                self.tr("Which learning rates can this recipe be trained with?"),
                object_name="fold_rate",
                build=partial(RateSection, workspace),
            ),
            self._section(
                self.tr("Loss landscape"),
                self.tr(
                    "What does the cost look like around the weights, and which way did they go?"
                ),
                object_name="fold_landscape",
                build=partial(LandscapeSection, workspace),
            ),
            self._section(
                self.tr("Embedding"),
                self.tr("Which pictures look alike to the last hidden layer?"),
                object_name="fold_embedding",
                build=partial(EmbeddingSection, workspace),
            ),
            self._section(
                self.tr("One batch in four steps"),
                self.tr("What happens to a weight in the next step of training?"),
                object_name="fold_batch",
                build=partial(BatchSection, workspace),
            ),
        )
        self._column = QWidget()
        layout = QVBoxLayout(self._column)
        layout.setContentsMargins(GRID - RING, 2 * GRID - RING, 2 * GRID - RING, 3 * GRID)
        layout.setSpacing(GRID)
        self._width = QSpacerItem(0, 0)
        layout.addItem(self._width)
        for section in self._sections:
            line = QFrame()
            line.setProperty("role", "line")
            layout.addLayout(aligned_with_folds(line))
            layout.addWidget(section)
        layout.addStretch(1)
        self.setWidget(self._column)
        self._sections[0].open()
        self._fit()

    @property
    def switches(self) -> tuple[QAbstractButton, ...]:
        """Buttons that are remembered."""
        return tuple(section.toggle for section in self._sections)

    def set_theme(self, theme: Theme) -> None:
        """Takes the theme's colours, and the room that its words need by now."""
        self._theme = theme
        for section in self._built:
            section.set_theme(theme)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Keeps room for plots in another font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _section(
        self, title: str, question: str, *, object_name: str, build: Callable[[], Section]
    ) -> FoldedSection:
        def build_section() -> Section:
            section = build()
            if self._theme is not None:
                section.set_theme(self._theme)
            self._built.append(section)
            return section

        folded = FoldedSection(title, object_name=object_name, build=build_section)
        folded.set_summary(question)
        return folded

    def _fit(self) -> None:
        letters = self.fontMetrics().averageCharWidth()
        # A minimum of the column would not count as what it needs.
        self._width.changeSize(_LEAST_LETTERS * letters, 0)
        self._column.setMaximumWidth(_MOST_LETTERS * letters)
        self.fit_width()
