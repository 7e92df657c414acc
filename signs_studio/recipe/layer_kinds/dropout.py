"""Dropout."""

from signs_studio.fields.declared import NumberField
from signs_studio.messages import Message
from signs_studio.numbers import format_number
from signs_studio.recipe.layer_kinds.kind import LayerKind

KIND = LayerKind(
    Message("recipe", "Dropout"),
    Message(
        "recipe", "While training, sets some numbers to zero at random: none may be relied upon."
    ),
    (
        NumberField(
            name="rate",
            title=Message("recipe", "Rate"),
            help=Message("recipe", "Which share of the numbers is dropped."),
            default=0.5,
            minimum=0.0,
            maximum=0.95,
            live=True,
            main=True,
        ),
    ),
    place=6,
    size_words=lambda layer: format_number(float(layer.settings["rate"])),
)
