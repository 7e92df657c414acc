"""Criteria that end a run before its last epoch; ``engine.training.stopping`` applies them."""

from __future__ import annotations

from dataclasses import dataclass

from signs_studio.fields.declared import NumberField
from signs_studio.messages import Message
from signs_studio.recipe.schema import fields_in, setting

TARGET_COST = NumberField(
    name="target_cost",
    title=Message("recipe", "Target cost"),
    help=Message(
        "recipe", "Training ends once the cost on the training pictures is down to this; 0 is off."
    ),
    default=0.0,
    minimum=0.0,
    maximum=1e6,
    may_be_empty=True,
)

PATIENCE = NumberField(
    name="patience",
    title=Message("recipe", "Patience"),
    help=Message(
        "recipe", "Training ends once the test cost has not fallen for so many epochs; 0 is off."
    ),
    default=0,
    minimum=0,
    maximum=1_000_000,
    whole=True,
    may_be_empty=True,
)

TIME_LIMIT = NumberField(
    name="time_limit",
    title=Message("recipe", "Time limit"),
    unit=Message("recipe", "s"),
    help=Message(
        "recipe",
        "Training ends with the epoch that is under way after so many seconds of training; time "
        "in which TensorFlow compiles does not count; 0 is off.",
    ),
    default=0.0,
    minimum=0.0,
    maximum=1e7,
    may_be_empty=True,
)


@dataclass(frozen=True, kw_only=True)
class StoppingCriteria:
    """Stopping criteria of a run; one that is 0 is off and compared with nothing.

    Attributes:
        target_cost: The run ends after the first epoch whose cost, on the training pictures, is no
            higher. Trained on, it does not end for this a second time.
        patience: The run ends once the test cost has not fallen for so many epochs, and the weights
            of its lowest are brought back. Trained on from there, it has as many epochs to fall
            below that lowest.
        time_limit: The run ends after the epoch in which so many seconds of training are over,
            pauses left out; trained on, it has as many again. An epoch that TensorFlow compiles
            first counts as long as the next one that it does not, so that a run never ends
            before one of those. How far a run gets in a time is not
            the same twice, but its record says after which epoch it ended, and a run of as many
            epochs is the same to the bit.
    """

    target_cost: float = setting(TARGET_COST)
    patience: int = setting(PATIENCE)
    time_limit: float = setting(TIME_LIMIT)


STOPPING_FIELDS = fields_in(StoppingCriteria)
