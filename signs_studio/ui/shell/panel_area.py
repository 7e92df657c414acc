"""The docks of the window and the panels in them, built one after another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QSplitter, QWidget

from signs_studio.ui.panel import Dock
from signs_studio.ui.shell.panel_place import PanelPlace, put_in_place
from signs_studio.ui.shell.views_area import ViewsArea
from signs_studio.ui.shell.warm_up import Turn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from PySide6.QtWidgets import QAbstractButton

    from signs_studio.ui.panel import Panel, Remembered
    from signs_studio.ui.shell.warm_up import WarmUpStep
    from signs_studio.ui.state.workspace import Workspace

_ALONG = {
    Dock.LEFT: Qt.Orientation.Vertical,
    Dock.BELOW: Qt.Orientation.Horizontal,
    Dock.RIGHT: Qt.Orientation.Vertical,
}
"""Direction in which panels stand that share a dock."""


class PanelArea(QSplitter):
    """Left to right as the work goes: the left dock, the views over the dock below, the right dock.

    Args:
        panels: In the order in which they are built; one of them is a view.

    Attributes:
        views: The middle.
        switches: Buttons of all panels that are remembered.
        splitters: Those whose sizes are remembered, by name.
    """

    def __init__(self, panels: Sequence[Panel]) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setObjectName("columns_splitter")
        self.setChildrenCollapsible(False)
        self._panels = panels
        self.switches: list[QAbstractButton] = []
        self._remembered: dict[str, Remembered] = {}
        self._docks = {dock: self._make_dock(dock) for dock in _ALONG}
        self.views = ViewsArea([panel for panel in panels if panel.dock is Dock.MIDDLE])
        self._middle = QSplitter(Qt.Orientation.Vertical)
        self._middle.setObjectName("middle_splitter")
        self._middle.setChildrenCollapsible(False)
        self._middle.addWidget(self.views)
        self._middle.addWidget(self._docks[Dock.BELOW])
        self._middle.setStretchFactor(0, 1)
        self._middle.setSizes([840, 120])
        self.addWidget(self._docks[Dock.LEFT])
        self.addWidget(self._middle)
        self.addWidget(self._docks[Dock.RIGHT])
        self.setStretchFactor(1, 3)
        self.setStretchFactor(2, 2)
        self.setSizes([328, 516, 434])
        shared = {dock.value: each for dock, each in self._docks.items()}
        shared["views"] = self.views.splitter
        self.splitters: Mapping[str, QSplitter] = {
            "columns": self,
            "middle": self._middle,
            **{name: each for name, each in shared.items() if each.count() > 1},
        }

    def build(
        self, workspace: Workspace, on_switched: Callable[[], object]
    ) -> Iterator[WarmUpStep]:
        """Builds every panel and puts it into its place, in steps as of ``WarmUp``.

        Args:
            workspace: What the panels read and ask.
            on_switched: Called when something that is remembered is another.
        """
        appearance, preferences = workspace.appearance, workspace.preferences
        appearance.changed.connect(self.views.set_theme)
        self.views.set_theme(appearance.theme)
        for panel in self._panels:
            if panel.needs is not None:
                yield panel.needs
            built = panel.build(workspace)
            if built.set_theme is not None:
                built.set_theme(appearance.theme)
                appearance.changed.connect(built.set_theme)
            for switch in built.switches:
                is_on = preferences.switch(switch.objectName(), default=switch.isChecked())
                switch.setChecked(is_on)
                switch.toggled.connect(on_switched)
            self.switches += built.switches
            if built.remembered is not None:
                self._remembered[panel.name] = built.remembered
                built.remembered.restore(preferences.panel(panel.name))
                built.remembered.changed.connect(on_switched)
            if built.connect is not None:
                built.connect()
            self._place(panel, built.widget)
            yield Turn.NEXT
        # What was remembered may leave less than they need.
        self.setSizes(self.sizes())
        # What scrolls them asks what they need when it is told to, and a splitter does not tell it.
        QApplication.postEvent(self, QEvent(QEvent.Type.LayoutRequest))

    def remembered(self) -> dict[str, str]:
        """Returns what is remembered of each panel beside its switches, by the panel's name."""
        return {name: each.words() for name, each in self._remembered.items()}

    def panes(self) -> list[QWidget]:
        """Returns the panels, those that are hidden included, in the order of reading."""
        left, below, right = (_widgets(self._docks[dock]) for dock in _ALONG)
        return [*left, *self.views.panes(), *below, *right]

    def set_left_visible(self, is_visible: bool) -> None:
        """Shows or hides what goes in, which nobody needs to see on a projector."""
        self._docks[Dock.LEFT].setVisible(is_visible)

    def _make_dock(self, dock: Dock) -> QSplitter:
        splitter = QSplitter(_ALONG[dock])
        splitter.setObjectName(f"{dock.value}_splitter")
        splitter.setChildrenCollapsible(False)
        for panel in self._panels_of(dock):
            splitter.addWidget(PanelPlace(panel))
        if not splitter.count():
            # What is empty takes no room.
            splitter.hide()
        return splitter

    def _panels_of(self, dock: Dock) -> list[Panel]:
        return [panel for panel in self._panels if panel.dock is dock]

    def _place(self, panel: Panel, widget: QWidget) -> None:
        if panel.dock is Dock.MIDDLE:
            self.views.place(panel.name, widget)
        else:
            index = self._panels_of(panel.dock).index(panel)
            put_in_place(self._docks[panel.dock], index, widget)


def _widgets(splitter: QSplitter) -> list[QWidget]:
    held = (splitter.widget(index) for index in range(splitter.count()))
    return [widget for widget in held if widget is not None]
