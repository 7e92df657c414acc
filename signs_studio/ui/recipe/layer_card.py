"""One hidden layer in the editor: its kind, its settings, what it gives and learns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QWidget

from signs_studio.fields.declared import NumberField
from signs_studio.numbers import format_number
from signs_studio.recipe.layers import LAYER_KINDS
from signs_studio.recipe.network_summary import has_parameters
from signs_studio.ui.forms.field_input import FieldInput
from signs_studio.ui.forms.fields_form import GRID
from signs_studio.ui.recipe.drag_handle import DragHandle
from signs_studio.ui.recipe.layer_details import (
    DETAILS_ICONS,
    LayerDetails,
    icon_button,
    name_part,
    setting_name,
)
from signs_studio.ui.recipe.layer_marks import KindMark, ShareBar, format_share

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from PySide6.QtGui import QResizeEvent

    from signs_studio.fields.declared import Field
    from signs_studio.recipe.draft import LayerDraft

CARD_ICONS = ("more", *DETAILS_ICONS)


class LayerCard(QFrame):
    """A layer of one kind. Its details are shown when they are asked for.

    Args:
        kind: Its name in ``LAYER_KINDS``, or one that a file held instead.

    Signals:
        edited: The setting's name and its text.
        editing_finished: A person is done with a setting.
        moved: By how many places it is to move.
        removed: It is to go.
        dragged: The mouse drags it to this height on the screen, in pixels.
        dropped: The mouse let go of it.
        drag_cancelled: It is to stay after all.
    """

    edited = Signal(str, str)
    editing_finished = Signal()
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
        self._facts = ""
        self._icons: Mapping[str, QIcon] = {}
        self._details: LayerDetails | None = None
        fields = LAYER_KINDS[kind].fields if kind in LAYER_KINDS else ()
        self._rest = tuple(field for field in fields if not field.main)

        self._handle = DragHandle(self)
        self._handle.dragged.connect(self.dragged)
        self._handle.dropped.connect(self.dropped)
        self._handle.drag_cancelled.connect(self.drag_cancelled)
        self._handle.nudged.connect(self.moved)
        self._handle.removed.connect(self.removed)
        self._mark = KindMark(self)
        title = str(LAYER_KINDS[kind].title) if kind in LAYER_KINDS else kind
        self._title = QLabel(title, self)
        self._title.setToolTip(str(LAYER_KINDS[kind].help) if kind in LAYER_KINDS else "")
        self._shape = _muted_label(self)
        self._shape.setToolTip(self.tr("The shape of what the layer gives for one picture"))
        self._share = _muted_label(self)
        self._share.setToolTip(self.tr("The layer's share of all parameters"))
        self._bar = ShareBar(self)
        # Without parameters there is no share of them to show.
        self._bar.setVisible(kind in LAYER_KINDS and has_parameters(kind))
        self._error = QLabel(self, wordWrap=True)
        self._error.setProperty("role", "error")
        self._error.hide()
        self._more = icon_button(self)
        self._more.setCheckable(True)
        self._more.toggled.connect(self._on_more_toggled)
        self._settings = QWidget(self)
        self._main = {field.name: self._main_input(field) for field in fields if field.main}
        settings = QHBoxLayout(self._settings)
        settings.setContentsMargins(0, 0, 0, 0)
        settings.setSpacing(GRID // 2)
        for field_input in self._main.values():
            settings.addWidget(field_input)

        self._beside, self._beneath = QHBoxLayout(), QHBoxLayout()
        under = QHBoxLayout()
        under.addWidget(self._shape)
        under.addStretch(1)
        under.addWidget(self._share)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(GRID // 2, GRID, GRID, GRID)
        self._grid.setSpacing(GRID // 2)
        self._grid.setColumnStretch(3, 1)
        self._grid.addWidget(self._handle, 0, 0)
        self._grid.addWidget(self._mark, 0, 1)
        self._grid.addWidget(self._title, 0, 2)
        self._grid.addLayout(self._beside, 0, 3)
        self._grid.addLayout(self._beneath, 1, 2, 1, 3)
        self._grid.addWidget(self._more, 0, 4)
        self._grid.addLayout(under, 2, 2, 1, 3)
        self._grid.addWidget(self._bar, 3, 2, 1, 3)
        self._grid.addWidget(self._error, 4, 1, 1, 4)
        self._is_laid_out = False
        self._stacked: bool | None = None
        self._stack(stacked=False)

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
        self._facts = facts
        self._share.setText(format_share(share))
        self._bar.set_share(share)
        self._show_details()

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
        self._show_details()

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
        """Takes the icons of ``CARD_ICONS``, of kinds of layers and of any other, by name."""
        self._icons = icons
        self._mark.set_icon(icons.get(f"layer_{self.kind}", icons.get("layer", QIcon())))
        self._more.setIcon(icons.get("more", QIcon()))
        if self._details is not None:
            self._details.set_icons(icons)
        # Icons of another size come with words of another size.
        if self._is_laid_out:
            self._fit_settings()

    def minimumSizeHint(self) -> QSize:
        """Returns room for the settings in a row of their own."""
        hint = super().minimumSizeHint()
        left = (self._handle, self._mark)
        width = self._room_around(len(left)) + sum(part.sizeHint().width() for part in left)
        return hint.expandedTo(QSize(width + self._settings.sizeHint().width(), 0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Puts the settings where there is room for them."""
        super().resizeEvent(event)
        self._is_laid_out = True
        self._fit_settings()

    def _fit_settings(self) -> None:
        """Shows the settings beside the title, or beneath it where the card is too narrow."""
        parts = (self._handle, self._mark, self._title, self._settings, self._more)
        needed = sum(part.sizeHint().width() for part in parts) + self._room_around(len(parts) - 1)
        self._stack(stacked=self.width() < needed)

    def _stack(self, *, stacked: bool) -> None:
        if stacked is self._stacked:
            return
        self._stacked = stacked
        # Beside the title they claim no room, or the card could not be made narrower.
        claim = QSizePolicy.Policy.Preferred if stacked else QSizePolicy.Policy.Ignored
        self._settings.setSizePolicy(claim, QSizePolicy.Policy.Fixed)
        if stacked:
            self._beneath.addWidget(self._settings, 1, Qt.AlignmentFlag.AlignLeft)
        else:
            self._beside.addWidget(self._settings, 1, Qt.AlignmentFlag.AlignRight)

    def _room_around(self, gaps: int) -> int:
        """Returns the width of all around the parts of the first row, and of gaps between them."""
        inside, margins = self.contentsMargins(), self._grid.contentsMargins()
        edges = inside.left() + inside.right() + margins.left() + margins.right()
        return edges + gaps * self._grid.horizontalSpacing()

    def _name_parts(self) -> None:
        """Gives all parts their names, which begin with the place."""
        prefix = f"layer_{self._index + 1}_"
        for name, label in (
            *(("kind", self._title), ("shape", self._shape), ("share", self._share)),
            *(("share_bar", self._bar), ("error", self._error)),
        ):
            label.setObjectName(prefix + name)
        for name, part, words in (
            ("handle", self._handle, self.tr("Move layer {n}: drag it, or press Up or Down")),
            ("more", self._more, self.tr("Details of layer {n}")),
        ):
            name_part(part, prefix + name, words.format(n=self._index + 1))
        for field in LAYER_KINDS[self.kind].fields if self._main else ():
            if field.name in self._main:
                words = setting_name(field, self._index)
                self._main[field.name].set_names(prefix + field.name, words)
        if self._details is not None:
            self._details.set_place(self._index)

    def _main_input(self, field: Field) -> FieldInput:
        field_input = FieldInput(field, object_name="", parent=self._settings)
        figures = len(format_number(field.maximum)) if isinstance(field, NumberField) else 0
        field_input.set_compact(figures)

        def on_input_edited(text: str) -> None:
            self.edited.emit(field.name, text)

        field_input.edited.connect(on_input_edited)
        field_input.editing_finished.connect(self.editing_finished)
        return field_input

    def _show_locked(self) -> None:
        self._handle.setEnabled(self._enabled is None)
        for name, field_input in self._main.items():
            field_input.setEnabled(self._enabled is None or name in self._enabled)
        if self._details is not None:
            self._details.set_enabled_settings(
                self._enabled, can_move_up=self._index > 0, can_move_down=not self._last
            )

    def _show_details(self) -> None:
        if self._details is not None and self.layer is not None:
            texts = self.layer.settings
            self._details.show_texts(texts, errors=self._errors, facts=self._facts)

    def _make_details(self) -> LayerDetails:
        """Makes them only when somebody wants to see them: of many layers few are looked into."""
        details = LayerDetails(self._rest)
        details.edited.connect(self.edited)
        details.editing_finished.connect(self.editing_finished)
        details.moved.connect(self.moved)
        details.removed.connect(self.removed)
        # The keys still move it, by the handle.
        details.end_reached.connect(self.focus_handle)
        details.set_place(self._index)
        details.set_icons(self._icons)
        return details

    def _on_more_toggled(self, checked: bool) -> None:
        if self._details is None:
            self._details = self._make_details()
            self._grid.addWidget(self._details, 5, 0, 1, 5)
            self._show_details()
            self._show_locked()
        self._details.setVisible(checked)


def _muted_label(parent: QWidget) -> QLabel:
    label = QLabel(parent)
    label.setProperty("role", "muted")
    return label
