"""Pictures of each class as bars, with the mean picture of each; names can be edited."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QSize, Qt
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QListView, QWidget

from signs_studio.data.curation import class_counts, imbalance_note, mean_pictures
from signs_studio.ui.data.class_delegate import ClassDelegate, row_height
from signs_studio.ui.data.classes_model import ClassesModel
from signs_studio.ui.data.legend import SetsLegend
from signs_studio.ui.forms.card_section import CardSection, Prose
from signs_studio.ui.widgets.wrapping import breakable

if TYPE_CHECKING:
    from signs_studio.data.dataset import Dataset
    from signs_studio.data.reading.cancellation import Cancellation
    from signs_studio.ui.state.curation import Curation
    from signs_studio.ui.state.selection import Selection
    from signs_studio.ui.widgets.theme import Theme
    from signs_studio.worker.inspection_thread import InspectionThread

_ROWS = 10
"""As many classes are seen at a time; more are scrolled."""
_MEANS_MAX = 16 << 20
"""Numbers of all mean pictures, which are added up in memory."""


class ClassesSection(CardSection):
    """The classes. The one that is chosen is the one whose pictures are looked through.

    Args:
        curation: Gives classes other names.
        selection: Has the class whose pictures are looked through.
        inspection: Computes the mean pictures.
    """

    def __init__(
        self,
        *,
        curation: Curation,
        selection: Selection,
        inspection: InspectionThread,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.set_title(self.tr("Classes"))
        self._curation = curation
        self._selection = selection
        self._inspection = inspection
        self._computing: Cancellation | None = None
        self._balance = Prose("class_balance")
        self._legend = SetsLegend()
        self._model = ClassesModel(self)
        self._list = _ClassList(self._model)
        self._list.setObjectName("class_list")
        self._list.setAccessibleName(self.tr("Classes"))
        self._problem = Prose("class_problem", role="error")
        self._problem.hide()
        hint = Prose("class_hint", role="muted")
        hint.setText(
            self.tr(
                "Double-click a name, or press F2, to rename the class. The data keeps its own "
                "name, which is back when it is opened again."
            )
        )
        legend = QHBoxLayout()
        legend.addStretch(1)
        legend.addWidget(self._legend)
        self.column.addWidget(self._balance)
        self.column.addLayout(legend)
        self.column.addWidget(self._list)
        self.column.addWidget(self._problem)
        self.column.addWidget(hint)
        self._model.name_edited.connect(self._on_model_name_edited)
        self._list.selectionModel().selectionChanged.connect(self._on_list_selection_changed)
        selection.browsing_changed.connect(self._show_browsing)

    def show_data(self, dataset: Dataset) -> None:
        """Shows the classes of a dataset, and has their mean pictures computed."""
        self._problem.hide()
        self._model.show_data(dataset)
        self._list.fit()
        self._balance.setText(breakable(self._balance_words(dataset)))
        self._show_browsing()
        if self._computing is not None:
            self._computing.cancel()
            self._computing = None
        if dataset.classes * dataset.features <= _MEANS_MAX:
            self._computing = self._inspection.ask(
                lambda _cancellation: mean_pictures(dataset), then=self._model.show_means
            )

    def set_theme(self, theme: Theme) -> None:
        """Draws in these colours from now on."""
        self._list.set_theme(theme)
        self._legend.set_theme(theme)

    def _balance_words(self, dataset: Dataset) -> str:
        words = self._training_words(dataset)
        _, counts = class_counts(dataset)
        without = np.flatnonzero(counts == 0)
        if not len(dataset.test_y) or not len(without):
            return words
        lacking = self.tr('The class "{name}" has no test pictures.')
        if len(without) > 1:
            lacking = self.tr('{count} classes, such as "{name}", have no test pictures.')
        name = dataset.class_names[without[0]]
        return f"{words} {lacking.format(name=name, count=f'{len(without):,}')}"

    def _training_words(self, dataset: Dataset) -> str:
        note = imbalance_note(dataset)
        if note is not None:
            return str(note)
        counts, _ = class_counts(dataset)
        if counts.min() == counts.max():
            words = self.tr("Every class has {count} training pictures.")
            return words.format(count=f"{counts.min():,}")
        words = self.tr("In training, the classes are balanced: {fewest} to {most} pictures each.")
        return words.format(fewest=f"{counts.min():,}", most=f"{counts.max():,}")

    def _show_browsing(self) -> None:
        sign = self._selection.browsing.sign
        index = QModelIndex() if sign is None else self._model.index(sign)
        if sign is None:
            self._list.clearSelection()
        elif not self._list.selectionModel().isSelected(index):
            flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self._list.selectionModel().setCurrentIndex(index, flag)

    def _on_list_selection_changed(self) -> None:
        chosen = self._list.selectionModel().selectedIndexes()
        if chosen:
            browsing = replace(self._selection.browsing, sign=chosen[0].row())
            self._selection.browse(browsing)

    def _on_model_name_edited(self, sign: int, name: str) -> None:
        problem = ""
        if not name.strip():
            problem = self.tr("A class needs a name.")
        elif not self._curation.rename_class(sign, name):
            words = self.tr('There is a class "{name}" already.')
            problem = words.format(name=name.strip())
        self._problem.setText(breakable(problem))
        self._problem.setVisible(bool(problem))


class _ClassList(QListView):
    """As high as its rows, up to some."""

    def __init__(self, model: ClassesModel) -> None:
        super().__init__()
        self._delegate = ClassDelegate(model, self)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )

    def set_theme(self, theme: Theme) -> None:
        self._delegate.set_theme(theme)
        self.fit()
        self.viewport().update()

    def fit(self) -> None:
        """Takes the height of its rows: the card scrolls, not its parts."""
        rows = min(_ROWS, self.model().rowCount())
        self.setFixedHeight(rows * row_height(self.fontMetrics()) + 2 * self.frameWidth() + 2)

    def minimumSizeHint(self) -> QSize:
        """Returns a width in which a name and a bar can be told apart."""
        return QSize(20 * self.fontMetrics().averageCharWidth(), 0)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.fit()
