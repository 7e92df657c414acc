"""The recipe: everything that is chosen for a run. Its class is the table of all settings."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from signs_studio.errors import RecipeError
from signs_studio.fields.declared import ChoiceField, NumberField
from signs_studio.messages import Message
from signs_studio.recipe.augmentations import AUGMENTATION_FIELDS
from signs_studio.recipe.layer_kinds.kind import L1, L2
from signs_studio.recipe.network_summary import summarise_network
from signs_studio.recipe.optimizers import Optimizer
from signs_studio.recipe.schedules import Schedule
from signs_studio.recipe.schema import fields_in, kinds_in, part, setting, settings
from signs_studio.recipe.stopping import StoppingCriteria

if TYPE_CHECKING:
    from collections.abc import Mapping

    from signs_studio.fields.declared import Field, FieldValue, Kind
    from signs_studio.recipe.frozen import FrozenSettings
    from signs_studio.recipe.layer_kinds.kind import Layer

MAX_PARAMETERS = 100_000_000

INITIALIZER = ChoiceField(
    name="initializer",
    title=Message("recipe", "Initial weights"),
    help=Message("recipe", "Where the weights start; the biases always start at zero."),
    default="glorot_uniform",
    choices={
        "glorot_uniform": Message("recipe", "Xavier uniform"),
        "he_normal": Message("recipe", "He normal"),
        "random_normal": Message("recipe", "Normal, 0.05"),
        "zeros": Message("recipe", "Zeros"),
    },
)

LEARNING_RATE = NumberField(
    name="learning_rate",
    title=Message("recipe", "Learning rate"),
    help=Message(
        "recipe",
        "How long each step is; lower it where the cost jumps or is no longer a finite number.",
    ),
    default=1e-4,
    minimum=1e-12,
    maximum=1e6,
    suggestions=(1e-6, 3e-6, 1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0),
    live=True,
)

BATCH_SIZE = NumberField(
    name="batch_size",
    title=Message("recipe", "Batch size"),
    help=Message("recipe", "How many pictures are looked at before each update of the weights."),
    default=32,
    minimum=1,
    maximum=65536,
    whole=True,
    suggestions=(1, 8, 16, 32, 64, 128, 256, 512),
    live=True,
)

EPOCHS = NumberField(
    name="epochs",
    title=Message("recipe", "Epochs"),
    help=Message("recipe", "How many times the whole training set is gone through."),
    default=1500,
    minimum=1,
    maximum=1_000_000,
    whole=True,
)

SEED = NumberField(
    name="seed",
    title=Message("recipe", "Seed"),
    help=Message(
        "recipe", "The same seed draws the same first weights and the same order of pictures."
    ),
    default=1,
    minimum=0,
    maximum=2**31 - 1,
    whole=True,
)

LABEL_SMOOTHING = NumberField(
    name="label_smoothing",
    title=Message("recipe", "Label smoothing"),
    help=Message(
        "recipe", "How much of its certainty the network should spread evenly over all signs."
    ),
    default=0.0,
    minimum=0.0,
    maximum=0.9,
    live=True,
)


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """A recipe that can be trained: every value is in range. Made by ``draft.validate``.

    Each attribute says which fields it holds. All that concerns every setting alike (drafts, files,
    the command line, live changes, words) follows from here.

    Attributes:
        layers: The hidden layers, first to last; the softmax layer follows the data's classes.
        initializer: A choice of ``INITIALIZER``.
        learning_rate: Length of a step, above 0, from which the schedule starts.
        optimizer: The optimizer and its settings.
        schedule: How the learning rate goes from epoch to epoch.
        batch_size: Pictures in a step; the last step of an epoch takes what is left.
        epochs: Passes over the training set.
        stopping: What ends a run before that.
        seed: Draws the first weights, the order of pictures of every epoch, and all chance.
        l1: Times the sum of all kernels' sizes is added to what is minimised; a layer's own l1
            comes on top for its kernel.
        l2: The same with the sum of their squares.
        label_smoothing: Share of every label that is spread over all classes.
        augmentation: How training pictures are changed at random each time they are seen, by the
            names of ``AUGMENTATIONS``.
    """

    layers: tuple[Layer, ...]
    initializer: str = setting(INITIALIZER)
    learning_rate: float = setting(LEARNING_RATE)
    optimizer: Optimizer = part(Optimizer)
    schedule: Schedule = part(Schedule)
    batch_size: int = setting(BATCH_SIZE)
    epochs: int = setting(EPOCHS)
    stopping: StoppingCriteria = part(StoppingCriteria)
    seed: int = setting(SEED)
    l1: float = setting(L1)
    l2: float = setting(L2)
    label_smoothing: float = setting(LABEL_SMOOTHING)
    augmentation: FrozenSettings[FieldValue] = settings(AUGMENTATION_FIELDS)

    @property
    def has_dropout(self) -> bool:
        """True if a layer drops outputs at random while training."""
        return any(float(layer.settings.get("rate", 0.0)) > 0 for layer in self.layers)

    @property
    def has_augmentation(self) -> bool:
        """True if training pictures are augmented."""
        return any(self.augmentation.values())


def recipe_fields(chosen: Mapping[str, FieldValue]) -> dict[str, Field]:
    """Returns the fields of a recipe but for its layers', by name.

    Args:
        chosen: Values or texts by name, of which those of ``RECIPE_KINDS`` say whose settings are
            among the fields.
    """
    return {field.name: field for field in fields_in(Recipe, chosen)}


RECIPE_FIELDS: Mapping[str, Field] = MappingProxyType(recipe_fields({}))
"""The fields that every recipe has, by name, whatever kinds are chosen."""

RECIPE_KINDS: Mapping[str, Mapping[str, Kind]] = MappingProxyType(kinds_in(Recipe))
"""The kinds that bring settings of their own, by the name of the field that chooses them."""


def check_fits(recipe: Recipe, *, picture_shape: tuple[int, int, int], classes: int) -> None:
    """Checks that the network can be trained on pictures of this shape.

    Raises:
        RecipeError: When a layer cannot use what it is given, or when there are more than
            ``MAX_PARAMETERS`` parameters.
    """
    network = summarise_network(recipe.layers, picture_shape=picture_shape, classes=classes)
    if network.problem is not None:
        raise RecipeError(network.problem.located)
    if network.parameters > MAX_PARAMETERS:
        raise RecipeError(
            Message(
                "recipe",
                "A network may have up to {most} parameters, but on these pictures this one has "
                "{parameters}: take fewer units.",
            ).format(most=MAX_PARAMETERS, parameters=network.parameters)
        )
