"""A recipe in words: what to call it, and all of it that is not as it is by default."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from signs_studio.fields.declared import text_of
from signs_studio.messages import Message
from signs_studio.numbers import format_full
from signs_studio.recipe.draft import draft_of, validate
from signs_studio.recipe.layer_kinds.kind import ACTIVATION
from signs_studio.recipe.layers import LAYER_KIND, LAYER_KINDS
from signs_studio.recipe.optimizers import OPTIMIZER, OPTIMIZERS
from signs_studio.recipe.presets import PRESETS
from signs_studio.recipe.recipe import (
    BATCH_SIZE,
    EPOCHS,
    LEARNING_RATE,
    SEED,
)
from signs_studio.recipe.schedules import SCHEDULE, SCHEDULES, WARMUP_EPOCHS
from signs_studio.wording.summaries import field_words, set_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signs_studio.fields.declared import Field
    from signs_studio.recipe.layer_kinds.kind import Layer
    from signs_studio.recipe.recipe import Recipe


def recipe_title(recipe: Recipe) -> str:
    """Returns the preset that a recipe is, or else what it is in a few words."""
    for title, preset in _preset_recipes():
        if recipe == preset:
            return str(title)
    return describe_recipe(recipe)


def describe_recipe(recipe: Recipe) -> str:
    """Returns a recipe in a few words: "25-12 ReLU, L2 0.003, Adam 0.0001, seed 1"."""
    rate = format_full(recipe.learning_rate)
    optimizer = f"{OPTIMIZERS[recipe.optimizer.name].title!s} {rate}"
    seed = Message("recipe_words", "seed {seed}").text(seed=str(recipe.seed))
    return ", ".join([describe_layers(recipe.layers), *_set(recipe), optimizer, seed])


def describe_layers(layers: Sequence[Layer]) -> str:
    """Returns layers in a few words: "conv 16-32 25 ReLU, max pool 2"."""
    # Layers of one kind are told together; those with weights come first, and dense ones unnamed.
    kinds = dict.fromkeys(layer.kind for layer in layers)
    weighing = [kind for kind in LAYER_KINDS if kind in kinds and _has(kind, ACTIVATION.name)]
    weighing.sort(key=lambda kind: kind == LAYER_KIND.default)
    named = [layer.settings.get(ACTIVATION.name) for layer in layers]
    titles = (str(ACTIVATION.choices[str(name)]) for name in named if name is not None)
    activations = ", ".join(dict.fromkeys(titles))
    told = [_kind_words(kind, layers) for kind in weighing]
    network = (
        " ".join(filter(None, (*told, activations)))
        or Message("recipe_words", "softmax alone").text()
    )
    parts = [_kind_words(kind, layers) for kind in kinds if kind not in weighing]
    return ", ".join([network, *parts])


def recipe_lines(recipe: Recipe) -> list[str]:
    """Returns all of a recipe that is not as by default, in lines: its layers, then the rest."""
    layers = layers_words(recipe.layers)
    texts = draft_of(recipe).texts
    optimizer = OPTIMIZERS[recipe.optimizer.name]
    schedule = (SCHEDULE, *SCHEDULES[recipe.schedule.kind].fields, WARMUP_EPOCHS)
    training = [
        str(optimizer.title),
        field_words(LEARNING_RATE, texts[LEARNING_RATE.name]),
        *_words(recipe, (*optimizer.fields, *schedule)),
        *(field_words(field, texts[field.name]) for field in (BATCH_SIZE, EPOCHS, SEED)),
    ]
    told = (OPTIMIZER, LEARNING_RATE, *optimizer.fields, *schedule, BATCH_SIZE, EPOCHS, SEED)
    rest = _words(recipe, [field for field in _fields(recipe) if field not in told])
    lines = [
        Message("recipe_words", "Layers: {layers}").text(layers=layers),
        ", ".join(training),
        ", ".join(rest),
    ]
    return [line for line in lines if line]


def layers_words(layers: Sequence[Layer]) -> str:
    """Returns layers in words: ``dense (units 25, ReLU), dense (units 12, ReLU)``."""
    words = ", ".join(_layer_words(layer) for layer in layers)
    return words or Message("recipe_words", "none").text()


@cache
def _preset_recipes() -> tuple[tuple[Message, Recipe | None], ...]:
    presets = PRESETS.values()
    return tuple((preset.title, validate(preset.draft).recipe) for preset in presets)


def _has(kind: str, setting: str) -> bool:
    return any(field.name == setting for field in LAYER_KINDS[kind].fields)


def _kind_words(name: str, layers: Sequence[Layer]) -> str:
    """Returns all layers of a kind with their first main settings: ``conv 16-32``.

    The side of a square is left out.
    """
    kind = LAYER_KINDS[name]
    main = [field.name for field in kind.fields if field.main and field.name != kind.square]
    own = (layer.settings for layer in layers if layer.kind == name)
    sizes = "-".join(text_of(settings[main[0]]) for settings in own) if main else ""
    title = "" if name == LAYER_KIND.default else str(kind.title).lower()
    return f"{title} {sizes}".strip()


def _set(recipe: Recipe) -> list[str]:
    """Returns what is not as it is by default, of what a few words do not name anyway."""
    # How long it is trained is seen beside its curves. An epsilon is another one in every recipe
    # that began as the article's, and tells nothing.
    told = {OPTIMIZER.name, LEARNING_RATE.name, SEED.name, EPOCHS.name, "epsilon"}
    return _words(recipe, [field for field in _fields(recipe) if field.name not in told])


def _layer_words(layer: Layer) -> str:
    """Returns a layer in words: ``dense (units 25, ReLU)``."""
    kind = LAYER_KINDS[layer.kind]
    texts = {name: text_of(value) for name, value in layer.settings.items()}
    told = [
        field_words(field, texts[field.name])
        for field in kind.fields
        if field.main or texts[field.name] != field.default_text
    ]
    title = str(kind.title).lower()
    return f"{title} ({', '.join(told)})" if told else title


def _fields(recipe: Recipe) -> Sequence[Field]:
    return tuple(draft_of(recipe).fields.values())


def _words(recipe: Recipe, fields: Sequence[Field]) -> list[str]:
    words = set_words(fields, draft_of(recipe).texts)
    schedule = str(SCHEDULES[recipe.schedule.kind].title)
    return [each.lower() if each == schedule else each for each in words]
