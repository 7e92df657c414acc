"""What the doctor found, in words, beneath the plots."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QSizePolicy, QWidget

from signs_studio.ui.icons import load_icon

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

    from signs_studio.runs.findings import Finding
    from signs_studio.ui.theme import Theme


class FindingsList(QListWidget):
    """Hidden while nothing is wrong.

    Signals:
        epoch_chosen: Somebody wants to see the epoch, counted from 1, at which a finding begins.
    """

    epoch_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("findings")
        self.setAccessibleName(self.tr("What is wrong with the run"))
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
        self._icons: tuple[QIcon, QIcon] | None = None
        self.hide()
        self.itemClicked.connect(self._on_self_item_chosen)
        self.currentItemChanged.connect(self._on_self_item_chosen)

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Shows these, the first found on top."""
        if tuple(findings) == self._findings:
            return
        if self._findings != tuple(findings[: len(self._findings)]):
            self.clear()
            self._findings = ()
        for finding in findings[len(self._findings) :]:
            words = self.tr("Epoch {epoch}: {message}").format(
                epoch=f"{finding.epoch + 1:,}", message=finding.message
            )
            item = QListWidgetItem(words)
            item.setData(Qt.ItemDataRole.UserRole, finding.epoch + 1)
            item.setIcon(self._icon_of(finding))
            self.addItem(item)
        self._findings = tuple(findings)
        self.setVisible(bool(findings))
        self._fit()

    def set_theme(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        colours = (theme.error, theme.muted)
        wrong, note = (
            load_icon("finding", colour=colour, disabled=theme.ghost) for colour in colours
        )
        self._icons = (wrong, note)
        for row, finding in enumerate(self._findings):
            self.item(row).setIcon(self._icon_of(finding))

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

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Takes the height that its words need at another width."""
        super().resizeEvent(event)
        if self.width() != self._fitted_width:
            self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Takes the height that its words need in another font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _icon_of(self, finding: Finding) -> QIcon:
        return self._icons[finding.kind.is_note] if self._icons is not None else QIcon()

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

    def _row_heights(self, policy: Qt.ScrollBarPolicy) -> list[int]:
        # Only a list that is laid out knows: a style sheet's hints leave the wrapping of words out.
        self.setVerticalScrollBarPolicy(policy)
        self.doItemsLayout()
        return [self.visualItemRect(self.item(row)).height() for row in range(self.count())]

    def _on_self_item_chosen(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.epoch_chosen.emit(item.data(Qt.ItemDataRole.UserRole))
