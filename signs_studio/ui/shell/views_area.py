"""The middle of the window: views of the run, one or two of which are open side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from signs_studio.ui.shell.panel_place import PanelPlace, put_in_place
from signs_studio.ui.widgets.tab_order import stops_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QAction

    from signs_studio.ui.panel import Panel
    from signs_studio.ui.shell.view_chooser import ViewChooser
    from signs_studio.ui.widgets.theme import Theme


class ViewsArea(QWidget):
    """Shows the views that were chosen last, in the order in which they are declared.

    Where there is only one view there is nothing to choose, and nothing to choose it with.

    Args:
        views: At least one; the first is open at first.

    Signals:
        changed: Other views are open.

    Attributes:
        splitter: Holds the views, open or not.
        actions_of_views: Open a view, or two side by side; empty where there is one view.
    """

    changed = Signal()

    def __init__(self, views: Sequence[Panel]) -> None:
        super().__init__()
        self._names = [view.name for view in views]
        # The one chosen last comes first.
        self._by_use = list(self._names)
        self._is_pair = False
        self._shown: tuple[str, ...] = ()
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setObjectName("views_splitter")
        self.splitter.setChildrenCollapsible(False)
        for view in views:
            self.splitter.addWidget(PanelPlace(view))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self.actions_of_views: Sequence[QAction] = ()
        self._chooser: ViewChooser | None = None
        if len(views) > 1:
            # Else it is one module less to be imported before the window is shown.
            from signs_studio.ui.shell.view_chooser import ViewChooser

            self._chooser = ViewChooser(views)
            self._chooser.view_chosen.connect(self.open)
            self._chooser.pair_toggled.connect(self._on_chooser_pair_toggled)
            self.actions_of_views = self._chooser.all_actions
            layout.addWidget(self._chooser)
        layout.addWidget(self.splitter, 1)
        self._show()

    @property
    def open_names(self) -> tuple[str, ...]:
        """Names of the open views, from left to right."""
        chosen = self._by_use[: 2 if self._is_pair else 1]
        return tuple(name for name in self._names if name in chosen)

    @property
    def words(self) -> str:
        """Text to remember: number of open views, then all names, the one chosen last first."""
        return " ".join([str(len(self.open_names)), *self._by_use])

    def restore(self, words: str) -> None:
        """Opens what was open when ``words`` was remembered, as far as there are such views."""
        count, *names = words.split() or [""]
        known = [name for name in dict.fromkeys(names) if name in self._names]
        self._by_use = [*known, *(name for name in self._names if name not in known)]
        self._is_pair = count == "2" and len(self._names) > 1
        self._show()

    def place(self, name: str, widget: QWidget) -> None:
        """Puts a view where its words were."""
        put_in_place(self.splitter, self._names.index(name), widget)

    def set_theme(self, theme: Theme) -> None:
        """Colours the icons of the views."""
        if self._chooser is not None:
            self._chooser.set_theme(theme)

    def panes(self) -> list[QWidget]:
        """Returns the views, those that are not open included, from left to right."""
        return [self.widget_of(name) for name in self._names]

    def widget_of(self, name: str) -> QWidget:
        """Returns a view, or the words in its place."""
        widget = self.splitter.widget(self._names.index(name))
        assert widget is not None  # There is one of every name.
        return widget

    def _show(self) -> None:
        shown = self.open_names
        for name in self._names:
            self.widget_of(name).setVisible(name in shown)
        if shown != self._shown:
            self._shown = shown
            # Two of them share the width, until a person moves what is between them.
            width = max(self.splitter.width(), 2)
            self.splitter.setSizes([width // len(shown) * (name in shown) for name in self._names])
        if self._chooser is not None:
            self._chooser.show_open(shown, is_pair=self._is_pair)

    def _focus(self, name: str) -> None:
        """Gives the focus that a view had which was closed to the one in its place."""
        stop = next(stops_in(self.widget_of(name)), None)
        if stop is not None:
            stop.setFocus(Qt.FocusReason.OtherFocusReason)

    def open(self, name: str) -> None:
        """Opens a view in place of the one that was chosen before it; it may be open already."""
        if name not in self.open_names:
            held = self.window().focusWidget()
            self._by_use.remove(name)
            self._by_use.insert(0, name)
            self._change()
            if held is not None and self.splitter.isAncestorOf(held) and not held.isVisible():
                self._focus(name)
        elif self._chooser is not None:
            # A click has released the button of a view that stays open.
            self._chooser.show_open(self.open_names, is_pair=self._is_pair)

    def _on_chooser_pair_toggled(self, is_pair: bool) -> None:
        self._is_pair = is_pair
        self._change()

    def _change(self) -> None:
        self._show()
        self.changed.emit()
