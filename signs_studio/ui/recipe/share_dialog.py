"""A recipe to be handed on: as a line of text, as a QR code, and as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFontDatabase, QGuiApplication, QTextOption
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
)

from signs_studio.recipe.sharing.line import recipe_to_line
from signs_studio.ui.widgets.placement import dialog_size
from signs_studio.ui.widgets.qr_code import QrCode
from signs_studio.ui.widgets.quiet_inputs import QuietComboBox
from signs_studio.ui.widgets.steady_button import ConfirmingButton
from signs_studio.ui.widgets.wrapping import breakable
from signs_studio.ui.widgets.wrapping_row import WrappingRow
from signs_studio.wording.recipes import recipe_title

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from signs_studio.recipe.recipe import Recipe

_FEWEST_LINES, _MOST_LINES = 3, 6
_GAP = 12


class ShareDialog(QDialog):
    """Shows a recipe above a window, and blocks that alone.

    Args:
        choices: Names and recipes, of which one is shown at a time; the first to begin with.
        parent: The window.

    Signals:
        save_wanted: Carries the ``Recipe`` that is to be saved as a file; ``show_saved`` or
            ``show_problem`` is to follow.
    """

    save_wanted = Signal(object)

    def __init__(self, choices: Sequence[tuple[str, Recipe]], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("share_recipe")
        self.setWindowTitle(self.tr("Share recipe"))
        self._recipes = [recipe for _, recipe in choices]
        self._choice = self._make_choice([name for name, _ in choices])
        self._code = QrCode()
        self._code.setObjectName("share_code")
        self._code.setAccessibleName(self.tr("QR code of the line"))
        self._code.setToolTip(self.tr("Scan it with a telephone, which shows the line then"))
        self._too_long = QLabel(
            self.tr("This recipe is too long for a QR code. Its line and its file hold all of it."),
            wordWrap=True,
        )
        self._too_long.setObjectName("share_too_long")
        self._title = QLabel(wordWrap=True)
        self._title.setObjectName("share_title")
        self._title.setProperty("role", "heading")
        words = QLabel(
            self.tr(
                "Scan the code, or send the line or a file. To take the recipe, copy the line and "
                "press Ctrl+V in Signs Studio, or drop the file on its window."
            ),
            wordWrap=True,
        )
        words.setObjectName("share_words")
        self._line = self._make_line()
        self._copy = ConfirmingButton(self.tr("Copy"), self.tr("Copied"))
        self._copy.setObjectName("share_copy")
        self._copy.setAccessibleName(self.tr("Copy the line"))
        self._copy.setToolTip(self.tr("Copy the line, to paste it into a chat"))
        self._copy.setDefault(True)
        self._copy.clicked.connect(self._on_copy_clicked)
        self._save = ConfirmingButton(self.tr("Save as a file…"), self.tr("Saved"))
        self._save.setObjectName("share_save")
        self._save.setToolTip(self.tr("Save the recipe as a JSON file that people can read"))
        self._save.clicked.connect(self._on_save_clicked)
        self._problem = QLabel(wordWrap=True)
        self._problem.setObjectName("share_problem")
        self._problem.setProperty("role", "error")
        self._problem.setTextFormat(Qt.TextFormat.PlainText)
        self._problem.hide()
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.rejected.connect(self.reject)
        buttons = WrappingRow()
        for button in (self._copy, self._save):
            buttons.addWidget(button)
        side = QVBoxLayout()
        side.setSpacing(_GAP)
        for widget in (self._choice, self._title, words, self._line):
            side.addWidget(widget)
        side.addLayout(buttons)
        side.addWidget(self._problem)
        side.addStretch(1)
        side.addWidget(close)
        layout = QHBoxLayout(self)
        layout.setSpacing(2 * _GAP)
        layout.addWidget(self._code, 3)
        layout.addWidget(self._too_long, 3)
        layout.addLayout(side, 2)
        self._show_choice(0)
        self._fit_font()
        self.resize(dialog_size(parent, letters=140, lines=38))
        self._copy.setFocus()
        self.finished.connect(self.deleteLater)

    def show_saved(self) -> None:
        """Says for a moment that the file was saved."""
        self._problem.hide()
        self._save.show_done()

    def show_problem(self, words: str) -> None:
        """Says why it was not."""
        self._problem.setText(words)
        self._problem.show()

    def changeEvent(self, event: QEvent) -> None:
        """Writes the line as large as all words."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_font()

    def _make_choice(self, names: Sequence[str]) -> QuietComboBox:
        choice = QuietComboBox()
        choice.setObjectName("share_choice")
        choice.setAccessibleName(self.tr("Recipe to share"))
        choice.setToolTip(self.tr("Share the recipe as it is edited, or as a run was trained"))
        choice.addItems(names)
        choice.setVisible(len(names) > 1)
        choice.currentIndexChanged.connect(self._show_choice)
        return choice

    def _make_line(self) -> QPlainTextEdit:
        line = QPlainTextEdit(readOnly=True)
        line.setObjectName("share_line")
        line.setAccessibleName(self.tr("The line"))
        line.setToolTip(self.tr("The whole recipe as a line of text"))
        line.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        line.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)
        line.setTabChangesFocus(True)
        return line

    def _show_choice(self, index: int) -> None:
        recipe = self._recipes[index]
        line = recipe_to_line(recipe)
        self._title.setText(breakable(recipe_title(recipe)))
        self._line.setPlainText(line)
        has_code = self._code.set_text(line)
        self._code.setVisible(has_code)
        self._too_long.setVisible(not has_code)
        self._problem.hide()

    def _fit_font(self) -> None:
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPointSizeF(self.font().pointSizeF())
        self._line.setFont(font)
        frame = 2 * self._line.frameWidth() + 2 * int(self._line.document().documentMargin())
        line = self._line.fontMetrics().lineSpacing()
        self._line.setMinimumHeight(_FEWEST_LINES * line + frame)
        self._line.setMaximumHeight(_MOST_LINES * line + frame)

    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self._line.toPlainText())
        self._copy.show_done()

    def _on_save_clicked(self) -> None:
        self.save_wanted.emit(self._recipes[self._choice.currentIndex()])
