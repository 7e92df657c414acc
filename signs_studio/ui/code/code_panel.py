"""The code that was run, and what it printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from signs_studio.lessons.lesson import DIALECTS
from signs_studio.ui.code.python_highlighter import PythonHighlighter
from signs_studio.ui.widgets.steady_button import ConfirmingButton

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from signs_studio.ui.widgets.theme import Theme

QWIDGETSIZE_MAX = (1 << 24) - 1
_PRINTED_LINES, _MARGIN = 3, 14


class CodePanel(QWidget):
    """Code in colours, in one of two dialects; it can be copied and saved.

    Signals:
        dialect_chosen: A name in ``DIALECTS``.
        save_wanted: The code is to be saved as a file.
        unfolded: Whether the code is on show has changed.
    """

    dialect_chosen = Signal(str)
    save_wanted = Signal()
    unfolded = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dialects = QButtonGroup(self)
        self._copy = ConfirmingButton(self.tr("Copy"), self.tr("Copied"))
        self._copy.setObjectName("lesson_copy")
        self._copy.setAccessibleName(self.tr("Copy the code"))
        self._copy.setToolTip(self.tr("Copy the code: plain Python runs it"))
        self._copy.clicked.connect(self._on_copy_clicked)
        self._save = ConfirmingButton(self.tr("Save as…"), self.tr("Saved"))
        self._save.setObjectName("lesson_save")
        self._save.setAccessibleName(self.tr("Save the code"))
        self._save.setToolTip(self.tr("Save the code as a file: plain Python runs it"))
        self._save.clicked.connect(self.save_wanted)
        self._fold = QToolButton()
        self._fold.setObjectName("lesson_code_fold")
        self._fold.setProperty("role", "heading")
        self._fold.setText(self.tr("Code"))
        self._fold.setAccessibleName(self.tr("Show the code"))
        self._fold.setToolTip(self.tr("Show the code, or leave its room to the figures"))
        self._fold.setCheckable(True)
        self._fold.setChecked(True)
        self._fold.setAutoRaise(True)
        self._fold.setArrowType(Qt.ArrowType.DownArrow)
        self._fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._fold.toggled.connect(self._on_fold_toggled)
        self._dialects_bar, self._file_bar = QHBoxLayout(), QHBoxLayout()
        self._dialects_bar.setSpacing(6)
        self._dialects_bar.addWidget(self._fold)
        for name, title in DIALECTS.items():
            button = QPushButton(title)
            button.setObjectName(f"dialect_{name}")
            button.setAccessibleName(title)
            button.setToolTip(self.tr("Write and run the lesson as in {title}").format(title=title))
            button.setCheckable(True)
            button.setProperty("dialect", name)
            self._dialects.addButton(button)
            self._dialects_bar.addWidget(button)
        self._dialects.buttonClicked.connect(self._on_dialects_button_clicked)
        self._dialects_bar.addStretch(1)
        self._file_bar.setSpacing(6)
        self._file_bar.addWidget(self._copy)
        self._file_bar.addWidget(self._save)
        self._file_bar.addStretch(0)
        self._bar = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._bar.setSpacing(6)
        self._bar.addLayout(self._dialects_bar, 1)
        self._bar.addLayout(self._file_bar)

        self._code = _plain_text("lesson_code", self.tr("The code of the lesson"))
        self._highlighter = PythonHighlighter(self._code.document())
        self._printed_title = QLabel(self.tr("It printed"))
        self._printed_title.setProperty("role", "muted")
        self._printed = _plain_text("lesson_printed", self.tr("What the code printed"))
        self._printed.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_MARGIN, 8, _MARGIN, 10)
        layout.setSpacing(6)
        layout.addLayout(self._bar)
        layout.addWidget(self._code, 1)
        printed = QHBoxLayout()
        printed.setSpacing(10)
        layout.addLayout(printed)
        printed.addWidget(self._printed_title, 0, Qt.AlignmentFlag.AlignTop)
        printed.addWidget(self._printed, 1)
        self._folded = (self._copy, self._save, self._code, self._printed_title, self._printed)
        self._fit_font()

    def set_theme(self, theme: Theme) -> None:
        """Colours the code."""
        self._highlighter.set_theme(theme)
        # A style sheet gives words the size back that they had before.
        self._fit_font()

    @property
    def code(self) -> str:
        """The program on show."""
        return self._code.toPlainText()

    def show_dialect(self, name: str) -> None:
        """Shows which dialect the code is in."""
        blocker = QSignalBlocker(self._dialects)
        for button in self._dialects.buttons():
            button.setChecked(button.property("dialect") == name)
        blocker.unblock()

    def show_code(self, code: str) -> None:
        """Shows a program; what is in view of it stays."""
        if self.code != code:
            place = self._code.verticalScrollBar().value()
            self._code.setPlainText(code)
            self._code.verticalScrollBar().setValue(place)

    def show_printed(self, printed: str) -> None:
        """Shows what a program printed; empty for nothing yet."""
        self._printed.setPlainText(printed)
        self._fit_font()

    def show_saved(self) -> None:
        """Says for a moment that the code was saved."""
        self._save.show_done()

    def set_unfolded(self, is_open: bool) -> None:
        """Shows the code or folds it away, as the button does."""
        self._fold.setChecked(is_open)

    def minimumSizeHint(self) -> QSize:
        """As wide as one row of buttons: the others have room beneath it."""
        needed = super().minimumSizeHint()
        bars = (self._dialects_bar, self._file_bar)
        widest = max(bar.minimumSize().width() for bar in bars)
        return QSize(widest + 2 * _MARGIN, needed.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Breaks what was printed into other lines, and the buttons into two rows."""
        super().resizeEvent(event)
        self._fit_font()

    def changeEvent(self, event: QEvent) -> None:
        """Writes code as large as all words."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_font()

    def _fit_font(self) -> None:
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPointSizeF(self.font().pointSizeF())
        for edit in (self._code, self._printed):
            edit.setFont(font)
        # Of plain text Qt gives the height in lines, with those that are broken.
        lines = min(max(round(self._printed.document().size().height()), 1), _PRINTED_LINES)
        frame = 2 * self._printed.frameWidth() + 2 * int(self._printed.document().documentMargin())
        height = lines * self._printed.fontMetrics().lineSpacing() + frame + 4
        self._printed.setFixedHeight(height)
        self._code.setMinimumHeight(4 * self._code.fontMetrics().lineSpacing())
        self._fit_bar()

    def _fit_bar(self) -> None:
        """Puts all buttons in a row, or in two where there is no room for one."""
        bars = (self._dialects_bar, self._file_bar)
        self.setMaximumHeight(QWIDGETSIZE_MAX)
        if not self._fold.isChecked():
            # Folded, it has no use for room that the figures have.
            self.setMaximumHeight(self.minimumSizeHint().height())
        needed = sum(bar.minimumSize().width() for bar in bars) + self._bar.spacing()
        beside = needed <= self.contentsRect().width() - 2 * _MARGIN
        direction = QBoxLayout.Direction
        self._bar.setDirection(direction.LeftToRight if beside else direction.TopToBottom)

    def _on_fold_toggled(self, is_open: bool) -> None:
        self._fold.setArrowType(Qt.ArrowType.DownArrow if is_open else Qt.ArrowType.RightArrow)
        for widget in self._folded:
            widget.setVisible(is_open)
        self._fit_bar()
        self.unfolded.emit(is_open)

    def _on_dialects_button_clicked(self, button: QPushButton) -> None:
        self.dialect_chosen.emit(button.property("dialect"))

    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self.code)
        self._copy.show_done()


def _plain_text(name: str, accessible_name: str) -> QPlainTextEdit:
    edit = QPlainTextEdit(readOnly=True)
    edit.setObjectName(name)
    edit.setAccessibleName(accessible_name)
    edit.setToolTip(accessible_name)
    edit.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
    edit.setFrameShape(QFrame.Shape.NoFrame)
    # Read with the keyboard too.
    edit.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse
        | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    edit.setTabChangesFocus(True)
    return edit
