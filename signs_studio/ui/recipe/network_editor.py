"""The layers of the network, from the picture to the softmax, one card each."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from signs_studio.recipe.draft import draft_layer, read_layers
from signs_studio.recipe.kinds.dense import UNITS
from signs_studio.recipe.layers import LAYER_KINDS
from signs_studio.recipe.shapes import (
    NetworkSummary,
    ends_picture,
    needs_picture,
    summarise_network,
)
from signs_studio.resources import resource
from signs_studio.ui.forms.fields_form import GRID
from signs_studio.ui.recipe.drag_handle import handle_size
from signs_studio.ui.recipe.edge_scroller import EdgeScroller
from signs_studio.ui.recipe.layer_card import CARD_ICONS, LayerCard
from signs_studio.ui.recipe.layer_marks import KindMark, ShareBar, format_share
from signs_studio.ui.widgets.call_later import call_later
from signs_studio.ui.widgets.icons import load_icon
from signs_studio.ui.widgets.tab_order import scroll_to
from signs_studio.ui.wording.declared import shown

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from PySide6.QtGui import QAction, QIcon, QKeyEvent

    from signs_studio.data.dataset import Dataset
    from signs_studio.recipe.draft import Draft, LayerDraft
    from signs_studio.recipe.kinds.kind import Shape
    from signs_studio.recipe.shapes import LayerSummary
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
                errors = {**errors, summary.problem.field: summary.problem.message}
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
                facts=self._facts(row),
                share=_share(row, whole),
            )
            card.show_errors(_of_layer(i, errors))
        softmax = known[-1]
        self._softmax.show_facts(softmax, facts=self._facts(softmax), share=_share(softmax, whole))
        words = ""
        if summary is not None and whole:
            words = self._words(summary.parameters, summary.multiply_adds)
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

    def _facts(self, row: LayerSummary | None) -> str:
        if row is None or not (row.parameters or row.multiply_adds):
            return ""
        return self._words(row.parameters, row.multiply_adds)

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
        self._mark = KindMark()
        self._shape = QLabel()
        self._shape.setObjectName(f"{object_name}_shape")
        self._share = QLabel()
        self._share.setObjectName(f"{object_name}_share")
        self._bar = ShareBar()
        for label in (self._shape, self._share):
            label.setProperty("role", "muted")
        line = QHBoxLayout()
        line.setSpacing(GRID)
        line.addWidget(QLabel(title))
        line.addWidget(self._shape)
        line.addStretch(1)
        line.addWidget(self._share)
        self._grid = layout = QGridLayout(self)
        # In one column with the marks and the titles of the cards.
        layout.setContentsMargins(GRID // 2 + 1, GRID // 2, GRID + 1, 0)
        layout.setHorizontalSpacing(GRID // 2)
        layout.setVerticalSpacing(GRID // 2)
        layout.setColumnStretch(2, 1)
        layout.addWidget(self._mark, 0, 1)
        layout.addLayout(line, 0, 2)
        layout.addWidget(self._bar, 1, 2)
        self._fit_font()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_font()

    def _fit_font(self) -> None:
        handle = handle_size(self.fontMetrics())
        self._grid.setColumnMinimumWidth(0, handle.width() + GRID // 2)

    def set_icon(self, icon: QIcon) -> None:
        self._mark.set_icon(icon)

    def show_facts(self, row: LayerSummary | None, *, facts: str, share: float | None) -> None:
        self._shape.setText(shape_words(row.output_shape) if row is not None else "")
        self._share.setText(format_share(share))
        self._bar.set_share(share)
        self.setToolTip(facts)


def place_of_new(kind: str, kinds: Sequence[str]) -> int:
    """Where a new layer of a kind goes among others.

    At the end, but for one that needs a picture: before the first layer that leaves none, or there
    would be a complaint at once.
    """
    if not needs_picture(kind):
        return len(kinds)
    ending = (i for i, other in enumerate(kinds) if other in LAYER_KINDS and ends_picture(other))
    return next(ending, len(kinds))


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


def _share(row: LayerSummary | None, whole: int) -> float | None:
    """The share of a layer in all parameters; None where nobody knows, or it learns nothing."""
    return row.parameters / whole if row is not None and row.parameters and whole else None


def shape_words(shape: Shape) -> str:
    """A shape as it is read: ``32 × 32 × 16``."""
    return " × ".join(f"{side:,}" for side in shape)


def _of_layer(index: int, named: Mapping[str, str]) -> dict[str, str]:
    """Of what is named by field, what belongs to a layer, by setting."""
    prefix = f"layers.{index}."
    return {
        name.removeprefix(prefix): value for name, value in named.items() if name.startswith(prefix)
    }
