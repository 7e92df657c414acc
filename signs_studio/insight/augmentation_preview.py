"""Pictures as a step of training sees them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from signs_studio.insight.question import StandaloneQuestion

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from signs_studio.data.array_types import Pictures
    from signs_studio.fields.declared import FieldValue
    from signs_studio.insight.question import Progress
    from signs_studio.recipe.frozen import FrozenSettings


@dataclass(frozen=True, eq=False)
class PreviewWanted(StandaloneQuestion):
    """Asks for pictures as augmentation changes them.

    Attributes:
        pictures: (N, height, width, channels), uint8 in 0..255 or float32 in 0..1.
        augmentation: Settings by the names of ``AUGMENTATIONS``.
        drawing: Which of many: each draws other chances, and the same ones when asked again.
    """

    pictures: Pictures
    augmentation: FrozenSettings[FieldValue]
    drawing: int

    def answer(self, progress: Progress) -> NDArray[np.float32]:  # noqa: ARG002
        """Returns pictures of the same shape, float32 in 0..1."""
        from signs_studio.engine.evaluation import preview_augmentation

        return preview_augmentation(self.pictures, self.augmentation, drawing=self.drawing)
