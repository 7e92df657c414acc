"""The part of a photograph that a network is to see: pure geometry."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

SIDE_MIN = 8
"""Smallest width of a crop box, in pixels of the photograph, where that is no smaller itself."""


class Corner(Enum):
    """Corners of a crop box; the value says whether it is at the right, and at the bottom."""

    TOP_LEFT = (False, False)
    TOP_RIGHT = (True, False)
    BOTTOM_LEFT = (False, True)
    BOTTOM_RIGHT = (True, True)


@dataclass(frozen=True, kw_only=True)
class CropBox:
    """A box of the proportions of a network's pictures within a photograph.

    Every change keeps it within, at whole pixels; only in the middle may it lie between two.

    Attributes:
        left: Its left edge, in pixels of the photograph.
        top: Its top edge.
        side: Its width.
        ratio: Its height over its width.
        width: Width of the photograph.
        height: Height of the photograph.
    """

    left: float
    top: float
    side: float
    ratio: float
    width: int
    height: int

    @classmethod
    def centred(cls, width: int, height: int, *, ratio: float = 1.0) -> CropBox:
        """Returns the largest box in the middle of a photograph."""
        side = min(width, height / ratio)
        return cls(
            left=(width - side) / 2,
            # Which rounding may make less than nothing.
            top=max((height - side * ratio) / 2, 0),
            side=side,
            ratio=ratio,
            width=width,
            height=height,
        )

    @property
    def part(self) -> tuple[float, float, float] | None:
        """Left edge, top edge and width; None for the largest in the middle."""
        if self == CropBox.centred(self.width, self.height, ratio=self.ratio):
            return None
        return self.left, self.top, self.side

    def moved_to(self, left: float, top: float) -> CropBox:
        """Returns the box with its top left corner there, or as near as there is room."""
        return replace(
            self,
            left=min(max(round(left), 0), self.width - self.side),
            top=min(max(round(top), 0), max(self.height - self.side * self.ratio, 0)),
        )

    def moved_by(self, right: float, down: float) -> CropBox:
        """Returns the box moved by so many pixels, as far as there is room."""
        return self.moved_to(self.left + right, self.top + down)

    def scaled(self, factor: float) -> CropBox:
        """Returns the box larger or smaller about its centre, at least by a pixel."""
        change = round(self.side * factor) - round(self.side) or (1 if factor > 1 else -1)
        side = self._possible(round(self.side) + change)
        shift = (self.side - side) / 2
        return replace(self, side=side).moved_to(self.left + shift, self.top + shift * self.ratio)

    def dragged(self, corner: Corner, x: float, y: float) -> CropBox:
        """Returns the box with a corner as near to a place as its proportions let it be.

        Args:
            corner: Which; the one across from it stays.
            x: Of the place, in pixels of the photograph.
            y: Likewise.
        """
        is_right, is_bottom = corner.value
        left, top = self.corner(Corner.TOP_LEFT)
        right, bottom = self.corner(Corner.BOTTOM_RIGHT)
        across = x - left if is_right else right - x
        along = (y - top if is_bottom else bottom - y) / self.ratio
        room = min(
            self.width - left if is_right else right,
            (self.height - top if is_bottom else bottom) / self.ratio,
        )
        side = min(self._possible(round(max(across, along))), room)
        return replace(
            self,
            side=side,
            left=left if is_right else max(right - side, 0),
            top=top if is_bottom else max(bottom - side * self.ratio, 0),
        )

    def corner(self, corner: Corner) -> tuple[float, float]:
        """Returns the place of a corner, x and y in pixels of the photograph."""
        is_right, is_bottom = corner.value
        return self.left + self.side * is_right, self.top + self.side * self.ratio * is_bottom

    def _possible(self, side: float) -> float:
        most = min(self.width, self.height / self.ratio)
        return min(max(side, min(SIDE_MIN, most)), most)
