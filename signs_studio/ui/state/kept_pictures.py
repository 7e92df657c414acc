"""Pictures that a person has kept as labelled ones: a set of their own, collected one by one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from signs_studio.ui.state.kept_picture import KeptPicture

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from signs_studio.data.array_types import Pictures
    from signs_studio.ui.state.curation import Curation
    from signs_studio.ui.state.photographs import Photograph
    from signs_studio.worker.folder_writer import FolderWriter
    from signs_studio.worker.picture_reader import PictureReader


class KeptPictures(QObject):
    """Keeps them, adds them to the training pictures, and saves them. Lives on the GUI thread.

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
        curation.changed.connect(self._on_curation_changed)

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

    def sign_of(self, photograph: Photograph) -> str:
        """Returns as what a photograph was kept last; empty where it was not."""
        if photograph.thumbnail is None:
            return ""
        parts = (kept for kept in reversed(self._all) if kept.thumbnail is photograph.thumbnail)
        return next((kept.sign for kept in parts), "")

    def keep(self, photograph: Photograph, *, sign: str) -> None:
        """Keeps the part in the crop box of a photograph; ``changed`` comes once it is cut out.

        Args:
            photograph: Nothing is kept of one whose pixels are not in memory.
            sign: Name of the class that it shows.
        """
        pixels, crop = photograph.pixels, photograph.crop
        if pixels is not None and crop is not None:
            asked = (sign, photograph.thumbnail)
            self._reader.cut_out(pixels, crop.part, ratio=crop.ratio, asked=asked)

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

    def _on_reader_cut(self, asked: tuple[str, Pictures | None], pixels: NDArray[np.uint8]) -> None:
        sign, thumbnail = asked
        self._all.append(KeptPicture(pixels=pixels, sign=sign, thumbnail=thumbnail))
        self.changed.emit()

    def _on_curation_classes_renamed(self, names: Mapping[str, str]) -> None:
        # A new set has classes of its own.
        if not self.is_new_set:
            self._take_signs(names.get(kept.sign, kept.sign) for kept in self._all)

    def _on_curation_changed(self) -> None:
        # An undo may take a class away that had another name, or bring it back.
        signs = {id(added.pixels): added.sign for added in self._curation.choices.added}
        self._take_signs(signs.get(id(kept.pixels), kept.sign) for kept in self._all)

    def _take_signs(self, signs: Iterable[str]) -> None:
        taken = [replace(kept, sign=sign) for kept, sign in zip(self._all, signs, strict=True)]
        if any(kept.sign != before.sign for kept, before in zip(taken, self._all, strict=True)):
            self._all = taken
            self.changed.emit()

    def _on_writer_written(self, folder: Path, count: int) -> None:
        self._saved = max(self._saved, min(count, len(self._all)))
        self.changed.emit()
        self.saved.emit(folder)
        if self.is_new_set:
            self.opening_wanted.emit(folder)
