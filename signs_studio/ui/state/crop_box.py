"""The square of a photograph that a network is to see: pure geometry."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

SIDE_MIN = 8
"""Smallest side of a crop box, in pixels of the photograph, where that is no smaller itself."""


class Corner(Enum):
    """Corners of a crop box; the value says whether it is at the right, and at the bottom."""

    TOP_LEFT = (False, False)
    TOP_RIGHT = (True, False)
    BOTTOM_LEFT = (False, True)
    BOTTOM_RIGHT = (True, True)


@dataclass(frozen=True, kw_only=True)
class CropBox:
    """A square within a photograph; every change keeps it within.

    Attributes:
        left: Its left edge, in pixels of the photograph.
        top: Its top edge.
        side: Its side.
        width: Width of the photograph.
        height: Height of the photograph.
    """

    left: int
    top: int
    side: int
    width: int
    height: int

    @classmethod
    def centred(cls, width: int, height: int) -> CropBox:
        """Returns the largest square in the middle of a photograph."""
        side = min(width, height)
        left, top = (width - side) // 2, (height - side) // 2
        return cls(left=left, top=top, side=side, width=width, height=height)

    @property
    def square(self) -> tuple[int, int, int]:
        """Left edge, top edge and side."""
        return self.left, self.top, self.side

    def moved_to(self, left: float, top: float) -> CropBox:
        """Returns the box with its top left corner there, or as near as there is room."""
        return replace(
            self,
            left=min(max(round(left), 0), self.width - self.side),
            top=min(max(round(top), 0), self.height - self.side),
        )

    def moved_by(self, right: float, down: float) -> CropBox:
        """Returns the box moved by so many pixels, as far as there is room."""
        return self.moved_to(self.left + right, self.top + down)

    def scaled(self, factor: float) -> CropBox:
        """Returns the box larger or smaller about its centre, at least by a pixel."""
        change = round(self.side * factor) - self.side or (1 if factor > 1 else -1)
        side = self._possible(self.side + change)
        box = replace(self, side=side)
        shift = (self.side - side) / 2
        return box.moved_to(self.left + shift, self.top + shift)

    def dragged(self, corner: Corner, x: float, y: float) -> CropBox:
        """Returns the box with a corner as near to a place as a square can have it.

        Args:
            corner: Which; the one across from it stays.
            x: Of the place, in pixels of the photograph.
            y: Likewise.
        """
        is_right, is_bottom = corner.value
        right, bottom = self.left + self.side, self.top + self.side
        across = x - self.left if is_right else right - x
        along = y - self.top if is_bottom else bottom - y
        room = min(
            self.width - self.left if is_right else right,
            self.height - self.top if is_bottom else bottom,
        )
        side = min(self._possible(round(max(across, along))), room)
        return replace(
            self,
            side=side,
            left=self.left if is_right else right - side,
            top=self.top if is_bottom else bottom - side,
        )

    def corner(self, corner: Corner) -> tuple[int, int]:
        """Returns the place of a corner, x and y in pixels of the photograph."""
        is_right, is_bottom = corner.value
        return self.left + self.side * is_right, self.top + self.side * is_bottom

    def _possible(self, side: int) -> int:
        most = min(self.width, self.height)
        return min(max(side, min(SIDE_MIN, most)), most)
