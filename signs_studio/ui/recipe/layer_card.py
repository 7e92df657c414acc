"""One hidden layer in the editor: its kind, its settings, what it gives and learns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from signs_studio.fields.declared import NumberField, format_number
from signs_studio.recipe.layers import LAYER_KINDS
from signs_studio.ui.forms.field_input import FieldInput
from signs_studio.ui.forms.fields_form import GRID, FieldsForm
from signs_studio.ui.recipe.drag_handle import DragHandle
from signs_studio.ui.recipe.layer_marks import KindMark, ShareBar, share_words
from signs_studio.ui.wording.declared import shown

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from signs_studio.fields.declared import Field
    from signs_studio.fields.lists import LessonField
    from signs_studio.recipe.draft import LayerDraft

MAIN_SETTINGS = frozenset({"units", "filters", "kernel", "size", "rate", "activation"})
"""Settings that a card shows at once; the others are among its details."""

LEARNING_KINDS = frozenset({"dense", "conv", "batch_norm"})
"""Kinds that have parameters: the others have no bar for their share of them."""

CARD_ICONS = ("more", "up", "down", "remove")

_INSET = GRID + 1
"""By how many pixels what is in a card stands further in: its padding and border."""


class LayerCard(QFrame):
    """A layer of one kind. Its details are shown when they are asked for.

    Args:
        kind: Its name in ``LAYER_KINDS``, or one that a file held instead.

    Signals:
        edited: The setting's name and its text.
        settled: A person is done with a setting.
        moved: By how many places it is to move.
        removed: It is to go.
        dragged: The mouse drags it to this height on the screen, in pixels.
        dropped: The mouse let go of it.
        drag_cancelled: It is to stay after all.
    """

    edited = Signal(str, str)
    settled = Signal()
    moved = Signal(int)
    removed = Signal()
    dragged = Signal(int)
    dropped = Signal()
    drag_cancelled = Signal()

    def __init__(self, kind: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.setFrameShape(QFrame.Shape.Box)
        self.kind = kind
        self.layer: LayerDraft | None = None
        self._index = -1
        self._last = True
        self._errors: Mapping[str, str] = {}
        self._enabled: Collection[str] | None = None
        self._form: FieldsForm | None = None
        fields = LAYER_KINDS[kind].fields if kind in LAYER_KINDS else ()
        self._rest = tuple(field for field in fields if field.name not in MAIN_SETTINGS)

        self._handle = DragHandle()
        self._handle.dragged.connect(self.dragged)
        self._handle.dropped.connect(self.dropped)
        self._handle.drag_cancelled.connect(self.drag_cancelled)
        self._handle.nudged.connect(self.moved)
        self._handle.removed.connect(self.removed)
        self._mark = KindMark()
        self._title = QLabel(shown(LAYER_KINDS[kind].title) if kind in LAYER_KINDS else kind)
        self._title.setToolTip(shown(LAYER_KINDS[kind].help) if kind in LAYER_KINDS else "")
        self._shape = _muted_label()
        self._shape.setToolTip(self.tr("The shape of what the layer gives for one picture"))
        self._share = _muted_label()
        self._share.setToolTip(self.tr("The layer's share of all parameters"))
        self._bar = ShareBar()
        self._bar.setVisible(kind in LEARNING_KINDS)
        self._facts = _muted_label()
        self._error = QLabel(wordWrap=True)
        self._error.setProperty("role", "error")
        self._error.hide()
        self._more = self._button()
        self._more.setCheckable(True)
        self._more.toggled.connect(self._on_more_toggled)
        self._up = self._button()
        self._up.clicked.connect(self._on_up_clicked)
        self._down = self._button()
        self._down.clicked.connect(self._on_down_clicked)
        self._remove = self._button()
        self._remove.clicked.connect(self.removed)
        self._main = {
            field.name: self._main_input(field) for field in fields if field.name in MAIN_SETTINGS
        }

        self._details = QWidget()
        self._details_layout = QVBoxLayout(self._details)
        self._details_layout.setContentsMargins(GRID // 2, GRID // 2, 0, 0)
        self._details_layout.setSpacing(GRID)
        bottom = QHBoxLayout()
        bottom.setSpacing(GRID // 2)
        bottom.addStretch(1)
        for button in (self._up, self._down, self._remove):
            bottom.addWidget(button)
        self._details_layout.addWidget(self._facts)
        self._details_layout.addLayout(bottom)
        self._details.hide()

        top = QHBoxLayout()
        top.setSpacing(GRID // 2)
        top.addWidget(self._title)
        top.addStretch(1)
        for field_input in self._main.values():
            top.addWidget(field_input, 1)
        top.addWidget(self._more)
        under = QHBoxLayout()
        under.addWidget(self._shape)
        under.addStretch(1)
        under.addWidget(self._share)
        layout = QGridLayout(self)
        layout.setContentsMargins(GRID // 2, GRID, GRID, GRID)
        layout.setHorizontalSpacing(GRID // 2)
        layout.setVerticalSpacing(GRID // 2)
        layout.setColumnStretch(2, 1)
        layout.addWidget(self._handle, 0, 0)
        layout.addWidget(self._mark, 0, 1)
        layout.addLayout(top, 0, 2)
        layout.addLayout(under, 1, 2)
        layout.addWidget(self._bar, 2, 2)
        layout.addWidget(self._error, 3, 1, 1, 2)
        layout.addWidget(self._details, 4, 0, 1, 3)

    def place(self, index: int, *, last: bool) -> None:
        """Takes its place among the layers.

        Args:
            index: From 0.
            last: Whether it can move no further down.
        """
        self._last = last
        if index != self._index:
            self._index = index
            self._name_parts()
        self._show_locked()

    def show_layer(self, layer: LayerDraft, *, shape: str, facts: str, share: float | None) -> None:
        """Shows a layer of this card's kind, silently.

        Args:
            layer: What to show.
            shape: The shape of what it gives; empty where nobody knows.
            facts: What it learns and computes; empty where that is nothing.
            share: Its share of all parameters, from 0 to 1; None where nobody knows.
        """
        self.layer = layer
        for name, field_input in self._main.items():
            field_input.set_text(layer.settings.get(name, ""))
        self._shape.setText(shape)
        self._facts.setText(facts)
        self._share.setText(share_words(share))
        self._bar.set_share(share)
        self._show_form()

    def show_errors(self, errors: Mapping[str, str]) -> None:
        """Shows what is wrong, by setting, silently."""
        self._errors = errors
        for name, field_input in self._main.items():
            field_input.set_wrong(errors.get(name, ""))
        rest = {field.name for field in self._rest}
        if not rest.isdisjoint(errors):
            self._more.setChecked(True)
        message = " ".join(words for name, words in errors.items() if name not in rest)
        self._error.setText(message)
        self._error.setVisible(bool(message))
        self._show_form()

    def set_enabled_settings(self, names: Collection[str] | None) -> None:
        """Lets only these settings be changed and keeps the layer in its place; None lets all."""
        self._enabled = names
        self._show_locked()

    def set_dragged(self, dragged: bool) -> None:
        """Shows whether the layer is being dragged."""
        self.setProperty("dragged", dragged)
        self.style().unpolish(self)
        self.style().polish(self)

    def focus_first(self) -> None:
        """Puts the cursor into the first setting, or onto the handle where there is none."""
        for field_input in self._main.values():
            field_input.setFocus(Qt.FocusReason.OtherFocusReason)
            field_input.select_all()
            return
        self.focus_handle()

    def focus_handle(self) -> None:
        """Puts the focus onto the handle."""
        self._handle.setFocus(Qt.FocusReason.OtherFocusReason)

    def deselect(self) -> None:
        """Leaves nothing selected."""
        for field_input in self._main.values():
            field_input.deselect()

    def set_icons(self, icons: Mapping[str, QIcon]) -> None:
        """Takes the icons of ``CARD_ICONS`` and of all kinds of layers by name."""
        self._mark.set_icon(icons.get(f"layer_{self.kind}", QIcon()))
        buttons = (self._more, self._up, self._down, self._remove)
        for name, button in zip(CARD_ICONS, buttons, strict=True):
            button.setIcon(icons.get(name, QIcon()))

    def _name_parts(self) -> None:
        """Gives all parts their names, which begin with the place."""
        prefix = f"layer_{self._index + 1}_"
        for name, label in (
            *(("kind", self._title), ("shape", self._shape), ("share", self._share)),
            *(("share_bar", self._bar), ("facts", self._facts), ("error", self._error)),
        ):
            label.setObjectName(prefix + name)
        for name, part, words in (
            ("handle", self._handle, self.tr("Move layer {n}: drag it, or press Up or Down")),
            ("more", self._more, self.tr("Details of layer {n}")),
            ("up", self._up, self.tr("Move layer {n} up")),
            ("down", self._down, self.tr("Move layer {n} down")),
            ("remove", self._remove, self.tr("Remove layer {n}")),
        ):
            part.setObjectName(prefix + name)
            part.setAccessibleName(words.format(n=self._index + 1))
            part.setToolTip(words.format(n=self._index + 1))
        for field in LAYER_KINDS[self.kind].fields if self._main else ():
            if field.name in self._main:
                self._main[field.name].set_names(prefix + field.name, self._name_of(field))
        if self._form is not None:
            self._form.set_names(prefix, self._name_of)

    def _main_input(self, field: Field) -> FieldInput:
        field_input = FieldInput(field, object_name="")
        figures = len(format_number(field.maximum)) if isinstance(field, NumberField) else 0
        field_input.set_compact(figures)

        def on_input_edited(text: str) -> None:
            self.edited.emit(field.name, text)

        field_input.edited.connect(on_input_edited)
        field_input.settled.connect(self.settled)
        return field_input

    def _name_of(self, field: LessonField) -> str:
        words = self.tr("{setting} of layer {n}")
        return words.format(setting=shown(field.title), n=self._index + 1)

    def _show_locked(self) -> None:
        free = self._enabled is None
        for button, can_move in ((self._up, self._index > 0), (self._down, not self._last)):
            if free and not can_move and button is QApplication.focusWidget():
                # At the end of the way the keys still move it, by the handle.
                self.focus_handle()
            button.setEnabled(free and can_move)
        self._handle.setEnabled(free)
        self._remove.setEnabled(free)
        for name, field_input in self._main.items():
            field_input.setEnabled(self._enabled is None or name in self._enabled)
        if self._form is not None:
            self._form.set_enabled_names(self._enabled)

    def _show_form(self) -> None:
        if self._form is not None and self.layer is not None:
            self._form.show_texts(self.layer.settings, errors=self._errors)

    def _button(self) -> QToolButton:
        button = QToolButton()
        button.setAutoRaise(True)
        button.setProperty("compact", True)
        return button

    def _on_more_toggled(self, checked: bool) -> None:
        if self._form is None and self._rest:
            self._form = FieldsForm(self._rest, inset=_INSET)
            self._form.set_names(f"layer_{self._index + 1}_", self._name_of)
            self._form.edited.connect(self._on_form_edited)
            self._form.settled.connect(self.settled)
            self._details_layout.insertWidget(0, self._form)
            self._show_form()
            self._show_locked()
        self._details.setVisible(checked)

    def _on_form_edited(self, field: Field, text: str) -> None:
        self.edited.emit(field.name, text)

    def _on_up_clicked(self) -> None:
        self.moved.emit(-1)

    def _on_down_clicked(self) -> None:
        self.moved.emit(1)


def _muted_label() -> QLabel:
    label = QLabel()
    label.setProperty("role", "muted")
    return label
