"""The article's costs beside those of a run of the same preset, as it goes on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from signs_studio.figures import Table
from signs_studio.messages import Message
from signs_studio.runs.run_names import run_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from signs_studio.recipe.recipe import Recipe
    from signs_studio.runs.record import RunRecord
    from signs_studio.ui.state.run_entry import RunEntry


def cost_table(published: Mapping[int, float], run: RunRecord | None) -> Table:
    """A row for each published cost.

    Args:
        published: Costs by epoch, from 0.
        run: What is shown beside them; None for nothing.
    """
    costs = run.series("cost") if run is not None else ()
    ours = run_name(run.run_id) if run is not None else Message("published_costs", "Your run")
    rows = []
    for epoch, cost in published.items():
        found = f"{costs[epoch]:.6f}" if epoch < len(costs) else ""
        rows.append((str(epoch), f"{cost:.6f}", found))
    return Table(
        title=Message("published_costs", "Cost after epoch").text(),
        headings=(
            Message("published_costs", "Epoch").text(),
            Message("published_costs", "Article").text(),
            str(ours),
        ),
        rows=tuple(rows),
    )


def trains_same(run: RunEntry, recipe: Recipe) -> bool:
    """Returns whether a run is of a recipe; its seed and its number of epochs are its own."""
    theirs = run.recipe
    if theirs is None or run.progress.changes:
        return False
    return replace(recipe, epochs=theirs.epochs, seed=theirs.seed) == theirs
