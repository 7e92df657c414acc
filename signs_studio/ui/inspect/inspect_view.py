"""The view of one picture: what it is read as, and a page for each question about it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QButtonGroup, QPushButton, QVBoxLayout, QWidget

from signs_studio.ui.forms.card_section import words_label
from signs_studio.ui.forms.fields_form import GRID
from signs_studio.ui.forms.scrolled_form import ScrolledForm
from signs_studio.ui.inspect.attack_page import AttackPage
from signs_studio.ui.inspect.attribution_page import AttributionPage
from signs_studio.ui.inspect.changes_page import ChangesPage
from signs_studio.ui.inspect.header import InspectHeader
from signs_studio.ui.inspect.history_page import HistoryPage
from signs_studio.ui.inspect.layers_page import LayersPage
from signs_studio.ui.inspect.neighbours_page import NeighboursPage
from signs_studio.ui.widgets.wrapping_row import WrappingRow

if TYPE_CHECKING:
    from PySide6.QtWidgets import QAbstractButton

    from signs_studio.ui.inspect.answer_page import AnswerPage
    from signs_studio.ui.state.workspace import Workspace
    from signs_studio.ui.widgets.theme import Theme

_WIDEST_LETTERS, _NARROWEST_LETTERS = 120, 50


class InspectView(ScrolledForm):
    """One page is seen at a time, and only what it shows is computed.

    Args:
        workspace: Of the window.

    Attributes:
        tabs: Buttons of the pages, the first of which is chosen.
    """

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("inspect_view")
        self.setAccessibleName(self.tr("Inspector of one picture"))
        self._picture = picture = workspace.chosen_picture
        self._header = InspectHeader(picture, workspace)
        self._hint = words_label("inspect_hint", role="muted")
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._hint.setText(
            self.tr(
                "Click a test picture on the right, or a training picture in the view Data: then "
                "it is shown here what is read in it, and why."
            )
        )
        self._history = HistoryPage(picture, workspace)
        pages: tuple[tuple[str, str, AnswerPage], ...] = (
            ("history", self.tr("Answer"), self._history),
            ("layers", self.tr("Layers"), LayersPage(picture, workspace)),
            ("attribution", self.tr("Why"), AttributionPage(picture, workspace)),
            ("neighbours", self.tr("Neighbours"), NeighboursPage(picture, workspace)),
            ("changes", self.tr("Changes"), ChangesPage(picture, workspace)),
            ("attack", self.tr("Attack"), AttackPage(picture, workspace)),
        )
        self._pages = tuple(page for _, _, page in pages)
        self._stack = _Pages()
        group = QButtonGroup(self)
        row = WrappingRow()
        row.setContentsMargins(0, 0, 0, 0)
        tabs: list[QAbstractButton] = []
        for place, (name, title, page) in enumerate(pages):
            tab = QPushButton(title)
            tab.setObjectName(f"inspect_tab_{name}")
            tab.setCheckable(True)
            tab.toggled.connect(partial(self._on_tab_toggled, place))
            group.addButton(tab)
            row.addWidget(tab)
            tabs.append(tab)
            self._stack.add(page)
        self.tabs = tuple(tabs)
        self._tab_row = QWidget()
        self._tab_row.setLayout(row)
        self._content = QWidget()
        layout = QVBoxLayout(self._content)
        layout.setContentsMargins(12, GRID, 12, GRID)
        layout.setSpacing(GRID)
        layout.addWidget(self._header)
        layout.addWidget(self._tab_row)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self._hint, 1)
        self.setWidget(self._content)
        self._content.installEventFilter(self)
        self.tabs[0].setChecked(True)
        self._header.answer_changed.connect(self._on_header_answer_changed)
        picture.changed.connect(self._show_picture)
        self._show_picture()
        self._fit()

    def set_theme(self, theme: Theme) -> None:
        """Draws in these colours from now on."""
        self._header.set_theme(theme)
        for page in self._pages:
            page.set_theme(theme)

    def changeEvent(self, event: QEvent) -> None:
        """Keeps lines as long as another font can be read in."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        letter = self.fontMetrics().averageCharWidth()
        self._content.setMaximumWidth(_WIDEST_LETTERS * letter)
        self._tab_row.setMinimumWidth(_NARROWEST_LETTERS * letter)
        self.fit_width()

    def _show_picture(self) -> None:
        has_picture = self._picture.chosen is not None
        for widget in (self._header, self._tab_row, self._stack):
            widget.setVisible(has_picture)
        self._hint.setVisible(not has_picture)

    def _on_header_answer_changed(self) -> None:
        self._history.show_probabilities(self._header.probabilities)

    def _on_tab_toggled(self, place: int, is_chosen: bool) -> None:
        if is_chosen:
            self._stack.show_page(place)


class _Pages(QWidget):
    """Shows one page, and is as high as it: a ``QStackedWidget`` is as high as the highest."""

    def __init__(self) -> None:
        super().__init__()
        self._pages: list[QWidget] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def add(self, page: QWidget) -> None:
        """Adds a page, hidden until it is chosen."""
        page.hide()
        self._pages.append(page)
        self._column.addWidget(page)

    def show_page(self, place: int) -> None:
        """Shows a page in place of the one that is seen."""
        for other, page in enumerate(self._pages):
            if other != place:
                page.hide()
        self._pages[place].show()
