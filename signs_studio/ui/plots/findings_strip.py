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
    """Lists findings and notes on a run, each under a head that folds them.

    Findings are unfolded until somebody folds them. Notes, with which all is well, are folded until
    somebody unfolds them. The row of the heads is there from the first epoch on.

    Args:
        selection: Is asked to look at the epoch at which a chosen finding begins.

    Signals:
        lesson_wanted: Name of the lesson that explains the chosen finding, or else the one that is
            written beside the heads, or else the latest.

    Attributes:
        heads: Buttons that unfold the findings and the notes while they are checked.
    """

    lesson_wanted = Signal(str)

    def __init__(self, selection: Selection, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("findings_strip")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._findings: tuple[Finding, ...] = ()
        # The latest that is in no list, beside the heads.
        self._folded: Finding | None = None
        self._head, self._notes_head = self.heads = (
            _FoldHead("findings_head", is_unfolded=True),
            _FoldHead("notes_head", is_unfolded=False),
        )
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

        row = QHBoxLayout()
        # Where the words of the table beneath begin.
        row.setContentsMargins(2, 0, 8, 0)
        for head in self.heads:
            head.toggled.connect(self._show)
            row.addWidget(head)
        row.addWidget(self._latest, 1)
        row.addWidget(self._lesson)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(row)
        layout.addWidget(self._list)
        self._show()

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Shows these, in this order."""
        if self._findings != tuple(findings):
            self._findings = tuple(findings)
            self._show()

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
        self.setFixedHeight(self._head.sizeHint().height() + listed)

    def _show(self) -> None:
        notes = sum(finding.kind.is_note for finding in self._findings)
        faults = len(self._findings) - notes
        words = self.tr("Findings: {count}") if faults else self.tr("No findings")
        self._head.show_count(words, faults)
        self._head.setToolTip(
            self.tr("Fold the findings")
            if self._head.isChecked()
            else self.tr("Show the findings on the run")
        )
        self._notes_head.setVisible(notes > 0)
        self._notes_head.show_count(self.tr("Notes: {count}"), notes)
        self._notes_head.setToolTip(
            self.tr("Fold the notes")
            if self._notes_head.isChecked()
            else self.tr("Show the notes on the run, with which all is well")
        )
        unfolded = [each for each in self._findings if self._head_of(each).isChecked()]
        folded = [each for each in self._findings if not self._head_of(each).isChecked()]
        self._folded = folded[-1] if folded else None
        self._latest.set_words(
            "" if self._folded is None else str(dated_finding_message(self._folded))
        )
        self._list.show_findings(unfolded)
        self._list.setVisible(bool(unfolded))
        self._show_lesson()
        self._fit()

    def _head_of(self, finding: Finding) -> QToolButton:
        return self._notes_head if finding.kind.is_note else self._head

    @property
    def _explained(self) -> Finding | None:
        latest = self._findings[-1] if self._findings else None
        return self._list.chosen or self._folded or latest

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


class _FoldHead(QToolButton):
    """Says how many there are, and unfolds them while it is checked."""

    def __init__(self, name: str, *, is_unfolded: bool) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("role", "heading")
        self.setCheckable(True)
        self.setChecked(is_unfolded)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        # In the place of the arrow while there is nothing to unfold: the words stay in theirs.
        blank = QPixmap(64, 64)
        blank.fill(Qt.GlobalColor.transparent)
        self.setIcon(QIcon(blank))

    def show_count(self, words: str, count: int) -> None:
        """Says how many there are, in place of ``{count}`` in the words."""
        self.setText(words.format(count=f"{count:,}"))
        self.setEnabled(count > 0)
        arrow = Qt.ArrowType.DownArrow if self.isChecked() else Qt.ArrowType.RightArrow
        self.setArrowType(arrow if count else Qt.ArrowType.NoArrow)
