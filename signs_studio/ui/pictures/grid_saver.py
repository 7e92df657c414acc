"""Saving the pictures of the grid, as they are filtered and sorted now, as one picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from signs_studio.data.plain_text import plain_text
from signs_studio.runs.run_names import run_name
from signs_studio.ui.state.saving import save_as
from signs_studio.ui.state.selection import SortOrder

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from signs_studio.report.picture_grid import PictureTile
    from signs_studio.ui.pictures.pictures_model import Tile
    from signs_studio.ui.pictures.pictures_panel import PicturesPanel
    from signs_studio.ui.state.workspace import Workspace

MAX_TILES = 240
"""As many pictures as a few pages hold; of more the first are saved, and the file says so."""
_FEW_COLUMNS, _MANY_COLUMNS = 8, 12
_PICTURE_PX = 256


class GridSaver(QObject):
    """Connects the action; what is seldom needed is imported then.

    Args:
        panel: Shows the pictures.
        workspace: Of the window.
    """

    def __init__(self, panel: PicturesPanel, workspace: Workspace) -> None:
        super().__init__(panel)
        self._panel = panel
        self._workspace = workspace
        self._action = workspace.actions["save_grid"]
        self._action.triggered.connect(self._on_action_triggered)
        model = panel.model
        for changed in (model.modelReset, model.layoutChanged, model.dataChanged):
            changed.connect(self._enable)
        self._enable()

    def _enable(self) -> None:
        self._action.setEnabled(self._panel.model.rowCount() > 0)

    def _on_action_triggered(self) -> None:
        # Taken before the dialog: while that is open the run goes on, and the pictures with it.
        model = self._panel.model
        shown = [
            (self._panel.pixels(picture), model.tile(picture))
            for picture in model.pictures[:MAX_TILES].tolist()
        ]
        title, words = self._title(), self._filter_words()

        def write(path: Path) -> None:
            from signs_studio.report.curve_files import unknown_ending, write_output
            from signs_studio.report.painting import svg_to_png
            from signs_studio.report.picture_grid import grid_svg

            if path.suffix.lower() != ".png":
                raise unknown_ending(path, [".png"])
            columns = _FEW_COLUMNS if len(shown) <= _FEW_COLUMNS**2 else _MANY_COLUMNS
            tiles = [_drawn(pixels, tile, columns=columns) for pixels, tile in shown]
            svg = grid_svg(tiles, columns=columns, title=title, notes=[words])
            write_output(path, svg_to_png(svg))

        save_as(
            self._panel.window(),
            self._workspace.file_writer,
            title=self.tr("Save the pictures of the grid"),
            name="pictures.png",
            filters="PNG (*.png)",
            write=write,
        )

    def _title(self) -> str:
        dataset, record = self._workspace.controller.dataset, self._workspace.controller.record
        name = "" if dataset is None else plain_text(dataset.name)
        if record is None or self._panel.epoch is None:
            return self.tr("Test pictures of {data}").format(data=name)
        words = self.tr("Test pictures of {data}, read by {run} after epoch {epoch}")
        return words.format(data=name, run=run_name(record.run_id), epoch=f"{self._panel.epoch:,}")

    def _filter_words(self) -> str:
        """Returns filter and order in words, and how many pictures there are."""
        grid_filter, dataset = (
            self._workspace.selection.grid_filter,
            self._workspace.controller.dataset,
        )
        words = [self._panel.counts_words]
        if grid_filter.wrong_only:
            words.append(self.tr("only wrong ones"))
        if grid_filter.sign is not None and dataset is not None:
            sign = plain_text(dataset.class_names[grid_filter.sign])
            words.append(self.tr("only {sign}").format(sign=sign))
        match grid_filter.sort:
            case SortOrder.MOST_CONFIDENT:
                words.append(self.tr("most confident first"))
            case SortOrder.LEAST_CONFIDENT:
                words.append(self.tr("least confident first"))
        if self._panel.model.rowCount() > MAX_TILES:
            words.append(self.tr("the first {count} of them").format(count=MAX_TILES))
        return "; ".join(words)


def _drawn(pixels: NDArray[Any], tile: Tile, *, columns: int) -> PictureTile:
    from signs_studio.report.picture_grid import PictureTile, reading_caption
    from signs_studio.report.pictures import picture_png

    png = picture_png(pixels, least_side=_PICTURE_PX)
    if tile.read_as is None:
        return PictureTile(png=png, caption=(tile.sign,))
    caption = reading_caption(tile.sign, tile.read_as, tile.confidence, columns=columns)
    return PictureTile(png=png, caption=caption, right=tile.right)
