"""Sentences on what the doctor found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.messages import Message
from signs_studio.runs.findings import FindingKind

if TYPE_CHECKING:
    from signs_studio.messages import Value
    from signs_studio.runs.findings import Finding

_SENTENCES = {
    FindingKind.LAYER_DEAD: Message(
        "findings",
        "{layer}: every ReLU is dead for all test pictures, so that nothing gets through "
        "and nothing is learnt: try another seed, a lower learning rate or Leaky ReLU.",
    ),
    FindingKind.MANY_DEAD: Message(
        "findings",
        "{layer}: {limit:.0%} or more of the ReLUs are dead for all test pictures: try "
        "another seed, a lower learning rate or Leaky ReLU.",
    ),
    FindingKind.HALF_DEAD: Message(
        "findings",
        "{layer}: half of the ReLUs or more are dead for all test pictures. The network "
        "learns with the others. Choose a dead unit in Network to see why it is dead and what to "
        "try.",
    ),
    FindingKind.SATURATED: Message(
        "findings",
        "{layer}: {limit:.0%} or more of the units are saturated, at one of their ends for nearly "
        "every test picture, where they hardly learn: try a lower learning rate, smaller initial "
        "weights, a batch norm before it or ReLU.",
    ),
    FindingKind.VANISHING: Message(
        "findings",
        "The gradients vanish on their way back: the first layer's are less than a thousandth of "
        "the last one's, so that it hardly learns: try ReLU, fewer layers, He initial weights or "
        "a batch norm.",
    ),
    FindingKind.EXPLODING: Message(
        "findings",
        "{layer}: each step changes the weights by more than {limit:.0%} of their size, which "
        "undoes what was learnt: try a lower learning rate.",
    ),
    FindingKind.STUCK: Message(
        "findings",
        "The cost stays at {cost:.2f}, no better than guessing, which costs {guessing:.2f}: try a "
        "higher learning rate, another seed or other initial weights.",
    ),
    FindingKind.RISING: Message(
        "findings", "The cost is rising: try a lower learning rate or a larger batch."
    ),
    FindingKind.DRIFTING: Message(
        "findings",
        "The test cost is rising while the training cost falls: the network overfits, it learns "
        "the training pictures by heart. Try L2, dropout, augmentation, more pictures or fewer "
        "epochs.",
    ),
    FindingKind.SETS_DIFFER: Message(
        "findings",
        "The test cost is rising while the training cost falls, and the test pictures are unlike "
        "those to learn from: brightness {test_brightness:.0%} against {train_brightness:.0%}, "
        "contrast {test_contrast:.0%} against {train_contrast:.0%}. Take both under the same "
        "light, or prepare both in the same way.",
    ),
    FindingKind.ONE_SIGN: Message(
        "findings",
        "Every test picture is read as the same sign, which happens to be right for "
        "{accuracy:.1%} of them: try another learning rate, another seed, or as many pictures of "
        "each sign.",
    ),
    FindingKind.NOT_SCALED: Message(
        "findings",
        "The pictures use little of the scale from black to white (brightness {brightness:.0%}, "
        "contrast {contrast:.1%}), so that the weights learn slowly: take pictures with more "
        "contrast, stretch them to the whole scale, or begin with a batch norm.",
    ),
    FindingKind.LINEAR: Message(
        "findings",
        "{layer}: with a linear activation it is one with the layer after it, and both together "
        "learn no more than one layer would: try ReLU or tanh.",
    ),
    FindingKind.TEST_IN_TRAINING: Message(
        "findings",
        "{copies:,} of the {test_pictures:,} test pictures are among the training pictures as "
        "well, so that the test accuracy is better than it should be: leave the copies out in the "
        "data card.",
    ),
    FindingKind.TEST_TOO_GOOD: Message(
        "findings",
        "The test pictures are read better ({accuracy:.1%}) than those to learn from "
        "({train_accuracy:.1%}), which nothing in the recipe explains: see in the data card "
        "whether they are copies of training pictures, or easier ones.",
    ),
    FindingKind.FEW_PICTURES: Message(
        "findings",
        "{parameters:,} parameters learn from {pictures:,} pictures, and read {train_accuracy:.1%} "
        "of these but {accuracy:.1%} of the test: there are too few pictures for a network of this "
        "size. Try more pictures, augmentation or a smaller network.",
    ),
    FindingKind.NOT_FINITE: Message(
        "findings", "The cost is no longer a finite number: try a lower learning rate."
    ),
}
_STUCK_AGAIN = Message(
    "findings",
    "The cost is back at {cost:.2f}, no better than guessing, which costs {guessing:.2f}: what was "
    "learnt is lost. Reset, and try a lower learning rate.",
)
_TEST_AHEAD = {
    (True, False): Message(
        "findings",
        "The test pictures are read better than the training pictures, and all is well: dropout "
        "makes reading harder, but only while training.",
    ),
    (False, True): Message(
        "findings",
        "The test pictures are read better than the training pictures, and all is well: "
        "augmentation makes reading harder, but only while training.",
    ),
    (True, True): Message(
        "findings",
        "The test pictures are read better than the training pictures, and all is well: dropout "
        "and augmentation make reading harder, but only while training.",
    ),
}


def finding_message(finding: Finding) -> Message:
    """Returns what was found, and what to try."""
    values: dict[str, Value] = dict(finding.values)
    if finding.layer is not None:
        values["layer"] = _layer_name(finding.layer, hidden_layers=values["hidden_layers"])
    match finding.kind:
        case FindingKind.STUCK if values["has_learnt"]:
            sentence = _STUCK_AGAIN
        case FindingKind.TEST_AHEAD:
            sentence = _TEST_AHEAD[bool(values["dropout"]), bool(values["augmentation"])]
        case _:
            sentence = _SENTENCES[finding.kind]
    return sentence.format(**values)


def dated_finding_message(finding: Finding) -> Message:
    """Returns the same with the epoch at which it began."""
    return Message("findings", "Epoch {epoch}: {finding}").format(
        epoch=finding.epoch + 1, finding=finding_message(finding)
    )


def _layer_name(layer: int, *, hidden_layers: Value) -> Message:
    if layer == hidden_layers:
        return Message("findings", "Softmax layer")
    return Message("findings", "Layer {number}").format(number=layer + 1)
