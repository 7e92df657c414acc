"""Comparison of runs: what differs between their recipes, and whether one reads pictures better."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from signs_studio.recipe.layers import LAYER_KINDS
from signs_studio.recipe.recipe import RECIPE_KINDS, recipe_fields
from signs_studio.recipe.schema import values_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from signs_studio.fields.declared import Field, FieldValue
    from signs_studio.recipe.changes import Change
    from signs_studio.recipe.layer_kinds.kind import Layer
    from signs_studio.recipe.recipe import Recipe
    from signs_studio.runs.predictions import Predictions
    from signs_studio.runs.record import DataReference, RunRecord

    Value = FieldValue | tuple[Layer, ...] | tuple[Change, ...] | DataReference | None

SIGNIFICANCE = 0.05
"""A difference that luck alone would make less often than this is one of the networks."""

_EXACT_UP_TO = 1000
"""Disagreements of which the binomial distribution is summed; of more, chi-squared is as good."""

LAYERS, DATA, CHANGES = "layers", "data", "changes"
"""Names of what may differ and is no field of a recipe."""

_KIND_SETTINGS = {
    field.name: choice
    for choice, kinds in RECIPE_KINDS.items()
    for kind in kinds.values()
    for field in kind.fields
}
"""The choice whose kinds have a setting, by the setting's name."""


@dataclass(frozen=True)
class Difference:
    """A setting that is not the same in all of several runs.

    Attributes:
        name: Of the field, as ``validate`` has it (``learning_rate``, ``layers.0.units``); or
            ``LAYERS``, ``DATA`` or ``CHANGES``.
        values: Of each run: the field's, None where its recipe has no such field; the layers; the
            reference to its data; what was changed while it was trained.
        field: Its declaration; None where it is no field.
        follows_from: Name of the choice that differs and brings the setting with it, such as
            ``optimizer``; empty where it was set on its own.
    """

    name: str
    values: tuple[Value, ...]
    field: Field | None = None
    follows_from: str = ""


def run_differences(records: Sequence[RunRecord]) -> tuple[Difference, ...]:
    """Returns all that differs between runs: their data, recipes, and changes while training."""
    first, *others = records
    found = list(recipe_differences([record.recipe for record in records]))
    if not all(first.origin.is_same(other.origin) for other in others):
        found.insert(0, Difference(DATA, tuple(record.origin for record in records)))
    if any(other.changes != first.changes for other in others):
        found.append(Difference(CHANGES, tuple(record.changes for record in records)))
    return tuple(found)


def recipe_differences(recipes: Sequence[Recipe]) -> tuple[Difference, ...]:
    """Returns what differs between recipes, two at least, in the order of the form.

    Where layers differ in number or kind they are one difference; else each setting of a layer is
    one of its own.
    """
    values = [values_of(recipe) for recipe in recipes]
    fields: dict[str, Field] = {}
    for each in values:
        fields |= recipe_fields(each)
    found = list(_differing(fields, values))
    differing = {difference.name for difference in found}
    settings = [
        Difference(each.name, each.values, each.field, choice)
        if (choice := _KIND_SETTINGS.get(each.name, "")) in differing
        else each
        for each in found
    ]
    return (*_layer_differences(recipes), *settings)


def changed_on_their_own(differences: Sequence[Difference]) -> tuple[Difference, ...]:
    """Returns the differences that follow from no other.

    Where there is more than one, a comparison does not tell which of them counts.
    """
    return tuple(each for each in differences if not each.follows_from)


def _layer_differences(recipes: Sequence[Recipe]) -> Iterator[Difference]:
    kinds = [[layer.kind for layer in recipe.layers] for recipe in recipes]
    if any(each != kinds[0] for each in kinds):
        yield Difference(LAYERS, tuple(recipe.layers for recipe in recipes))
        return
    for index, kind in enumerate(kinds[0]):
        fields = {field.name: field for field in LAYER_KINDS[kind].fields}
        values = [recipe.layers[index].settings for recipe in recipes]
        for each in _differing(fields, values):
            yield Difference(f"{LAYERS}.{index}.{each.name}", each.values, each.field)


def _differing(
    fields: Mapping[str, Field], values: Sequence[Mapping[str, FieldValue]]
) -> Iterator[Difference]:
    for name, field in fields.items():
        held = tuple(each.get(name) for each in values)
        if any(value != held[0] for value in held):
            yield Difference(name, held, field)


class Verdict(StrEnum):
    """Which of two runs reads pictures better."""

    TIE = "tie"
    FIRST = "first"
    SECOND = "second"


@dataclass(frozen=True, eq=False, kw_only=True)
class Comparison:
    """Comparison of two runs' predictions for the same pictures.

    Attributes:
        verdict: Which is better, beyond what luck explains.
        p_value: How often luck alone would part two equally good networks at least as far, 0..1.
        count: Pictures in all.
        right: How many of them the first reads correctly, and the second.
        first_only: Pictures that only the first reads correctly, (M,) intp.
        second_only: Pictures that only the second reads correctly, (M,) intp.
        disagreed: Pictures that they read as different signs, both wrongly or not, (M,) intp.
    """

    verdict: Verdict
    p_value: float
    count: int
    right: tuple[int, int]
    first_only: NDArray[np.intp]
    second_only: NDArray[np.intp]
    disagreed: NDArray[np.intp]


def compare_predictions(first: Predictions, second: Predictions) -> Comparison:
    """Compares two runs' predictions for the same pictures with McNemar's test.

    Accuracies of the same pictures rise and fall together, so that comparing their intervals would
    miss differences that are sure; the test looks only at pictures on which one of the two is
    right.

    Raises:
        ValueError: They are not predictions for as many pictures.
    """
    if len(first.right) != len(second.right):
        raise ValueError(f"{len(first.right)} and {len(second.right)} pictures are not the same")
    first_only = np.flatnonzero(first.right & ~second.right)
    second_only = np.flatnonzero(second.right & ~first.right)
    p_value = mcnemar(len(first_only), len(second_only))
    verdict = Verdict.TIE
    if p_value < SIGNIFICANCE:
        verdict = Verdict.FIRST if len(first_only) > len(second_only) else Verdict.SECOND
    return Comparison(
        verdict=verdict,
        p_value=p_value,
        count=len(first.right),
        right=(int(np.count_nonzero(first.right)), int(np.count_nonzero(second.right))),
        first_only=first_only,
        second_only=second_only,
        disagreed=np.flatnonzero(first.predicted != second.predicted),
    )


def mcnemar(first_only: int, second_only: int) -> float:
    """Returns the two-sided p-value of McNemar's test, 0..1.

    That is how often a fair coin would part the disagreements at least as unevenly: from the
    binomial distribution, and of very many from chi-squared with Edwards' correction.

    Args:
        first_only: Pictures that only the first of two reads correctly.
        second_only: Pictures that only the second does.
    """
    fewer, count = min(first_only, second_only), first_only + second_only
    if 2 * fewer == count:
        return 1.0
    if count > _EXACT_UP_TO:
        statistic = (abs(first_only - second_only) - 1) ** 2 / count
        return math.erfc(math.sqrt(statistic / 2))
    return min(1.0, 2 * sum(math.comb(count, k) for k in range(fewer + 1)) / (1 << count))
