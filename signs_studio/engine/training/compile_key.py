"""The part of a recipe that is compiled, and the part that may change while a run goes on."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from signs_studio.engine.network.forward import given_shapes
from signs_studio.engine.network.layers import LAYER_OPS, array_shapes
from signs_studio.recipe.frozen import FrozenSettings
from signs_studio.recipe.layer_kinds.kind import Layer
from signs_studio.recipe.layers import live_settings, make_layer
from signs_studio.recipe.optimizers import OPTIMIZERS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from signs_studio.data.dataset import Dataset
    from signs_studio.fields.declared import FieldValue
    from signs_studio.recipe.recipe import Recipe
    from signs_studio.runs.devices import Device

# What one call may leave of the epochs that it computes: so little that to clear and copy it takes
# no time that counts.
_MAX_BYTES = 1 << 20
_MAX_EPOCHS = 64


@dataclass(frozen=True, kw_only=True)
class CompileKey:
    """All that an epoch is compiled for. What is not in here may change without compiling.

    Attributes:
        layers: All layers without their live settings, the softmax layer's dense one last.
        picture_shape: Height, width and channels.
        optimizer: A name in ``OPTIMIZERS``.
        numbers: Names of the live numbers, ``learning_rate`` first.
        switches: Settings that are on or off: the optimizer's and the augmentation's.
        batch_size: Pictures in a step.
        train_count: Pictures in the training set.
        test_count: Pictures in the test set.
        dtype: Of the pictures: "uint8" or "float32".
        device: Where it is computed.
    """

    layers: tuple[Layer, ...]
    picture_shape: tuple[int, int, int]
    optimizer: str
    numbers: tuple[str, ...]
    switches: tuple[tuple[str, bool], ...]
    batch_size: int
    train_count: int
    test_count: int
    dtype: str
    device: Device

    @property
    def under_xla(self) -> bool:
        """True where the epoch is compiled by XLA: where no layer is slower that way."""
        slow = any(LAYER_OPS[layer.kind].is_slow_under_xla for layer in self.layers)
        return self.device.is_gpu or not slow

    @property
    def classes(self) -> int:
        """Units of the softmax layer."""
        return self.layers[-1].whole("units")

    @property
    def epochs_per_call(self) -> int:
        """Number of epochs that a call may compute: 1 where what an epoch leaves is not small.

        That is its state, what is said of the test pictures, and the order it needs. Where XLA is
        not taken, a call takes far less time than what it computes.
        """
        if not self.under_xla:
            return 1
        given = given_shapes(self.layers, self.picture_shape)
        numbers = sum(
            math.prod(shape)
            for layer, before in zip(self.layers, given, strict=False)
            for shape in array_shapes(layer, before).values()
        )
        numbers *= 1 + len(OPTIMIZERS[self.optimizer].slots)
        numbers += self.test_count * self.classes + self.train_count
        return max(1, min(_MAX_EPOCHS, _MAX_BYTES // (4 * numbers)))


def compile_key_of(recipe: Recipe, dataset: Dataset, *, device: Device) -> CompileKey:
    """Returns the key for which an epoch of ``recipe`` on ``dataset`` is compiled."""
    return CompileKey(
        layers=tuple(map(_without_live, all_layers(recipe, classes=dataset.classes))),
        picture_shape=dataset.picture_shape,
        optimizer=recipe.optimizer.name,
        numbers=tuple(live_numbers(recipe)),
        switches=_switches(recipe),
        batch_size=recipe.batch_size,
        train_count=len(dataset.train_y),
        test_count=len(dataset.test_y),
        dtype=dataset.train_x.dtype.name,
        device=device,
    )


def with_recipe(key: CompileKey, recipe: Recipe) -> CompileKey:
    """The key after ``recipe.changes``; the same one where nothing of it is compiled in."""
    return replace(
        key,
        numbers=tuple(live_numbers(recipe)),
        switches=_switches(recipe),
        batch_size=recipe.batch_size,
    )


def all_layers(recipe: Recipe, *, classes: int) -> tuple[Layer, ...]:
    """The hidden layers, and the dense one whose sums the softmax is given."""
    return (*recipe.layers, make_layer("dense", units=classes, activation="linear"))


def live_numbers(recipe: Recipe) -> dict[str, float]:
    """The numbers that a compiled epoch is told anew each time, by name.

    These are the learning rate, the optimizer's numbers, and of those below all that are not zero:
    what is zero costs no time, and making it more than zero compiles anew. A layer's are named like
    ``layers.0.rate``; the recipe's penalties are added to those of each kernel.
    """
    numbers = _numbers(recipe.optimizer.settings)
    extra = {"label_smoothing": recipe.label_smoothing, **_numbers(recipe.augmentation)}
    # How many classes there are does not matter here.
    for index, layer in enumerate(all_layers(recipe, classes=1)):
        for name in live_settings(layer.kind):
            also = {"l1": recipe.l1, "l2": recipe.l2}.get(name, 0)
            extra[f"layers.{index}.{name}"] = float(layer.settings[name]) + also
    return {
        "learning_rate": recipe.learning_rate,
        **numbers,
        **{name: value for name, value in extra.items() if value},
    }


def _switches(recipe: Recipe) -> tuple[tuple[str, bool], ...]:
    chosen = {**recipe.optimizer.settings, **recipe.augmentation}
    return tuple((name, value) for name, value in chosen.items() if isinstance(value, bool))


def _numbers(settings: Mapping[str, FieldValue]) -> dict[str, float]:
    return {name: float(v) for name, v in settings.items() if not isinstance(v, bool)}


def _without_live(layer: Layer) -> Layer:
    live = live_settings(layer.kind)
    kept = {name: value for name, value in layer.settings.items() if name not in live}
    return Layer(layer.kind, FrozenSettings(kept))
