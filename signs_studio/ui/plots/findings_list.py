"""Findings of the doctor, as a list beneath the plots."""

from __future__ import annotations

from enum import Enum, auto
from itertools import accumulate
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QSizePolicy, QWidget

from signs_studio.runs.findings import FindingKind
from signs_studio.ui.widgets.icons import load_icon
from signs_studio.wording.findings import dated_finding_message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QIcon, QKeyEvent, QResizeEvent, QShowEvent

    from signs_studio.runs.findings import Finding
    from signs_studio.ui.widgets.theme import Theme


class Severity(Enum):
    """Severity of a finding."""

    SEVERE = auto()
    WARNING = auto()
    NOTE = auto()


_SEVERE = frozenset({FindingKind.LAYER_DEAD, FindingKind.EXPLODING, FindingKind.NOT_FINITE})
"""A run does not recover from these by itself."""


def severity_of(finding: Finding) -> Severity:
    """Returns how bad a finding is."""
    if finding.kind.is_note:
        return Severity.NOTE
    return Severity.SEVERE if finding.kind in _SEVERE else Severity.WARNING


def _icon(name: str, colour: str, theme: Theme) -> QIcon:
    return load_icon(name, colour=colour, disabled=theme.previous_run)


class FindingsList(QListWidget):
    """As high as its words, up to a limit.

    Signals:
        epoch_chosen: Somebody wants to see the epoch, counted from 1, at which a finding begins.
        fitted: It has another height.
        chosen_changed: Another finding is chosen, or none.
    """

    epoch_chosen = Signal(int)
    fitted = Signal()
    chosen_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("findings")
        self.setAccessibleName(self.tr("Findings and notes on the run"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWordWrap(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerItem)
        self._room = 0
        self._fitted_width = 0
        self._height = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._findings: tuple[Finding, ...] = ()
        self._icons: dict[Severity, QIcon] = {}
        self.itemClicked.connect(self._on_self_item_clicked)
        self.currentRowChanged.connect(self.chosen_changed)

    @property
    def chosen(self) -> Finding | None:
        """The finding that is chosen; None where there is none."""
        row = self.currentRow()
        return self._findings[row] if 0 <= row < len(self._findings) else None

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Shows these, in this order; the one that is chosen stays so."""
        if tuple(findings) == self._findings:
            return
        chosen = self.chosen
        with QSignalBlocker(self):
            if self._findings != tuple(findings[: len(self._findings)]):
                self.clear()
                self._findings = ()
            for finding in findings[len(self._findings) :]:
                item = QListWidgetItem(str(dated_finding_message(finding)))
                item.setData(Qt.ItemDataRole.UserRole, finding.epoch + 1)
                self.addItem(item)
            self._findings = tuple(findings)
            self.setCurrentRow(self._findings.index(chosen) if chosen in self._findings else -1)
        self._show_icons()
        self._fit()

    def set_theme(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        self._icons = {
            Severity.SEVERE: _icon("finding_severe", theme.error, theme),
            Severity.WARNING: _icon("finding", theme.wrong, theme),
            Severity.NOTE: _icon("note", theme.muted, theme),
        }
        self._show_icons()

    def set_room(self, height: int) -> None:
        """Takes the height, in pixels, over which it should rather scroll than grow."""
        if height != self._room:
            self._room = height
            self._fit()

    def sizeHint(self) -> QSize:
        """As high as its words are at the width that it has."""
        return QSize(super().sizeHint().width(), self._height)

    def minimumSizeHint(self) -> QSize:
        """Any width will do: words wrap."""
        return QSize(0, self._height)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Chooses what the keys go to, or Enter is pressed on; the focus alone chooses nothing."""
        before = self.currentRow()
        super().keyPressEvent(event)
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        item = self.currentItem()
        if item is not None and (is_enter or self.currentRow() != before):
            self.epoch_chosen.emit(item.data(Qt.ItemDataRole.UserRole))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Takes the height that its words need at another width."""
        super().resizeEvent(event)
        if self.width() != self._fitted_width:
            self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """Takes the height that its words need by now."""
        super().showEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Takes the height that its words need in another font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _fit(self) -> None:
        """As high as its words: of many findings the first that fit, whole, and the highest."""
        if not self.count():
            return
        self._fitted_width = self.width()
        heights = self._row_heights(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        if sum(heights) > self._room:
            heights = self._row_heights(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        fitting = [height for height in accumulate(heights) if height <= self._room]
        margins = self.contentsMargins()
        self._height = margins.top() + max([*fitting, *heights]) + margins.bottom()
        self.updateGeometry()
        self.fitted.emit()

    def _show_icons(self) -> None:
        if self._icons:
            for row, finding in enumerate(self._findings):
                self.item(row).setIcon(self._icons[severity_of(finding)])

    def _row_heights(self, policy: Qt.ScrollBarPolicy) -> list[int]:
        # Only a list that is laid out knows: a style sheet's hints leave the wrapping of words out.
        self.setVerticalScrollBarPolicy(policy)
        self.doItemsLayout()
        return [self.visualItemRect(self.item(row)).height() for row in range(self.count())]

    def _on_self_item_clicked(self, item: QListWidgetItem) -> None:
        self.epoch_chosen.emit(item.data(Qt.ItemDataRole.UserRole))
