"""Declared fields as a form: a label and an input each, and beneath them what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from signs_studio.fields.declared import NumberField
from signs_studio.recipe.recipe import RECIPE_FIELDS
from signs_studio.ui.forms.field_input import FieldInput

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from PySide6.QtGui import QFontMetrics

    from signs_studio.fields.lists import LessonField

GRID = 8
"""Pixels: distances in forms are whole or half multiples of it."""


class FieldsForm(QWidget):
    """Inputs beneath one another. All forms of the recipe have their inputs in one column.

    Args:
        fields: What there is to be set.
        prefix: Goes before the names of the inputs, where the fields' own are not enough.
        inset: By how many pixels the form stands further in than others, on both sides.

    Signals:
        edited: The ``Field`` that a person changed, and its text.
        editing_finished: They are done with it.
    """

    edited = Signal(object, str)
    editing_finished = Signal()

    def __init__(
        self,
        fields: Sequence[LessonField] = (),
        *,
        prefix: str = "",
        inset: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._inset = inset
        self._prefix = prefix
        self._fields: tuple[LessonField, ...] = ()
        self._inputs: dict[str, FieldInput] = {}
        self._labels: list[QLabel] = []
        self._errors: dict[str, QLabel] = {}
        # A form's layout gives sentences that are wrapped the height of those that are not.
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(1, 1)
        self._grid.setHorizontalSpacing(GRID)
        self._grid.setVerticalSpacing(GRID)
        self._fill(fields)
        if not fields:
            self.hide()

    def set_fields(self, fields: Sequence[LessonField]) -> None:
        """Shows these fields instead of those before; the same ones stay as they are."""
        if tuple(fields) == self._fields:
            return
        self._fill(fields)
        self.setVisible(bool(fields))

    def show_texts(self, texts: Mapping[str, str], *, errors: Mapping[str, str]) -> None:
        """Shows the texts of the fields and what is wrong with them, by name, silently."""
        for name, field_input in self._inputs.items():
            field_input.set_text(texts.get(name, ""))
            message = errors.get(name, "")
            field_input.set_wrong(message)
            self._errors[name].setText(message)
            self._errors[name].setVisible(bool(message))

    def set_enabled_names(self, names: Collection[str] | None) -> None:
        """Lets only these fields be changed; None lets all."""
        for name, field_input in self._inputs.items():
            field_input.setEnabled(names is None or name in names)

    def set_names(self, prefix: str, name: Callable[[LessonField], str]) -> None:
        """Says which of several alike the inputs are, where the fields' own names do not.

        Args:
            prefix: Goes before the names of the inputs.
            name: The accessible name of the input of a field.
        """
        self._prefix = prefix
        for field in self._fields:
            self._inputs[field.name].set_names(prefix + field.name, name(field))
            self._errors[field.name].setObjectName(f"{prefix}{field.name}_error")

    def _fill(self, fields: Sequence[LessonField]) -> None:
        for widget in (*self._labels, *self._inputs.values(), *self._errors.values()):
            widget.setParent(None)
            widget.deleteLater()
        self._fields = tuple(fields)
        self._labels = [self._make_label(field) for field in fields]
        self._inputs = {field.name: self._make_input(field) for field in fields}
        self._errors = {field.name: self._make_error(field) for field in fields}
        for index, field in enumerate(fields):
            self._grid.addWidget(self._labels[index], 2 * index, 0)
            self._grid.addWidget(self._inputs[field.name], 2 * index, 1)
            self._grid.addWidget(self._errors[field.name], 2 * index + 1, 0, 1, 2)

    def _make_label(self, field: LessonField) -> QLabel:
        label = ColumnLabel(_label(field), inset=self._inset)
        label.setToolTip(str(field.help))
        return label

    def _make_input(self, field: LessonField) -> FieldInput:
        field_input = FieldInput(field, object_name=self._prefix + field.name)

        def on_input_edited(text: str) -> None:
            self.edited.emit(field, text)

        field_input.edited.connect(on_input_edited)
        field_input.editing_finished.connect(self.editing_finished)
        return field_input

    def _make_error(self, field: LessonField) -> QLabel:
        error = QLabel(wordWrap=True)
        error.hide()
        error.setObjectName(f"{self._prefix}{field.name}_error")
        error.setProperty("role", "error")
        return error


class ColumnLabel(QLabel):
    """A label as wide as all of the recipe are, in any font: what follows stands in one column.

    Args:
        text: The words.
        inset: By how many pixels it stands further in than others.
    """

    def __init__(self, text: str, *, inset: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._inset = inset

    def sizeHint(self) -> QSize:
        """Returns room for the longest title that a label has."""
        hint = super().sizeHint()
        return QSize(
            max(hint.width(), column_width(self.fontMetrics()) - self._inset), hint.height()
        )

    def minimumSizeHint(self) -> QSize:
        """Returns the same: the column stays where it is."""
        return self.sizeHint()


def column_width(metrics: QFontMetrics) -> int:
    """Returns the width of the column of labels, in pixels."""
    labels = map(_label, RECIPE_FIELDS.values())
    # A label asks for up to a pixel more than its words are wide.
    return max(map(metrics.horizontalAdvance, labels)) + 2


def _label(field: LessonField) -> str:
    """Returns the title of a field, with its unit."""
    title = str(field.title)
    if isinstance(field, NumberField) and field.unit:
        return f"{title} ({field.unit!s})"
    return title
