"""All explanations of one answer at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from signs_studio.insight.grad_cam import GradCam, GradCamWanted, last_convolution
from signs_studio.insight.integrated_gradients import (
    Baseline,
    IntegratedGradients,
    IntegratedGradientsWanted,
)
from signs_studio.insight.occlusion import Occlusion, OcclusionWanted
from signs_studio.insight.question import Lane, NetworkQuestion
from signs_studio.insight.target_class import target_class

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from signs_studio.data.array_types import Pictures
    from signs_studio.data.streamed import StreamedPictures
    from signs_studio.engine.training.state import Network
    from signs_studio.insight.question import Progress


@dataclass(frozen=True, eq=False, kw_only=True)
class Explanation:
    """The class that is read in a picture, and why.

    Attributes:
        probabilities: Of its classes, (classes,) float32.
        sign: Index of the class that is explained.
        gradients: Integrated gradients.
        grad_cam: Class activation map; None where the network has no convolution.
        occlusion: Drops of the probability under a grey square.
    """

    probabilities: NDArray[np.float32]
    sign: int
    gradients: IntegratedGradients
    grad_cam: GradCam | None
    occlusion: Occlusion


@dataclass(frozen=True, eq=False, kw_only=True)
class ExplanationWanted(NetworkQuestion):
    """Asks for all explanations.

    Attributes:
        picture: (height, width, channels), uint8 in 0..255 or float32 in 0..1.
        sign: Index of the class; None for the one that the network reads.
        baseline: As of ``IntegratedGradientsWanted``.
        mean_of: Likewise.
    """

    lane: ClassVar[Lane] = Lane.STUDY

    picture: Pictures
    sign: int | None = None
    baseline: Baseline = Baseline.BLACK
    mean_of: Pictures | StreamedPictures | None = None

    def answer(self, network: Network, progress: Progress) -> Explanation:
        """Computes them one after another."""
        from signs_studio.engine.evaluation import predictions

        sign = target_class(network, self.picture, self.sign)
        gradients = IntegratedGradientsWanted(
            picture=self.picture, sign=sign, baseline=self.baseline, mean_of=self.mean_of
        )
        has_maps = last_convolution(network.layers) is not None
        grad_cam = GradCamWanted(picture=self.picture, sign=sign)
        occlusion = OcclusionWanted(picture=self.picture, sign=sign)
        return Explanation(
            probabilities=predictions(network, self.picture[None])[0],
            sign=sign,
            gradients=gradients.answer(network, progress),
            grad_cam=grad_cam.answer(network, progress) if has_maps else None,
            occlusion=occlusion.answer(network, progress),
        )
