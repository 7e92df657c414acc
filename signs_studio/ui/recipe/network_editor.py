"""The layers of the network, from the picture to the softmax, one row each."""

from __future__ import annotations

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

from signs_studio.recipe.draft import draft_layer, read_layers
from signs_studio.recipe.fields import ChoiceField
from signs_studio.recipe.layers import ACTIVATION, LAYER_KINDS, UNITS
from signs_studio.recipe.shapes import summarise_network
from signs_studio.ui.icons import load_icon
from signs_studio.ui.recipe.declared import shown
from signs_studio.ui.recipe.field_input import FieldInput

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon

    from signs_studio.data.dataset import Dataset
    from signs_studio.recipe.draft import Draft, LayerDraft
    from signs_studio.recipe.shapes import LayerSummary, NetworkSummary
    from signs_studio.ui.theme import Theme

_ICONS = ("up", "down", "remove")


class NetworkEditor(QWidget):
    """Edits the hidden layers and shows what each gives and how much it learns.

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
        bottom = QHBoxLayout()
        bottom.addWidget(self._add)
        bottom.addWidget(self._total, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._input)
        layout.addLayout(self._between)
        layout.addWidget(self._softmax)
        layout.addWidget(self._error)
        layout.addLayout(bottom)

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
        summary: NetworkSummary | None = None
        if dataset is not None and not any(name.startswith("layers") for name in errors):
            # The layers are right; whatever else is wrong does not hide their shapes.
            summary = summarise_network(
                read_layers(draft.layers)[0],
                picture_shape=dataset.picture_shape,
                classes=dataset.classes,
            )
            if summary.problem is not None:
                errors = {**errors, summary.problem.field: summary.problem.message}
        rows = summary.rows if summary is not None else ()
        facts = [_facts(row) for row in rows] + [""] * (len(draft.layers) + 2 - len(rows))
        self._input.show_facts(facts[0])
        for i, (row, layer) in enumerate(zip(self._rows, draft.layers, strict=True)):
            row.show_layer(layer, facts=facts[i + 1], last=i == len(draft.layers) - 1)
            prefix = f"layers.{i}."
            row.show_errors(
                {
                    name.removeprefix(prefix): message
                    for name, message in errors.items()
                    if name.startswith(prefix)
                }
            )
        self._softmax.show_facts(facts[-1])
        total = summary.parameters if summary is not None and summary.problem is None else 0
        words = self.tr("{count} parameters").format(count=f"{total:,}")
        self._total.setText(words if total else "")
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
        units = [layer.settings[UNITS.name] for layer in self._layers if layer.kind == "dense"]
        added = (*self._layers, draft_layer("dense", units[-1:]))
        self.edited.emit(added, self.tr("add layer"), "")
        self.focus_layer(len(added) - 1)

    def _on_row_edited(self, index: int, field: str, text: str) -> None:
        layers = list(self._layers)
        layers[index] = layers[index].with_setting(field, text)
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
    """A hidden layer: a dense one's units and activation, what any other is, move and remove."""

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
        self._words = QLabel()
        self._words.setObjectName(f"layer_{number}_words")
        self._words.setTextFormat(Qt.TextFormat.PlainText)
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
        layout.addWidget(self._words, 0, 0, 1, 2)
        for column, button in enumerate((self._up, self._down, remove), start=2):
            layout.addWidget(button, 0, column, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._facts, 1, 0, 1, 5)
        layout.addWidget(self._error, 2, 0, 1, 5)
        layout.setColumnStretch(1, 1)

    def show_layer(self, layer: LayerDraft, *, facts: str, last: bool) -> None:
        is_dense = layer.kind == "dense"
        self._units.setVisible(is_dense)
        self._activation.setVisible(is_dense)
        self._words.setVisible(not is_dense)
        if is_dense:
            self._units.set_text(layer.settings[UNITS.name])
            self._activation.set_text(layer.settings[ACTIVATION.name])
        else:
            self._words.setText(_words(layer))
        self._facts.setText(facts)
        self._up.setEnabled(self._index > 0)
        self._down.setEnabled(not last)

    def show_errors(self, errors: dict[str, str]) -> None:
        self._units.set_wrong(errors.get(UNITS.name, ""))
        self._activation.set_wrong(errors.get(ACTIVATION.name, ""))
        message = " ".join(errors.values())
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


def _words(layer: LayerDraft) -> str:
    """A layer in a line: "Conv 16 3 1 same ReLU"."""
    if layer.kind not in LAYER_KINDS:
        return layer.kind
    kind = LAYER_KINDS[layer.kind]
    values = [
        shown(f.choices.get(layer.settings[f.name], ""))
        if isinstance(f, ChoiceField)
        else layer.settings[f.name]
        for f in kind.fields
    ]
    return " ".join([shown(kind.title), *values])


def _facts(row: LayerSummary) -> str:
    shape = " × ".join(str(side) for side in row.output_shape)
    return f"{shape}  ·  {row.parameters:,} parameters" if row.parameters else shape
