"""Photographs that a person wants the network to read, and the one that is looked at."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from signs_studio.data.plain_text import plain_text
from signs_studio.ui.state.crop_box import CropBox

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from signs_studio.data.array_types import Pictures
    from signs_studio.worker.picture_reader import PictureRead, PictureReader


@dataclass(frozen=True, eq=False, kw_only=True)
class Photograph:
    """One of them.

    Attributes:
        name: For a person, as plain text.
        path: Its file; None where it was pasted or comes from the camera.
        thumbnail: A small square of it, (side, side, 3) uint8; None of a frame of the camera.
        pixels: (height, width, 3) uint8; None where its file is to be read again first.
        crop: The part that the network is to see; None before it was ever read.
    """

    name: str
    path: Path | None = None
    thumbnail: Pictures | None = None
    pixels: NDArray[np.uint8] | None = None
    crop: CropBox | None = None


class Photographs(QObject):
    """Lives on the GUI thread. Only of the one that is looked at are the pixels held in memory.

    Args:
        reader: Reads them.

    Signals:
        changed: There are others, or another one is looked at, or its pixels have come.
        crop_changed: The crop box of the one that is looked at is another.
        arrived: The first of those that were asked for last has come.
    """

    changed = Signal()
    crop_changed = Signal()
    arrived = Signal()

    def __init__(self, reader: PictureReader, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reader = reader
        self._all: list[Photograph] = []
        self._chosen: int | None = None
        self._frame: Photograph | None = None
        self._awaits_first = False
        self._ratio = 1.0
        reader.picture_read.connect(self._on_reader_picture_read)
        reader.picture_read_again.connect(self._on_reader_picture_read_again)

    @property
    def all(self) -> Sequence[Photograph]:
        """Those that were opened or pasted, oldest first."""
        return tuple(self._all)

    @property
    def chosen(self) -> int | None:
        """Index in ``all`` of the one that was chosen last."""
        return self._chosen

    @property
    def is_live(self) -> bool:
        """True while the camera's frames are looked at."""
        return self._frame is not None

    @property
    def current(self) -> Photograph | None:
        """The one that is looked at: the camera's latest frame, else the chosen one."""
        if self._frame is not None or self._chosen is None:
            return self._frame
        return self._all[self._chosen]

    def open(self, paths: Sequence[Path]) -> None:
        """Has files read; the first that can be is looked at."""
        self._awaits_first = True
        self._reader.read(paths)

    def add(self, name: str, pixels: NDArray[np.uint8]) -> None:
        """Adds a picture that comes from no file, such as a pasted one, and looks at it.

        Args:
            name: For a person.
            pixels: (height, width, 3) uint8.
        """
        height, width = pixels.shape[:2]
        side = min(width, height)
        left, top, step = (width - side) // 2, (height - side) // 2, max(1, side // 128)
        thumbnail = pixels[top : top + side : step, left : left + side : step]
        crop = self._centred(width, height)
        self._all.append(Photograph(name=name, thumbnail=thumbnail, pixels=pixels, crop=crop))
        self._look_at(len(self._all) - 1)
        self.arrived.emit()

    def choose(self, index: int) -> None:
        """Looks at one of them; where its pixels are not held, they are read again."""
        if index == self._chosen or not 0 <= index < len(self._all):
            return
        self._frame = None
        photograph = self._all[index]
        if photograph.pixels is None and photograph.path is not None:
            self._reader.read_again(photograph.path)
        self._look_at(index)

    def remove_chosen(self) -> None:
        """Forgets the one that is looked at; its file stays."""
        if self._chosen is None or self._frame is not None:
            return
        index, self._chosen = self._chosen, None
        del self._all[index]
        if self._all:
            self.choose(min(index, len(self._all) - 1))
        else:
            self.changed.emit()

    def set_ratio(self, ratio: float) -> None:
        """Gives every crop box other proportions, those of the data: height over width."""
        if ratio == self._ratio:
            return
        self._ratio = ratio
        self._all = [self._with_centred(photograph) for photograph in self._all]
        if self._frame is not None:
            self._frame = self._with_centred(self._frame)
        self.crop_changed.emit()

    def set_crop(self, crop: CropBox) -> None:
        """Has the network see another part of the one that is looked at."""
        if self.current is None or crop == self.current.crop:
            return
        if self._frame is not None:
            self._frame = replace(self._frame, crop=crop)
        elif self._chosen is not None:
            self._all[self._chosen] = replace(self._all[self._chosen], crop=crop)
        self.crop_changed.emit()

    def show_frame(self, name: str, pixels: NDArray[np.uint8] | None) -> None:
        """Looks at a frame of the camera, whose crop box stays; None for the camera's end.

        Args:
            name: For a person.
            pixels: (height, width, 3) uint8.
        """
        before, self._frame = self._frame, None
        if pixels is not None:
            height, width = pixels.shape[:2]
            crop = None if before is None else before.crop
            if crop is None or (crop.width, crop.height) != (width, height):
                crop = self._centred(width, height)
            self._frame = Photograph(name=name, pixels=pixels, crop=crop)
        self.changed.emit()

    def _centred(self, width: int, height: int) -> CropBox:
        return CropBox.centred(width, height, ratio=self._ratio)

    def _with_centred(self, photograph: Photograph) -> Photograph:
        crop = photograph.crop
        return replace(photograph, crop=crop and self._centred(crop.width, crop.height))

    def _look_at(self, index: int) -> None:
        if self._chosen is not None and self._all[self._chosen].path is not None:
            self._all[self._chosen] = replace(self._all[self._chosen], pixels=None)
        self._chosen = index
        self.changed.emit()

    def _on_reader_picture_read(self, read: PictureRead) -> None:
        height, width = read.pixels.shape[:2]
        is_first, self._awaits_first = self._awaits_first, False
        self._all.append(
            Photograph(
                name=plain_text(read.path.name),
                path=read.path,
                thumbnail=read.thumbnail,
                pixels=read.pixels if is_first else None,
                crop=self._centred(width, height),
            )
        )
        if is_first:
            self._frame = None
            self._look_at(len(self._all) - 1)
            self.arrived.emit()
        else:
            self.changed.emit()

    def _on_reader_picture_read_again(self, read: PictureRead) -> None:
        chosen = None if self._chosen is None else self._all[self._chosen]
        if self._chosen is None or chosen is None or chosen.path != read.path:
            return  # Another one was chosen meanwhile.
        height, width = read.pixels.shape[:2]
        crop = chosen.crop
        if crop is None or (crop.width, crop.height) != (width, height):
            crop = self._centred(width, height)
        self._all[self._chosen] = replace(chosen, pixels=read.pixels, crop=crop)
        self.changed.emit()
