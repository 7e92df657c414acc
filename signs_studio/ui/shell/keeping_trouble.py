"""The word that what is trained cannot be kept, for as long as that is so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from signs_studio.ui.widgets.banner import Banner
    from signs_studio.worker.run_keeping import RunKeeping


class KeepingTrouble(QObject):
    """Says it in the banner once, and takes it back when all is written.

    Args:
        keeping: Keeps the runs.
        banner: Of the window.
    """

    def __init__(self, keeping: RunKeeping, banner: Banner, parent: QObject) -> None:
        super().__init__(parent)
        self._keeping = keeping
        self._banner = banner
        self._said = ""
        keeping.trouble_changed.connect(self._on_keeping_trouble_changed)

    def _on_keeping_trouble_changed(self) -> None:
        if self._keeping.trouble:
            words = self.tr(
                "The run cannot be kept: {reason}. Training goes on; what is missing on the disk "
                "is written as soon as that is possible."
            )
            self._said = words.format(reason=self._keeping.trouble)
            self._banner.say(self._said)
        elif self._said and self._banner.message == self._said:
            self._banner.hide()
