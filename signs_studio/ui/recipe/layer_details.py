"""The details of a layer: its other settings, what it learns, and the buttons that move it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from signs_studio.ui.forms.fields_form import GRID, FieldsForm

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from signs_studio.fields.declared import Field
    from signs_studio.fields.lists import LessonField

DETAILS_ICONS = ("up", "down", "remove")

_INSET = GRID + 1
"""By how many pixels what is in a card stands further in: its padding and border."""


class LayerDetails(QWidget):
    """The part of a card that it unfolds.

    Args:
        fields: Settings that the card itself does not show.

    Signals:
        edited: The setting's name and its text.
        editing_finished: A person is done with a setting.
        moved: By how many places the layer is to move.
        removed: It is to go.
        end_reached: The button with the focus can move it no further.
    """

    edited = Signal(str, str)
    editing_finished = Signal()
    moved = Signal(int)
    removed = Signal()
    end_reached = Signal()

    def __init__(self, fields: Sequence[Field], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._form = FieldsForm(fields, inset=_INSET)
        self._form.edited.connect(self._on_form_edited)
        self._form.editing_finished.connect(self.editing_finished)
        self._facts = QLabel(wordWrap=True)
        self._facts.setProperty("role", "muted")
        self._up, self._down, self._remove = (icon_button(self) for _ in DETAILS_ICONS)
        self._up.clicked.connect(self._on_up_clicked)
        self._down.clicked.connect(self._on_down_clicked)
        self._remove.clicked.connect(self.removed)
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID // 2)
        buttons.addStretch(1)
        for button in (self._up, self._down, self._remove):
            buttons.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GRID // 2, GRID // 2, 0, 0)
        layout.setSpacing(GRID)
        layout.addWidget(self._form)
        layout.addWidget(self._facts)
        layout.addLayout(buttons)

    def set_place(self, index: int) -> None:
        """Names its parts after the layer's place among the others, which counts from 0."""
        prefix = f"layer_{index + 1}_"
        self._facts.setObjectName(f"{prefix}facts")
        for name, button, words in (
            ("up", self._up, self.tr("Move layer {n} up")),
            ("down", self._down, self.tr("Move layer {n} down")),
            ("remove", self._remove, self.tr("Remove layer {n}")),
        ):
            name_part(button, prefix + name, words.format(n=index + 1))

        def setting_of_layer(field: LessonField) -> str:
            return setting_name(field, index)

        self._form.set_names(prefix, setting_of_layer)

    def show_texts(
        self, texts: Mapping[str, str], *, errors: Mapping[str, str], facts: str
    ) -> None:
        """Shows the settings and what is wrong with them, by name, and the facts; silently."""
        self._form.show_texts(texts, errors=errors)
        self._facts.setText(facts)
        self._facts.setVisible(bool(facts))

    def set_enabled_settings(
        self, names: Collection[str] | None, *, can_move_up: bool, can_move_down: bool
    ) -> None:
        """Lets only these settings be changed and keeps the layer in its place; None lets all."""
        self._form.set_enabled_names(names)
        free = names is None
        self._remove.setEnabled(free)
        for button, can_move in ((self._up, can_move_up), (self._down, can_move_down)):
            if free and not can_move and button is QApplication.focusWidget():
                self.end_reached.emit()
            button.setEnabled(free and can_move)

    def set_icons(self, icons: Mapping[str, QIcon]) -> None:
        """Takes the icons of ``DETAILS_ICONS`` by name."""
        for name, button in zip(DETAILS_ICONS, (self._up, self._down, self._remove), strict=True):
            button.setIcon(icons.get(name, QIcon()))

    def _on_form_edited(self, field: Field, text: str) -> None:
        self.edited.emit(field.name, text)

    def _on_up_clicked(self) -> None:
        self.moved.emit(-1)

    def _on_down_clicked(self) -> None:
        self.moved.emit(1)


def icon_button(parent: QWidget) -> QToolButton:
    """Returns a small button that shows an icon alone."""
    button = QToolButton(parent)
    button.setAutoRaise(True)
    button.setProperty("compact", True)
    return button


def name_part(part: QWidget, object_name: str, words: str) -> None:
    """Gives a part of a card its name, and says in words what it is for."""
    part.setObjectName(object_name)
    part.setAccessibleName(words)
    part.setToolTip(words)


def setting_name(field: LessonField, index: int) -> str:
    """Returns the accessible name of a setting of the layer at ``index``: ``Units of layer 1``."""
    words = QApplication.translate("layer_details", "{setting} of layer {n}")
    return words.format(setting=str(field.title), n=index + 1)
