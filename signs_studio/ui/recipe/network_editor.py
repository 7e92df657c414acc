"""The layers of the network, from the picture to the softmax, one row each."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from signs_studio.recipe.layers import ACTIVATION, UNITS, Dense, summarise_network
from signs_studio.recipe.settings import LayerDraft
from signs_studio.ui.icons import load_icon
from signs_studio.ui.recipe.field_input import FieldInput

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon

    from signs_studio.data.dataset import Dataset
    from signs_studio.recipe.layers import LayerSummary
    from signs_studio.recipe.settings import Draft
    from signs_studio.ui.theme import Theme

_ICONS = ("up", "down", "remove")


class NetworkEditor(QWidget):
    """Edits the hidden layers and shows what each gives and how much it learns.

    The button that adds a layer is above the list: it stays beneath the pointer as that grows.

    Signals:
        edited: The layers a person wants, a tuple of ``LayerDraft``; the edit's title; and the key
            under which edits of the same field undo as one.
    """

    edited = Signal(object, str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layers: tuple[LayerDraft, ...] = ()
        self._rows: list[_LayerRow] = []
        self._icons: dict[str, QIcon] = {}
        self._input = _EndRow(self.tr("Input"), "input_layer")
        self._softmax = _EndRow(self.tr("Softmax"), "softmax_layer")
        heading = QLabel(self.tr("Network"))
        heading.setProperty("role", "heading")
        self._add = QPushButton(self.tr("Add layer"))
        self._add.setObjectName("add_layer")
        self._add.setAccessibleName(self.tr("Add a layer before the softmax"))
        self._add.setToolTip(self.tr("Add a hidden layer before the softmax"))
        self._add.clicked.connect(self._on_add_clicked)
        self._total = QLabel()
        self._total.setObjectName("parameter_total")
        self._total.setProperty("role", "muted")
        self._total.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._error = QLabel(wordWrap=True)
        self._error.hide()
        self._error.setObjectName("layers_error")
        self._error.setTextFormat(Qt.TextFormat.PlainText)
        self._error.setProperty("role", "error")
        self._between = QVBoxLayout()
        self._between.setSpacing(4)
        top = QHBoxLayout()
        top.addWidget(heading)
        top.addStretch(1)
        top.addWidget(self._add)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(top)
        layout.addWidget(self._input)
        layout.addLayout(self._between)
        layout.addWidget(self._softmax)
        layout.addWidget(self._error)
        layout.addWidget(self._total)

    def show_layers(
        self,
        draft: Draft,
        *,
        dataset: Dataset | None,
        errors: dict[str, str],
    ) -> None:
        """Shows the draft's layers, silently.

        Args:
            draft: What to show.
            dataset: Whose pictures and classes the shapes are for, or None.
            errors: What is wrong, by field.
        """
        self._layers = draft.layers
        while len(self._rows) > len(draft.layers):
            row = self._rows.pop()
            self._between.removeWidget(row)
            row.deleteLater()
        while len(self._rows) < len(draft.layers):
            row = _LayerRow(len(self._rows))
            row.edited.connect(self._on_row_edited)
            row.moved.connect(self._on_row_moved)
            row.removed.connect(self._on_row_removed)
            row.set_icons(self._icons)
            self._rows.append(row)
            self._between.addWidget(row)
        summary: tuple[LayerSummary, ...] = ()
        if dataset is not None and not any(name.startswith("layers") for name in errors):
            # The layers are right; whatever else is wrong does not hide their shapes.
            layers = tuple(Dense(int(UNITS.parse(d.units)), d.activation) for d in draft.layers)
            summary = summarise_network(
                layers, picture_shape=dataset.picture_shape, classes=dataset.classes
            )
        facts = [_facts(row) for row in summary] or [""] * (len(draft.layers) + 2)
        self._input.show_facts(facts[0])
        for i, (row, layer) in enumerate(zip(self._rows, draft.layers, strict=True)):
            row.show_layer(layer, facts=facts[i + 1], last=i == len(draft.layers) - 1)
            row.show_errors(
                units=errors.get(f"layers.{i}.units", ""),
                activation=errors.get(f"layers.{i}.activation", ""),
            )
        self._softmax.show_facts(facts[-1])
        total = sum(row.parameters for row in summary)
        words = self.tr("{count} parameters in all").format(count=f"{total:,}")
        self._total.setText(words if summary else "")
        self._error.setText(errors.get("layers", ""))
        self._error.setVisible("layers" in errors)

    def set_theme(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        self._icons = {
            name: load_icon(name, colour=theme.text, disabled=theme.ghost) for name in _ICONS
        }
        for row in self._rows:
            row.set_icons(self._icons)

    def focus_layer(self, index: int) -> None:
        """Puts the cursor into the units of a layer."""
        if 0 <= index < len(self._rows):
            self._rows[index].focus_units()

    def _on_add_clicked(self) -> None:
        units = str(int(UNITS.default)) if not self._layers else self._layers[-1].units
        added = (*self._layers, LayerDraft(units, ACTIVATION.default))
        self.edited.emit(added, self.tr("add layer"), "")
        self.focus_layer(len(added) - 1)

    def _on_row_edited(self, index: int, field: str, text: str) -> None:
        layers = list(self._layers)
        if field == UNITS.name:
            layers[index] = replace(layers[index], units=text)
        else:
            layers[index] = replace(layers[index], activation=text)
        self.edited.emit(tuple(layers), self.tr("change layer"), f"layers.{index}.{field}")

    def _on_row_moved(self, index: int, by: int) -> None:
        target = index + by
        if not 0 <= target < len(self._layers):
            return
        layers = list(self._layers)
        layers[index], layers[target] = layers[target], layers[index]
        self.edited.emit(tuple(layers), self.tr("move layer"), "")
        self.focus_layer(target)

    def _on_row_removed(self, index: int) -> None:
        layers = (*self._layers[:index], *self._layers[index + 1 :])
        self.edited.emit(layers, self.tr("remove layer"), "")


class _EndRow(QWidget):
    """The input or the softmax: not a person's to change, it follows the data."""

    def __init__(self, title: str, object_name: str) -> None:
        super().__init__()
        self.setObjectName(object_name)
        name = QLabel(title)
        self._facts = QLabel()
        self._facts.setObjectName(f"{object_name}_facts")
        self._facts.setProperty("role", "muted")
        self._facts.setAlignment(Qt.AlignmentFlag.AlignRight)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 4)
        layout.addWidget(name)
        layout.addWidget(self._facts, 1)

    def show_facts(self, text: str) -> None:
        self._facts.setText(text)


class _LayerRow(QWidget):
    """A hidden layer: units, activation, move and remove."""

    edited = Signal(int, str, str)
    moved = Signal(int, int)
    removed = Signal(int)

    def __init__(self, index: int) -> None:
        super().__init__()
        self._index = index
        number = index + 1
        self._units = FieldInput(UNITS, object_name=f"layer_{number}_units")
        self._units.setFixedWidth(64)
        self._fit_units()
        self._units.set_accessible_name(self.tr("Units of layer {n}").format(n=number))
        self._units.edited.connect(self._on_units_edited)
        self._activation = FieldInput(ACTIVATION, object_name=f"layer_{number}_activation")
        self._activation.set_accessible_name(self.tr("Activation of layer {n}").format(n=number))
        self._activation.edited.connect(self._on_activation_edited)
        self._up = self._button(f"layer_{number}_up", self.tr("Move layer {n} up"))
        self._up.clicked.connect(self._on_up_clicked)
        self._down = self._button(f"layer_{number}_down", self.tr("Move layer {n} down"))
        self._down.clicked.connect(self._on_down_clicked)
        remove = self._button(f"layer_{number}_remove", self.tr("Remove layer {n}"))
        self._buttons = dict(zip(_ICONS, (self._up, self._down, remove), strict=True))
        remove.clicked.connect(self._on_remove_clicked)
        self._facts = QLabel()
        self._facts.setObjectName(f"layer_{number}_facts")
        self._facts.setProperty("role", "muted")
        self._facts.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._error = QLabel(wordWrap=True)
        self._error.hide()
        self._error.setObjectName(f"layer_{number}_error")
        self._error.setTextFormat(Qt.TextFormat.PlainText)
        self._error.setProperty("role", "error")
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 2, 0, 2)
        layout.setHorizontalSpacing(4)
        layout.setVerticalSpacing(1)
        layout.addWidget(self._units, 0, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._activation, 0, 1, Qt.AlignmentFlag.AlignTop)
        for column, button in enumerate((self._up, self._down, remove), start=2):
            layout.addWidget(button, 0, column, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._facts, 1, 0, 1, 5)
        layout.addWidget(self._error, 2, 0, 1, 5)
        layout.setColumnStretch(1, 1)

    def show_layer(self, layer: LayerDraft, *, facts: str, last: bool) -> None:
        self._units.set_text(layer.units)
        self._activation.set_text(layer.activation)
        self._facts.setText(facts)
        self._up.setEnabled(self._index > 0)
        self._down.setEnabled(not last)

    def show_errors(self, *, units: str, activation: str) -> None:
        self._units.set_wrong(units)
        self._activation.set_wrong(activation)
        message = " ".join(filter(None, (units, activation)))
        self._error.setText(message)
        self._error.setVisible(bool(message))

    def focus_units(self) -> None:
        self._units.setFocus(Qt.FocusReason.OtherFocusReason)
        self._units.select_all()

    def changeEvent(self, event: QEvent) -> None:
        """Keeps room for four figures, however large they are."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_units()

    def _fit_units(self) -> None:
        self._units.setFixedWidth(self.fontMetrics().horizontalAdvance("00000") + 24)

    def set_icons(self, icons: dict[str, QIcon]) -> None:
        for name, icon in icons.items():
            self._buttons[name].setIcon(icon)

    def _button(self, object_name: str, name: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName(object_name)
        words = name.format(n=self._index + 1)
        button.setAccessibleName(words)
        button.setToolTip(words)
        button.setAutoRaise(True)
        return button

    def _on_units_edited(self, text: str) -> None:
        self.edited.emit(self._index, UNITS.name, text)

    def _on_activation_edited(self, text: str) -> None:
        self.edited.emit(self._index, ACTIVATION.name, text)

    def _on_up_clicked(self) -> None:
        self.moved.emit(self._index, -1)

    def _on_down_clicked(self) -> None:
        self.moved.emit(self._index, 1)

    def _on_remove_clicked(self) -> None:
        self.removed.emit(self._index)


def _facts(row: LayerSummary) -> str:
    shape = " × ".join(str(side) for side in row.output_shape)
    return f"{shape}  ·  {row.parameters:,} parameters" if row.parameters else shape
