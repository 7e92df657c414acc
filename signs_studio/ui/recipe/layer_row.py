"""One hidden layer in the editor: its kind, its settings, what it gives and learns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QToolButton, QWidget

from signs_studio.recipe.fields import NumberField, format_number
from signs_studio.recipe.layers import LAYER_KINDS
from signs_studio.ui.forms.declared import shown
from signs_studio.ui.forms.field_input import FieldInput
from signs_studio.ui.forms.fields_form import FieldsForm

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from PySide6.QtGui import QIcon

    from signs_studio.lessons.fields import LessonField
    from signs_studio.recipe.draft import LayerDraft
    from signs_studio.recipe.fields import Field

MAIN_SETTINGS = frozenset({"units", "filters", "kernel", "size", "rate", "activation"})
"""Settings that a row shows at once; the others it shows when asked for more."""

ROW_ICONS = ("more", "up", "down", "remove")


class LayerRow(QWidget):
    """A layer of one kind, at one place.

    Args:
        index: Its place, from 0.
        kind: Its name in ``LAYER_KINDS``, or one that a file held instead.

    Signals:
        edited: The place, the setting's name and its text.
        settled: A person is done with a setting.
        moved: The place, and by how many it is to move.
        removed: The place.
    """

    edited = Signal(int, str, str)
    settled = Signal()
    moved = Signal(int, int)
    removed = Signal(int)

    def __init__(self, index: int, kind: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = kind
        self._index = index
        self._prefix = f"layer_{index + 1}_"
        fields = LAYER_KINDS[kind].fields if kind in LAYER_KINDS else ()
        self._rest = tuple(field for field in fields if field.name not in MAIN_SETTINGS)
        self._form: FieldsForm | None = None
        self._texts: Mapping[str, str] = {}
        self._errors: Mapping[str, str] = {}
        self._enabled: Collection[str] | None = None
        self._last = True

        self._title = QLabel(shown(LAYER_KINDS[kind].title) if kind in LAYER_KINDS else kind)
        self._title.setObjectName(f"{self._prefix}kind")
        self._title.setToolTip(shown(LAYER_KINDS[kind].help) if kind in LAYER_KINDS else "")
        self._shape = QLabel()
        self._shape.setObjectName(f"{self._prefix}shape")
        self._shape.setProperty("role", "muted")
        self._facts = QLabel()
        self._facts.setObjectName(f"{self._prefix}facts")
        self._facts.setProperty("role", "muted")
        self._facts.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._error = QLabel(wordWrap=True)
        self._error.hide()
        self._error.setObjectName(f"{self._prefix}error")
        self._error.setProperty("role", "error")
        self._up = self._button("up", self.tr("Move layer {n} up"))
        self._up.clicked.connect(self._on_up_clicked)
        self._down = self._button("down", self.tr("Move layer {n} down"))
        self._down.clicked.connect(self._on_down_clicked)
        self._remove = self._button("remove", self.tr("Remove layer {n}"))
        self._remove.clicked.connect(self._on_remove_clicked)
        self._more = self._button("more", self.tr("More settings of layer {n}"))
        self._more.setCheckable(True)
        if not self._rest:
            self._more.hide()
        self._more.toggled.connect(self._on_more_toggled)
        buttons = (self._more, self._up, self._down, self._remove)
        self._buttons = dict(zip(ROW_ICONS, buttons, strict=True))
        self._main = {
            field.name: self._main_input(field) for field in fields if field.name in MAIN_SETTINGS
        }

        top = QHBoxLayout()
        top.setSpacing(2)
        top.addWidget(self._title)
        top.addStretch(1)
        top.addWidget(self._shape)
        top.addSpacing(4)
        for button in buttons:
            top.addWidget(button)
        self._layout = QGridLayout(self)
        self._layout.setContentsMargins(0, 2, 0, 2)
        self._layout.setVerticalSpacing(2)
        self._layout.addLayout(top, 0, 0)
        if self._main:
            self._layout.addLayout(self._line(fields), 1, 0)
        self._layout.addWidget(self._facts, 3, 0)
        self._layout.addWidget(self._error, 4, 0)
        self._fit_numbers()

    def show_layer(self, layer: LayerDraft, *, shape: str, facts: str, last: bool) -> None:
        """Shows a layer of this row's kind, silently.

        Args:
            layer: What to show.
            shape: The shape of what it gives; empty where nobody knows.
            facts: What it learns and computes; empty where that is nothing.
            last: Whether it can move no further down.
        """
        self._last = last
        self._texts = layer.settings
        for name, field_input in self._main.items():
            field_input.set_text(layer.settings.get(name, ""))
        self._shape.setText(shape)
        self._facts.setText(facts)
        self._facts.setVisible(bool(facts))
        self._show_form()
        self._show_locked()

    def show_errors(self, errors: Mapping[str, str]) -> None:
        """Shows what is wrong, by setting, silently."""
        self._errors = errors
        for name, field_input in self._main.items():
            field_input.set_wrong(errors.get(name, ""))
        if any(field.name in errors for field in self._rest):
            self._more.setChecked(True)
        rest = {field.name for field in self._rest}
        message = " ".join(words for name, words in errors.items() if name not in rest)
        self._error.setText(message)
        self._error.setVisible(bool(message))
        self._show_form()

    def set_enabled_settings(self, names: Collection[str] | None) -> None:
        """Lets only these settings be changed and keeps the layer in its place; None lets all."""
        self._enabled = names
        self._show_locked()

    def focus_first(self) -> None:
        """Puts the cursor into the first setting, or onto a button where there is none."""
        for field_input in self._main.values():
            field_input.setFocus(Qt.FocusReason.OtherFocusReason)
            field_input.select_all()
            return
        self._remove.setFocus(Qt.FocusReason.OtherFocusReason)

    def deselect(self) -> None:
        """Leaves nothing selected."""
        for field_input in self._main.values():
            field_input.deselect()

    def set_icons(self, icons: dict[str, QIcon]) -> None:
        """Takes the icons of ``ROW_ICONS`` by name."""
        for name, icon in icons.items():
            self._buttons[name].setIcon(icon)

    def changeEvent(self, event: QEvent) -> None:
        """Keeps room for the figures, however large they are."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_numbers()

    def _line(self, fields: tuple[Field, ...]) -> QHBoxLayout:
        """The main settings beside one another, each number with its name."""
        line = QHBoxLayout()
        line.setSpacing(5)
        for field in fields:
            if field.name not in self._main:
                continue
            if isinstance(field, NumberField):
                name = QLabel(shown(field.title))
                name.setProperty("role", "muted")
                line.addWidget(name)
                line.addWidget(self._main[field.name])
            else:
                line.addWidget(self._main[field.name], 1)
        if "activation" not in self._main:
            line.addStretch(1)
        return line

    def _main_input(self, field: Field) -> FieldInput:
        field_input = FieldInput(field, object_name=self._prefix + field.name)
        field_input.set_compact()
        field_input.set_accessible_name(self._name_of(field))

        def on_input_edited(text: str) -> None:
            self.edited.emit(self._index, field.name, text)

        field_input.edited.connect(on_input_edited)
        field_input.settled.connect(self.settled)
        return field_input

    def _name_of(self, field: LessonField) -> str:
        words = self.tr("{setting} of layer {n}")
        return words.format(setting=shown(field.title), n=self._index + 1)

    def _fit_numbers(self) -> None:
        if self.kind not in LAYER_KINDS:
            return
        for field in LAYER_KINDS[self.kind].fields:
            if field.name in self._main and isinstance(field, NumberField):
                longest = format_number(field.maximum)
                width = self.fontMetrics().horizontalAdvance("0" * len(longest))
                self._main[field.name].setFixedWidth(width + 16)

    def _show_locked(self) -> None:
        free = self._enabled is None
        self._up.setEnabled(free and self._index > 0)
        self._down.setEnabled(free and not self._last)
        self._remove.setEnabled(free)
        for name, field_input in self._main.items():
            field_input.setEnabled(self._enabled is None or name in self._enabled)
        if self._form is not None:
            self._form.set_enabled_names(self._enabled)

    def _show_form(self) -> None:
        if self._form is not None:
            self._form.show_texts(self._texts, errors=self._errors)

    def _button(self, icon: str, name: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName(self._prefix + icon)
        words = name.format(n=self._index + 1)
        button.setAccessibleName(words)
        button.setToolTip(words)
        button.setAutoRaise(True)
        button.setProperty("compact", True)
        return button

    def _on_more_toggled(self, checked: bool) -> None:
        if self._form is None:
            self._form = FieldsForm(self._rest, prefix=self._prefix)
            self._form.name_inputs(self._name_of)
            self._form.edited.connect(self._on_form_edited)
            self._form.settled.connect(self.settled)
            self._layout.addWidget(self._form, 2, 0)
            self._show_form()
            self._show_locked()
        self._form.setVisible(checked)

    def _on_form_edited(self, field: Field, text: str) -> None:
        self.edited.emit(self._index, field.name, text)

    def _on_up_clicked(self) -> None:
        self.moved.emit(self._index, -1)

    def _on_down_clicked(self) -> None:
        self.moved.emit(self._index, 1)

    def _on_remove_clicked(self) -> None:
        self.removed.emit(self._index)
