"""Places of tiles: plain arithmetic, so that a hundred thousand cost no more than one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class GridGeometry:
    """Tiles of one size in columns that fill the width. Lengths in device-independent pixels.

    Attributes:
        count: How many tiles there are.
        width: Width of the whole grid.
        columns: Tiles in a row, 1 or more.
        row_height: Height of a row, 1 or more.
    """

    count: int
    width: int
    columns: int
    row_height: int

    @property
    def rows(self) -> int:
        """Rows, the last of which may not be full."""
        return -(-self.count // self.columns)

    @property
    def height(self) -> int:
        """Height of the whole grid."""
        return self.rows * self.row_height

    def place(self, tile: int) -> tuple[int, int, int, int]:
        """Left, top, width and height of a tile."""
        row, column = divmod(tile, self.columns)
        left = column * self.width // self.columns
        right = (column + 1) * self.width // self.columns
        return left, row * self.row_height, right - left, self.row_height

    def tile_at(self, x: int, y: int) -> int | None:
        """The tile that covers a point, if any does."""
        if not (0 <= x < self.width and 0 <= y < self.height):
            return None
        # The column whose rounded left edge is at or before x.
        column = ((x + 1) * self.columns - 1) // self.width
        tile = y // self.row_height * self.columns + column
        return tile if tile < self.count else None

    def tiles_between(self, top: int, bottom: int) -> range:
        """The tiles of the rows that touch the lines ``top`` to ``bottom``, both included."""
        first = max(0, top // self.row_height) * self.columns
        after = (bottom // self.row_height + 1) * self.columns
        return range(min(first, self.count), max(0, min(after, self.count)))

    def stepped(self, tile: int, *, columns: int = 0, rows: int = 0) -> int:
        """The tile so many columns and rows on, in reading order, stopping at either end.

        Moving by rows keeps the column; past the last row's end it takes the last tile.
        """
        if columns:
            return min(max(0, tile + columns), self.count - 1)
        row, column = divmod(tile, self.columns)
        row = min(max(0, row + rows), self.rows - 1)
        return min(row * self.columns + column, self.count - 1)
