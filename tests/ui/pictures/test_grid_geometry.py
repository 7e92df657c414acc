from hypothesis import given
from hypothesis import strategies as st

from signs_studio.ui.pictures.grid_geometry import GridGeometry

GRIDS = st.builds(
    GridGeometry,
    count=st.integers(1, 60),
    width=st.integers(20, 200),
    columns=st.integers(1, 9),
    row_height=st.integers(1, 40),
)


@given(GRIDS)
def test_tiles_fill_every_full_row_without_gap_or_overlap(tiles: GridGeometry) -> None:
    for tile in range(tiles.count):
        left, top, width, height = tiles.place(tile)
        row, column = divmod(tile, tiles.columns)
        assert (top, height) == (row * tiles.row_height, tiles.row_height)
        assert left == (0 if column == 0 else sum(tiles.place(tile - 1)[::2]))
        assert abs(width - tiles.width / tiles.columns) <= 1
        if column == tiles.columns - 1:
            assert left + width == tiles.width
    assert tiles.height == tiles.place(tiles.count - 1)[1] + tiles.row_height


@given(GRIDS, st.integers(-5, 210), st.integers(-5, 2500))
def test_the_tile_at_a_point_is_the_one_that_covers_it(tiles: GridGeometry, x: int, y: int) -> None:
    covering = [
        tile
        for tile in range(tiles.count)
        for left, top, width, height in [tiles.place(tile)]
        if left <= x < left + width and top <= y < top + height
    ]
    assert tiles.tile_at(x, y) == (covering[0] if covering else None)


@given(GRIDS, st.integers(-50, 2500), st.integers(0, 300))
def test_tiles_between_two_lines_are_those_that_touch_them(
    tiles: GridGeometry, top: int, height: int
) -> None:
    bottom = top + height
    touching = [
        tile
        for tile in range(tiles.count)
        if tiles.place(tile)[1] <= bottom and tiles.place(tile)[1] + tiles.row_height > top
    ]
    assert list(tiles.tiles_between(top, bottom)) == touching


@given(GRIDS, st.data())
def test_steps_stay_within_and_rows_keep_the_column(
    tiles: GridGeometry, data: st.DataObject
) -> None:
    tile = data.draw(st.integers(0, tiles.count - 1))
    step = data.draw(st.integers(-70, 70))

    assert tiles.stepped(tile, columns=step) == min(max(tile + step, 0), tiles.count - 1)
    there = tiles.stepped(tile, rows=step)
    assert 0 <= there < tiles.count
    assert there % tiles.columns == tile % tiles.columns or there == tiles.count - 1
    assert there // tiles.columns == min(max(tile // tiles.columns + step, 0), tiles.rows - 1)
