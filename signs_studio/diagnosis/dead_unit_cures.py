"""Recipes by which a ReLU that gives 0 for every picture may live."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from signs_studio.messages import Message
from signs_studio.numbers import format_number, round_significant, typeset
from signs_studio.recipe.draft import draft_layer, draft_of, validate
from signs_studio.recipe.recipe import INITIALIZER, SEED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signs_studio.recipe.draft import Draft
    from signs_studio.recipe.recipe import Recipe

_SLOWER = 10


@dataclass(frozen=True)
class RecipeVariant:
    """A changed recipe.

    Attributes:
        title: What is changed, in a few words.
        draft: All of the recipe; its seed is the same unless that is what is changed.
    """

    title: Message
    draft: Draft


@dataclass(frozen=True)
class Cure:
    """A way in which a dead unit may live.

    Attributes:
        why: How it helps, in a sentence.
        variants: Recipes to try, each of which can be trained; one at least.
    """

    why: Message
    variants: tuple[RecipeVariant, ...]


def dead_unit_cures(recipe: Recipe, layer: int) -> tuple[Cure, ...]:
    """Returns what to try against a dead unit.

    See Lu et al. 2019, "Dying ReLU and Initialization".

    Args:
        recipe: Recipe of the run.
        layer: Index of the hidden layer that has the unit.
    """
    draft = draft_of(recipe)
    rate = format_number(round_significant(recipe.learning_rate / _SLOWER, 6))
    seed = str((recipe.seed + 1) % (int(SEED.maximum) + 1))
    normal = Message("cures", "Batch norm before it")
    normalised = (*draft.layers[:layer], draft_layer("batch_norm"), *draft.layers[layer:])
    cures = (
        (
            Message(
                "cures",
                "Start elsewhere: whether W x + b is ever above 0 is often settled by the first "
                "weights.",
            ),
            (
                RecipeVariant(
                    INITIALIZER.choices["he_normal"], draft.with_field("initializer", "he_normal")
                ),
                RecipeVariant(
                    Message("cures", "Seed {seed}").format(seed=seed),
                    draft.with_field("seed", seed),
                ),
            ),
        ),
        (
            Message(
                "cures",
                "An activation that does not end at 0: it has a slope below 0 as well, so that the "
                "weights can still move.",
            ),
            tuple(
                RecipeVariant(title, _with_activation(draft, layer, name))
                for name, title in (
                    ("leaky_relu", Message("recipe", "Leaky ReLU")),
                    ("elu", Message("recipe", "ELU")),
                )
            ),
        ),
        (
            Message(
                "cures",
                "Gentler steps, or inputs that lie around 0: one long step can push W x + b below "
                "0 for good.",
            ),
            (
                RecipeVariant(
                    Message("cures", "Learning rate {rate}").format(rate=typeset(rate)),
                    draft.with_field("learning_rate", rate),
                ),
                RecipeVariant(normal, replace(draft, layers=normalised)),
            ),
        ),
    )
    valid = ((why, _valid(variants, draft)) for why, variants in cures)
    return tuple(Cure(why, variants) for why, variants in valid if variants)


def _with_activation(draft: Draft, layer: int, name: str) -> Draft:
    changed = draft.layers[layer].with_setting("activation", name)
    return replace(draft, layers=(*draft.layers[:layer], changed, *draft.layers[layer + 1 :]))


def _valid(variants: Sequence[RecipeVariant], before: Draft) -> tuple[RecipeVariant, ...]:
    """Returns those that change anything and can be trained."""
    return tuple(
        variant
        for variant in variants
        if variant.draft != before and validate(variant.draft).recipe is not None
    )
