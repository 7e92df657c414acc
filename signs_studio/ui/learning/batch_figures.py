"""Tables and sentences of one explained step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from signs_studio.figures import Table
from signs_studio.messages import Message
from signs_studio.numbers import format_cost, format_fixed, format_significant
from signs_studio.recipe.optimizers import OPTIMIZERS
from signs_studio.wording.networks import layer_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signs_studio.insight.explained_batch import ExplainedBatch, LayerStep

_MOST_CLASSES = 10


def shapes_table(batch: ExplainedBatch) -> Table:
    """Returns what each layer gives."""
    pictures = Message("learning", "Pictures").text(), _shape_words(batch.shape)
    rows = [(name, _shape_words(layer.shape)) for name, layer in _named(batch.layers)]
    return Table(
        title=Message("learning", "1. Forward: what each layer gives").text(),
        headings=(
            Message("learning", "Layer").text(),
            Message("learning", "Pictures × numbers").text(),
        ),
        rows=(pictures, *rows),
    )


def outputs_table(batch: ExplainedBatch, class_names: Sequence[str]) -> Table:
    """Returns logits and probabilities of the examples; of many classes the likeliest."""
    headings = [
        Message("learning", "Class").text(),
        Message("learning", "True class of").text(),
    ]
    likeliest: set[int] = set()
    for place, example in enumerate(batch.examples, start=1):
        headings += [
            Message("learning", "Picture {place}: logit").text(place=place),
            Message("learning", "Picture {place}: p").text(place=place),
        ]
        order = np.argsort(-example.probabilities, kind="stable")
        likeliest.update(order[: _MOST_CLASSES // 2].tolist(), [example.label])
    shown = range(len(class_names))
    classes = shown if len(shown) <= _MOST_CLASSES else sorted(likeliest)
    rows = []
    for each in classes:
        places = [
            Message("learning", "picture {place}").text(place=place)
            for place, example in enumerate(batch.examples, start=1)
            if example.label == each
        ]
        row = [class_names[each], ", ".join(places)]
        for example in batch.examples:
            row += [format_fixed(example.logits[each], 2), f"{example.probabilities[each]:.3f}"]
        rows.append(tuple(row))
    return Table(
        title=Message("learning", "Logits and probabilities p").text(),
        headings=tuple(headings),
        rows=tuple(rows),
    )


def cost_words(batch: ExplainedBatch, class_names: Sequence[str]) -> str:
    """Returns how the cost of the batch comes about."""
    one = Message(
        "learning",
        "Picture {place} shows {name}, which has the probability {share}: its cost is "
        "−ln {share} = {cost}.",
    )
    said = [
        one.text(
            place=place,
            name=class_names[example.label],
            share=format_significant(example.probabilities[example.label], 4),
            cost=format_cost(example.cost),
        )
        for place, example in enumerate(batch.examples, start=1)
    ]
    mean = Message("learning", "The mean over all {count} pictures is the cost, {cost}.")
    said.append(mean.text(count=batch.batch, cost=format_cost(batch.cost)))
    if not np.isclose(batch.objective, batch.cost, rtol=1e-5):
        more = Message("learning", "With label smoothing and penalties, {cost} is minimised.")
        said.append(more.text(cost=format_cost(batch.objective)))
    return " ".join(said)


def gradients_table(batch: ExplainedBatch) -> Table:
    """Returns how long the gradient of each layer is, and how far the step moves it."""
    return Table(
        title=Message("learning", "3. Backward: the gradient of each layer").text(),
        headings=(
            Message("learning", "Layer").text(),
            Message("learning", "Length of gradient").text(),
            Message("learning", "Update / weights").text(),
        ),
        rows=tuple(
            (name, format_significant(layer.gradient), format_significant(layer.update, 2))
            for name, layer in _named(batch.layers)
            if layer.gradient is not None and layer.update is not None
        ),
    )


def update_table(batch: ExplainedBatch) -> Table:
    """Returns the arithmetic of the weight's update."""
    title = Message("learning", "4. Update: one weight with {optimizer}")
    return Table(
        title=title.text(optimizer=OPTIMIZERS[batch.optimizer].title),
        headings=(
            Message("learning", "What").text(),
            Message("learning", "How").text(),
            Message("learning", "Number").text(),
        ),
        rows=tuple(
            (str(term.name), term.formula, format_significant(term.value, 6))
            for term in batch.terms
        ),
    )


def weight_words(batch: ExplainedBatch, class_names: Sequence[str]) -> str:
    """Returns which weight it is."""
    return Message(
        "learning",
        "The weight with which class {name} reads number {place} of the layer before: of the last "
        "layer's, the one with the largest gradient. This is step {step} of the run.",
    ).text(name=class_names[batch.unit], place=batch.weight + 1, step=batch.step)


def _named(layers: Sequence[LayerStep]) -> list[tuple[str, LayerStep]]:
    names = layer_names([step.layer for step in layers[:-1]])
    return list(zip(names, layers, strict=True))


def _shape_words(shape: Sequence[int]) -> str:
    return " × ".join(f"{each:,}" for each in shape)
