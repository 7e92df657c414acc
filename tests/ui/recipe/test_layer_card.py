"""Cards of layers: whole in any width, and made no sooner than they are looked into."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QLabel,
    QLineEdit,
    QStyle,
    QStyleOptionComboBox,
    QStyleOptionFrame,
    QWidget,
)
from pytestqt.qtbot import QtBot

from signs_studio.fields.declared import ChoiceField, Field, NumberField
from signs_studio.messages import Message
from signs_studio.numbers import format_number
from signs_studio.recipe import layers
from signs_studio.recipe import network_summary as shapes
from signs_studio.recipe.draft import Draft, LayerDraft, draft_layer
from signs_studio.recipe.layer_kinds.kind import LayerKind
from signs_studio.recipe.layers import LAYER_KINDS
from signs_studio.recipe.optimizers import OPTIMIZERS
from signs_studio.recipe.presets import PRESETS
from signs_studio.recipe.recipe import INITIALIZER
from signs_studio.recipe.schedules import SCHEDULES
from signs_studio.ui.recipe import layer_card, network_editor
from signs_studio.ui.recipe.layer_marks import KindMark, ShareBar
from signs_studio.ui.state.appearance import Appearance
from signs_studio.ui.widgets.theme import load_theme
from tests.ui.recipe.conftest import Form

SECTIONS = ("schedule_section", "stopping_section", "penalties_section", "augmentation_section")
ROUNDS = max(
    len(field.choices)
    for kind in (*LAYER_KINDS.values(), *OPTIMIZERS.values(), *SCHEDULES.values())
    for field in kind.fields
    if isinstance(field, ChoiceField)
)


def nth_text(field: Field, place: int) -> str:
    """The choice at that place, from the first again after the last; of a number the longest."""
    if isinstance(field, ChoiceField):
        return list(field.choices)[place % len(field.choices)]
    assert isinstance(field, NumberField)
    return max((format_number(field.maximum), field.default_text), key=len)


def nth_layer(kind: str, place: int) -> LayerDraft:
    layer = draft_layer(kind)
    for field in LAYER_KINDS[kind].fields:
        layer = layer.with_setting(field.name, nth_text(field, place))
    return layer


def nth_draft(draft: Draft, place: int) -> Draft:
    """A layer of every kind and other choices for everything; each is met in ``ROUNDS``."""
    for name in ("l1", "l2", "label_smoothing", "translation", "rotation", "brightness", "noise"):
        draft = draft.with_field(name, "0.125")
    for name, names in (
        ("optimizer", list(OPTIMIZERS)),
        ("schedule", list(SCHEDULES)),
        ("initializer", list(INITIALIZER.choices)),
    ):
        draft = draft.with_field(name, names[place % len(names)])
    layers = tuple(nth_layer(kind, place) for kind in LAYER_KINDS)
    return replace(draft, layers=layers)


def room_for_words(widget: QLineEdit | QComboBox) -> int:
    if isinstance(widget, QLineEdit):
        frame = QStyleOptionFrame()
        widget.initStyleOption(frame)
        contents = QStyle.SubElement.SE_LineEditContents
        qt_margins = 4
        return widget.style().subElementRect(contents, frame, widget).width() - qt_margins
    combo = QStyleOptionComboBox()
    widget.initStyleOption(combo)
    control, part = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
    return widget.style().subControlRect(control, combo, part, widget).width()


def is_whole(widget: QWidget) -> bool:
    """Whether all of its words are to be read."""
    if isinstance(widget, QLabel) and widget.wordWrap():
        return widget.height() >= widget.heightForWidth(widget.width())
    if isinstance(widget, QLineEdit):
        return widget.fontMetrics().horizontalAdvance(widget.text()) <= room_for_words(widget)
    if isinstance(widget, QComboBox):
        words = widget.currentText()
        return widget.fontMetrics().horizontalAdvance(words) <= room_for_words(widget)
    if isinstance(widget, QLabel | QAbstractButton):
        return not widget.text() or widget.width() >= widget.sizeHint().width()
    return True


def cut_words(root: QWidget) -> Iterator[str]:
    for widget in root.findChildren(QWidget):
        if widget.isVisible() and not is_whole(widget):
            text = widget.currentText() if isinstance(widget, QComboBox) else widget.text()
            yield f"{widget.objectName()}: {text}"


@pytest.mark.parametrize("scale", [1.0, 2.4])
@pytest.mark.usefixtures("look_of_before")
def test_nothing_is_cut_in_the_narrowest_pane(qtbot: QtBot, form: Form, scale: float) -> None:
    appearance = Appearance(theme_name="light", scale=scale)
    appearance.changed.connect(form.panel.set_theme)
    appearance.apply()
    for section in SECTIONS:
        form.click(section)
    form.editor.show(nth_draft(form.editor.draft, 0))
    for place in range(len(LAYER_KINDS)):
        form.click(f"layer_{place + 1}_more")

    def nothing_is_cut() -> None:
        assert list(cut_words(form.panel)) == []

    content = form.panel.widget()
    assert content is not None
    for place in range(ROUNDS):
        form.editor.show(nth_draft(form.editor.draft, place))
        form.panel.resize(10, 800)
        qtbot.waitUntil(nothing_is_cut, timeout=5000)
        assert content.width() <= form.panel.viewport().width()
    for section in SECTIONS:
        form.click(section)
    qtbot.waitUntil(nothing_is_cut, timeout=5000)


def test_settings_stand_beside_the_title_where_there_is_room(qtbot: QtBot, form: Form) -> None:
    title, units = form.find(QLabel, "layer_1_kind"), form.find(QWidget, "layer_1_units")

    def drop() -> int:
        """By how many pixels the setting stands lower."""
        middles = (widget.mapToGlobal(widget.rect().center()).y() for widget in (units, title))
        return next(middles) - next(middles)

    for width, beneath in ((500, False), (10, True), (500, False)):
        form.panel.resize(width, 700)
        qtbot.waitUntil(lambda beneath=beneath: (drop() > title.height()) is beneath)
    assert abs(drop()) <= 1


def test_details_are_made_when_they_are_opened(form: Form) -> None:
    names = ("l1", "facts", "up", "down", "remove")
    parts = [f"layer_2_{name}" for name in names]
    form.editor.edit(form.editor.draft.with_field("layers", "conv,3,4"), title="test")
    assert [form.panel.findChild(QWidget, name) for name in parts] == [None] * len(parts)
    form.click("layer_2_more")
    for name in parts:
        assert form.find(QWidget, name).isVisible()
    form.click("layer_2_more")
    assert not form.find(QWidget, "layer_2_l1").isVisible()


def test_a_kind_without_an_icon_of_its_own_has_a_plain_one(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    kinds = {
        **LAYER_KINDS,
        "reshape": LayerKind(
            Message("tests", "Reshape"),
            Message("tests", "Gives a picture another shape."),
            place=8,
        ),
    }
    monkeypatch.setattr(network_editor, "LAYER_KINDS", kinds)
    monkeypatch.setattr(layer_card, "LAYER_KINDS", kinds)
    monkeypatch.setattr(layers, "LAYER_KINDS", kinds)
    monkeypatch.setattr(shapes, "LAYER_KINDS", kinds)
    editor = network_editor.NetworkEditor()
    qtbot.addWidget(editor)
    editor.set_theme(load_theme("light"))
    draft = replace(PRESETS["article"].draft, layers=(LayerDraft("reshape", {}),))
    editor.show_layers(draft, dataset=None, errors={})
    card = editor.findChild(layer_card.LayerCard)
    assert card is not None
    mark = card.findChild(KindMark)
    assert mark is not None
    image = mark.grab().toImage()
    across = range(image.width())
    assert len({image.pixelColor(x, y).rgb() for x in across for y in across}) > 1
    bar = editor.findChild(ShareBar, "layer_1_share_bar")
    assert bar is not None
    assert bar.isHidden(), "it learns nothing"
