"""Recipes to start from, each of which shows something."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from signs_studio.errors import RecipeError
from signs_studio.fields.declared import find_name, quoted
from signs_studio.messages import Message
from signs_studio.recipe.draft import make_draft

if TYPE_CHECKING:
    from collections.abc import Mapping

    from signs_studio.recipe.draft import Draft


@dataclass(frozen=True, kw_only=True)
class Preset:
    """A named draft, and what it is there to show."""

    title: Message
    shows: Message
    draft: Draft


PRESETS: Mapping[str, Preset] = MappingProxyType(
    {
        "article": Preset(
            title=Message("recipe", "Article"),
            shows=Message(
                "recipe", "The article's network: 25, 12 and 6 units, Adam, 1500 epochs."
            ),
            # TensorFlow 1's Adam, which the article used, has this epsilon.
            draft=make_draft("25:relu,12:relu", epsilon="1e-8", seed="4"),
        ),
        "quick": Preset(
            title=Message("recipe", "Quick look"),
            shows=Message(
                "recipe", "A run of a few seconds, to see what happens when you click Train."
            ),
            # A leaky ReLU cannot die, so that a first run always learns.
            draft=make_draft("32:leaky_relu", learning_rate="0.0003", batch_size="64", epochs="40"),
        ),
        "wide": Preset(
            title=Message("recipe", "Wide"),
            shows=Message(
                "recipe", "Ten times the neurons: does it read more pictures that it never saw?"
            ),
            draft=make_draft("256:relu,128:relu", epochs="100"),
        ),
        "small": Preset(
            title=Message("recipe", "Too small"),
            shows=Message(
                "recipe", "Two neurons for six signs: they learn what they can, and stay there."
            ),
            draft=make_draft("2:leaky_relu", epochs="200"),
        ),
        "l2": Preset(
            title=Message("recipe", "L2"),
            shows=Message(
                "recipe",
                "The article's network with small weights: less gap between training and test.",
            ),
            draft=make_draft(
                "25:relu,12:relu", epsilon="1e-8", seed="4", l2="0.003", epochs="1000"
            ),
        ),
        "dropout": Preset(
            title=Message("recipe", "Dropout"),
            shows=Message(
                "recipe",
                "Neurons drop out at random while training: do the test pictures gain by it?",
            ),
            # A leaky ReLU cannot die, of which those that are left run a greater risk.
            draft=make_draft(
                "64:leaky_relu,dropout:0.3,32:leaky_relu,dropout:0.2", seed="4", epochs="400"
            ),
        ),
        "convnet": Preset(
            title=Message("recipe", "ConvNet"),
            shows=Message(
                "recipe",
                "Filters that slide over pictures, each seen a little different every time.",
            ),
            draft=make_draft(
                "conv:16:5:2,conv:32,max_pool,conv:64,max_pool,conv:64,max_pool,64,dropout:0.4",
                initializer="he_normal",
                learning_rate="0.001",
                epochs="70",
                seed="3",
                label_smoothing="0.1",
                translation="0.1",
                rotation="15",
                zoom="0.1",
                brightness="0.1",
            ),
        ),
        "fast": Preset(
            title=Message("recipe", "Too fast"),
            shows=Message(
                "recipe",
                "A learning rate so large that the cost is soon no longer a finite number.",
            ),
            draft=make_draft(
                "25:linear,12:linear",
                optimizer="sgd",
                # Few steps an epoch, so that the cost is seen to rise before that.
                learning_rate="0.02",
                batch_size="512",
                epochs="100",
            ),
        ),
    }
)

DEFAULT_PRESET = "article"


def find_preset(name: str) -> Preset:
    """Returns the preset of that name, or of that title in any case.

    Raises:
        RecipeError: When there is none; the message lists them.
    """
    found = find_name(name, {key: preset.title for key, preset in PRESETS.items()})
    if found is not None:
        return PRESETS[found]
    raise RecipeError(
        Message("recipe", "There is no preset {came}; the presets are {known}.").format(
            came=quoted(name), known=", ".join(PRESETS)
        )
    )
