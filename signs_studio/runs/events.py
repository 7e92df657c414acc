"""Events of a run, in the order in which they happen.

``RunStarted``, then one ``EpochFinished`` and one ``Snapshot`` an epoch, ``RunPaused`` wherever it
waits, ``RecipeChanged`` before an epoch that is trained otherwise than the one before it,
``FindingMade`` after an epoch at which the doctor finds something, ``EpochDiverged`` where the cost
leaves the numbers, and at the end exactly one ``RunFinished`` or ``RunFailed``: what comes after
that is another run's. Where the best weights are brought back, their ``Snapshot`` comes once more
before the end.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from signs_studio.fields.declared import FieldValue
    from signs_studio.messages import Message
    from signs_studio.runs.diagnostics import Diagnostics
    from signs_studio.runs.findings import Finding


class FinishReason(StrEnum):
    """Why a run ended."""

    COMPLETED = "completed"
    STOPPED = "stopped"
    DIVERGED = "diverged"
    TARGET_COST = "target_cost"
    PATIENCE = "patience"
    TIME_LIMIT = "time_limit"


@dataclass(frozen=True, kw_only=True)
class RunStarted:
    """The run has its data and first weights.

    Attributes:
        first_epoch: Index of the epoch that comes first: 0, or more where training goes on.
        last_epoch: Index after the last epoch asked for.
        compiling: Whether the first epoch waits for TensorFlow to compile it.
        device: What it is trained on, in a person's words.
    """

    first_epoch: int
    last_epoch: int
    compiling: bool
    device: str


@dataclass(frozen=True, kw_only=True)
class EpochFinished:
    """One pass over the training set is done.

    Attributes:
        epoch: Index of the epoch, from 0.
        cost: Mean cross-entropy over the training pictures, each as its own step saw it.
        test_cost: Mean cross-entropy over the test pictures after the epoch.
        train_accuracy: Share of training pictures read correctly, 0..1, each as its step saw it.
        test_accuracy: Share of test pictures read correctly after the epoch, 0..1.
        seconds: What the epoch took, with its evaluation.
        diagnostics: Those of the network, or None where nobody looked.
    """

    epoch: int
    cost: float
    test_cost: float
    train_accuracy: float
    test_accuracy: float
    seconds: float
    diagnostics: Diagnostics | None = None


@dataclass(frozen=True, kw_only=True)
class EpochDiverged:
    """A pass over the training set led to a cost that is no finite number; it is not kept.

    Attributes:
        epoch: Index of the epoch, from 0: as many epochs are kept.
        cost: As of ``EpochFinished``. This or ``test_cost`` is not finite.
        test_cost: As of ``EpochFinished``.
        seconds: What the epoch took, with its evaluation.
    """

    epoch: int
    cost: float
    test_cost: float
    seconds: float


@dataclass(frozen=True, eq=False, kw_only=True)
class Snapshot:
    """Predictions for every test picture after an epoch.

    Attributes:
        epoch: Index of the epoch, from 0.
        probabilities: Softmax output, (test pictures, classes) float32 in 0..1, read-only.
    """

    epoch: int
    probabilities: NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class FindingMade:
    """Something is wrong with the run; it follows the epoch after which that was sure."""

    finding: Finding


@dataclass(frozen=True, kw_only=True)
class RunPaused:
    """The run waits after ``epochs`` epochs until it is told to go on."""

    epochs: int


@dataclass(frozen=True, kw_only=True)
class RecipeChanged:
    """The epoch that begins now, and all after it, are trained with another value.

    Attributes:
        epoch: Index of that epoch, from 0.
        field: A name in ``recipe.changes.live_fields``.
        value: What it is from now on.
        compiling: Whether the epoch waits for TensorFlow to compile it.
    """

    epoch: int
    field: str
    value: FieldValue
    compiling: bool


@dataclass(frozen=True, kw_only=True)
class RunFinished:
    """The run came to an end of its own or was stopped.

    Attributes:
        reason: Why it ended.
        epochs: Epochs that are kept, those of earlier calls included.
        kept_epochs: After how many of them the weights stood that are kept: fewer than ``epochs``
            where patience ran out and the best were brought back.
        cost: Mean cross-entropy of the kept weights over the whole training set.
        test_cost: The same over the test set.
        train_accuracy: Share of the training set that the kept weights read correctly, 0..1.
        test_accuracy: The same over the test set.
        seconds: Time spent training in this call, pauses left out.
    """

    reason: FinishReason
    epochs: int
    kept_epochs: int
    cost: float
    test_cost: float
    train_accuracy: float
    test_accuracy: float
    seconds: float


@dataclass(frozen=True, kw_only=True)
class RunFailed:
    """Something broke that should not, or what the run learns from can no longer be used.

    Attributes:
        message: What happened and what to do, in a plain sentence.
        details: The traceback, for whoever asks for it; empty where ``message`` is a
            ``PersonError``'s and nothing is broken.
    """

    message: Message
    details: str


Event = (
    RunStarted
    | EpochFinished
    | EpochDiverged
    | Snapshot
    | FindingMade
    | RunPaused
    | RecipeChanged
    | RunFinished
    | RunFailed
)
