import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QComboBox, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from signs_studio.recipe.optimizers import OPTIMIZERS
from signs_studio.recipe.presets import PRESETS
from signs_studio.recipe.settings import INITIALIZER, Draft, LayerDraft, validate
from signs_studio.ui.recipe.draft_editor import DraftEditor
from signs_studio.ui.recipe.recipe_panel import RecipePanel
from signs_studio.ui.theme import load_theme
from tests.ui.conftest import small_dataset, small_draft


class Form:
    """A recipe panel wired to an editor as the window wires it."""

    def __init__(self, draft: Draft) -> None:
        self.editor = DraftEditor(draft)
        self.panel = RecipePanel()
        self.panel.edited.connect(self._on_panel_edited)
        self.editor.changed.connect(self.show)
        self.intents = 0
        self.show()

    def show(self) -> None:
        self.panel.show_draft(
            self.editor.draft, validation=self.editor.validation, dataset=small_dataset()
        )

    def _on_panel_edited(self, draft: Draft, title: str, merge_key: str) -> None:
        self.intents += 1
        self.editor.edit(draft, title=title, merge_key=merge_key)

    def find(self, kind: type[QWidget], name: str) -> QWidget:
        found = self.panel.findChild(kind, name)
        assert isinstance(found, QWidget), name
        return found

    def line(self, name: str) -> QLineEdit:
        found = self.panel.findChild(QWidget, name)
        if isinstance(found, QComboBox):
            found = found.lineEdit()
        assert isinstance(found, QLineEdit)
        return found

    def choose(self, name: str, text: str) -> None:
        combo = self.find(QComboBox, name)
        assert isinstance(combo, QComboBox)
        combo.setCurrentIndex(combo.findData(text))

    def click(self, name: str) -> None:
        found = self.find(QAbstractButton, name)
        QTest.mouseClick(found, Qt.MouseButton.LeftButton)

    def text(self, name: str) -> str:
        found = self.find(QLabel, name)
        assert isinstance(found, QLabel)
        return found.text()


@pytest.fixture
def form(qtbot: QtBot) -> Form:
    form = Form(PRESETS["article"].draft)
    qtbot.addWidget(form.panel)
    form.panel.show()
    return form


@pytest.mark.parametrize("name", ["learning_rate", "batch_size", "epochs", "seed"])
def test_typing_a_number_changes_the_draft(form: Form, name: str) -> None:
    line = form.line(name)
    line.selectAll()
    QTest.keyClicks(line, "7")
    assert getattr(form.editor.draft, name) == "7"


@pytest.mark.parametrize("name", ["learning_rate", "batch_size", "epochs", "seed"])
def test_a_changed_draft_is_shown_without_an_intent(form: Form, name: str) -> None:
    form.editor.show(form.editor.draft.with_field(name, "11"))
    assert form.line(name).text() == "11"
    assert form.intents == 0


@pytest.mark.parametrize("choice", INITIALIZER.choices)
def test_initial_weights_both_ways(form: Form, choice: str) -> None:
    form.choose("initializer", choice)
    assert form.editor.draft.initializer == choice
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
    assert set(form.editor.draft.optimizer_settings) == {field.name for field in fields}
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
    assert form.editor.draft.optimizer_settings["beta_1"] == "0.5"
    switch = form.find(QCheckBox, "amsgrad")
    assert isinstance(switch, QCheckBox)
    switch.click()
    assert form.editor.draft.optimizer_settings["amsgrad"] == "true"
    form.editor.undo_stack.undo()
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


def test_typing_undoes_as_one(form: Form) -> None:
    before = form.editor.draft
    line = form.line("epochs")
    line.selectAll()
    QTest.keyClicks(line, "123")
    form.editor.undo_stack.undo()
    assert form.editor.draft == before
    assert line.text() == before.epochs


def test_layers_are_added_edited_moved_and_removed(form: Form) -> None:
    form.click("add_layer")
    line = form.line("layer_3_units")
    line.selectAll()
    QTest.keyClicks(line, "5")
    form.choose("layer_3_activation", "tanh")
    assert form.editor.draft.layers[2] == LayerDraft("5", "tanh")
    form.click("layer_3_up")
    assert form.editor.draft.layers[1] == LayerDraft("5", "tanh")
    form.click("layer_2_down")
    assert form.editor.draft.layers[2] == LayerDraft("5", "tanh")
    form.click("layer_1_remove")
    assert [layer.units for layer in form.editor.draft.layers] == ["12", "5"]


def test_repeated_clicks_on_one_place_add_layers(qtbot: QtBot, form: Form) -> None:
    form.panel.set_theme(load_theme("light"))
    form.panel.resize(320, 500)
    add = form.find(QAbstractButton, "add_layer")
    place = add.mapTo(form.panel, add.rect().center())
    for layers in (3, 4, 5):
        beneath = form.panel.childAt(place)
        assert beneath is add
        QTest.mouseClick(beneath, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(form.find(QLineEdit, f"layer_{layers}_units").isVisible)
    assert len(form.editor.draft.layers) == 5


def test_the_ends_of_the_network_do_not_move(form: Form) -> None:
    assert not form.find(QAbstractButton, "layer_1_up").isEnabled()
    assert form.find(QAbstractButton, "layer_1_down").isEnabled()
    assert not form.find(QAbstractButton, "layer_2_down").isEnabled()


def test_shapes_and_parameters_follow_every_edit(form: Form) -> None:
    features, classes = 16, 3
    assert f"{(features + 1) * 25:,} parameters" in form.text("layer_1_facts")
    line = form.line("layer_1_units")
    line.selectAll()
    QTest.keyClicks(line, "40")
    assert f"{(features + 1) * 40:,} parameters" in form.text("layer_1_facts")
    total = (features + 1) * 40 + 41 * 12 + 13 * classes
    assert form.text("parameter_total") == f"{total:,} parameters in all"


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
        assert form.text("preset_shows") == preset.shows
    form.editor.edit(small_draft(), title="test")
    assert combo.currentIndex() == -1


def test_locked_while_a_run_is_on(form: Form) -> None:
    form.panel.set_locked(True)
    assert not form.line("epochs").isEnabled()
    assert "Stop" in form.text("preset_shows")
    form.panel.set_locked(False)
    assert form.line("epochs").isEnabled()
    assert form.text("preset_shows") == PRESETS["article"].shows


def test_the_wheel_changes_nothing(form: Form) -> None:
    combo = form.find(QComboBox, "optimizer")
    before = form.editor.draft
    point = combo.rect().center()
    from PySide6.QtCore import QPoint, QPointF
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


def test_the_data_and_its_transformations(form: Form) -> None:
    section = form.panel.data_section
    section.show_data(small_dataset())
    assert "24 training + 12 test pictures" in form.text("data_counts")
    assert not form.find(QLabel, "transformations").isVisible()
    form.click("show_transformations")
    assert form.find(QLabel, "transformations").isVisible()
    assert "(16, 24)" in form.text("transformations")
    assert "(3, 12)" in form.text("transformations")


def test_drafts_shown_are_drafts_checked(form: Form) -> None:
    assert validate(form.editor.draft) == form.editor.validation
