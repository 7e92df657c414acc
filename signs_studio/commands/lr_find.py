"""``signs-studio lr-find``: find the learning rates that a recipe can be trained with."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from signs_studio.commands.data_arguments import (
    add_data_arguments,
    data_source,
    open_data,
)
from signs_studio.commands.json_text import json_text
from signs_studio.commands.progress_line import ProgressLine
from signs_studio.commands.recipe_arguments import add_recipe_arguments, recipe_epilog
from signs_studio.commands.train_recipe import make_recipe
from signs_studio.messages import Message
from signs_studio.recipe.recipe import check_fits
from signs_studio.wording.learning_rates import seeds_differ_message

if TYPE_CHECKING:
    import argparse

    from signs_studio.insight.learning_rate_range import LearningRateRange

SUMMARY = "Find the learning rates that a recipe can be trained with."

EXIT_FAILED = 1
_ROWS = 25
_COST_LETTERS = 7


def epilog() -> str:
    """Returns the text at the end of the command's help."""
    return (
        "New networks of three seeds are trained for some hundred steps, or a thousand and more"
        "\nwhere so few say nothing, with a learning rate that rises from step to step (Smith"
        f"\n2017); no run is made. Costs are means over neighbouring steps.\n\n{recipe_epilog()}"
    )


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares what the command takes."""
    add_data_arguments(parser)
    add_recipe_arguments(parser)
    parser.add_argument("--json", action="store_true", help="print it all as one line of JSON")


def run(args: argparse.Namespace) -> int:
    """Trains with rising rates, and prints the costs and the range that they suggest.

    Returns:
        0, or 1 where TensorFlow is missing.

    Raises:
        PersonError: The recipe or the data cannot be used, or nothing is learnt at any rate.
    """
    recipe = make_recipe(preset=args.preset, shared=args.recipe, fields=args.fields)
    source = data_source(args)
    line = ProgressLine(sys.stderr)
    try:
        dataset = open_data(source, line)
        check_fits(recipe, picture_shape=dataset.picture_shape, classes=dataset.classes)
        line.show(str(Message("report", "TensorFlow is loading")), rare=True)
    finally:
        line.clear()
    for said in (*dataset.notes, *dataset.skipped):
        print(said, file=sys.stderr)
    from signs_studio.commands.kept_network import load_engine

    if not load_engine():
        return EXIT_FAILED
    from signs_studio.insight.learning_rate_range import LearningRateRangeWanted
    from signs_studio.insight.question import Progress

    def tell(done: int, of: int) -> None:
        words = Message("report", "Step {done} of {of}").format(done=done, of=of)
        line.show(str(words), share=done / of)

    try:
        found = LearningRateRangeWanted(recipe, dataset).answer(Progress(tell=tell))
    finally:
        line.clear()
    if args.json:
        print(json_text(_facts(found)))
    else:
        _print(found, first_seed=recipe.seed)
    return 0


def _facts(found: LearningRateRange) -> dict[str, object]:
    return {
        "rates": found.rates,
        "costs": found.costs,
        "low": found.low,
        "high": found.high,
        "middle": found.middle,
        "diverged": found.diverged,
        "is_within_spread": found.is_within_spread,
    }


def _print(found: LearningRateRange, *, first_seed: int) -> None:
    seed = Message("report", "seed {seed}")
    titles = [seed.text(seed=first_seed + index) for index in range(len(found.costs))]
    print(Message("report", "Cost while the learning rate rises").text())
    widths = [max(len(title), _COST_LETTERS) for title in titles]
    print(f"{Message('report', 'learning rate').text():>14}", end="")
    print("".join(f"  {title:>{width}}" for title, width in zip(titles, widths, strict=True)))
    for place in range(0, len(found.rates), len(found.rates) // _ROWS):
        costs = zip(found.costs[:, place].tolist(), widths, strict=True)
        cells = "".join(f"  {cost:>{width}.3f}" for cost, width in costs)
        print(f"{found.rates[place]:>14.2g}{cells}")
    words = Message(
        "report", "Learning rates from {low} to {high} bring the cost down: try {rate}."
    )
    print(words.format(low=f"{found.low:.2g}", high=f"{found.high:.2g}", rate=f"{found.middle:g}"))
    if found.is_within_spread:
        print(seeds_differ_message(fall=found.fall, spread=found.spread))
