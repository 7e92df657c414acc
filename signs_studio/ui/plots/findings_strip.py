"""A strip beneath the plots: how many findings and notes there are, and, unfolded, which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from signs_studio.diagnosis.finding_lessons import LESSONS
from signs_studio.ui.plots.findings_list import FindingsList
from signs_studio.ui.widgets.elided_label import ElidedLabel
from signs_studio.wording.findings import dated_finding_message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signs_studio.runs.findings import Finding
    from signs_studio.ui.state.selection import Selection
    from signs_studio.ui.widgets.theme import Theme


class FindingsStrip(QWidget):
    """Its head has its place from a run's first epoch on, so that a finding does not move it.

    Args:
        selection: Is asked to look at the epoch at which a chosen finding begins.

    Signals:
        lesson_wanted: Name of the lesson that explains the chosen finding, or else the latest.

    Attributes:
        head: The button that unfolds it while it is checked.
    """

    lesson_wanted = Signal(str)

    def __init__(self, selection: Selection, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("findings_strip")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._findings: tuple[Finding, ...] = ()
        self.head = QToolButton()
        self.head.setObjectName("findings_head")
        self.head.setProperty("role", "heading")
        self.head.setCheckable(True)
        self.head.setChecked(True)
        self.head.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        # In the place of the arrow while there is nothing to unfold: the words stay in theirs.
        blank = QPixmap(64, 64)
        blank.fill(Qt.GlobalColor.transparent)
        self.head.setIcon(QIcon(blank))
        self.head.toggled.connect(self._show)
        self._latest = ElidedLabel()
        self._latest.setObjectName("latest_finding")
        self._list = FindingsList()
        self._list.epoch_chosen.connect(selection.look_at_epoch)
        # Not at once: it fits itself also while it is being resized.
        self._list.fitted.connect(self._fit, Qt.ConnectionType.QueuedConnection)

        self._list.chosen_changed.connect(self._show_lesson)
        self._lesson = QToolButton()
        self._lesson.setObjectName("finding_lesson")
        self._lesson.clicked.connect(self._on_lesson_clicked)

        head = QHBoxLayout()
        # Where the words of the table beneath begin.
        head.setContentsMargins(2, 0, 8, 0)
        head.addWidget(self.head)
        head.addWidget(self._latest, 1)
        head.addWidget(self._lesson)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self._list)
        self._show()

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Shows these, in this order."""
        self._findings = tuple(findings)
        self._show()
        self._list.show_findings(self._findings)
        self._show_lesson()

    def set_room(self, height: int) -> None:
        """Takes the height, in pixels, over which the list should rather scroll than grow."""
        self._list.set_room(height)

    def set_theme(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        self._list.set_theme(theme)

    def changeEvent(self, event: QEvent) -> None:
        """Takes the height that another font needs."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _fit(self) -> None:
        listed = 0 if self._list.isHidden() else self._list.sizeHint().height()
        self.setFixedHeight(self.head.sizeHint().height() + listed)

    def _show(self) -> None:
        count = len(self._findings)
        folded = not self.head.isChecked()
        self.head.setText(self._title())
        self.head.setToolTip(
            self.tr("Show the findings and notes on the run")
            if folded
            else self.tr("Fold the findings and notes")
        )
        self.head.setEnabled(count > 0)
        arrow = Qt.ArrowType.RightArrow if folded else Qt.ArrowType.DownArrow
        self.head.setArrowType(arrow if count else Qt.ArrowType.NoArrow)
        latest = str(dated_finding_message(self._findings[-1])) if count and folded else ""
        self._latest.set_words(latest)
        self._list.setVisible(count > 0 and not folded)
        self._fit()

    @property
    def _explained(self) -> Finding | None:
        return self._list.chosen or (self._findings[-1] if self._findings else None)

    def _show_lesson(self) -> None:
        finding = self._explained
        self._lesson.setVisible(finding is not None)
        if finding is not None:
            # It brings the reader of Markdown, which the first finding is early enough for.
            from signs_studio.lessons.catalogue import lesson_text

            words = self.tr("Lesson: {title}")
            self._lesson.setText(words.format(title=lesson_text(LESSONS[finding.kind]).title))
            self._lesson.setToolTip(self.tr("Open the lesson that explains this finding"))

    def _on_lesson_clicked(self) -> None:
        finding = self._explained
        if finding is not None:
            self.lesson_wanted.emit(LESSONS[finding.kind])

    def _title(self) -> str:
        """Counts what may be wrong, and beside it the notes, with which all is well."""
        notes = sum(finding.kind.is_note for finding in self._findings)
        faults = len(self._findings) - notes
        if not notes and not faults:
            return self.tr("No findings")
        if not faults:
            words = self.tr("Notes: {notes}")
        elif not notes:
            words = self.tr("Findings: {faults}")
        else:
            words = self.tr("Findings: {faults}, notes: {notes}")
        return words.format(faults=f"{faults:,}", notes=f"{notes:,}")
