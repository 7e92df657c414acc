"""Random changes of training pictures, a module each: the setting, and what it does.

Every picture is changed anew each time that it is seen, so that none is learnt by heart; test
pictures never are. Those that move pixels are all done at once, in the order of menus, so that a
picture is blurred only once; those that change numbers come after them, and what is then beyond
0..1 is cut off. Names are those of ``keras.layers`` (``RandomTranslation``, ``RandomRotation``,
``RandomZoom``, ``RandomFlip``, ``RandomBrightness``, ``GaussianNoise``).
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from signs_studio.recipe.declarations import find_declarations

if TYPE_CHECKING:
    from collections.abc import Mapping

    from signs_studio.recipe.augmentations.kind import AugmentationKind

AUGMENTATIONS: Mapping[str, AugmentationKind] = MappingProxyType(
    find_declarations(__name__, "AUGMENTATION")
)
"""Every augmentation by its name, which is that of its setting too, in the order of menus."""

AUGMENTATION_FIELDS = tuple(kind.field for kind in AUGMENTATIONS.values())
