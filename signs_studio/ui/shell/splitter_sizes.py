"""The sizes of the window's panels: as they were last time, and as words of each size need them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication

from signs_studio.ui.widgets.call_later import call_later
from signs_studio.ui.widgets.placement import restore_splitter

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtWidgets import QSplitter

    from signs_studio.ui.state.appearance import Appearance
    from signs_studio.ui.state.preferences import Preferences


class SplitterSizes(QObject):
    """Gives panels the room back that larger words had taken.

    Nothing is noted while the window is on a projector, whose words are of no size of their own.

    Args:
        splitters: By the name under which their sizes are remembered.
        appearance: Changes the size of words.
        is_projected: Whether the window is on a projector now.
    """

    def __init__(
        self,
        splitters: Mapping[str, QSplitter],
        *,
        appearance: Appearance,
        is_projected: Callable[[], bool],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._splitters = splitters
        self._appearance = appearance
        self._is_projected = is_projected
        # By how large words were: other words may need more room, and give it back.
        self._sizes_at: dict[float, dict[str, list[int]]] = {}
        self._scale_shown = self._scale_chosen = appearance.effective_scale
        appearance.changed.connect(self._on_appearance_changed)

    def note(self) -> None:
        """Notes the sizes as those of words as large as they are."""
        sizes = {name: splitter.sizes() for name, splitter in self._splitters.items()}
        self._sizes_at[self._scale_shown] = sizes

    def restore_last(self, preferences: Preferences) -> None:
        """Gives the panels their sizes of last time."""
        for name, splitter in self._splitters.items():
            restore_splitter(splitter, preferences.sizes(name))

    def values(self) -> Mapping[str, list[int]]:
        """Returns the sizes in pixels by the name of the splitter, for words of the chosen size."""
        if not self._is_projected():
            self.note()
        return self._sizes_at.get(self._appearance.scale, {})

    def _restore(self) -> None:
        if self._is_projected():
            return
        # What the parts need now is known once they are laid out anew, from the inside out.
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        for name, splitter in self._splitters.items():
            sizes = self._sizes_at.get(self._scale_shown, {}).get(name, [])
            now = splitter.sizes()
            # Else the window has another size by now, or other views are open.
            if sum(sizes) == sum(now) and [*map(bool, sizes)] == [*map(bool, now)]:
                restore_splitter(splitter, sizes)

    def _on_appearance_changed(self) -> None:
        before, after = self._scale_shown, self._appearance.effective_scale
        if after != before:
            # What is laid out is laid out for the words before, as yet.
            if not self._is_projected() and before == self._scale_chosen:
                self.note()
            self._scale_shown = after
            call_later(0, self._restore, parent=self)
        self._scale_chosen = self._appearance.scale
