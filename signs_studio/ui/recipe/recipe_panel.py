"""The recipe as a form: data, preset, network, optimizer and training."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QFrame,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from signs_studio.recipe.optimizers import OPTIMIZER, OPTIMIZERS
from signs_studio.recipe.presets import PRESETS
from signs_studio.recipe.settings import BATCH_SIZE, EPOCHS, INITIALIZER, LEARNING_RATE, SEED
from signs_studio.ui.recipe.data_section import DataSection
from signs_studio.ui.recipe.declared import shown
from signs_studio.ui.recipe.field_input import FieldInput
from signs_studio.ui.recipe.network_editor import NetworkEditor

if TYPE_CHECKING:
    from signs_studio.data.dataset import Dataset
    from signs_studio.recipe.fields import Field
    from signs_studio.recipe.settings import Draft, LayerDraft, Validation
    from signs_studio.ui.theme import Theme

_FIELDS = (OPTIMIZER, LEARNING_RATE, INITIALIZER, BATCH_SIZE, EPOCHS, SEED)


class RecipePanel(QScrollArea):
    """Shows a draft and says what a person wants changed.

    Signals:
        edited: The wanted ``Draft``, the edit's title, and the key under which edits undo as one.
    """

    edited = Signal(object, str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("recipe_panel")
        self.setAccessibleName(self.tr("Recipe"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._draft: Draft | None = None
        self._inputs: dict[str, FieldInput] = {}
        self._settings: dict[str, FieldInput] = {}
        self._settings_of = ""
        self._shows = ""
        self._locked = False

        self.data_section = DataSection()
        self._preset = QComboBox()
        self._preset.setObjectName("preset")
        self._preset.setAccessibleName(self.tr("Preset"))
        self._preset.setToolTip(self.tr("A recipe to start from"))
        for name, preset in PRESETS.items():
            self._preset.addItem(shown(preset.title), name)
            self._preset.setItemData(
                self._preset.count() - 1, shown(preset.shows), Qt.ItemDataRole.ToolTipRole
            )
        self._preset.setPlaceholderText(self.tr("Custom"))
        self._preset.activated.connect(self._on_preset_activated)
        self._preset_shows = QLabel(wordWrap=True)
        self._preset_shows.setObjectName("preset_shows")
        self._preset_shows.setProperty("role", "muted")
        self._preset_shows.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._network = NetworkEditor()
        self._network.edited.connect(self._on_network_edited)
        for field in _FIELDS:
            self._inputs[field.name] = self._make_input(field)

        editable = QWidget()
        self._editable = (self._preset, editable)
        sections = QVBoxLayout(editable)
        sections.setContentsMargins(0, 10, 0, 0)
        sections.setSpacing(6)
        sections.addWidget(self._network)
        sections.addLayout(self._form(INITIALIZER))
        sections.addWidget(_heading(self.tr("Optimizer")))
        sections.addLayout(self._form(OPTIMIZER, LEARNING_RATE))
        self._settings_form = _form_layout()
        sections.addLayout(self._settings_form)
        sections.addWidget(_heading(self.tr("Training")))
        sections.addLayout(self._form(BATCH_SIZE, EPOCHS, SEED))

        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(14, 10, 14, 14)
        layout.setSpacing(6)
        layout.addWidget(self.data_section)
        layout.addWidget(_heading(self.tr("Preset")))
        layout.addWidget(self._preset)
        layout.addWidget(self._preset_shows)
        layout.addWidget(editable)
        layout.addStretch(1)
        self.setWidget(content)
        self._content = content

    def show_draft(self, draft: Draft, *, validation: Validation, dataset: Dataset | None) -> None:
        """Shows a draft and its errors, silently."""
        self._draft = draft
        errors = {error.field: error.message for error in validation.errors}
        if draft.optimizer != self._settings_of:
            self._build_settings(draft.optimizer)
        for name, field_input in self._inputs.items():
            field_input.set_text(getattr(draft, name))
            field_input.set_error(errors.get(name, ""))
        for name, field_input in self._settings.items():
            field_input.set_text(draft.optimizer_settings.get(name, ""))
            field_input.set_error(errors.get(name, ""))
        self._network.show_layers(draft, dataset=dataset, errors=errors)
        index, self._shows = -1, self.tr("Differs from every preset.")
        for i, preset in enumerate(PRESETS.values()):
            if preset.draft == draft:
                index, self._shows = i, shown(preset.shows)
        self._preset.setCurrentIndex(index)
        self._describe()

    def set_locked(self, locked: bool) -> None:
        """Keeps the recipe from being edited while a run is on, and says so."""
        self._locked = locked
        for widget in self._editable:
            widget.setEnabled(not locked)
        self._describe()

    def _describe(self) -> None:
        """Says what the recipe shows, or, in the same place, why it cannot be changed."""
        locked = self.tr("A run is on: press Stop to change the recipe.")
        self._preset_shows.setText(locked if self._locked else self._shows)

    def set_theme(self, theme: Theme) -> None:
        """Takes the theme's colours, and the room that its words need by now."""
        self._network.set_theme(theme)
        for label in self.findChildren(QLabel, "field_label"):
            _fit_label(label)
        # Room for the longest words: what is beneath stays where it is, whatever they say.
        self._preset_shows.setMinimumHeight(2 * self._preset_shows.fontMetrics().lineSpacing())
        bar = self.verticalScrollBar().sizeHint().width()
        self.setMinimumWidth(self._content.minimumSizeHint().width() + bar)

    def _make_input(self, field: Field) -> FieldInput:
        field_input = FieldInput(field, object_name=field.name)

        def on_input_edited(text: str) -> None:
            self._on_field_edited(field, text)

        field_input.edited.connect(on_input_edited)
        return field_input

    def _form(self, *fields: Field) -> QFormLayout:
        form = _form_layout()
        for field in fields:
            form.addRow(_label(field), self._inputs[field.name])
        return form

    def _build_settings(self, optimizer: str) -> None:
        """Only the chosen optimizer's settings are there to be seen."""
        while self._settings_form.rowCount():
            self._settings_form.removeRow(0)
        fields = OPTIMIZERS[optimizer].fields if optimizer in OPTIMIZERS else ()
        self._settings = {field.name: self._make_input(field) for field in fields}
        for field in fields:
            self._settings_form.addRow(_label(field), self._settings[field.name])
        self._settings_of = optimizer

    def _on_field_edited(self, field: Field, text: str) -> None:
        if self._draft is not None:
            title = self.tr("change {field}").format(field=shown(field.title).lower())
            self.edited.emit(self._draft.with_field(field.name, text), title, field.name)

    def _on_network_edited(
        self, layers: tuple[LayerDraft, ...], title: str, merge_key: str
    ) -> None:
        if self._draft is not None:
            self.edited.emit(replace(self._draft, layers=layers), title, merge_key)

    def _on_preset_activated(self, index: int) -> None:
        preset = PRESETS[self._preset.itemData(index)]
        title = self.tr("preset {title}").format(title=shown(preset.title))
        self.edited.emit(preset.draft, title, "")


def _heading(text: str) -> QLabel:
    heading = QLabel(text)
    heading.setProperty("role", "heading")
    heading.setContentsMargins(0, 10, 0, 0)
    return heading


def _label(field: Field) -> QLabel:
    label = QLabel(shown(field.title))
    label.setObjectName("field_label")
    label.setToolTip(shown(field.help))
    _fit_label(label)
    return label


def _fit_label(label: QLabel) -> None:
    """One width for all labels, so that the inputs of every section stand in one column."""
    label.setMinimumWidth(label.fontMetrics().horizontalAdvance(shown(INITIALIZER.title)))


def _form_layout() -> QFormLayout:
    form = QFormLayout()
    form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    form.setHorizontalSpacing(10)
    form.setVerticalSpacing(6)
    return form
