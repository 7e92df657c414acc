"""Batch normalisation."""

from signs_studio.fields.declared import NumberField
from signs_studio.messages import Message
from signs_studio.recipe.layer_kinds.kind import LayerKind

KIND = LayerKind(
    Message("recipe", "Batch norm"),
    Message(
        "recipe", "Gives every channel mean 0 and variance 1 over the batch, then learns its own."
    ),
    (
        NumberField(
            name="momentum",
            title=Message("recipe", "Momentum"),
            help=Message(
                "recipe", "How much of the running means and variances is kept at each step."
            ),
            default=0.99,
            minimum=0.0,
            maximum=0.99999,
        ),
        NumberField(
            name="epsilon",
            title=Message("recipe", "Epsilon"),
            help=Message("recipe", "A small number that keeps a division from being by zero."),
            default=1e-3,
            minimum=1e-5,
            maximum=1.0,
        ),
    ),
    place=7,
    # A scale and an offset for every channel.
    parameters=lambda _layer, shape: 2 * shape[-1],
)
