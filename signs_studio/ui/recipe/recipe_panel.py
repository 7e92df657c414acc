"""The recipe as a form: data, preset, network, optimizer and training."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import Shiboken

from signs_studio.fields.declared import fields_of
from signs_studio.recipe.optimizers import OPTIMIZER, OPTIMIZERS
from signs_studio.recipe.presets import PRESETS
from signs_studio.recipe.schedules import SCHEDULE, SCHEDULES, WARMUP_EPOCHS
from signs_studio.recipe.settings import (
    AUGMENTATION_FIELDS,
    BATCH_SIZE,
    EPOCHS,
    INITIALIZER,
    LEARNING_RATE,
    SEED,
)
from signs_studio.recipe.stopping import STOPPING_FIELDS
from signs_studio.ui.forms.fields_form import GRID, FieldsForm
from signs_studio.ui.recipe.data_section import DataSection
from signs_studio.ui.recipe.folded_section import FoldedSection
from signs_studio.ui.recipe.network_editor import NetworkEditor
from signs_studio.ui.widgets.call_later import call_later
from signs_studio.ui.widgets.quiet_inputs import QuietComboBox
from signs_studio.ui.widgets.tab_order import focus_next
from signs_studio.ui.wording.declared import shown
from signs_studio.ui.wording.summaries import (
    PENALTY_FIELDS,
    augmentation_summary,
    ends_summary,
    penalties_summary,
    schedule_summary,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from PySide6.QtCore import QObject
    from PySide6.QtGui import QFocusEvent

    from signs_studio.data.dataset import Dataset, Pictures
    from signs_studio.fields.declared import Field
    from signs_studio.recipe.draft import Draft, LayerDraft, Validation
    from signs_studio.ui.recipe.augmentation_preview import AugmentationPreview
    from signs_studio.ui.recipe.schedule_curve import ScheduleCurve
    from signs_studio.ui.widgets.theme import Theme

RING = 2
"""The width of the ring around the panel, in pixels, for which there is always room."""


class RecipePanel(QScrollArea):
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
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        # Tab leads to what is in it.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._draft: Draft | None = None
        self._validation: Validation | None = None
        self._dataset: Dataset | None = None
        self._forms: list[FieldsForm] = []
        self._theme: Theme | None = None
        self._curve: ScheduleCurve | None = None
        self._preview: AugmentationPreview | None = None
        self._no_preview = ""
        self._shows = ""
        self._left: QWidget | None = None
        self._wrong: frozenset[str] = frozenset()
        self._live: Collection[str] | None = None

        self.data_section = DataSection()
        self._preset = QuietComboBox()
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
        self._ends = self._fold(
            self.tr("Early end"), "ends_section", fields=STOPPING_FIELDS, summary=ends_summary
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
        self._folds = (self._schedule, self._ends, self._penalties, self._augmentation)

        content = QWidget()
        layout = QVBoxLayout(content)
        # The words of folds begin a step further in than the folds, and so does all else.
        sides = (side - RING for side in (GRID, 2 * GRID, 2 * GRID, 2 * GRID))
        layout.setContentsMargins(*sides)
        layout.setSpacing(GRID)
        layout.addWidget(self.data_section)
        parts: tuple[QWidget, ...] = (
            _column(_heading(self.tr("Preset")), self._preset, self._preset_shows),
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
        self._content = content
        self.setWidget(content)

    def show_draft(self, draft: Draft, *, validation: Validation, dataset: Dataset | None) -> None:
        """Shows a draft and its errors, silently; what is newly wrong is scrolled into view."""
        self._draft, self._validation, self._dataset = draft, validation, dataset
        errors = {error.field: error.message for error in validation.errors}
        for fold in self._folds:
            fold.section.set_summary(fold.summary(draft))
            if not fold.names.isdisjoint(errors):
                fold.section.open()
        self._optimizer_settings.set_fields(fields_of(OPTIMIZERS, draft.optimizer))
        if self._schedule_settings is not None:
            self._schedule_settings.set_fields(fields_of(SCHEDULES, draft.schedule))
        texts = draft_texts(draft)
        for form in self._forms:
            form.show_texts(texts, errors=errors)
        self._network.show_layers(draft, dataset=dataset, errors=errors)
        index, self._shows = -1, self.tr("Differs from every preset.")
        for i, preset in enumerate(PRESETS.values()):
            if preset.draft == draft:
                index, self._shows = i, shown(preset.shows)
        self._preset.setCurrentIndex(index)
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
        # Room for the longest words: what is beneath stays where it is, whatever they say.
        self._preset_shows.setMinimumHeight(2 * self._preset_shows.fontMetrics().lineSpacing())
        self._fit_width()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keeps the room that what is inside needs by now: nothing of it is cut off."""
        if watched is self._content and event.type() == QEvent.Type.LayoutRequest:
            self._fit_width()
        return super().eventFilter(watched, event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Goes on through the inputs as they stand."""
        start = self._left_input() if self.hasFocus() else None
        return focus_next(self, forward=forward, start=start) or super().focusNextPrevChild(forward)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Forgets which input left it the focus once a person puts it there with a click."""
        super().focusInEvent(event)
        if event.reason() == Qt.FocusReason.MouseFocusReason:
            self._left = None

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

    def _fit_width(self) -> None:
        bar = self.verticalScrollBar().sizeHint().width()
        self.setMinimumWidth(self._content.minimumSizeHint().width() + bar + 2 * RING)

    def _show_live(self) -> None:
        """What can be changed, and in the place of what the recipe shows, why not the rest.

        An input that is closed while it has the focus leaves it to the panel until it is open
        again: the focus would jump to whatever input is open.
        """
        focused = QApplication.focusWidget()
        locked = self._live is not None
        self._preset.setEnabled(not locked)
        self._network.set_live(self._live)
        for form in self._forms:
            form.set_enabled_names(self._live)
        words = self.tr(
            "What you change counts from the next epoch. Press Stop to change the rest."
        )
        self._preset_shows.setText(words if locked else self._shows)
        left = self._left_input()
        if focused is self and left is not None and left.isEnabled():
            self._left = None
            left.setFocus(Qt.FocusReason.OtherFocusReason)
        elif focused is not None and self.isAncestorOf(focused) and not focused.isEnabled():
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            self._left = focused

    def _left_input(self) -> QWidget | None:
        """Returns the input that left the panel the focus, while it is there."""
        left = self._left
        there = left is not None and Shiboken.isValid(left) and left.isVisible()
        return left if there else None

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
