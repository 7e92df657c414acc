"""The layers of the network, from the picture to the softmax, one card each."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from signs_studio.recipe.draft import draft_layer, read_layers
from signs_studio.recipe.layer_kinds.dense import UNITS
from signs_studio.recipe.layers import LAYER_KIND, LAYER_KINDS
from signs_studio.recipe.network_summary import NetworkSummary, place_of_new, summarise_network
from signs_studio.resources import resource
from signs_studio.ui.forms.fields_form import GRID
from signs_studio.ui.recipe.add_layer_button import AddLayerButton
from signs_studio.ui.recipe.edge_scroller import EdgeScroller
from signs_studio.ui.recipe.end_row import EndRow
from signs_studio.ui.recipe.layer_card import CARD_ICONS, LayerCard
from signs_studio.ui.widgets.call_later import call_later
from signs_studio.ui.widgets.icons import load_icon
from signs_studio.ui.widgets.tab_order import scroll_to
from signs_studio.wording.networks import cost_words, facts_words, shape_words

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from PySide6.QtGui import QIcon

    from signs_studio.data.dataset import Dataset
    from signs_studio.recipe.draft import Draft, LayerDraft
    from signs_studio.recipe.network_summary import LayerSummary
    from signs_studio.ui.widgets.theme import Theme


class NetworkEditor(QWidget):
    """Edits the hidden layers and shows what each gives, learns and computes.

    The button that adds a layer is above the list: it stays beneath the pointer as that grows.

    Signals:
        edited: The layers a person wants, a tuple of ``LayerDraft``; the edit's title; and the key
            under which edits of the same field undo as one.
        editing_finished: They are done with a setting.
    """

    edited = Signal(object, str, str)
    editing_finished = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layers: tuple[LayerDraft, ...] = ()
        self._cards: list[LayerCard] = []
        self._icons: dict[str, QIcon] = {}
        self._live: Collection[str] | None = None
        self._input = EndRow(self.tr("Input"), "input_layer")
        self._softmax = EndRow(self.tr("Softmax"), "softmax_layer")
        heading = QLabel(self.tr("Network"))
        heading.setProperty("role", "heading")
        self._add = AddLayerButton(self)
        self._add.kind_chosen.connect(self._on_add_kind_chosen)
        self._total = QLabel()
        self._total.setObjectName("parameter_total")
        self._total.setToolTip(
            self.tr("What the whole network learns, and multiplies to read a picture")
        )
        self._total.setProperty("role", "muted")
        self._total.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._total.setIndent(0)
        self._error = QLabel(wordWrap=True)
        self._error.hide()
        self._error.setObjectName("layers_error")
        self._error.setProperty("role", "error")
        self._between = QVBoxLayout()
        self._between.setSpacing(GRID)
        self._drop_line = QFrame(self)
        self._drop_line.setObjectName("drop_line")
        self._drop_line.hide()
        self._dragged_to = 0
        self._scroller = EdgeScroller(self)
        self._scroller.scrolled.connect(self._show_drop_line)
        top = QHBoxLayout()
        top.addWidget(heading)
        top.addStretch(1)
        top.addWidget(self._add)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, GRID, 0, GRID)
        layout.setSpacing(GRID)
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
        self._fit_cards()
        summary: NetworkSummary | None = None
        if dataset is not None:
            # The layers above the first wrong one work, and whatever else is wrong.
            count = len(draft.layers)
            wrong = next((i for i in range(count) if _of_layer(i, errors)), count)
            summary = summarise_network(
                read_layers(draft.layers[:wrong])[0],
                picture_shape=dataset.picture_shape,
                classes=dataset.classes,
            )
            if summary.problem is not None:
                errors = {**errors, summary.problem.field: str(summary.problem.message)}
            elif wrong < count:
                # Its last row is a softmax that comes too early.
                summary = NetworkSummary(summary.rows[:-1], None)
        known: list[LayerSummary | None] = [*(summary.rows if summary is not None else ())]
        known += [None] * (len(draft.layers) + 2 - len(known))
        whole = 0
        if summary is not None and not any(name.startswith("layers") for name in errors):
            whole = summary.parameters
        self._input.show_facts(known[0], facts="", share=None)
        for i, (card, layer) in enumerate(zip(self._cards, draft.layers, strict=True)):
            row = known[i + 1]
            card.show_layer(
                layer,
                shape=shape_words(row.output_shape) if row is not None else "",
                facts=facts_words(row),
                share=_share_of(row, whole),
            )
            card.show_errors(_of_layer(i, errors))
        softmax = known[-1]
        self._softmax.show_facts(
            softmax, facts=facts_words(softmax), share=_share_of(softmax, whole)
        )
        words = ""
        if summary is not None and whole:
            words = cost_words(summary.parameters, summary.multiply_adds)
        self._total.setText(words)
        self._error.setText(errors.get("layers", ""))
        self._error.setVisible("layers" in errors)

    def set_live(self, names: Collection[str] | None) -> None:
        """Lets only these fields be changed, named like ``layers.0.rate``; None lets everything."""
        self._live = names
        self._add.setEnabled(names is None)
        self._show_live()

    def set_theme(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        marks = [f"layer_{kind}" for kind in (*LAYER_KINDS, "input", "softmax")]
        # A kind that has no icon of its own has the plain one.
        marks = ["layer", *(name for name in marks if resource("icons", f"{name}.svg").exists())]
        self._icons = {
            **{
                name: load_icon(name, colour=theme.text, disabled=theme.previous_run)
                for name in CARD_ICONS
            },
            **{name: load_icon(name, colour=theme.muted, disabled=theme.muted) for name in marks},
        }
        self._input.set_icon(self._icons["layer_input"])
        self._softmax.set_icon(self._icons["layer_softmax"])
        for card in self._cards:
            card.set_icons(self._icons)

    def focus_layer(self, index: int) -> None:
        """Puts the cursor into the first setting of a layer."""
        for card in self._cards:
            # A field that a menu took the cursor from still looks selected.
            card.deselect()
        if 0 <= index < len(self._cards):
            card = self._cards[index]
            card.focus_first()
            # Once it has its place.
            call_later(0, partial(scroll_to, card), parent=card)

    def _fit_cards(self) -> None:
        """Has a card for every layer. One that moves takes its card along, open or not."""
        left = list(self._cards)
        cards: list[LayerCard | None] = []
        for layer in self._layers:
            same = next((card for card in left if card.layer is layer), None)
            cards.append(same)
            if same is not None:
                left.remove(same)
        for i, layer in enumerate(self._layers):
            before = self._cards[i] if i < len(self._cards) else None
            if cards[i] is None and before in left and before.kind == layer.kind:
                cards[i] = before
                left.remove(before)
        for card in left:
            self._drop(card)
        self._cards = [
            card or self._make_card(layer.kind)
            for card, layer in zip(cards, self._layers, strict=True)
        ]
        for i, card in enumerate(self._cards):
            if self._between.indexOf(card) != i:
                self._between.insertWidget(i, card)
            card.place(i, last=i == len(self._cards) - 1)
        self._show_live()

    def _make_card(self, kind: str) -> LayerCard:
        card = LayerCard(kind, self)

        def on_card_edited(field: str, text: str) -> None:
            self._on_card_edited(self._cards.index(card), field, text)

        def on_card_moved(by: int) -> None:
            self._move(card, self._cards.index(card) + by)

        def on_card_removed() -> None:
            self._on_card_removed(self._cards.index(card))

        def on_card_dragged(height: int) -> None:
            self._on_card_dragged(card, height)

        def on_card_dropped() -> None:
            self._on_card_dropped(card)

        def on_card_drag_cancelled() -> None:
            self._end_drag(card)

        card.edited.connect(on_card_edited)
        card.editing_finished.connect(self.editing_finished)
        card.moved.connect(on_card_moved)
        card.removed.connect(on_card_removed)
        card.dragged.connect(on_card_dragged)
        card.dropped.connect(on_card_dropped)
        card.drag_cancelled.connect(on_card_drag_cancelled)
        card.set_icons(self._icons)
        return card

    def _drop(self, card: LayerCard) -> None:
        # Later: one of its own buttons may be what was clicked.
        self._between.removeWidget(card)
        card.hide()
        for child in card.findChildren(QWidget):
            child.setObjectName("")  # It belongs to the card that comes in its place.
        card.deleteLater()

    def _show_live(self) -> None:
        for i, card in enumerate(self._cards):
            card.set_enabled_settings(
                None if self._live is None else _of_layer(i, dict.fromkeys(self._live, ""))
            )

    def _on_add_kind_chosen(self, kind: str) -> None:
        values: list[str] = []
        if kind == LAYER_KIND.default:
            units = [layer.settings[UNITS.name] for layer in self._layers if layer.kind == kind]
            values = units[-1:]
        place = place_of_new(kind, [layer.kind for layer in self._layers])
        added = (*self._layers[:place], draft_layer(kind, values), *self._layers[place:])
        self.edited.emit(added, self.tr("add layer"), "")
        self.focus_layer(place)

    def _move(self, card: LayerCard, place: int) -> None:
        """Moves a layer to a place among the others; it keeps the focus, which goes with it."""
        index = self._cards.index(card)
        if not 0 <= place < len(self._layers) or place == index:
            return
        layers = list(self._layers)
        layers.insert(place, layers.pop(index))
        self.edited.emit(tuple(layers), self.tr("move layer"), "")

    def _end_drag(self, card: LayerCard) -> None:
        self._scroller.stop()
        self._drop_line.hide()
        card.set_dragged(False)

    def _on_card_edited(self, index: int, field: str, text: str) -> None:
        layers = list(self._layers)
        layers[index] = layers[index].with_setting(field, text)
        self.edited.emit(tuple(layers), self.tr("change layer"), f"layers.{index}.{field}")

    def _on_card_removed(self, index: int) -> None:
        focused = QApplication.focusWidget()
        had_focus = focused is not None and self._cards[index].isAncestorOf(focused)
        layers = (*self._layers[:index], *self._layers[index + 1 :])
        self.edited.emit(layers, self.tr("remove layer"), "")
        if had_focus and self._cards:
            self._cards[min(index, len(self._cards) - 1)].focus_handle()
        elif had_focus:
            self._add.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_card_dragged(self, card: LayerCard, height: int) -> None:
        if not self._drop_line.isVisible():
            card.set_dragged(True)
        self._dragged_to = height
        self._show_drop_line()
        self._scroller.follow(height)

    def _show_drop_line(self) -> None:
        """Shows between which layers the dragged one would go."""
        gap = self._gap_at_pointer()
        above = self._input if gap == 0 else self._cards[gap - 1]
        line = above.geometry().bottom() + GRID // 2
        room = self.contentsRect()
        self._drop_line.setGeometry(room.left(), line, room.width(), 2)
        self._drop_line.show()
        self._drop_line.raise_()

    def _on_card_dropped(self, card: LayerCard) -> None:
        self._end_drag(card)
        index, gap = self._cards.index(card), self._gap_at_pointer()
        self._move(card, gap if gap <= index else gap - 1)

    def _gap_at_pointer(self) -> int:
        """Returns how many layers are above the place that the mouse drags to."""
        y = self.mapFromGlobal(QPoint(0, self._dragged_to)).y()
        return sum(y > card.geometry().center().y() for card in self._cards)


def _share_of(row: LayerSummary | None, whole: int) -> float | None:
    """Returns a layer's share of all parameters; None where nobody knows, or it learns nothing."""
    return row.parameters / whole if row is not None and row.parameters and whole else None


def _of_layer(index: int, named: Mapping[str, str]) -> dict[str, str]:
    """Returns what belongs to a layer, by setting, of what is named by field."""
    prefix = f"layers.{index}."
    return {
        name.removeprefix(prefix): value for name, value in named.items() if name.startswith(prefix)
    }
