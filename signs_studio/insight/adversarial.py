"""Adversarial pictures: the smallest changes that make a network read another class.

FGSM: Goodfellow, Shlens and Szegedy 2015, "Explaining and Harnessing Adversarial Examples".
PGD: Madry et al. 2018, "Towards Deep Learning Models Resistant to Adversarial Attacks".
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from signs_studio.insight.pixels import as_shares
from signs_studio.insight.question import NetworkQuestion

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from signs_studio.data.array_types import Pictures
    from signs_studio.engine.training.state import Network
    from signs_studio.insight.question import Progress

MAX_EPSILON = 64
"""Largest change of a number in a picture, in steps of 1/255."""
_PGD_STEPS = 20
_PGD_STEP_SHARE = 2.5
"""Size of all steps of PGD together, in epsilon: it may go through the whole box, and back."""


class Attack(StrEnum):
    """Ways of making an adversarial picture."""

    FGSM = "fgsm"
    PGD = "pgd"


@dataclass(frozen=True, eq=False, kw_only=True)
class AdversarialPicture:
    """A picture that was changed so that its class costs more.

    Attributes:
        picture: (height, width, channels) float32 in 0..1.
        perturbation: What was added, of the same shape, float32.
        probabilities: Of its classes, (classes,) float32.
        before: Those of the picture as it was.
        epsilon: Largest change allowed, in steps of 1/255.
        smallest: The smallest epsilon found that has another class read, in steps of 1/255, while
            one step less does not; None where ``MAX_EPSILON`` does not.
        smallest_sign: Index of the class that is read with it; None where there is none.
    """

    picture: NDArray[np.float32]
    perturbation: NDArray[np.float32]
    probabilities: NDArray[np.float32]
    before: NDArray[np.float32]
    epsilon: int
    smallest: int | None
    smallest_sign: int | None


def attacked(
    network: Network,
    picture: NDArray[np.float32],
    *,
    sign: int,
    attack: Attack,
    epsilon: int,
) -> NDArray[np.float32]:
    """Returns an adversarial picture, float32 in 0..1, no number of which is changed further.

    Both climb the cross-entropy of a class. FGSM goes once as far as it may along the sign of the
    gradient; PGD goes 20 times an eighth of that, from the picture itself, and back into the box.

    Args:
        network: The network.
        picture: (height, width, channels) float32 in 0..1.
        sign: Index of the class that is not to be read any more.
        attack: How.
        epsilon: Largest change of a number, in steps of 1/255.
    """
    from signs_studio.engine.attribution import cost_gradient

    reach = np.float32(epsilon / 255)
    steps = 1 if attack is Attack.FGSM else _PGD_STEPS
    step = reach if attack is Attack.FGSM else np.float32(_PGD_STEP_SHARE * reach / steps)
    low, high = np.maximum(picture - reach, 0), np.minimum(picture + reach, 1)
    labels = np.array([sign], np.int32)
    result = picture
    for _ in range(steps if epsilon else 0):
        gradient, _logits = cost_gradient(network, result[None], labels)
        result = np.clip(result + step * np.sign(np.nan_to_num(gradient[0])), low, high)
    return result.astype(np.float32)


@dataclass(frozen=True, eq=False, kw_only=True)
class AdversarialPictureWanted(NetworkQuestion):
    """Asks for an adversarial picture, and for the smallest epsilon that is enough.

    Attributes:
        picture: (height, width, channels), uint8 in 0..255 or float32 in 0..1.
        attack: How it is made.
        epsilon: Largest change of a number, in steps of 1/255.
    """

    picture: Pictures
    attack: Attack
    epsilon: int

    def answer(self, network: Network, progress: Progress) -> AdversarialPicture:
        """Makes it, away from the class that is read in the picture as it is."""
        from signs_studio.engine.evaluation import predictions

        picture = as_shares(self.picture)
        before = predictions(network, picture[None])[0]
        sign = int(np.nan_to_num(before).argmax())

        def made(epsilon: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
            result = attacked(network, picture, sign=sign, attack=self.attack, epsilon=epsilon)
            return result, predictions(network, result[None])[0]

        # That of bisection over epsilon: the lower one never flips, the upper one always does.
        lower, upper, upper_sign = 0, MAX_EPSILON, int(np.nan_to_num(made(MAX_EPSILON)[1]).argmax())
        flips = upper_sign != sign
        while flips and upper - lower > 1:
            progress.step(MAX_EPSILON - (upper - lower), MAX_EPSILON)
            middle = (lower + upper) // 2
            read = int(np.nan_to_num(made(middle)[1]).argmax())
            if read == sign:
                lower = middle
            else:
                upper, upper_sign = middle, read
        adversarial, probabilities = made(self.epsilon)
        return AdversarialPicture(
            picture=adversarial,
            perturbation=adversarial - picture,
            probabilities=probabilities,
            before=before,
            epsilon=self.epsilon,
            smallest=upper if flips else None,
            smallest_sign=upper_sign if flips else None,
        )
