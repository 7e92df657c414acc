"""Pictures that a person has kept as labelled ones: a set of their own, collected one by one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from signs_studio.ui.state.crop_box import CropBox
    from signs_studio.ui.state.curation import Curation
    from signs_studio.worker.folder_writer import FolderWriter
    from signs_studio.worker.picture_reader import PictureReader


@dataclass(frozen=True, eq=False, kw_only=True)
class KeptPicture:
    """One of them.

    Attributes:
        pixels: (height, width, 3) uint8.
        sign: Name of the class that it shows.
    """

    pixels: NDArray[np.uint8]
    sign: str


class KeptPictures(QObject):
    """Lives on the GUI thread.

    Args:
        reader: Cuts them out of photographs.
        writer: Saves them.
        curation: Adds them to the training pictures.

    Signals:
        changed: There are others, or they were saved.
        saved: Carries the folder in which all of them are.
        opening_wanted: A person wants to train on the pictures of a folder alone, which it carries.
    """

    changed = Signal()
    saved = Signal(object)
    opening_wanted = Signal(object)

    def __init__(
        self,
        reader: PictureReader,
        writer: FolderWriter,
        *,
        curation: Curation,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._reader = reader
        self._writer = writer
        self._curation = curation
        self._all: list[KeptPicture] = []
        self._saved = 0
        self.is_new_set = False
        reader.cut.connect(self._on_reader_cut)
        writer.written.connect(self._on_writer_written)
        curation.classes_renamed.connect(self._on_curation_classes_renamed)

    @property
    def all(self) -> Sequence[KeptPicture]:
        """All of them, oldest first."""
        return tuple(self._all)

    @property
    def to_add(self) -> Sequence[KeptPicture]:
        """Those that are not among the training pictures, nor about to be."""
        added = {id(each.pixels) for each in self._curation.wanted.added}
        return tuple(kept for kept in self._all if id(kept.pixels) not in added)

    @property
    def has_unsaved(self) -> bool:
        """True if some are in no folder."""
        return self._saved < len(self._all)

    @property
    def counts(self) -> Mapping[str, int]:
        """How many there are of each sign, in the order in which signs came."""
        counts: dict[str, int] = {}
        for kept in self._all:
            counts[kept.sign] = counts.get(kept.sign, 0) + 1
        return counts

    def keep(self, pixels: NDArray[np.uint8], crop: CropBox, *, sign: str) -> None:
        """Keeps a part of a photograph; ``changed`` comes once it is cut out.

        Args:
            pixels: The photograph, (height, width, 3) uint8.
            crop: The part.
            sign: Name of the class that it shows.
        """
        self._reader.cut_out(pixels, crop.part, ratio=crop.ratio, name=sign)

    def add(self) -> None:
        """Has those added to the training pictures that are not among them."""
        self._curation.add(self.to_add)

    def remove_last(self) -> None:
        """Takes back what was kept last, unless it is among the training pictures."""
        if self._all and self._all[-1] in self.to_add:
            self._all.pop()
            self._saved = min(self._saved, len(self._all))
            self.changed.emit()

    def begin_new_set(self) -> None:
        """Forgets all, and collects a set that has nothing to do with the data that is open."""
        self._begin(is_new_set=True)

    def end_new_set(self) -> None:
        """Forgets all, and collects for the data that is open again."""
        self._begin(is_new_set=False)

    def save(self, folder: Path) -> None:
        """Saves all of them in a folder; ``saved`` comes then."""
        pictures = [kept.pixels for kept in self._all]
        self._writer.write(folder, pictures, [kept.sign for kept in self._all])

    def _begin(self, *, is_new_set: bool) -> None:
        self._all.clear()
        self._saved = 0
        self.is_new_set = is_new_set
        self.changed.emit()

    def _on_reader_cut(self, sign: str, pixels: NDArray[np.uint8]) -> None:
        self._all.append(KeptPicture(pixels=pixels, sign=sign))
        self.changed.emit()

    def _on_curation_classes_renamed(self, names: Mapping[str, str]) -> None:
        # A new set has classes of its own.
        if not self.is_new_set:
            self._all = [replace(kept, sign=names.get(kept.sign, kept.sign)) for kept in self._all]
            self.changed.emit()

    def _on_writer_written(self, folder: Path, count: int) -> None:
        self._saved = max(self._saved, min(count, len(self._all)))
        self.changed.emit()
        self.saved.emit(folder)
        if self.is_new_set:
            self.opening_wanted.emit(folder)
