"""The article's costs beside those of a run of the same preset, as it goes on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from signs_studio.figures import Table
from signs_studio.messages import Message
from signs_studio.recipe.draft import validate
from signs_studio.recipe.presets import find_preset

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from signs_studio.runs.record import RunRecord


def cost_table(published: Mapping[int, float], *, preset: str, runs: Iterable[RunRecord]) -> Table:
    """A row for each published cost.

    Args:
        published: Costs by epoch, from 0.
        preset: The name of what was trained to get them.
        runs: Of which the first one is shown that trains the same; its seed and its number of
            epochs are its own.
    """
    same = next((record for record in runs if _is_of(record, preset)), None)
    costs = same.series("cost") if same is not None else ()
    ours = (
        Message("published_costs", "Run {number}").text(number=str(same.run_id))
        if same is not None
        else Message("published_costs", "Your run").text()
    )
    rows = []
    for epoch, cost in published.items():
        found = f"{costs[epoch]:.6f}" if epoch < len(costs) else ""
        rows.append((str(epoch), f"{cost:.6f}", found))
    return Table(
        title=Message("published_costs", "Cost after epoch").text(),
        headings=(
            Message("published_costs", "Epoch").text(),
            Message("published_costs", "Article").text(),
            ours,
        ),
        rows=tuple(rows),
    )


def _is_of(record: RunRecord, preset: str) -> bool:
    recipe = validate(find_preset(preset).draft).recipe
    if recipe is None:
        return False
    theirs = record.recipe
    return not record.changes and replace(recipe, epochs=theirs.epochs, seed=theirs.seed) == theirs
