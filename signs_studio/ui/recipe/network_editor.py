"""The layers of the network, from the picture to the softmax, one row each."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QToolButton, QVBoxLayout, QWidget

from signs_studio.recipe.draft import draft_layer, read_layers
from signs_studio.recipe.layers import LAYER_KINDS, UNITS
from signs_studio.recipe.shapes import summarise_network
from signs_studio.ui.forms.declared import shown
from signs_studio.ui.icons import load_icon
from signs_studio.ui.recipe.layer_row import ROW_ICONS, LayerRow

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from PySide6.QtGui import QAction, QIcon, QKeyEvent

    from signs_studio.data.dataset import Dataset
    from signs_studio.recipe.draft import Draft, LayerDraft
    from signs_studio.recipe.shapes import LayerSummary, NetworkSummary, Shape
    from signs_studio.ui.theme import Theme

_NEED_A_PICTURE = frozenset({"conv", "max_pool", "average_pool", "global_pool"})
_END_THE_PICTURE = frozenset({"dense", "flatten", "global_pool"})


class NetworkEditor(QWidget):
    """Edits the hidden layers and shows what each gives, learns and computes.

    The button that adds a layer is above the list: it stays beneath the pointer as that grows.

    Signals:
        edited: The layers a person wants, a tuple of ``LayerDraft``; the edit's title; and the key
            under which edits of the same field undo as one.
        settled: They are done with a setting.
    """

    edited = Signal(object, str, str)
    settled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layers: tuple[LayerDraft, ...] = ()
        self._rows: list[LayerRow] = []
        self._icons: dict[str, QIcon] = {}
        self._live: Collection[str] | None = None
        self._input = _EndRow(self.tr("Input"), "input_layer")
        self._softmax = _EndRow(self.tr("Softmax"), "softmax_layer")
        heading = QLabel(self.tr("Network"))
        heading.setProperty("role", "heading")
        self._add = _SplitButton()
        self._add.setObjectName("add_layer")
        self._add.setText(self.tr("Add layer"))
        self._add.setAccessibleName(self.tr("Add a dense layer before the softmax"))
        self._add.setToolTip(
            self.tr("Add a dense layer before the softmax; the arrow, or Down, offers other kinds")
        )
        self._kinds = QMenu(self)
        self._kinds.setObjectName("layer_kinds")
        self._kinds.setToolTipsVisible(True)
        for name, kind in LAYER_KINDS.items():
            action = self._kinds.addAction(shown(kind.title))
            action.setObjectName(f"add_{name}")
            action.setToolTip(shown(kind.help))
            action.setData(name)
        self._kinds.triggered.connect(self._on_kinds_triggered)
        self._add.setMenu(self._kinds)
        self._add.clicked.connect(self._on_add_clicked)
        self._total = QLabel()
        self._total.setObjectName("parameter_total")
        self._total.setToolTip(self.tr("What the whole network learns, and sums up a picture"))
        self._total.setProperty("role", "muted")
        self._total.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._total.setIndent(0)
        self._error = QLabel(wordWrap=True)
        self._error.hide()
        self._error.setObjectName("layers_error")
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
        self._fit_rows()
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
        known: list[LayerSummary | None] = [*(summary.rows if summary is not None else ())]
        known += [None] * (len(draft.layers) + 2 - len(known))
        shapes = [_shape(row.output_shape) if row is not None else "" for row in known]
        facts = [self._facts(row) if row is not None else "" for row in known]
        self._input.show_facts(shape=shapes[0], facts="")
        for i, (row, layer) in enumerate(zip(self._rows, draft.layers, strict=True)):
            last = i == len(draft.layers) - 1
            row.show_layer(layer, shape=shapes[i + 1], facts=facts[i + 1], last=last)
            row.show_errors(_of_layer(i, errors))
        self._softmax.show_facts(shape=shapes[-1], facts=facts[-1])
        words = ""
        if summary is not None and summary.problem is None:
            words = self._words(summary.parameters, summary.multiply_adds)
        self._total.setText(words)
        self._total.setVisible(bool(words))
        self._error.setText(errors.get("layers", ""))
        self._error.setVisible("layers" in errors)

    def set_live(self, names: Collection[str] | None) -> None:
        """Lets only these fields be changed, named like ``layers.0.rate``; None lets everything."""
        self._live = names
        self._add.setEnabled(names is None)
        self._show_live()

    def set_theme(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        self._icons = {
            name: load_icon(name, colour=theme.text, disabled=theme.ghost) for name in ROW_ICONS
        }
        for row in self._rows:
            row.set_icons(self._icons)

    def focus_layer(self, index: int) -> None:
        """Puts the cursor into the first setting of a layer."""
        for row in self._rows:
            # A field that a menu took the cursor from still looks selected.
            row.deselect()
        if 0 <= index < len(self._rows):
            self._rows[index].focus_first()

    def _fit_rows(self) -> None:
        """Has a row of the right kind for every layer; those that are right stay."""
        for i, layer in enumerate(self._layers):
            if i < len(self._rows) and self._rows[i].kind == layer.kind:
                continue
            row = self._make_row(i, layer.kind)
            if i < len(self._rows):
                self._drop(self._rows[i])
                self._rows[i] = row
            else:
                self._rows.append(row)
            self._between.insertWidget(i, row)
        while len(self._rows) > len(self._layers):
            self._drop(self._rows.pop())
        self._show_live()

    def _make_row(self, index: int, kind: str) -> LayerRow:
        row = LayerRow(index, kind)
        row.edited.connect(self._on_row_edited)
        row.settled.connect(self.settled)
        row.moved.connect(self._on_row_moved)
        row.removed.connect(self._on_row_removed)
        row.set_icons(self._icons)
        return row

    def _drop(self, row: LayerRow) -> None:
        # Later: one of its own buttons may be what was clicked.
        self._between.removeWidget(row)
        row.hide()
        for child in row.findChildren(QWidget):
            child.setObjectName("")  # It belongs to the row that comes in its place.
        row.deleteLater()

    def _show_live(self) -> None:
        for i, row in enumerate(self._rows):
            row.set_enabled_settings(
                None if self._live is None else _of_layer(i, dict.fromkeys(self._live, ""))
            )

    def _facts(self, row: LayerSummary) -> str:
        learns = row.parameters or row.multiply_adds
        return self._words(row.parameters, row.multiply_adds) if learns else ""

    def _words(self, parameters: int, multiply_adds: int) -> str:
        words = self.tr("{count} parameters").format(count=f"{parameters:,}")
        if not multiply_adds:
            return words
        products = self.tr("{count} mult-adds").format(count=short_count(multiply_adds))
        return f"{words} · {products}"

    def _on_add_clicked(self) -> None:
        self._add_layer("dense")

    def _on_kinds_triggered(self, action: QAction) -> None:
        self._add_layer(action.data())

    def _add_layer(self, kind: str) -> None:
        values: list[str] = []
        if kind == "dense":
            units = [layer.settings[UNITS.name] for layer in self._layers if layer.kind == kind]
            values = units[-1:]
        place = place_of_new(kind, [layer.kind for layer in self._layers])
        added = (*self._layers[:place], draft_layer(kind, values), *self._layers[place:])
        self.edited.emit(added, self.tr("add layer"), "")
        self.focus_layer(place)

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


class _SplitButton(QToolButton):
    """A click does what is usually wanted; the arrow, or the key Down, opens the menu."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "split")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        # A tool button is passed over by Tab by itself.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Down:
            super().keyPressEvent(event)
            return
        menu = self.menu()
        menu.popup(self.mapToGlobal(self.rect().bottomLeft()))
        menu.setActiveAction(menu.actions()[0])


class _EndRow(QWidget):
    """The input or the softmax: not a person's to change, it follows the data."""

    def __init__(self, title: str, object_name: str) -> None:
        super().__init__()
        self.setObjectName(object_name)
        self._shape = QLabel()
        self._shape.setObjectName(f"{object_name}_shape")
        self._facts = QLabel()
        self._facts.setObjectName(f"{object_name}_facts")
        for label in (self._shape, self._facts):
            label.setProperty("role", "muted")
            label.setAlignment(Qt.AlignmentFlag.AlignRight)
        top = QHBoxLayout()
        top.addWidget(QLabel(title))
        top.addWidget(self._shape, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 4)
        layout.setSpacing(2)
        layout.addLayout(top)
        layout.addWidget(self._facts)

    def show_facts(self, *, shape: str, facts: str) -> None:
        self._shape.setText(shape)
        self._facts.setText(facts)
        self._facts.setVisible(bool(facts))


def place_of_new(kind: str, kinds: Sequence[str]) -> int:
    """Where a new layer of a kind goes among others.

    At the end, but for one that needs a picture: before the first layer that leaves none, or there
    would be a complaint at once.
    """
    if kind in _NEED_A_PICTURE:
        return next((i for i, other in enumerate(kinds) if other in _END_THE_PICTURE), len(kinds))
    return len(kinds)


def short_count(count: int) -> str:
    """A count in at most three figures from ten thousand on: ``307 k``, ``4.92 M``."""
    if count < 10_000:
        return f"{count:,}"
    size, letter = next(
        (size, letter)
        for size, letter in ((1e3, "k"), (1e6, "M"), (1e9, "G"), (math.inf, "T"))
        if count < 999.5 * size
    )
    value = count / min(size, 1e12)
    places = 0 if value >= 99.95 else 1 if value >= 9.995 else 2
    return f"{value:.{places}f} {letter}"


def _shape(shape: Shape) -> str:
    return " × ".join(f"{side:,}" for side in shape)


def _of_layer(index: int, named: Mapping[str, str]) -> dict[str, str]:
    """Of what is named by field, what belongs to a layer, by setting."""
    prefix = f"layers.{index}."
    return {
        name.removeprefix(prefix): value for name, value in named.items() if name.startswith(prefix)
    }
