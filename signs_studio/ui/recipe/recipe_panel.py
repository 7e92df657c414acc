"""The recipe as a form: data, preset, network, optimizer and training."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from signs_studio.fields.declared import fields_of
from signs_studio.recipe.augmentations import AUGMENTATION_FIELDS
from signs_studio.recipe.optimizers import OPTIMIZER, OPTIMIZERS
from signs_studio.recipe.presets import PRESETS
from signs_studio.recipe.recipe import (
    BATCH_SIZE,
    EPOCHS,
    INITIALIZER,
    LEARNING_RATE,
    SEED,
)
from signs_studio.recipe.schedules import SCHEDULE, SCHEDULES, WARMUP_EPOCHS
from signs_studio.recipe.stopping import STOPPING_FIELDS
from signs_studio.ui.forms.fields_form import GRID, FieldsForm
from signs_studio.ui.forms.folded_section import FoldedSection
from signs_studio.ui.forms.scrolled_form import RING, ScrolledForm
from signs_studio.ui.recipe.data_section import DataSection
from signs_studio.ui.recipe.network_editor import NetworkEditor
from signs_studio.ui.recipe.preset_section import PresetSection
from signs_studio.ui.widgets.call_later import call_later
from signs_studio.wording.summaries import (
    PENALTY_FIELDS,
    augmentation_summary,
    penalties_summary,
    schedule_summary,
    stopping_summary,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from signs_studio.data.array_types import Pictures
    from signs_studio.data.dataset import Dataset
    from signs_studio.fields.declared import Field
    from signs_studio.recipe.draft import Draft, LayerDraft, Validation
    from signs_studio.ui.recipe.augmentation_preview import AugmentationPreview
    from signs_studio.ui.recipe.schedule_curve import ScheduleCurve
    from signs_studio.ui.widgets.theme import Theme


class RecipePanel(ScrolledForm):
    """Shows a draft and says what a person wants changed.

    What is seldom used is folded away, and built when it is first opened.

    Signals:
        edited: The wanted ``Draft``, the edit's title, and the key under which edits undo as one.
        editing_finished: A person is done with a field: what they typed is meant.
        asked: A ``Question``, whose answer it is to be shown.
    """

    edited = Signal(object, str, str)
    editing_finished = Signal()
    asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("recipe_panel")
        self.setAccessibleName(self.tr("Recipe"))
        self._draft: Draft | None = None
        self._validation: Validation | None = None
        self._dataset: Dataset | None = None
        self._forms: list[FieldsForm] = []
        self._theme: Theme | None = None
        self._curve: ScheduleCurve | None = None
        self._preview: AugmentationPreview | None = None
        self._no_preview = ""
        self._wrong: frozenset[str] = frozenset()
        self._live: Collection[str] | None = None

        self.data_section = DataSection()
        self._preset = PresetSection(_heading(self.tr("Preset")))
        self._preset.chosen.connect(self._on_preset_chosen)
        self._network = NetworkEditor()
        self._network.edited.connect(self._on_network_edited)
        self._network.editing_finished.connect(self.editing_finished)
        self._optimizer_settings = self._form()
        self._schedule_settings: FieldsForm | None = None
        self._schedule = self._fold(
            self.tr("Schedule"),
            "schedule_section",
            fields=(SCHEDULE, WARMUP_EPOCHS, *(f for k in SCHEDULES.values() for f in k.fields)),
            summary=schedule_summary,
            build=self._build_schedule,
        )
        self._stopping = self._fold(
            self.tr("Early stopping"),
            "stopping_section",
            fields=STOPPING_FIELDS,
            summary=stopping_summary,
        )
        self._penalties = self._fold(
            self.tr("Penalties"),
            "penalties_section",
            fields=PENALTY_FIELDS,
            summary=penalties_summary,
        )
        self._augmentation = self._fold(
            self.tr("Augmentation"),
            "augmentation_section",
            fields=AUGMENTATION_FIELDS,
            summary=augmentation_summary,
            build=self._build_augmentation,
        )
        self._folds = (self._schedule, self._stopping, self._penalties, self._augmentation)

        content = QWidget()
        layout = QVBoxLayout(content)
        # The words of folds begin a step further in than the folds, and so does all else.
        sides = (side - RING for side in (GRID, 2 * GRID, 2 * GRID, 2 * GRID))
        layout.setContentsMargins(*sides)
        layout.setSpacing(GRID)
        layout.addWidget(self.data_section)
        parts: tuple[QWidget, ...] = (
            self._preset,
            self._network,
            self._form(INITIALIZER),
            _heading(self.tr("Optimizer")),
            self._form(OPTIMIZER, LEARNING_RATE),
            self._optimizer_settings,
            self._schedule.section,
            _heading(self.tr("Training")),
            self._form(BATCH_SIZE, EPOCHS, SEED),
        )
        for widget in parts:
            if widget is not self._schedule.section:
                widget.setContentsMargins(GRID, widget.contentsMargins().top(), 0, 0)
            layout.addWidget(widget)
        for fold in self._folds[1:]:
            layout.addWidget(fold.section)
        layout.addStretch(1)
        self.setWidget(content)

    def show_draft(self, draft: Draft, *, validation: Validation, dataset: Dataset | None) -> None:
        """Shows a draft and its errors, silently; what is newly wrong is scrolled into view."""
        self._draft, self._validation, self._dataset = draft, validation, dataset
        errors = {error.field: str(error.message) for error in validation.errors}
        for fold in self._folds:
            fold.section.set_summary(fold.summary(draft))
            if not fold.names.isdisjoint(errors):
                fold.section.open()
        self._optimizer_settings.set_fields(fields_of(OPTIMIZERS, draft[OPTIMIZER.name]))
        if self._schedule_settings is not None:
            self._schedule_settings.set_fields(fields_of(SCHEDULES, draft[SCHEDULE.name]))
        for form in self._forms:
            form.show_texts(draft.texts, errors=errors)
        self._network.show_layers(draft, dataset=dataset, errors=errors)
        self._preset.show_draft(draft)
        if self._curve is not None:
            self._curve.show_recipe(validation.recipe)
        if self._preview is not None:
            self._preview.show_data(dataset)
            recipe = validation.recipe
            self._preview.show_augmentation(recipe.augmentation if recipe is not None else None)
        self._show_live()
        new = [name for name in errors if name not in self._wrong]
        self._wrong = frozenset(errors)
        if new:
            # Words that are wrapped have their height only when they have been laid out.
            call_later(0, partial(self._scroll_to_error, new[0]), parent=self)

    def set_live(self, names: Collection[str] | None) -> None:
        """Lets only these fields be changed, while a run is on, and says so; None lets all.

        Args:
            names: Of ``recipe.changes.live_fields``.
        """
        self._live = names
        self._show_live()

    def set_no_preview(self, reason: str) -> None:
        """Says why augmentation cannot be previewed now; empty where it can."""
        self._no_preview = reason
        if self._preview is not None:
            self._preview.set_unavailable(reason)

    def show_preview(self, pictures: Pictures | None) -> None:
        """Shows the answer to a ``PreviewWanted``; None where it failed."""
        if self._preview is not None:
            self._preview.show_drawn(pictures)

    def set_theme(self, theme: Theme) -> None:
        """Takes the theme's colours, and the room that its words need by now."""
        self._theme = theme
        self._network.set_theme(theme)
        if self._curve is not None:
            self._curve.set_theme(theme)
        if self._preview is not None:
            self._preview.set_theme(theme)
        self._preset.fit_font()
        self.fit_width()

    def _scroll_to_error(self, field: str) -> None:
        """Brings the sentence on what is wrong with a field into view."""
        parts = field.split(".")
        names = [f"{field}_error"]
        if parts[0] == "layers" and len(parts) > 1:
            layer = f"layer_{int(parts[1]) + 1}"
            names = [f"{layer}_{parts[2]}_error", f"{layer}_error"]
        found = (self.findChild(QLabel, name) for name in names)
        label = next((label for label in found if label is not None), None)
        if label is not None:
            self.ensureWidgetVisible(label)

    def _show_live(self) -> None:
        """Shows what can be changed."""
        focused = QApplication.focusWidget()
        self._preset.set_locked(self._live is not None)
        self._network.set_live(self._live)
        for form in self._forms:
            form.set_enabled_names(self._live)
        self.settle_focus(focused)

    def _form(self, *fields: Field) -> FieldsForm:
        form = FieldsForm(fields)
        form.edited.connect(self._on_form_edited)
        form.editing_finished.connect(self.editing_finished)
        self._forms.append(form)
        return form

    def _fold(
        self,
        title: str,
        object_name: str,
        *,
        fields: Sequence[Field],
        summary: Callable[[Draft], str],
        build: Callable[[], QWidget] | None = None,
    ) -> _Fold:
        """A section for fields; ``build`` makes what is inside where that is not their form."""
        section = FoldedSection(
            title, object_name=object_name, build=build or (lambda: self._form(*fields))
        )
        section.built.connect(self._on_section_built)
        return _Fold(section, summary, frozenset(field.name for field in fields))

    def _build_schedule(self) -> QWidget:
        # Imported now: before the window is shown, every module that it does without counts.
        from signs_studio.ui.recipe.schedule_curve import ScheduleCurve

        self._schedule_settings = self._form()
        self._curve = ScheduleCurve()
        parts = (self._form(SCHEDULE), self._schedule_settings, self._form(WARMUP_EPOCHS))
        return _column(*parts, self._curve)

    def _build_augmentation(self) -> QWidget:
        from signs_studio.ui.recipe.augmentation_preview import AugmentationPreview

        self._preview = AugmentationPreview()
        self._preview.set_unavailable(self._no_preview)
        self._preview.wanted.connect(self.asked)
        return _column(self._form(*AUGMENTATION_FIELDS), self._preview)

    def _on_section_built(self) -> None:
        if self._draft is not None and self._validation is not None:
            self.show_draft(self._draft, validation=self._validation, dataset=self._dataset)
        if self._theme is not None:
            self.set_theme(self._theme)

    def _on_form_edited(self, field: Field, text: str) -> None:
        if self._draft is not None:
            title = self.tr("change {field}").format(field=str(field.title).lower())
            self.edited.emit(self._draft.with_field(field.name, text), title, field.name)

    def _on_network_edited(
        self, layers: tuple[LayerDraft, ...], title: str, merge_key: str
    ) -> None:
        if self._draft is not None:
            self.edited.emit(replace(self._draft, layers=layers), title, merge_key)

    def _on_preset_chosen(self, name: str) -> None:
        preset = PRESETS[name]
        title = self.tr("preset {title}").format(title=str(preset.title))
        self.edited.emit(preset.draft, title, "")


@dataclass(frozen=True)
class _Fold:
    """A folded section, what it says of a draft, and the names of the fields in it."""

    section: FoldedSection
    summary: Callable[[Draft], str]
    names: frozenset[str]


def _column(*widgets: QWidget) -> QWidget:
    column = QWidget()
    layout = QVBoxLayout(column)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(GRID)
    for widget in widgets:
        layout.addWidget(widget)
    return column


def _heading(text: str) -> QLabel:
    heading = QLabel(text)
    heading.setProperty("role", "heading")
    heading.setContentsMargins(0, 2 * GRID, 0, 0)
    return heading
