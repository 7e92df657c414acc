"""The input of one declared field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, QSize, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QCompleter,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from signs_studio.fields.declared import ChoiceField, NumberField, SwitchField
from signs_studio.numbers import format_number
from signs_studio.ui.widgets.quiet_inputs import QuietComboBox

if TYPE_CHECKING:
    from signs_studio.fields.lists import LessonField


class FieldInput(QWidget):
    """An input for any declared field, as text in and text out.

    Signals:
        edited: A person changed the text.
        editing_finished: They are done with it: it was chosen, or typed and left.
    """

    edited = Signal(str)
    editing_finished = Signal()

    def __init__(
        self, field: LessonField, *, object_name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._input: QLineEdit | QComboBox | QCheckBox
        if isinstance(field, ChoiceField):
            choice = _ChoiceComboBox(self)
            for name, title in field.choices.items():
                choice.addItem(str(title), name)
            choice.currentIndexChanged.connect(self._on_choice_current_index_changed)
            choice.activated.connect(self.editing_finished)
            self._input = choice
        elif isinstance(field, NumberField) and field.suggestions:
            number = QuietComboBox(self)
            number.setEditable(True)
            number.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            number.setMinimumContentsLength(6)
            number.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
            # The default completes inline, and would turn a typed 1 into 1e-6.
            number.setCompleter(QCompleter(number))
            number.addItems([format_number(value) for value in field.suggestions])
            number.currentTextChanged.connect(self.edited)
            number.activated.connect(self.editing_finished)
            typed = number.lineEdit()
            assert typed is not None  # it is editable
            typed.editingFinished.connect(self.editing_finished)
            self._input = number
        elif isinstance(field, SwitchField):
            switch = QCheckBox(self)
            switch.toggled.connect(self._on_switch_toggled)
            self._input = switch
        else:
            line = _LineEdit(self)
            line.textEdited.connect(self.edited)
            line.editingFinished.connect(self.editing_finished)
            self._input = line
        self._input.setObjectName(object_name)
        self._input.setAccessibleName(str(field.title))
        self._input.setToolTip(self._tooltip(field))
        self.setFocusProxy(self._input)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._input)

    def set_names(self, object_name: str, accessible_name: str) -> None:
        """Says which of several alike it is, where the field's own names do not."""
        self._input.setObjectName(object_name)
        self._input.setAccessibleName(accessible_name)

    def set_text(self, text: str) -> None:
        """Shows ``text`` without saying so; the cursor of a field that holds it already stays."""
        blocker = QSignalBlocker(self._input)
        if isinstance(self._input, QCheckBox):
            self._input.setChecked(text == "true")
        elif isinstance(self._input, QLineEdit):
            if self._input.text() != text:
                self._input.setText(text)
        elif self._input.isEditable():
            if self._input.currentText() != text:
                self._input.setEditText(text)
        else:
            self._input.setCurrentIndex(self._input.findData(text))
        blocker.unblock()

    def set_wrong(self, message: str) -> None:
        """Marks the input as wrong (or right: empty); the words are shown beneath it."""
        wrong = bool(message)
        if bool(self._input.property("wrong")) != wrong:
            self._input.setProperty("wrong", wrong)
            self._input.style().unpolish(self._input)
            self._input.style().polish(self._input)
        self._input.setAccessibleDescription(message)

    def set_compact(self, figures: int = 0) -> None:
        """Takes less room, as in a row of several.

        Args:
            figures: A typed number is as wide as so many of them; 0: as wide as there is room.
        """
        self._input.setProperty("compact", True)
        if isinstance(self._input, _LineEdit) and figures:
            self._input.figures = figures
            self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def select_all(self) -> None:
        """Selects what is typed, so that typing replaces it."""
        if isinstance(self._input, QLineEdit):
            self._input.selectAll()

    def deselect(self) -> None:
        """Leaves what is typed unselected."""
        if isinstance(self._input, QLineEdit):
            self._input.deselect()

    def _tooltip(self, field: LessonField) -> str:
        if not isinstance(field, NumberField):
            return str(field.help)
        return self.tr("{help} ({lowest} to {highest}; usually {default})").format(
            help=str(field.help),
            lowest=format_number(field.minimum),
            highest=format_number(field.maximum),
            default=field.default_text,
        )

    def _on_choice_current_index_changed(self, index: int) -> None:
        assert isinstance(self._input, QComboBox)
        self.edited.emit(self._input.itemData(index))

    def _on_switch_toggled(self, checked: bool) -> None:
        self.edited.emit("true" if checked else "false")
        self.editing_finished.emit()


class _LineEdit(QLineEdit):
    """A line edit that may be just wide enough for so many figures, in any font."""

    _QT_LETTERS = 17
    """As many ``x`` as Qt makes a line edit wide for."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.figures = 0

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        if self.figures:
            advance = self.fontMetrics().horizontalAdvance
            hint -= QSize(advance("x") * self._QT_LETTERS - advance("0" * self.figures), 0)
        return hint

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return hint.expandedTo(QSize(self.sizeHint().width(), 0)) if self.figures else hint


class _ChoiceComboBox(QuietComboBox):
    """As wide as its longest entry: whichever is chosen can be read."""

    _BEARING = 4
    """Pixels by which letters may reach over what Qt measures of them."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)

    def sizeHint(self) -> QSize:
        return super().sizeHint() + QSize(self._BEARING, 0)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()
