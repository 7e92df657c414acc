"""The sentence on near-copies among pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.messages import Message

if TYPE_CHECKING:
    from signs_studio.data.near_copies.pairs import NearCopies


def near_copies_message(copies: NearCopies) -> Message:
    """Returns how many test pictures repeat in training, and how many pairs repeat within a set."""
    in_train, in_test = copies.within_train.total, copies.within_test.total
    if not len(copies.test_copies) and not in_train and not in_test:
        return Message("data", "No picture is there twice.")
    repeated = Message(
        "data",
        "{count} test pictures repeat in training",
        "{count} test picture repeats in training",
        0,
    ).format(count=len(copies.test_copies))
    within_train = Message(
        "data", "{count} pairs repeat within training", "{count} pair repeats within training", 0
    ).format(count=in_train)
    within_test = Message(
        "data",
        "{count} pairs within the test pictures",
        "{count} pair within the test pictures",
        0,
    ).format(count=in_test)
    return Message("data", "{repeated}; {within_train}, and {within_test}.").format(
        repeated=repeated, within_train=within_train, within_test=within_test
    )
