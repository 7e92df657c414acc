"""The recipe: everything a person chose for a run, and the fields that declare it."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from signs_studio.errors import RecipeError
from signs_studio.fields.declared import ChoiceField, Field, NumberField, SwitchField
from signs_studio.recipe.kinds.kind import L1, L2
from signs_studio.recipe.optimizers import OPTIMIZER
from signs_studio.recipe.schedules import SCHEDULE, WARMUP_EPOCHS
from signs_studio.recipe.shapes import summarise_network
from signs_studio.recipe.stopping import STOPPING_FIELDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from signs_studio.recipe.kinds.kind import Layer
    from signs_studio.recipe.optimizers import Optimizer
    from signs_studio.recipe.schedules import Schedule
    from signs_studio.recipe.stopping import StoppingCriteria

MAX_PARAMETERS = 100_000_000

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
    help="How long each step is; lower it where the cost jumps or is no longer a finite number.",
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

LABEL_SMOOTHING = NumberField(
    name="label_smoothing",
    title="Label smoothing",
    help="How much of its certainty the network should spread evenly over all signs.",
    default=0.0,
    minimum=0.0,
    maximum=0.9,
)

AUGMENTATION_FIELDS: tuple[NumberField | SwitchField, ...] = (
    NumberField(
        name="shift",
        title="Shift",
        unit="share",
        help="How far pictures are moved, each way, as a share of their height and width.",
        default=0.0,
        minimum=0.0,
        maximum=0.5,
    ),
    NumberField(
        name="turn",
        title="Turn",
        unit="degrees",
        help="How far pictures are turned, either way, in degrees.",
        default=0.0,
        minimum=0.0,
        maximum=180.0,
    ),
    NumberField(
        name="scale",
        title="Scale",
        help="How much larger or smaller pictures are made, as a share.",
        default=0.0,
        minimum=0.0,
        maximum=0.5,
    ),
    SwitchField(
        name="flip",
        title="Flip",
        help="Mirrors half of the pictures, chosen at random, left to right.",
        default=False,
    ),
    NumberField(
        name="brightness",
        title="Brightness",
        help="How much brighter or darker pictures are made, as a share of white.",
        default=0.0,
        minimum=0.0,
        maximum=1.0,
    ),
    NumberField(
        name="noise",
        title="Noise",
        help="How much each pixel is changed at random, as a share of white.",
        default=0.0,
        minimum=0.0,
        maximum=1.0,
    ),
)

SCALAR_FIELDS: Mapping[str, Field] = MappingProxyType(
    {
        field.name: field
        for field in (
            INITIALIZER,
            OPTIMIZER,
            LEARNING_RATE,
            SCHEDULE,
            WARMUP_EPOCHS,
            BATCH_SIZE,
            EPOCHS,
            *STOPPING_FIELDS,
            SEED,
            L1,
            L2,
            LABEL_SMOOTHING,
            *AUGMENTATION_FIELDS,
        )
    }
)


@dataclass(frozen=True, kw_only=True)
class Augmentation:
    """How training pictures are changed at random each time they are seen; test pictures never.

    Each is drawn anew for every picture, evenly between its bounds.

    Attributes:
        shift: Moved up to this share of height and width each way.
        turn: Turned up to this many degrees either way.
        scale: Made larger by a factor between 1 - scale and 1 + scale.
        flip: Mirrored left to right with even chances.
        brightness: Up to this share of white is added or taken away.
        noise: Standard deviation of what is added to each number, as a share of white.
    """

    shift: float
    turn: float
    scale: float
    flip: bool
    brightness: float
    noise: float


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """A recipe that can be trained: every value is in range. Made by ``draft.validate``.

    Attributes:
        layers: The hidden layers, first to last; the softmax layer follows the data's classes.
        initializer: A choice of ``INITIALIZER``.
        optimizer: The optimizer and its settings.
        learning_rate: Length of a step, above 0, from which the schedule starts.
        schedule: How the learning rate goes from epoch to epoch.
        batch_size: Pictures in a step; the last step of an epoch takes what is left.
        epochs: Passes over the training set.
        ends: What ends a run before that.
        seed: Draws the first weights, the order of pictures of every epoch, and all chance.
        l1: Times the sum of all kernels' sizes is added to what is minimised; a layer's own l1
            comes on top for its kernel.
        l2: The same with the sum of their squares.
        label_smoothing: Share of every label that is spread over all classes.
        augmentation: How training pictures are changed.
    """

    layers: tuple[Layer, ...]
    initializer: str
    optimizer: Optimizer
    learning_rate: float
    schedule: Schedule
    batch_size: int
    epochs: int
    ends: StoppingCriteria
    seed: int
    l1: float
    l2: float
    label_smoothing: float
    augmentation: Augmentation


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
            f"A network may have up to {MAX_PARAMETERS:,} parameters, but on these pictures this "
            f"one has {network.parameters:,}: take fewer units."
        )
