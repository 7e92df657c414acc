"""The list of all runs, beneath their curves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QFont, QFontMetrics, QGuiApplication, QPainter
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from signs_studio.ui.runs.column_widths import column_widths
from signs_studio.ui.runs.columns_menu import ColumnsMenu
from signs_studio.ui.runs.list_layout import ListLayout
from signs_studio.ui.runs.run_columns import COLUMNS, INDEX, NAME, STAR, sorted_title
from signs_studio.ui.runs.run_delegates import NameDelegate, StarDelegate, note_width

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent

    from signs_studio.ui.runs.runs_model import RunsModel
    from signs_studio.ui.state.selection import Selection
    from signs_studio.ui.widgets.theme import Theme

_SelectionFlag = QItemSelectionModel.SelectionFlag
_ADDING = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
_ROW_PADDING = 8
_PADDING = 8  # On either side, as in the style sheet of headers.
_STAR_PADDING = 4
_NAME_LETTERS = 12
"""Beside its number, what is seen at least of the name that a person gave to a run."""
_LEAST_LETTERS = 10
"""Width of a column of words that is still worth having, in average letters."""


class RunsTable(QTableView):
    """One row a run. The selected rows are the ticked runs.

    A swatch beside a run is a piece of its curves.

    Args:
        model: Of the runs.
        selection: Has the ticked runs.

    Signals:
        recipe_wanted: The key of a run: a double click, or Enter.
        star_clicked: The key of a run.
        removal_wanted: The Delete key; it is about the ticked runs.
        undo_wanted: Undo, while the keyboard is in the list.
        menu_wanted: The key of a run, and where on the screen its menu is to be.
        sorting_wanted: A column was clicked on.
        columns_changed: Other columns are shown.

    Attributes:
        can_undo: Whether undo is taken: else it is the recipe's.
        texts: Shows names, and has them typed.
    """

    recipe_wanted = Signal(str)
    star_clicked = Signal(str)
    removal_wanted = Signal()
    undo_wanted = Signal()
    menu_wanted = Signal(str, QPoint)
    sorting_wanted = Signal(int)
    columns_changed = Signal()

    def __init__(
        self, model: RunsModel, selection: Selection, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.can_undo = False
        self._runs = model
        self._selection = selection
        self._chosen: frozenset[int] = ListLayout().columns
        self._is_showing_ticked = False
        self._cursor = "", 0
        self._scrolled = 0
        self.setObjectName("runs_table")
        self.setAccessibleName(self.tr("Runs"))
        self.setModel(model)
        self._stars = StarDelegate(model, self)
        self.texts = NameDelegate(model, self)
        self.setItemDelegateForColumn(INDEX[STAR], self._stars)
        self.setItemDelegateForColumn(INDEX[NAME], self.texts)
        # Rows follow the words, back to smaller ones too.
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(1)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)  # The arrow keys go from cell to cell, Tab goes on.
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setMinimumSectionSize(1)
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.sectionClicked.connect(self.sorting_wanted)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._on_header_menu_requested)
        header.setHidden(not model.rows)
        self._fit_font()
        self.selectionModel().selectionChanged.connect(self._on_selection_changed)
        self.doubleClicked.connect(self._on_self_double_clicked)
        self.selectionModel().currentChanged.connect(self._on_current_changed)
        model.modelAboutToBeReset.connect(self._on_model_about_to_be_reset)
        model.modelReset.connect(self._on_model_reset)
        model.dataChanged.connect(self._on_model_data_changed)
        model.headerDataChanged.connect(self._fit_columns)
        selection.ticked_runs_changed.connect(self._show_ticked)

    def set_theme(self, theme: Theme) -> None:
        """Draws stars and marks in these colours from now on."""
        self._stars.set_theme(theme)
        self.texts.set_theme(theme)
        self.viewport().update()

    @property
    def chosen_columns(self) -> frozenset[int]:
        """Indices of the columns that a person wants to see."""
        return self._chosen

    def choose_columns(self, columns: frozenset[int]) -> None:
        """Shows these columns, as far as there is room for them."""
        self._chosen = columns
        self._fit_columns()

    def rename(self, key: str) -> None:
        """Lets a person type a name for a run, in its row."""
        row = self._runs.row_of(key)
        if row is not None and self._runs.entry(row).is_kept:
            index = self._runs.index(row, INDEX[NAME])
            self.selectionModel().setCurrentIndex(index, _SelectionFlag.NoUpdate)
            self.scrollTo(index)
            self.edit(index)

    def key_at_cursor(self) -> str | None:
        """Returns the key of the run that the keyboard is at; None for none."""
        at = self.currentIndex()
        return self._runs.entry(at.row()).key if at.isValid() else None

    @property
    def is_edited(self) -> bool:
        """Whether a name is typed at the moment."""
        return self.state() is QAbstractItemView.State.EditingState

    # ---- events

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Takes the keys of the menu of a run, and Escape to tick none."""
        key = self.key_at_cursor()
        match event.key():
            case _ if self.is_edited:
                # A line edit hands Enter on when the name is typed.
                super().keyPressEvent(event)
            case Qt.Key.Key_Escape if self._selection.ticked_runs:
                self._selection.tick_runs(())
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if key is not None:
                self.recipe_wanted.emit(key)
            case Qt.Key.Key_F2 if key is not None:
                self.rename(key)
            case Qt.Key.Key_Asterisk if key is not None:
                self.star_clicked.emit(key)
            case Qt.Key.Key_Delete:
                self.removal_wanted.emit()
            case Qt.Key.Key_Z if event.modifiers() == Qt.KeyboardModifier.ControlModifier:
                self.undo_wanted.emit()
            case _:
                super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Takes undo for itself while there is something to undo here."""
        if event.type() == QEvent.Type.ShortcutOverride and self.can_undo:
            pressed: QKeyEvent = event  # type: ignore[assignment]
            is_control = pressed.modifiers() == Qt.KeyboardModifier.ControlModifier
            if pressed.key() == Qt.Key.Key_Z and is_control:
                event.accept()
                return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Takes a click on a star, which ticks nothing, and one beside the rows to tick none."""
        index = self.indexAt(event.position().toPoint())
        is_left = event.button() is Qt.MouseButton.LeftButton
        if not index.isValid():
            self._selection.tick_runs(())
        elif is_left and index.column() == INDEX[STAR]:
            self.star_clicked.emit(self._runs.entry(index.row()).key)
            return
        elif event.button() is Qt.MouseButton.RightButton:
            # The menu is about the run it was asked for at, which may be one of those ticked.
            self.selectionModel().setCurrentIndex(index, _SelectionFlag.NoUpdate)
            return
        super().mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Asks for the menu of the run at the pointer, or at the keyboard's cursor."""
        if event.reason() is QContextMenuEvent.Reason.Mouse:
            index, at = self.indexAt(event.pos()), event.globalPos()
        else:
            index = self.currentIndex()
            at = self.viewport().mapToGlobal(self.visualRect(index).bottomLeft())
        if index.isValid():
            self.menu_wanted.emit(self._runs.entry(index.row()).key, at)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Says what will be here, where there is nothing yet."""
        super().paintEvent(event)
        if not self._runs.rows:
            words = self.tr("No run has all of these words.")
            if not self._runs.count_of_all:
                words = self.tr("Runs are listed here, and kept, once you train.")
            painter = QPainter(self.viewport())
            painter.setPen(self.palette().placeholderText().color())
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.viewport().rect(), flags, words)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shares the room out between the columns."""
        super().resizeEvent(event)
        self._fit_columns()

    def changeEvent(self, event: QEvent) -> None:
        """Gives the columns the room that another font needs."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_font()

    # ---- columns

    def _fit_font(self) -> None:
        metrics = self.fontMetrics()
        height = metrics.height()
        self._runs.set_font(self.font(), swatch_side=height, ratio=self.devicePixelRatioF())
        self.setIconSize(self._runs.swatch_size())
        self.verticalHeader().setDefaultSectionSize(height + _ROW_PADDING)
        self._fit_columns()

    def _fit_columns(self) -> None:
        wanted = [each for each in sorted(self._chosen) if not self._runs.is_empty(each)]
        bold_font = QFont(self.font())
        bold_font.setBold(True)
        bold, height = QFontMetrics(bold_font), self.fontMetrics().height()
        fixed = {}
        for index, column in enumerate(COLUMNS):
            if column.widest:
                title = "" if column.name == STAR else sorted_title(column, falls=True)
                width = max(bold.horizontalAdvance(text) for text in (column.widest, title))
                padding = _STAR_PADDING if column.name == STAR else _PADDING
                fixed[index] = width + 2 * padding
        fixed[INDEX[NAME]] += height + 4
        if any(entry.labels.note for entry in self._runs.rows):
            fixed[INDEX[NAME]] += note_width(self.fontMetrics())
        if self._runs.has_names:
            fixed[INDEX[NAME]] += self.fontMetrics().averageCharWidth() * _NAME_LETTERS
        least = self.fontMetrics().averageCharWidth() * _LEAST_LETTERS + 2 * _PADDING
        room = self.viewport().width()
        widths = column_widths(
            wanted, fixed, least=least, room=room, sorted_by=self._runs.order.column
        )
        for index in range(len(COLUMNS)):
            self.setColumnHidden(index, index not in widths)
            if index in widths:
                self.setColumnWidth(index, widths[index])

    def _on_header_menu_requested(self, at: QPoint) -> None:
        menu = ColumnsMenu(self._chosen, self)
        menu.toggled.connect(self._on_menu_toggled)
        menu.popup(self.horizontalHeader().mapToGlobal(at))

    def _on_menu_toggled(self, index: int) -> None:
        self.choose_columns(self._chosen ^ {index})
        self.columns_changed.emit()

    # ---- ticks

    def _show_ticked(self) -> None:
        """Selects the rows of the ticked runs, wherever the keys are."""
        rows = [self._runs.row_of(key) for key in self._selection.ticked_runs]
        ticked = {row for row in rows if row is not None}
        model = self.selectionModel()
        if {index.row() for index in model.selectedRows()} == ticked:
            return
        chosen = QItemSelection()
        last = len(COLUMNS) - 1
        for row in ticked:
            chosen.select(self._runs.index(row, 0), self._runs.index(row, last))
        self._is_showing_ticked = True
        model.select(chosen, _SelectionFlag.ClearAndSelect)
        self._is_showing_ticked = False

    def _on_selection_changed(self) -> None:
        if self._is_showing_ticked:
            return
        rows = self.selectionModel().selectedRows()
        ticked = {self._runs.entry(index.row()).key for index in rows}
        if QGuiApplication.keyboardModifiers() & _ADDING:
            # Others are searched for to be ticked too.
            listed = {entry.key for entry in self._runs.rows}
            ticked |= {key for key in self._selection.ticked_runs if key not in listed}
        self._selection.tick_runs(ticked)

    # ---- slots

    def _on_self_double_clicked(self, index: QModelIndex) -> None:
        if index.column() != INDEX[STAR]:
            self.recipe_wanted.emit(self._runs.entry(index.row()).key)

    def _on_current_changed(self, current: QModelIndex) -> None:
        if current.isValid():
            self._cursor = self._runs.entry(current.row()).key, current.column()

    def _on_model_about_to_be_reset(self) -> None:
        self._scrolled = self.verticalScrollBar().value()

    def _on_model_reset(self) -> None:
        key, column = self._cursor
        row = self._runs.row_of(key)
        if row is not None:
            index = self._runs.index(row, column)
            self.selectionModel().setCurrentIndex(index, _SelectionFlag.NoUpdate)
        self._show_ticked()
        self._fit_columns()
        self.horizontalHeader().setHidden(not self._runs.rows)
        self.verticalScrollBar().setValue(self._scrolled)

    def _on_model_data_changed(
        self, _first: QModelIndex, _last: QModelIndex, roles: list[int]
    ) -> None:
        if not roles:
            # Words may have come into a column that was empty.
            self._fit_columns()
