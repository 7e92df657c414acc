"""A recipe while it is edited: texts as typed, and the check that makes them a recipe."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from signs_studio.errors import RecipeError
from signs_studio.fields.declared import ChoiceField, FieldError, fields_of, quoted, text_of
from signs_studio.recipe.frozen import FrozenSettings
from signs_studio.recipe.kinds.kind import L1, L2, Layer
from signs_studio.recipe.layers import LAYER_KIND, LAYER_KINDS, MAX_LAYERS
from signs_studio.recipe.optimizers import OPTIMIZER, OPTIMIZERS, Optimizer
from signs_studio.recipe.schedules import SCHEDULE, SCHEDULES, WARMUP_EPOCHS, Schedule
from signs_studio.recipe.settings import (
    AUGMENTATION_FIELDS,
    BATCH_SIZE,
    EPOCHS,
    INITIALIZER,
    LABEL_SMOOTHING,
    LEARNING_RATE,
    SCALAR_FIELDS,
    SEED,
    Augmentation,
    Recipe,
)
from signs_studio.recipe.stopping import (
    PATIENCE,
    STOPPING_FIELDS,
    TARGET_COST,
    TIME_LIMIT,
    StoppingCriteria,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from signs_studio.fields.declared import Field, FieldValue

_SHIFT, _TURN, _SCALE, _FLIP, _BRIGHTNESS, _NOISE = AUGMENTATION_FIELDS


@dataclass(frozen=True)
class LayerDraft:
    """A hidden layer as it stands in the form: its kind, and its settings as texts."""

    kind: str
    settings: Mapping[str, str]

    def with_setting(self, name: str, text: str) -> LayerDraft:
        """This layer with one setting changed."""
        own = {field.name: field for field in fields_of(LAYER_KINDS, self.kind)}
        text = _canonical(own[name], text) if name in own else text
        return LayerDraft(self.kind, FrozenSettings(self.settings, **{name: text}))


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A recipe while it is edited: texts as typed, right or wrong. Every edit makes a new one.

    A choice is held by its name, however it was typed.
    """

    layers: tuple[LayerDraft, ...]
    optimizer_settings: Mapping[str, str]
    # A constant learning rate, the default, has none.
    schedule_settings: Mapping[str, str] = dataclasses.field(
        default_factory=lambda: FrozenSettings({})
    )
    initializer: str = INITIALIZER.default_text
    optimizer: str = OPTIMIZER.default_text
    learning_rate: str = LEARNING_RATE.default_text
    schedule: str = SCHEDULE.default_text
    warmup_epochs: str = WARMUP_EPOCHS.default_text
    batch_size: str = BATCH_SIZE.default_text
    epochs: str = EPOCHS.default_text
    target_cost: str = TARGET_COST.default_text
    patience: str = PATIENCE.default_text
    time_limit: str = TIME_LIMIT.default_text
    seed: str = SEED.default_text
    l1: str = L1.default_text
    l2: str = L2.default_text
    label_smoothing: str = LABEL_SMOOTHING.default_text
    shift: str = _SHIFT.default_text
    turn: str = _TURN.default_text
    scale: str = _SCALE.default_text
    flip: str = _FLIP.default_text
    brightness: str = _BRIGHTNESS.default_text
    noise: str = _NOISE.default_text

    def with_field(self, name: str, text: str) -> Draft:
        """This draft with one field changed.

        Args:
            name: A name in ``SCALAR_FIELDS``, a setting of the draft's optimizer or schedule, or
                ``layers``, whose text is as of ``layers_from_text``.
            text: The new value as typed; whether it fits is for ``validate`` to say.

        Raises:
            RecipeError: When there is no such field.
        """
        if name in SCALAR_FIELDS:
            text = _canonical(SCALAR_FIELDS[name], text)
        if name == "optimizer":
            return replace(self, optimizer=text, optimizer_settings=default_settings(text))
        if name == "schedule":
            settings = default_schedule_settings(text)
            return replace(self, schedule=text, schedule_settings=settings)
        if name == "layers":
            return replace(self, layers=layers_from_text(text))
        if name in SCALAR_FIELDS:
            changed: dict[str, Any] = {name: text}
            return replace(self, **changed)
        if name in self.optimizer_settings:
            settings = FrozenSettings(self.optimizer_settings, **{name: text})
            return replace(self, optimizer_settings=settings)
        if name in self.schedule_settings:
            settings = FrozenSettings(self.schedule_settings, **{name: text})
            return replace(self, schedule_settings=settings)
        settings = {**self.optimizer_settings, **self.schedule_settings}
        known = ", ".join(["layers", *SCALAR_FIELDS, *settings])
        raise RecipeError(f"There is no field {quoted(name)} here; the fields are {known}.")


@dataclass(frozen=True)
class Validation:
    """What a check found: the recipe, or every error in the draft."""

    recipe: Recipe | None
    errors: tuple[FieldError, ...]


def default_settings(optimizer: str) -> Mapping[str, str]:
    """The settings of an optimizer as texts; none for a name that is no optimizer's."""
    return _default_texts(fields_of(OPTIMIZERS, optimizer))


def default_schedule_settings(schedule: str) -> Mapping[str, str]:
    """The settings of a schedule as texts; none for a name that is no schedule's."""
    return _default_texts(fields_of(SCHEDULES, schedule))


def draft_layer(kind: str, values: Sequence[str] = ()) -> LayerDraft:
    """A layer as it stands in the form.

    Args:
        kind: A name in ``LAYER_KINDS``; any other has no settings.
        values: The settings as typed, in the order of the kind's fields; those left out, and those
            left empty, have their defaults.
    """
    kind = LAYER_KIND.canonical(kind)
    fields = fields_of(LAYER_KINDS, kind)
    texts = dict(_default_texts(fields))
    for field, text in zip(fields, values, strict=False):
        if text:
            texts[field.name] = _canonical(field, text)
    return LayerDraft(kind, FrozenSettings(texts))


def layers_from_text(text: str) -> tuple[LayerDraft, ...]:
    """Layers from a text such as ``conv:16:3,max_pool,25:relu``; none from an empty one.

    Parts stand between commas: a kind, and its settings in the order of its fields, of which the
    last may be left out. A part that does not begin with a letter is a dense layer's settings.
    """
    layers = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        kind, *values = (value.strip() for value in part.split(":"))
        if not kind[:1].isalpha():
            kind, values = "dense", [kind, *values]
        kind = LAYER_KIND.canonical(kind)
        most = len(fields_of(LAYER_KINDS, kind))
        if len(values) > most:
            # Kept where it will be found wrong: in the last setting, or where there is none, in
            # the kind.
            if most:
                values = [*values[: most - 1], ":".join(values[most - 1 :])]
            else:
                kind, values = part, []
        layers.append(draft_layer(kind, values))
    return tuple(layers)


def draft_of(recipe: Recipe) -> Draft:
    """The draft that validates to ``recipe``."""
    holders = {
        **dict.fromkeys((field.name for field in AUGMENTATION_FIELDS), recipe.augmentation),
        **dict.fromkeys((field.name for field in STOPPING_FIELDS), recipe.ends),
        WARMUP_EPOCHS.name: recipe.schedule,
    }
    scalars = {
        name: text_of(getattr(holders.get(name, recipe), name))
        for name in SCALAR_FIELDS
        if name not in ("optimizer", "schedule")
    }
    return Draft(
        layers=tuple(LayerDraft(layer.kind, _texts(layer.settings)) for layer in recipe.layers),
        optimizer=recipe.optimizer.name,
        optimizer_settings=_texts(recipe.optimizer.settings),
        schedule=recipe.schedule.kind,
        schedule_settings=_texts(recipe.schedule.settings),
        **scalars,
    )


def validate(draft: Draft) -> Validation:
    """Checks every field of ``draft`` and says all that is wrong at once."""
    errors: list[FieldError] = []
    texts = {name: getattr(draft, name) for name in SCALAR_FIELDS}
    scalars = _read(tuple(SCALAR_FIELDS.values()), texts, errors)
    layers, wrong = read_layers(draft.layers)
    errors += wrong
    name = str(scalars["optimizer"])
    settings = _read(OPTIMIZERS[name].fields, draft.optimizer_settings, errors)
    kind = str(scalars["schedule"])
    schedule_settings = _read(SCHEDULES[kind].fields, draft.schedule_settings, errors)
    if errors:
        return Validation(None, tuple(errors))
    recipe = Recipe(
        layers=layers,
        initializer=str(scalars["initializer"]),
        optimizer=Optimizer(name, settings),
        learning_rate=float(scalars["learning_rate"]),
        schedule=Schedule(kind, schedule_settings, int(scalars["warmup_epochs"])),
        batch_size=int(scalars["batch_size"]),
        epochs=int(scalars["epochs"]),
        ends=StoppingCriteria(
            target_cost=float(scalars["target_cost"]),
            patience=int(scalars["patience"]),
            time_limit=float(scalars["time_limit"]),
        ),
        seed=int(scalars["seed"]),
        l1=float(scalars["l1"]),
        l2=float(scalars["l2"]),
        label_smoothing=float(scalars["label_smoothing"]),
        augmentation=Augmentation(
            shift=float(scalars["shift"]),
            turn=float(scalars["turn"]),
            scale=float(scalars["scale"]),
            flip=bool(scalars["flip"]),
            brightness=float(scalars["brightness"]),
            noise=float(scalars["noise"]),
        ),
    )
    return Validation(recipe, ())


def read_layers(
    drafts: Sequence[LayerDraft],
) -> tuple[tuple[Layer, ...], tuple[FieldError, ...]]:
    """The layers that drafts spell, and all that is wrong with them.

    What is wrong has its default in the layers. Whether their shapes work is for
    ``shapes.summarise_network`` to say, which knows the pictures.
    """
    errors: list[FieldError] = []
    layers = []
    for i, draft in enumerate(drafts):
        prefix = f"layers.{i}."
        kind = str(_read((LAYER_KIND,), {"kind": draft.kind}, errors, prefix=prefix)["kind"])
        settings = _read(LAYER_KINDS[kind].fields, draft.settings, errors, prefix=prefix)
        layers.append(Layer(kind, settings))
    if len(layers) > MAX_LAYERS:
        message = f"A network has at most {MAX_LAYERS} hidden layers, but this one has"
        errors.append(FieldError("layers", f"{message} {len(layers)}: remove some."))
    return tuple(layers), tuple(errors)


def _read(
    fields: tuple[Field, ...],
    texts: Mapping[str, str],
    errors: list[FieldError],
    *,
    prefix: str = "",
) -> FrozenSettings[FieldValue]:
    """The values of fields; what is wrong is added to ``errors`` and has its default."""
    values: dict[str, FieldValue] = {}
    for field in fields:
        try:
            values[field.name] = field.parse(texts.get(field.name, field.default_text))
        except ValueError as error:
            errors.append(FieldError(prefix + field.name, str(error)))
            values[field.name] = field.default
    return FrozenSettings(values)


def _canonical(field: Field, text: str) -> str:
    return field.canonical(text) if isinstance(field, ChoiceField) else text


def _default_texts(fields: tuple[Field, ...]) -> Mapping[str, str]:
    return FrozenSettings({field.name: field.default_text for field in fields})


def _texts(settings: Mapping[str, FieldValue]) -> Mapping[str, str]:
    return FrozenSettings({name: text_of(value) for name, value in settings.items()})
