from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QWidget,
)
from pytestqt.qtbot import QtBot

from signs_studio.fields.declared import ChoiceField
from signs_studio.recipe.changes import live_fields
from signs_studio.recipe.draft import draft_layer, validate
from signs_studio.recipe.layers import LAYER_KINDS
from signs_studio.recipe.optimizers import OPTIMIZERS
from signs_studio.recipe.presets import PRESETS
from signs_studio.recipe.recipe import INITIALIZER, RECIPE_FIELDS
from signs_studio.recipe.schedules import SCHEDULES
from signs_studio.ui.recipe.layer_marks import ShareBar, format_share
from signs_studio.ui.widgets.call_later import call_later
from signs_studio.ui.widgets.theme import load_theme
from signs_studio.wording.networks import short_count
from tests.ui.conftest import layout_items, small_dataset, small_draft
from tests.ui.recipe.conftest import Form

if TYPE_CHECKING:
    from signs_studio.insight.augmentation_preview import PreviewWanted


@pytest.mark.parametrize("name", ["learning_rate", "batch_size", "epochs", "seed"])
def test_typing_a_number_changes_the_draft(form: Form, name: str) -> None:
    line = form.line(name)
    line.selectAll()
    QTest.keyClicks(line, "7")
    assert form.editor.draft[name] == "7"


@pytest.mark.parametrize("name", ["learning_rate", "batch_size", "epochs", "seed"])
def test_a_changed_draft_is_shown_without_an_intent(form: Form, name: str) -> None:
    form.editor.show(form.editor.draft.with_field(name, "11"))
    assert form.line(name).text() == "11"
    assert form.intents == 0


@pytest.mark.parametrize("choice", INITIALIZER.choices)
def test_initial_weights_both_ways(form: Form, choice: str) -> None:
    form.choose("initializer", choice)
    assert form.editor.draft["initializer"] == choice
    other = next(name for name in INITIALIZER.choices if name != choice)
    form.editor.show(form.editor.draft.with_field("initializer", other))
    combo = form.find(QComboBox, "initializer")
    assert isinstance(combo, QComboBox)
    assert combo.currentData() == other


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_each_optimizer_shows_only_its_own_settings(
    qtbot: QtBot, form: Form, optimizer: str
) -> None:
    form.choose("optimizer", optimizer)
    fields = OPTIMIZERS[optimizer].fields
    assert set(form.editor.draft.fields) == {*RECIPE_FIELDS, *(field.name for field in fields)}
    every = {field.name for kind in OPTIMIZERS.values() for field in kind.fields}

    def shown() -> set[str]:
        found = {name: form.panel.findChild(QWidget, name) for name in every}
        return {name for name, widget in found.items() if widget and widget.isVisible()}

    qtbot.waitUntil(lambda: shown() == {field.name for field in fields})
    assert form.editor.validation.errors == ()


def test_a_setting_of_the_optimizer_both_ways(form: Form) -> None:
    line = form.line("beta_1")
    line.selectAll()
    QTest.keyClicks(line, "0.5")
    assert form.editor.draft["beta_1"] == "0.5"
    switch = form.find(QCheckBox, "amsgrad")
    assert isinstance(switch, QCheckBox)
    switch.click()
    assert form.editor.draft["amsgrad"] == "true"
    form.undo_stack.undo()
    assert not switch.isChecked()


def test_an_error_stands_beside_its_field(form: Form) -> None:
    line = form.line("batch_size")
    line.selectAll()
    QTest.keyClicks(line, "none")
    assert "Batch size must be a whole number" in form.text("batch_size_error")
    assert form.find(QLabel, "batch_size_error").isVisible()
    line.selectAll()
    QTest.keyClicks(line, "16")
    assert not form.find(QLabel, "batch_size_error").isVisible()


@pytest.mark.parametrize("width", [260, 420])
def test_the_sentence_on_what_is_wrong_is_shown_whole(qtbot: QtBot, form: Form, width: int) -> None:
    names = ("learning_rate", "beta_1", "batch_size", "epochs", "seed", "time_limit", "rotation")
    draft = form.editor.draft
    for name in names:
        draft = draft.with_field(name, "a word that is no number")
    form.panel.resize(width, 700)
    form.editor.show(draft)
    labels = [form.find(QLabel, f"{name}_error") for name in names]

    def whole() -> bool:
        return all(label.height() >= label.heightForWidth(label.width()) for label in labels)

    qtbot.waitUntil(whole, timeout=2000)


def test_what_is_typed_and_taken_back_is_no_step(form: Form) -> None:
    line = form.line("epochs")
    before = line.text()
    line.setFocus()
    for text in ("33", before):
        line.selectAll()
        QTest.keyClicks(line, text)
    assert not form.undo_stack.canUndo()


def test_typing_undoes_as_one(form: Form) -> None:
    before = form.editor.draft
    line = form.line("epochs")
    line.selectAll()
    QTest.keyClicks(line, "123")
    form.undo_stack.undo()
    assert form.editor.draft == before
    assert line.text() == before["epochs"]


def test_layers_are_added_edited_moved_and_removed(form: Form) -> None:
    form.add_layer("dense")
    line = form.line("layer_3_units")
    line.selectAll()
    QTest.keyClicks(line, "5")
    form.choose("layer_3_activation", "tanh")
    assert form.editor.draft.layers[2] == draft_layer("dense", ["5", "tanh"])
    for layer in (1, 2, 3):
        form.click(f"layer_{layer}_more")
    form.click("layer_3_up")
    assert form.editor.draft.layers[1] == draft_layer("dense", ["5", "tanh"])
    form.click("layer_2_down")
    assert form.editor.draft.layers[2] == draft_layer("dense", ["5", "tanh"])
    form.click("layer_1_remove")
    assert [layer.settings["units"] for layer in form.editor.draft.layers] == ["12", "5"]


def test_the_ends_of_the_network_do_not_move(form: Form) -> None:
    for layer in (1, 2):
        form.click(f"layer_{layer}_more")
    assert not form.find(QAbstractButton, "layer_1_up").isEnabled()
    assert form.find(QAbstractButton, "layer_1_down").isEnabled()
    assert not form.find(QAbstractButton, "layer_2_down").isEnabled()


def test_shapes_and_parameters_follow_every_edit(form: Form) -> None:
    features, classes = 16, 3
    form.click("layer_1_more")
    assert f"{(features + 1) * 25:,} parameters" in form.text("layer_1_facts")
    line = form.line("layer_1_units")
    line.selectAll()
    QTest.keyClicks(line, "40")
    assert f"{(features + 1) * 40:,} parameters" in form.text("layer_1_facts")
    total = (features + 1) * 40 + 41 * 12 + 13 * classes
    assert (
        form.text("parameter_total")
        == f"{total:,} parameters · {total - 40 - 12 - classes:,} mult-adds"
    )


def test_shapes_stay_while_another_field_is_wrong(form: Form) -> None:
    before = form.text("parameter_total")
    form.line("epochs").setFocus()
    form.line("epochs").selectAll()
    QTest.keyClicks(form.line("epochs"), "many")
    assert form.editor.validation.recipe is None
    assert form.text("parameter_total") == before != ""


def test_a_layer_that_cannot_be_says_so(form: Form) -> None:
    line = form.line("layer_1_units")
    line.selectAll()
    QTest.keyClicks(line, "4097")
    assert "from 1 to 4096" in form.text("layer_1_error")
    assert form.text("parameter_total") == ""


def test_presets_both_ways(form: Form) -> None:
    combo = form.find(QComboBox, "preset")
    assert isinstance(combo, QComboBox)
    for name, preset in PRESETS.items():
        index = combo.findData(name)
        combo.setCurrentIndex(index)
        combo.activated.emit(index)
        assert form.editor.draft == preset.draft
        assert form.text("preset_shows") == str(preset.shows)
    form.editor.edit(small_draft(), title="test")
    assert combo.currentIndex() == -1


def test_locked_while_a_run_is_on(form: Form) -> None:
    form.panel.set_live(())
    assert not form.line("epochs").isEnabled()
    assert "Stop" in form.text("preset_shows")
    form.panel.set_live(None)
    assert form.line("epochs").isEnabled()
    assert form.text("preset_shows") == str(PRESETS["article"].shows)


def test_the_wheel_changes_nothing(form: Form) -> None:
    combo = form.find(QComboBox, "optimizer")
    before = form.editor.draft
    point = combo.rect().center()
    from PySide6.QtCore import QPointF
    from PySide6.QtGui import QWheelEvent
    from PySide6.QtWidgets import QApplication

    event = QWheelEvent(
        QPointF(point),
        QPointF(combo.mapToGlobal(point)),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(combo, event)
    assert form.editor.draft == before


def test_the_data_and_the_way_to_its_card(qtbot: QtBot, form: Form) -> None:
    section = form.panel.data_section
    section.show_data(small_dataset())
    assert "24 training + 12 test pictures" in form.text("data_counts")
    with qtbot.waitSignal(section.card_clicked):
        form.click("data_card_button")


def test_drafts_shown_are_drafts_checked(form: Form) -> None:
    assert validate(form.editor.draft) == form.editor.validation


# ---- layers of every kind


@pytest.mark.parametrize("kind", LAYER_KINDS)
def test_a_layer_of_every_kind_with_all_its_settings(form: Form, kind: str) -> None:
    form.editor.show(form.editor.draft.with_field("layers", ""))
    form.add_layer(kind)
    (layer,) = form.editor.draft.layers
    assert layer == draft_layer(kind)
    assert form.text("layer_1_kind") == str(LAYER_KINDS[kind].title)
    more = form.find(QAbstractButton, "layer_1_more")
    if more.isVisible():
        form.click("layer_1_more")
    for field in LAYER_KINDS[kind].fields:
        name = f"layer_1_{field.name}"
        assert form.find(QWidget, name).isVisible()
        if isinstance(field, ChoiceField):
            chosen = list(field.choices)[-1]
            form.choose(name, chosen)
        else:
            chosen = "2" if field.default_text == "1" else "1"
            line = form.line(name)
            line.selectAll()
            QTest.keyClicks(line, chosen)
        assert form.editor.draft.layers[0].settings[field.name] == chosen
        form.undo_stack.undo()
        found = form.find(QWidget, name)
        text = found.currentData() if isinstance(found, QComboBox) else form.line(name).text()
        assert text == field.default_text


def test_a_click_adds_a_dense_layer_as_wide_as_the_last(form: Form) -> None:
    before = form.editor.draft.layers
    form.click("add_layer")
    assert form.editor.draft.layers == (
        *before,
        draft_layer("dense", [before[-1].settings["units"]]),
    )


def test_kinds_are_offered_by_the_arrow_and_by_the_keys(form: Form) -> None:
    before = form.editor.draft.layers
    button = form.find(QAbstractButton, "add_layer")
    menu = form.find(QMenu, "layer_kinds")
    assert isinstance(menu, QMenu)
    offered: list[list[str]] = []

    def close_menu() -> None:
        offered.append([action.text() for action in menu.actions() if action.isVisible()])
        menu.close()

    menu.aboutToShow.connect(lambda: call_later(0, close_menu, parent=menu))
    # It comes back only when the menu is closed.
    QTest.mouseClick(button, Qt.MouseButton.LeftButton, pos=button.rect().center())
    assert offered == []
    arrow = QPoint(button.width() - 6, button.height() // 2)
    QTest.mousePress(button, Qt.MouseButton.LeftButton, pos=arrow)
    assert offered == [[str(kind.title) for kind in LAYER_KINDS.values()]]
    QTest.mouseRelease(button, Qt.MouseButton.LeftButton, pos=arrow)
    assert len(form.editor.draft.layers) == len(before) + 1
    menu.aboutToShow.disconnect()
    QTest.keyClick(button, Qt.Key.Key_Down)
    QTest.keyClick(menu, Qt.Key.Key_Down)
    QTest.keyClick(menu, Qt.Key.Key_Return)
    kinds = {layer.kind for layer in form.editor.draft.layers}
    assert kinds == {"dense", list(LAYER_KINDS)[1]}


def test_no_two_fields_look_selected(form: Form) -> None:
    form.panel.activateWindow()
    form.click("add_layer")
    form.add_layer("conv")
    lines = [line for line in form.panel.findChildren(QLineEdit) if line.isVisible()]
    assert [line.objectName() for line in lines if line.hasSelectedText()] == ["layer_1_filters"]


def test_units_stand_beside_the_titles(form: Form) -> None:
    form.click("stopping_section")
    form.click("augmentation_section")
    titles = {label.text() for label in form.panel.findChildren(QLabel)}
    assert {"Time limit (s)", "Rotation (°)", "Translation (share)"} <= titles


def test_layers_that_need_a_picture_go_where_there_is_one(form: Form) -> None:
    for kind in ("conv", "max_pool", "dropout", "global_pool", "average_pool"):
        form.add_layer(kind)
    kinds = [layer.kind for layer in form.editor.draft.layers]
    assert kinds == [
        *("conv", "max_pool", "average_pool", "global_pool"),
        *("dense", "dense", "dropout"),
    ]


def test_a_row_says_what_its_layer_gives_learns_and_computes(form: Form) -> None:
    form.editor.show(form.editor.draft.with_field("layers", "conv:8:3,max_pool,4,dropout:0.1"))
    for layer in (1, 2, 3):
        form.click(f"layer_{layer}_more")
    assert form.text("layer_1_shape") == "4 × 4 × 8"
    weights = 3 * 3 * 8
    products = short_count(weights * 4 * 4)
    assert form.text("layer_1_facts") == f"{weights + 8} parameters · {products} mult-adds"
    assert form.text("layer_2_shape") == "2 × 2 × 8"
    assert form.text("layer_2_facts") == ""
    assert form.text("layer_3_facts") == f"{33 * 4} parameters · {32 * 4} mult-adds"
    assert form.text("layer_4_shape") == "4"


def test_a_shape_that_cannot_work_is_said_at_its_row(form: Form) -> None:
    form.editor.show(form.editor.draft.with_field("layers", "conv:8,max_pool:3:3,4"))
    assert not form.find(QLabel, "layer_2_error").isVisible()
    line = form.line("layer_2_pool_size")
    line.selectAll()
    QTest.keyClicks(line, "9")
    assert "Max pool looks at 9 × 9 pixels" in form.text("layer_2_error")
    assert form.find(QLabel, "layer_2_error").isVisible()
    assert form.text("layer_1_shape") == "4 × 4 × 8"
    assert form.text("layer_3_shape") == ""
    form.undo_stack.undo()
    assert not form.find(QLabel, "layer_2_error").isVisible()


def test_what_is_wrong_behind_more_opens_it(form: Form) -> None:
    layers = (form.editor.draft.layers[0].with_setting("l2", "much"),)
    form.editor.show(replace(form.editor.draft, layers=layers))
    assert "L2 must be a number" in form.text("layer_1_l2_error")
    assert form.find(QLabel, "layer_1_l2_error").isVisible()


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "0"),
        (9999, "9,999"),
        (10_000, "10.0 k"),
        (307_200, "307 k"),
        (999_499, "999 k"),
        (999_500, "1.00 M"),
        (4_915_200, "4.92 M"),
        (12_500_000_000, "12.5 G"),
        (5 * 10**15, "5000 T"),
    ],
)
def test_short_counts(count: int, words: str) -> None:
    assert short_count(count) == words


# ---- folded sections

_FOLDED = {
    "stopping_section": ("target_cost", "patience", "time_limit"),
    "penalties_section": ("l1", "l2", "label_smoothing"),
    "augmentation_section": ("translation", "rotation", "zoom", "brightness", "noise"),
    "schedule_section": ("warmup_epochs",),
}


@pytest.mark.parametrize("section", _FOLDED)
def test_a_folded_section_is_built_when_it_is_opened(form: Form, section: str) -> None:
    names = _FOLDED[section]
    assert [form.panel.findChild(QWidget, name) for name in names] == [None] * len(names)
    form.click(section)
    for name in names:
        line = form.line(name)
        assert line.isVisible()
        line.selectAll()
        QTest.keyClicks(line, "0.5")
        assert form.editor.draft[name] == "0.5"
        form.editor.show(form.editor.draft.with_field(name, "0.25"))
        assert line.text() == "0.25"
    form.click(section)
    assert not form.line(names[0]).isVisible()


def test_every_setting_of_a_recipe_has_an_input(form: Form) -> None:
    for section in _FOLDED:
        form.click(section)
    for optimizer, schedule in zip_longest(OPTIMIZERS, SCHEDULES, fillvalue="cosine"):
        draft = form.editor.draft.with_field("optimizer", optimizer)
        form.editor.show(draft.with_field("schedule", schedule))
        for name in form.editor.draft.fields:
            assert form.panel.findChild(QWidget, name) is not None, name


def test_folded_sections_say_what_is_set(form: Form) -> None:
    def summaries() -> list[str]:
        return [form.text(f"{section}_summary") for section in _FOLDED]

    assert summaries() == ["off", "off", "off", "constant"]
    draft = form.editor.draft
    for name, text in (
        ("patience", "20"),
        ("l2", "0.003"),
        ("flip", "true"),
        ("rotation", "15"),
        ("schedule", "cosine"),
        ("warmup_epochs", "5"),
    ):
        draft = draft.with_field(name, text)
    form.editor.show(draft)
    assert summaries() == ["patience 20", "L2 0.003", "rotation 15, flip", "cosine, warm-up 5"]


def test_what_is_wrong_in_a_folded_section_opens_it(form: Form) -> None:
    form.editor.show(form.editor.draft.with_field("noise", "loud"))
    assert "Noise must be a number" in form.text("noise_error")
    assert form.find(QLabel, "noise_error").isVisible()


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_each_schedule_shows_only_its_own_settings(qtbot: QtBot, form: Form, schedule: str) -> None:
    form.click("schedule_section")
    form.choose("schedule", schedule)
    fields = SCHEDULES[schedule].fields
    assert form.editor.draft["schedule"] == schedule
    every = {field.name for kind in SCHEDULES.values() for field in kind.fields}

    def shown() -> set[str]:
        found = {name: form.panel.findChild(QWidget, name) for name in every}
        return {name for name, widget in found.items() if widget and widget.isVisible()}

    qtbot.waitUntil(lambda: shown() == {field.name for field in fields})
    for field in fields:
        line = form.line(field.name)
        line.selectAll()
        QTest.keyClicks(line, "1")
        assert form.editor.draft[field.name] == "1"


def test_the_curve_follows_the_schedule_as_it_is_typed(form: Form) -> None:
    form.panel.set_theme(load_theme("light"))
    form.click("schedule_section")
    curve = form.find(QWidget, "schedule_curve")
    constant = curve.grab().toImage()
    form.choose("schedule", "exponential")
    falling = curve.grab().toImage()
    assert falling != constant
    line = form.line("decay_rate")
    line.selectAll()
    QTest.keyClicks(line, "0.01")
    assert curve.grab().toImage() != falling
    assert curve.accessibleName() == "Learning rate from 0.0001 to 10⁻⁶"
    form.choose("schedule", "constant")
    assert curve.grab().toImage() == constant


# ---- while a run is on


def test_live_fields_stay_open_and_all_others_are_closed(form: Form) -> None:
    form.editor.show(form.editor.draft.with_field("layers", "9:relu,dropout:0.2"))
    for section in ("penalties_section", "augmentation_section", "stopping_section"):
        form.click(section)
    form.click("layer_1_more")
    form.click("layer_2_more")
    recipe = form.editor.validation.recipe
    assert recipe is not None
    form.panel.set_live(live_fields(recipe).keys())
    open_to = {
        *("learning_rate", "beta_1", "epsilon", "batch_size", "l1", "l2", "label_smoothing"),
        *("translation", "flip", "layer_1_l1", "layer_1_l2", "layer_2_rate"),
    }
    closed = {
        *("optimizer", "amsgrad", "initializer", "epochs", "seed", "patience", "preset"),
        *("layer_1_handle", "layer_2_handle"),
        *("layer_1_units", "layer_1_activation", "add_layer", "layer_1_down", "layer_2_remove"),
    }
    for name in open_to | closed:
        assert form.find(QWidget, name).isEnabled() is (name in open_to), name
    assert "Stop" in form.text("preset_shows")
    form.panel.set_live(None)
    for name in (open_to | closed) - {"layer_1_up"}:
        assert form.find(QWidget, name).isEnabled(), name


def focus_closed(qtbot: QtBot, form: Form, name: str) -> None:
    """Has a run close the input that has the focus, which it leaves to the panel."""
    form.panel.activateWindow()
    qtbot.waitUntil(form.panel.isActiveWindow)
    form.line(name).setFocus()
    form.panel.set_live(())
    assert form.panel.hasFocus()


def test_the_focus_comes_back_once(qtbot: QtBot, form: Form) -> None:
    focus_closed(qtbot, form, "epochs")
    form.panel.set_live(None)
    assert form.line("epochs").hasFocus()
    form.panel.setFocus()
    form.editor.show(form.editor.draft.with_field("seed", "3"))
    assert form.panel.hasFocus(), "long given back"


def test_the_focus_stays_where_a_person_clicked_since(qtbot: QtBot, form: Form) -> None:
    focus_closed(qtbot, form, "epochs")
    form.find(QWidget, "stopping_section").setFocus()
    form.panel.setFocus(Qt.FocusReason.MouseFocusReason)
    form.panel.set_live(None)
    assert form.panel.hasFocus()


def test_the_focus_does_not_come_back_to_another_layer(qtbot: QtBot, form: Form) -> None:
    form.editor.show(form.editor.draft.with_field("layers", "9:relu,8:tanh"))
    focus_closed(qtbot, form, "layer_2_units")
    # A recipe that is taken from the table of runs has other layers.
    form.editor.show(form.editor.draft.with_field("layers", "conv,7:tanh"))
    form.editor.show(form.editor.draft.with_field("layers", "dropout,conv,max_pool"))
    form.editor.show(form.editor.draft.with_field("layers", "dropout,7:tanh"))
    form.panel.set_live(None)
    assert form.panel.hasFocus()


def test_what_is_typed_is_meant_once_it_is_left(form: Form) -> None:
    editing_finished: list[None] = []
    form.panel.editing_finished.connect(lambda: editing_finished.append(None))
    line = form.line("learning_rate")
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, "1e-3")
    assert form.editor.draft["learning_rate"] == "1e-3"
    assert editing_finished == []
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert editing_finished


# ---- the preview of augmentation


def test_the_preview_asks_for_what_the_form_says(form: Form) -> None:
    form.panel.set_theme(load_theme("light"))
    form.panel.set_no_preview("Not yet.")
    wanted: list[PreviewWanted] = []
    form.panel.asked.connect(wanted.append)
    form.click("augmentation_section")
    assert form.text("preview_words") == "Not yet."
    assert wanted == []
    form.panel.set_no_preview("")
    first = wanted.pop()
    pictures: Any = first.pictures
    assert pictures.shape == (5, 4, 4, 1)
    assert pictures.dtype == form.dataset.test_x.dtype
    assert first.augmentation["noise"] == 0.0
    assert first.drawing == 0
    line = form.line("noise")
    line.selectAll()
    QTest.keyClicks(line, "0.25")
    assert wanted == [], "one drawing at a time"
    form.panel.show_preview(pictures)
    (asked,) = wanted
    assert asked.augmentation["noise"] == 0.25
    wanted.clear()
    form.panel.show_preview(pictures)
    assert wanted == [], "nothing has changed since"
    before = form.find(QWidget, "pictures_before").grab().toImage()
    assert form.find(QWidget, "pictures_after").grab().toImage() == before
    form.click("preview_again")
    assert [asked.drawing for asked in wanted] == [1]
    form.panel.show_preview(255 - pictures)
    assert form.find(QWidget, "pictures_after").grab().toImage() != before
    form.click("preview_again")
    form.panel.show_preview(None)
    assert "could not be drawn" in form.text("preview_words")
    QTest.keyClicks(line, "x")
    assert "once the recipe has no errors" in form.text("preview_words")


def test_tab_goes_as_things_stand_whenever_they_were_made(qtbot: QtBot, form: Form) -> None:
    form.add_layer("conv")
    form.click("schedule_section")
    form.choose("optimizer", "momentum")
    form.click("layer_2_more")
    names = [
        *("preset", "add_layer", "layer_1_filters", "layer_1_activation", "layer_2_units"),
        *("layer_2_l1", "layer_3_units", "initializer", "optimizer", "learning_rate", "momentum"),
        *(
            "schedule_section",
            "schedule",
            "warmup_epochs",
            "batch_size",
            "seed",
            "stopping_section",
        ),
    ]
    form.panel.activateWindow()
    form.find(QWidget, "preset").setFocus()
    qtbot.waitUntil(form.find(QWidget, "preset").hasFocus)
    items_before = len(layout_items())
    met = ["preset"]
    while met[-1] != names[-1]:
        focused = QApplication.focusWidget()
        assert isinstance(focused, QWidget)
        QTest.keyClick(focused, Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        assert isinstance(focused, QWidget)
        assert focused.objectName() not in met, "round and round"
        met.append(focused.objectName())
    met = [name for name in met if name in names]
    assert met == names
    assert len(layout_items()) == items_before, "rows come and go: PySide may hold none of them"


def test_tab_brings_all_of_an_input_into_view(qtbot: QtBot, form: Form) -> None:
    form.panel.resize(320, 300)
    form.panel.activateWindow()
    before, after = form.line("epochs"), form.line("seed")
    before.setFocus()
    qtbot.waitUntil(before.hasFocus)
    viewport, bar = form.panel.viewport(), form.panel.verticalScrollBar()

    def bottom() -> int:
        return after.mapTo(viewport, after.rect().bottomLeft()).y()

    cut = 3
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    bar.setValue(bar.value() + bottom() - viewport.rect().bottom() - cut)
    assert bottom() > viewport.rect().bottom(), "its cursor is in view, its edge is not"
    QTest.keyClick(before, Qt.Key.Key_Tab)
    assert after.hasFocus()
    assert bottom() <= viewport.rect().bottom()


def test_the_panel_is_never_narrower_than_its_layers(qtbot: QtBot, form: Form) -> None:
    form.editor.show(form.editor.draft.with_field("layers", ""))
    form.panel.resize(10, 500)
    form.editor.show(PRESETS["convnet"].draft)

    def wide_enough() -> bool:
        content = form.panel.widget()
        assert content is not None
        return content.minimumSizeHint().width() <= form.panel.viewport().width()

    qtbot.waitUntil(wide_enough)
    assert form.panel.width() > 200


# ---- nothing jumps


def places(form: Form) -> dict[str, QRect]:
    """Where everything that is named stands in the form, but for the sentences on what is wrong."""
    QApplication.processEvents()
    content = form.panel.widget()
    assert content is not None
    return {
        widget.objectName(): QRect(widget.mapTo(content, QPoint()), widget.size())
        for widget in content.findChildren(QWidget)
        if widget.objectName() and widget.isVisible() and not widget.objectName().endswith("_error")
    }


def test_one_wrong_number_hides_no_other_layer_s_line(form: Form) -> None:
    form.editor.show(form.editor.draft.with_field("layers", "conv:8:3,max_pool,9,4"))
    form.panel.resize(320, 1200)
    before = places(form)
    line = form.line("layer_4_units")
    line.selectAll()
    QTest.keyClicks(line, "none")
    after = places(form)
    for layer in (1, 2, 3, 4):
        for part in ("kind", "shape", "more"):
            name = f"layer_{layer}_{part}"
            assert after[name].top() == before[name].top(), name
    assert [form.text(f"layer_{n}_shape") for n in (1, 2, 3)] == ["4 × 4 × 8", "2 × 2 × 8", "9"]
    assert form.text("layer_4_shape") == ""


def test_nothing_moves_when_pictures_arrive(form: Form) -> None:
    section = form.panel.data_section
    section.show_data(None)
    form.panel.resize(320, 900)
    before = places(form)
    section.show_data(form.dataset)
    after = places(form)
    names = before.keys() - {"data_name", "data_counts"}
    assert {name: after[name].top() for name in names} == {n: before[n].top() for n in names}


def test_the_sentence_on_what_is_wrong_comes_into_view(qtbot: QtBot, form: Form) -> None:
    form.panel.resize(320, 300)
    for name, error in (("seed", "seed_error"), ("noise", "noise_error")):
        form.panel.verticalScrollBar().setValue(0)
        form.editor.show(form.editor.draft.with_field(name, "loud"))
        label = form.find(QLabel, error)

        def in_view(label: QWidget = label) -> bool:
            top = label.mapTo(form.panel.viewport(), QPoint())
            return form.panel.viewport().rect().contains(QRect(top, label.size()))

        qtbot.waitUntil(in_view, timeout=2000)


@pytest.mark.parametrize("scale", [0.7, 1.0, 2.4])
def test_inputs_stand_in_one_column_in_any_font(form: Form, scale: float) -> None:
    for name in ("schedule_section", "penalties_section", "layer_1_more"):
        form.click(name)
    font = form.panel.font()
    font.setPointSizeF(font.pointSizeF() * scale)
    form.panel.setFont(font)
    where = places(form)
    names = ("initializer", "optimizer", "beta_1", "schedule", "epochs", "l2", "layer_1_l1")
    lefts = {where[name].left() for name in names}
    # Folded sections say what is set in the same column.
    assert lefts == {where["stopping_section_summary"].left()}


# ---- cards


def kinds(form: Form) -> list[str]:
    return [layer.kind for layer in form.editor.draft.layers]


def drag_to(handle: QWidget, height: int) -> None:
    """Moves the mouse, which holds the handle, to a height on the screen."""
    middle = handle.rect().center()
    at = QPointF(middle.x(), handle.mapFromGlobal(QPoint(0, height)).y())
    move = QMouseEvent(
        QEvent.Type.MouseMove,
        at,
        QPointF(handle.mapToGlobal(at)),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(handle, move)


def drag(form: Form, name: str, to: str) -> None:
    """Drags the handle of a layer to the lower end of another's card."""
    handle, card = form.find(QWidget, name), form.find(QWidget, to).parentWidget()
    assert card is not None
    end = card.mapToGlobal(QPoint(0, card.height() - 2)).y()
    begin = handle.mapToGlobal(handle.rect().center()).y()
    QTest.mousePress(handle, Qt.MouseButton.LeftButton)
    for height in ((begin + end) // 2, end):
        drag_to(handle, height)
    assert form.find(QWidget, "drop_line").isVisible()


def test_a_layer_is_dragged_to_another_place(form: Form) -> None:
    form.editor.show(form.editor.draft.with_field("layers", "conv,max_pool,dropout"))
    drag(form, "layer_1_handle", "layer_2_shape")
    QTest.keyClick(form.find(QWidget, "layer_1_handle"), Qt.Key.Key_Escape)
    assert not form.find(QWidget, "drop_line").isVisible()
    QTest.mouseRelease(form.find(QWidget, "layer_1_handle"), Qt.MouseButton.LeftButton)
    assert kinds(form) == ["conv", "max_pool", "dropout"]
    drag(form, "layer_1_handle", "layer_2_shape")
    QTest.mouseRelease(form.find(QWidget, "layer_1_handle"), Qt.MouseButton.LeftButton)
    assert kinds(form) == ["max_pool", "conv", "dropout"]
    form.undo_stack.undo()
    assert kinds(form) == ["conv", "max_pool", "dropout"]


@pytest.mark.parametrize("end", ["closed", "undone", "folded", "pressed again"])
def test_a_drag_that_is_broken_off_leaves_nothing(form: Form, end: str) -> None:
    form.editor.show(form.editor.draft.with_field("layers", "conv,max_pool"))
    form.editor.edit(form.editor.draft.with_field("layers", "conv,max_pool,dropout"), title="add")
    handle = form.find(QWidget, "layer_3_handle")
    timer = form.panel.findChild(QTimer, "edge_scroller_timer")
    assert isinstance(timer, QTimer)
    QTest.mousePress(handle, Qt.MouseButton.LeftButton)
    drag_to(handle, form.panel.mapToGlobal(QPoint(0, -20)).y())
    assert form.find(QWidget, "drop_line").isVisible()
    assert timer.isActive()
    if end == "closed":
        form.panel.set_live(())
        form.panel.set_live(None)
    elif end == "undone":
        form.undo_stack.undo()
    elif end == "folded":
        form.panel.hide()
        form.panel.show()
    else:  # The release went to nobody.
        QTest.mousePress(handle, Qt.MouseButton.LeftButton)
    assert not form.find(QWidget, "drop_line").isVisible()
    assert not timer.isActive()
    left = kinds(form)
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton)
    QTest.mouseClick(form.find(QWidget, "layer_2_handle"), Qt.MouseButton.LeftButton)
    assert kinds(form) == left


def test_a_layer_is_dropped_where_the_pointer_is_by_then(form: Form) -> None:
    form.editor.show(form.editor.draft.with_field("layers", "conv,max_pool,dropout"))
    drag(form, "layer_1_handle", "layer_3_shape")
    handle = form.find(QWidget, "layer_1_handle")
    # An undo, say, takes a layer away meanwhile.
    form.editor.show(replace(form.editor.draft, layers=form.editor.draft.layers[:2]))
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton)
    assert kinds(form) == ["max_pool", "conv"]


def test_the_list_scrolls_while_a_layer_is_held_at_its_edge(qtbot: QtBot, form: Form) -> None:
    layers = ["conv", *["dropout"] * 6]
    form.editor.show(form.editor.draft.with_field("layers", ",".join(layers)))
    form.panel.resize(320, 500)
    handle, last = form.find(QWidget, "layer_1_handle"), form.find(QWidget, "layer_7_shape")
    timer = form.panel.findChild(QTimer, "edge_scroller_timer")
    assert isinstance(timer, QTimer)
    form.panel.ensureWidgetVisible(handle, 0, 100)
    viewport = form.panel.viewport()
    QTest.mousePress(handle, Qt.MouseButton.LeftButton)
    drag_to(handle, viewport.mapToGlobal(viewport.rect().center()).y())
    assert not timer.isActive(), "far from any edge"
    drag_to(handle, viewport.mapToGlobal(viewport.rect().bottomLeft()).y() - 2)
    # The mouse is held still from here on.
    line = form.find(QWidget, "drop_line")
    qtbot.waitUntil(lambda: line.mapToGlobal(QPoint()).y() > last.mapToGlobal(QPoint()).y())
    drag_to(handle, viewport.mapToGlobal(viewport.rect().center()).y())
    assert not timer.isActive(), "far from any edge again"
    bar = form.panel.verticalScrollBar()
    drag_to(handle, viewport.mapToGlobal(QPoint(0, -20)).y())
    qtbot.waitUntil(lambda: bar.value() == 0)
    qtbot.waitUntil(lambda: not timer.isActive())
    drag_to(handle, viewport.mapToGlobal(viewport.rect().bottomLeft()).y() - 2)
    assert timer.isActive()
    QTest.keyClick(handle, Qt.Key.Key_Escape)
    assert not timer.isActive(), "nothing is dragged"


def test_the_keys_move_a_layer_and_remove_it(qtbot: QtBot, form: Form) -> None:
    form.editor.show(form.editor.draft.with_field("layers", "conv,max_pool,dropout"))
    form.click("layer_1_more")
    form.panel.activateWindow()
    handle = form.find(QWidget, "layer_1_handle")
    handle.setFocus()
    qtbot.waitUntil(handle.hasFocus)
    QTest.keyClick(handle, Qt.Key.Key_Down)
    assert kinds(form) == ["max_pool", "conv", "dropout"]
    QTest.keyClick(handle, Qt.Key.Key_Down)
    QTest.keyClick(handle, Qt.Key.Key_Down)
    assert kinds(form) == ["max_pool", "dropout", "conv"]
    assert handle.hasFocus(), "it goes along"
    assert handle.objectName() == "layer_3_handle"
    assert form.find(QWidget, "layer_3_padding").isVisible(), "so do its details"
    QTest.keyClick(handle, Qt.Key.Key_Delete)
    assert kinds(form) == ["max_pool", "dropout"]
    assert form.find(QWidget, "layer_2_handle").hasFocus()
    form.panel.set_live(())
    QTest.keyClick(form.find(QWidget, "layer_2_handle"), Qt.Key.Key_Delete)
    assert kinds(form) == ["max_pool", "dropout"]


def test_a_bar_and_a_number_say_the_share_of_the_parameters(form: Form) -> None:
    form.editor.show(form.editor.draft.with_field("layers", "max_pool,6,dropout:0.1"))
    bar = form.find(ShareBar, "layer_2_share_bar")
    assert isinstance(bar, ShareBar)
    first, softmax = (4 + 1) * 6, (6 + 1) * 3
    assert bar.share == pytest.approx(first / (first + softmax))
    assert form.text("layer_2_share") == "58.8 %"
    assert form.text("softmax_layer_share") == "41.2 %"
    assert form.text("layer_1_share") == form.text("layer_3_share") == ""
    assert not form.find(ShareBar, "layer_1_share_bar").isVisible()


@pytest.mark.parametrize(
    ("share", "words"),
    [(None, ""), (0.0, "0 %"), (0.0001, "< 0.1 %"), (0.99999, "99.9 %"), (1.0, "100 %")],
)
def test_format_share(share: float | None, words: str) -> None:
    assert format_share(share) == words
