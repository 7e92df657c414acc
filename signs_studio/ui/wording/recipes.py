"""A recipe in words: what to call it, and all of it that is not as it is by default."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from signs_studio.fields.declared import fields_of, format_number, text_of
from signs_studio.recipe.draft import draft_of, validate
from signs_studio.recipe.kinds.kind import ACTIVATION
from signs_studio.recipe.layers import LAYER_KINDS
from signs_studio.recipe.live_edits import draft_texts
from signs_studio.recipe.optimizers import OPTIMIZERS
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
from signs_studio.ui.wording.declared import shown
from signs_studio.ui.wording.summaries import PENALTY_FIELDS, field_words, set_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signs_studio.fields.declared import Field
    from signs_studio.recipe.kinds.kind import Layer
    from signs_studio.recipe.settings import Recipe

_ALWAYS_TOLD = frozenset({"units", "filters", "size", "rate", "activation"})
"""Settings of layers that say something also where they are as by default."""


def recipe_title(recipe: Recipe) -> str:
    """The preset that a recipe is, or else what it is in a few words."""
    for title, preset in _preset_recipes():
        if recipe == preset:
            return shown(title)
    return describe_recipe(recipe)


def describe_recipe(recipe: Recipe) -> str:
    """A recipe in a few words: "25-12 ReLU, L2 0.003, Adam 0.0001, seed 1"."""
    sizes = {
        kind: "-".join(str(layer.settings[size]) for layer in recipe.layers if layer.kind == kind)
        for kind, size in (("conv", "filters"), ("dense", "units"), ("dropout", "rate"))
    }
    named = [layer.settings.get(ACTIVATION.name) for layer in recipe.layers]
    titles = (shown(ACTIVATION.choices[str(name)]) for name in named if name is not None)
    activations = ", ".join(dict.fromkeys(titles))
    conv = _tr("conv {filters}").format(filters=sizes["conv"]) if sizes["conv"] else ""
    network = " ".join(filter(None, (conv, sizes["dense"], activations))) or _tr("softmax alone")
    others = dict.fromkeys(layer.kind for layer in recipe.layers)
    parts = [
        f"{shown(LAYER_KINDS[kind].title).lower()} {sizes.get(kind, '')}".rstrip()
        for kind in others
        if kind not in ("conv", "dense")
    ]
    rate = format_number(recipe.learning_rate)
    optimizer = f"{shown(OPTIMIZERS[recipe.optimizer.name].title)} {rate}"
    seed = _tr("seed {seed}").format(seed=recipe.seed)
    return ", ".join([network, *parts, *_set(recipe), optimizer, seed])


def recipe_lines(recipe: Recipe) -> list[str]:
    """All of a recipe that is not as it is by default, in lines: each layer's, then the rest."""
    texts = draft_texts(draft_of(recipe))
    layers = ", ".join(_layer_words(layer) for layer in recipe.layers) or _tr("none")
    optimizer = OPTIMIZERS[recipe.optimizer.name]
    training = [
        shown(optimizer.title),
        field_words(LEARNING_RATE, texts[LEARNING_RATE.name]),
        *set_words(optimizer.fields, texts),
        *_schedule_words(recipe),
        *(field_words(field, texts[field.name]) for field in (BATCH_SIZE, EPOCHS, SEED)),
    ]
    rest = _words(recipe, (INITIALIZER, *STOPPING_FIELDS, *PENALTY_FIELDS, *AUGMENTATION_FIELDS))
    lines = [_tr("Layers: {layers}").format(layers=layers), ", ".join(training), ", ".join(rest)]
    return [line for line in lines if line]


@cache
def _preset_recipes() -> tuple[tuple[str, Recipe | None], ...]:
    presets = PRESETS.values()
    return tuple((preset.title, validate(preset.draft).recipe) for preset in presets)


def _set(recipe: Recipe) -> list[str]:
    """What is not as it is by default, of what a few words do not name anyway."""
    # An epsilon is another one in every recipe that began as the article's, and tells nothing.
    optimizer = [f for f in OPTIMIZERS[recipe.optimizer.name].fields if f.name != "epsilon"]
    fields = (*PENALTY_FIELDS, *AUGMENTATION_FIELDS, INITIALIZER, BATCH_SIZE, *STOPPING_FIELDS)
    return [*_words(recipe, (*fields, *optimizer)), *_schedule_words(recipe)]


def _schedule_words(recipe: Recipe) -> list[str]:
    own = fields_of(SCHEDULES, recipe.schedule.kind)
    return [word.lower() for word in _words(recipe, (SCHEDULE, *own, WARMUP_EPOCHS))]


def _layer_words(layer: Layer) -> str:
    """``dense (units 25, ReLU)``."""
    kind = LAYER_KINDS[layer.kind]
    texts = {name: text_of(value) for name, value in layer.settings.items()}
    told = [
        field_words(field, texts[field.name])
        for field in kind.fields
        if field.name in _ALWAYS_TOLD or texts[field.name] != field.default_text
    ]
    title = shown(kind.title).lower()
    return f"{title} ({', '.join(told)})" if told else title


def _words(recipe: Recipe, fields: Sequence[Field]) -> list[str]:
    return set_words(fields, draft_texts(draft_of(recipe)))


def _tr(text: str) -> str:
    return QCoreApplication.translate("recipe_words", text)
