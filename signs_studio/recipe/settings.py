"""The recipe: everything a person chose for a run, as a draft while it is edited, then frozen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from signs_studio.errors import RecipeError
from signs_studio.recipe.fields import (
    ChoiceField,
    FieldValue,
    NumberField,
    format_number,
    quoted,
)
from signs_studio.recipe.layers import (
    ACTIVATION,
    MOST_LAYERS,
    MOST_PARAMETERS,
    UNITS,
    Dense,
    count_parameters,
)
from signs_studio.recipe.optimizers import OPTIMIZER, OPTIMIZERS, Optimizer

if TYPE_CHECKING:
    from collections.abc import Mapping

INITIALIZER = ChoiceField(
    name="initializer",
    title="Initial weights",
    help="Where the weights start; the biases always start at zero.",
    default="xavier_uniform",
    choices={
        "xavier_uniform": "Xavier uniform",
        "he_normal": "He normal",
        "normal": "Normal, 0.05",
        "zeros": "Zeros",
    },
)

LEARNING_RATE = NumberField(
    name="learning_rate",
    title="Learning rate",
    help="How long each step is. Not a number, or a cost that jumps? Lower this.",
    default=1e-4,
    minimum=1e-12,
    maximum=1e6,
    suggestions=(1e-6, 3e-6, 1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0),
)

BATCH_SIZE = NumberField(
    name="batch_size",
    title="Batch size",
    help="How many pictures are looked at before each update of the weights.",
    default=32,
    minimum=1,
    maximum=65536,
    whole=True,
    suggestions=(1, 8, 16, 32, 64, 128, 256, 512),
)

EPOCHS = NumberField(
    name="epochs",
    title="Epochs",
    help="How many times the whole training set is gone through.",
    default=1500,
    minimum=1,
    maximum=1_000_000,
    whole=True,
)

SEED = NumberField(
    name="seed",
    title="Seed",
    help="The same seed draws the same first weights and the same order of pictures.",
    default=1,
    minimum=0,
    maximum=2**31 - 1,
    whole=True,
)

SCALAR_FIELDS: Mapping[str, NumberField | ChoiceField] = MappingProxyType(
    {f.name: f for f in (INITIALIZER, OPTIMIZER, LEARNING_RATE, BATCH_SIZE, EPOCHS, SEED)}
)


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """A recipe that can be trained: every value is in range. Make one with ``validate``.

    Attributes:
        layers: The hidden layers, first to last; the softmax layer follows the data's classes.
        initializer: A choice of ``INITIALIZER``.
        optimizer: The optimizer and its settings.
        learning_rate: Length of a step, above 0.
        batch_size: Pictures in a step; the last step of an epoch takes what is left.
        epochs: Passes over the training set.
        seed: Draws the first weights and the order of pictures of every epoch.
    """

    layers: tuple[Dense, ...]
    initializer: str
    optimizer: Optimizer
    learning_rate: float
    batch_size: int
    epochs: int
    seed: int

    def draft(self) -> Draft:
        """The draft that validates to this recipe."""
        settings = {name: _text(value) for name, value in self.optimizer.settings.items()}
        return Draft(
            layers=tuple(LayerDraft(str(layer.units), layer.activation) for layer in self.layers),
            optimizer_settings=MappingProxyType(settings),
            initializer=self.initializer,
            optimizer=self.optimizer.name,
            learning_rate=format_number(self.learning_rate),
            batch_size=str(self.batch_size),
            epochs=str(self.epochs),
            seed=str(self.seed),
        )


@dataclass(frozen=True)
class LayerDraft:
    """A hidden layer as it stands in the form."""

    units: str
    activation: str


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A recipe while it is edited: texts as typed, right or wrong. Every edit makes a new one."""

    layers: tuple[LayerDraft, ...]
    optimizer_settings: Mapping[str, str]
    initializer: str = INITIALIZER.default_text
    optimizer: str = OPTIMIZER.default_text
    learning_rate: str = LEARNING_RATE.default_text
    batch_size: str = BATCH_SIZE.default_text
    epochs: str = EPOCHS.default_text
    seed: str = SEED.default_text

    def with_field(self, name: str, text: str) -> Draft:
        """This draft with one field changed.

        Args:
            name: A name in ``SCALAR_FIELDS``, a setting of the draft's optimizer, or ``layers``,
                whose text is like ``25:relu,12:tanh`` (no hidden layers: empty).
            text: The new value as typed; whether it fits is for ``validate`` to say.

        Raises:
            RecipeError: When there is no such field.
        """
        if name == "optimizer":
            return replace(self, optimizer=text, optimizer_settings=default_settings(text))
        if name == "layers":
            return replace(self, layers=_layers_from_text(text))
        if name in SCALAR_FIELDS:
            values: dict[str, str] = {name: text}
            return replace(self, **values)  # type: ignore[arg-type]  # all of SCALAR_FIELDS are str
        if name in self.optimizer_settings:
            settings = {**self.optimizer_settings, name: text}
            return replace(self, optimizer_settings=MappingProxyType(settings))
        known = ", ".join(["layers", *SCALAR_FIELDS, *self.optimizer_settings])
        raise RecipeError(f"There is no field {quoted(name)} here; the fields are {known}.")


@dataclass(frozen=True)
class FieldError:
    """What is wrong with one field, in a plain sentence.

    Attributes:
        field: The field's name; a layer's is like ``layers.0.units``.
        message: What was expected and what came.
    """

    field: str
    message: str


@dataclass(frozen=True)
class Validation:
    """What a check found: the recipe, or every error in the draft."""

    recipe: Recipe | None
    errors: tuple[FieldError, ...]


def default_settings(optimizer: str) -> Mapping[str, str]:
    """The settings of an optimizer as texts; none for a name that is no optimizer's."""
    fields = OPTIMIZERS[optimizer].fields if optimizer in OPTIMIZERS else ()
    return MappingProxyType({field.name: field.default_text for field in fields})


def validate(draft: Draft) -> Validation:
    """Checks every field of ``draft`` and says all that is wrong at once."""
    errors: list[FieldError] = []

    def read(field: NumberField | ChoiceField, name: str, text: str) -> FieldValue:
        try:
            return field.parse(text)
        except ValueError as error:
            errors.append(FieldError(name, str(error)))
            return field.default

    scalars = {name: read(f, name, getattr(draft, name)) for name, f in SCALAR_FIELDS.items()}
    layers = tuple(
        Dense(
            units=int(read(UNITS, f"layers.{i}.units", layer.units)),
            activation=str(read(ACTIVATION, f"layers.{i}.activation", layer.activation)),
        )
        for i, layer in enumerate(draft.layers)
    )
    if len(layers) > MOST_LAYERS:
        message = f"A network has at most {MOST_LAYERS} hidden layers, but this one has"
        errors.append(FieldError("layers", f"{message} {len(layers)}: remove some."))

    name = str(scalars["optimizer"])
    settings: dict[str, FieldValue] = {}
    for setting in OPTIMIZERS[name].fields:
        text = draft.optimizer_settings.get(setting.name, setting.default_text)
        try:
            settings[setting.name] = setting.parse(text)
        except ValueError as error:
            errors.append(FieldError(setting.name, str(error)))

    if errors:
        return Validation(None, tuple(errors))
    recipe = Recipe(
        layers=layers,
        initializer=str(scalars["initializer"]),
        optimizer=Optimizer(name, MappingProxyType(settings)),
        learning_rate=float(scalars["learning_rate"]),
        batch_size=int(scalars["batch_size"]),
        epochs=int(scalars["epochs"]),
        seed=int(scalars["seed"]),
    )
    return Validation(recipe, ())


def check_fits(recipe: Recipe, *, picture_shape: tuple[int, int, int], classes: int) -> None:
    """Checks that the network is of a size that can be trained on pictures of this shape.

    Raises:
        RecipeError: When it has more than ``MOST_PARAMETERS`` parameters.
    """
    parameters = count_parameters(recipe.layers, picture_shape=picture_shape, classes=classes)
    if parameters > MOST_PARAMETERS:
        raise RecipeError(
            f"A network may have up to {MOST_PARAMETERS:,} parameters, but on these pictures this "
            f"one has {parameters:,}: take fewer units."
        )


def _text(value: FieldValue) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else format_number(value)


def _layers_from_text(text: str) -> tuple[LayerDraft, ...]:
    layers = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        units, _, activation = part.partition(":")
        layers.append(LayerDraft(units.strip(), activation.strip() or ACTIVATION.default))
    return tuple(layers)


def draft_to_json(draft: Draft) -> dict[str, object]:
    """A draft as JSON can hold it."""
    scalars: dict[str, object] = {name: getattr(draft, name) for name in SCALAR_FIELDS}
    layers = [{"units": layer.units, "activation": layer.activation} for layer in draft.layers]
    return {**scalars, "layers": layers, "optimizer_settings": dict(draft.optimizer_settings)}


def draft_from_json(saved: Mapping[str, object]) -> Draft:
    """A draft as it was saved; whatever of it makes no sense keeps its default.

    Args:
        saved: What ``draft_to_json`` gave, or anything that a file held instead.
    """
    draft = Draft(layers=(), optimizer_settings=default_settings(OPTIMIZER.default))
    for name in SCALAR_FIELDS:
        text = saved.get(name)
        if isinstance(text, str) and (name != "optimizer" or text in OPTIMIZERS):
            draft = draft.with_field(name, text)
    settings = saved.get("optimizer_settings")
    for name, text in settings.items() if isinstance(settings, dict) else ():
        if name in draft.optimizer_settings and isinstance(text, str):
            draft = draft.with_field(name, text)
    layers = saved.get("layers")
    rows = [row for row in layers if isinstance(row, dict)] if isinstance(layers, list) else []
    return replace(
        draft,
        layers=tuple(
            LayerDraft(
                _saved_text(row.get("units"), UNITS.default_text),
                _saved_text(row.get("activation"), ACTIVATION.default_text),
            )
            for row in rows[:MOST_LAYERS]
        ),
    )


def _saved_text(saved: object, default: str) -> str:
    return saved if isinstance(saved, str) else default
