"""Sentences on a comparison of runs: accuracies with intervals, what differs, which is better."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from signs_studio.diagnosis.comparison import CHANGES, DATA, LAYERS, Verdict, changed_on_their_own
from signs_studio.fields.declared import ChoiceField, SwitchField, text_of
from signs_studio.messages import Message, both
from signs_studio.numbers import format_percent, typeset
from signs_studio.recipe.recipe import SEED
from signs_studio.runs.metrics import wilson_interval
from signs_studio.wording.changes import change_words
from signs_studio.wording.counts import pictures_message
from signs_studio.wording.recipes import layers_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signs_studio.diagnosis.comparison import Comparison, Difference
    from signs_studio.messages import Value
    from signs_studio.recipe.recipe import Recipe

_LEAST_TOLD = 0.001
_MAX_LISTED = 3


def accuracy_message(right: int, count: int) -> Message:
    """``80.0 % of 120 pictures (95 % interval: 72.0 % to 86.2 %)``."""
    interval = wilson_interval(right, count)
    return Message(
        "comparison", "{accuracy:.1%} of {pictures} (95 % interval: {low:.1%} to {high:.1%})"
    ).format(
        accuracy=right / count if count else 0.0,
        pictures=pictures_message(count),
        low=interval.low,
        high=interval.high,
    )


def comparison_message(comparison: Comparison, *, first: str, second: str) -> Message:
    """Returns which of two runs reads pictures better, and what speaks for it.

    Args:
        comparison: Of their predictions.
        first: Name of the one.
        second: Name of the other.
    """
    counts = Message(
        "comparison",
        "{first} reads {first_right} of {pictures} correctly, {second} {second_right}.",
    ).format(
        first=first,
        first_right=comparison.right[0],
        pictures=pictures_message(comparison.count),
        second=second,
        second_right=comparison.right[1],
    )
    only_one = len(comparison.first_only) + len(comparison.second_only)
    if not only_one:
        return Message(
            "comparison", "A tie: both read the very same pictures correctly. {counts}"
        ).format(counts=counts)
    test = Message(
        "comparison",
        "Of {pictures} that only one of the two reads correctly, {first} has {first_only} and "
        "{second} {second_only}. Two equally good networks would be parted as far or further in "
        "{p_value} of such comparisons (McNemar's test).",
    ).format(
        pictures=pictures_message(only_one),
        first=first,
        first_only=len(comparison.first_only),
        second=second,
        second_only=len(comparison.second_only),
        p_value=p_value_words(comparison.p_value),
    )
    if comparison.verdict is Verdict.TIE:
        return Message("comparison", "A tie: the difference could be luck. {counts} {test}").format(
            counts=counts, test=test
        )
    better = first if comparison.verdict is Verdict.FIRST else second
    return Message(
        "comparison", "{better} is better, by more than luck explains. {counts} {test}"
    ).format(better=better, counts=counts, test=test)


def differences_message(differences: Sequence[Difference]) -> Message:
    """Returns how many things differ between runs, and what that means for comparing them."""
    own = changed_on_their_own(differences)
    if not own:
        return Message("comparison", "Nothing was set differently: these are the same runs again.")
    if len(own) > _MAX_LISTED:
        return Message(
            "comparison",
            "{count} things changed at once. Which of them made the difference, this comparison "
            "cannot say.",
        ).format(count=len(own))
    things = both([difference_title(each) for each in own])
    if len(own) > 1:
        return Message(
            "comparison",
            "{count} things changed at once: {things}. Which of them made the difference, this "
            "comparison cannot say.",
        ).format(count=len(own), things=things)
    if own[0].name == SEED.name:
        return Message(
            "comparison", "Only the seed changed: whatever differs between the results is chance."
        )
    return Message("comparison", "One thing changed: {things}.").format(things=things)


def differences_title(differences: Sequence[Difference]) -> Value:
    """Returns what differs in a few words: ``L2``, or how many things where they are many."""
    own = changed_on_their_own(differences)
    if not own:
        return Message("comparison", "nothing")
    if len(own) > _MAX_LISTED:
        return Message("comparison", "{count} things", "{count} thing", 0).format(count=len(own))
    return both([difference_title(each) for each in own])


def difference_title(difference: Difference) -> Value:
    """Returns the name of what differs: ``Learning rate``, ``Layer 2: Units``."""
    if difference.field is not None:
        if not difference.name.startswith(f"{LAYERS}."):
            return difference.field.title
        layer = int(difference.name.split(".")[1]) + 1
        return Message("comparison", "Layer {layer}: {field}").format(
            layer=layer, field=difference.field.title
        )
    titles = {
        LAYERS: Message("comparison", "Layers"),
        DATA: Message("comparison", "Data"),
        CHANGES: Message("comparison", "Changes while training"),
    }
    return titles[difference.name]


def difference_values(difference: Difference, recipes: Sequence[Recipe]) -> list[str]:
    """Returns the value of each run in words; a dash where its recipe has no such setting.

    Args:
        difference: Between the runs.
        recipes: Of each of them.
    """
    return [
        _value_words(difference, value, recipe)
        for value, recipe in zip(difference.values, recipes, strict=True)
    ]


def _value_words(difference: Difference, value: Any, recipe: Recipe) -> str:
    none = "\N{EN DASH}"
    match difference.field:
        case _ if value is None:
            return none
        case ChoiceField(choices=choices):
            return str(choices[str(value)])
        case SwitchField():
            return str(Message("comparison", "on") if value else Message("comparison", "off"))
        case None if difference.name == LAYERS:
            return layers_words(value)
        case None if difference.name == CHANGES:
            return "; ".join(change_words(recipe, change) for change in value) or none
        case None:
            return str(value.name)
    return typeset(text_of(value))


def verdict_message(comparison: Comparison, *, first: str, second: str) -> Message:
    """Returns which of two runs is better, in a word or two."""
    if comparison.verdict is Verdict.TIE:
        return Message("comparison", "a tie")
    better = first if comparison.verdict is Verdict.FIRST else second
    return Message("comparison", "{better} is better").format(better=better)


def p_value_words(p_value: float) -> Value:
    """Returns how often luck alone would do it: ``12.3 %``."""
    if p_value < _LEAST_TOLD:
        return Message("comparison", "less than {share:.1%}").format(share=_LEAST_TOLD)
    return format_percent(p_value)
