"""The window: what it is composed of, and the events that reach it as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QMainWindow, QVBoxLayout, QWidget

from signs_studio.recipe.presets import find_preset
from signs_studio.resources import resource
from signs_studio.ui.lessons.opener import LessonsOpener, import_lessons
from signs_studio.ui.shell.closing import Closing
from signs_studio.ui.shell.control_bar import ControlBar
from signs_studio.ui.shell.cut_short_notice import CutShortNotice
from signs_studio.ui.shell.data_opener import DataOpener
from signs_studio.ui.shell.device_choice import DeviceChoice
from signs_studio.ui.shell.menus import build_menus
from signs_studio.ui.shell.panel_area import PanelArea
from signs_studio.ui.shell.panels import PANELS
from signs_studio.ui.shell.presenter_mode import PresenterMode
from signs_studio.ui.shell.receiver import Receiver
from signs_studio.ui.shell.recipe_exchange import RecipeExchange
from signs_studio.ui.shell.run_behaviour import add_run_behaviour
from signs_studio.ui.shell.run_files import RunFiles
from signs_studio.ui.shell.saver import Saver
from signs_studio.ui.shell.splitter_sizes import SplitterSizes
from signs_studio.ui.shell.status_bar import StatusBar
from signs_studio.ui.shell.undo_keys import UndoKeys
from signs_studio.ui.shell.warm_up import Turn, WarmUp
from signs_studio.ui.shell.window_actions import WindowActions
from signs_studio.ui.state.appearance import Appearance
from signs_studio.ui.state.draft_editor import DraftEditor
from signs_studio.ui.state.preferences import window_values
from signs_studio.ui.state.recent_data import RecentData
from signs_studio.ui.state.undo_stack import UndoStack
from signs_studio.ui.state.workspace import make_workspace
from signs_studio.ui.widgets.banner import Banner
from signs_studio.ui.widgets.call_later import call_later
from signs_studio.ui.widgets.placement import bring_to_front, keep_on_screen, restore_window
from signs_studio.ui.widgets.screenshot import save_screenshot
from signs_studio.ui.widgets.scrolling_content import ScrollingContent
from signs_studio.ui.widgets.tab_order import focus_next
from signs_studio.worker.data_thread import DataThread, import_sources
from signs_studio.worker.run_controller import RunController
from signs_studio.worker.run_keeping import RunKeeping

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QPaintEvent, QResizeEvent

    from signs_studio.ui.panel import Panel
    from signs_studio.ui.shell.warm_up import WarmUpStep
    from signs_studio.ui.state.preferences import Preferences, Value

_SHARED_ACTIONS = ("larger", "smaller", "normal_size", "presenter")
"""That work in the window of the lessons too."""


class MainWindow(QMainWindow):
    """Everything a person sees. Each part sees to itself; the window puts them together.

    Signals:
        shown: It is on the screen, painted, for the first time.
        panels_built: The panels are there; comes soon after ``shown``.
        run_shown: A run ended and its last numbers and pictures are on show; carries its terminal
            event.

    Args:
        preferences: What is remembered.
        fits_screen: Whether it opens no larger than its screen; a picture of it may be larger.
        panels: What it shows, soonest needed first.
    """

    shown = Signal()
    panels_built = Signal()
    run_shown = Signal(object)

    def __init__(
        self,
        preferences: Preferences,
        fits_screen: bool = True,
        panels: Sequence[Panel] = PANELS,
    ) -> None:
        super().__init__()
        self.setWindowTitle("Signs Studio")
        self.setWindowIcon(QIcon(str(resource("icons", "signs_studio.svg"))))
        self.setAcceptDrops(True)
        self._preferences = preferences
        self._fits_screen, self._painted = fits_screen, False
        self.appearance = Appearance(
            theme_name=preferences.theme(), scale=preferences.scale(), parent=self
        )
        self.controller = RunController(self, keeping=RunKeeping(preferences.home, self))
        self.data_thread = DataThread(self)
        self.undo_stack = UndoStack()
        self.editor = DraftEditor(preferences.draft(), self.undo_stack, self)
        self.saver = Saver(preferences, self._values, self)
        self._device_choice = DeviceChoice(
            preferences.device(), controller=self.controller, window=self
        )
        self._warm_up = WarmUp(self.controller, self.data_thread, self)
        self._banner = Banner()
        self._notice = CutShortNotice(preferences.known_cut_short())
        self._recent_data = RecentData(preferences.recent_data(), self)
        self._area = PanelArea(panels)
        self.actions_by_name, self._menus = build_menus(
            self,
            undo_stack=self.undo_stack,
            appearance=self.appearance,
            devices=self._device_choice.menu,
            recent=self._recent_data,
            views=self._area.views.actions_of_views,
        )
        self.workspace = make_workspace(
            self.controller,
            self.editor,
            undo_stack=self.undo_stack,
            data_thread=self.data_thread,
            recent_data=self._recent_data,
            appearance=self.appearance,
            preferences=preferences,
            actions=self.actions_by_name,
            parent=self,
        )
        self.lessons = LessonsOpener(
            self.workspace,
            shared=[self.actions_by_name[name] for name in _SHARED_ACTIONS],
            fits_screen=fits_screen,
            parent=self,
        )
        self._lay_out()
        self._sizes = SplitterSizes(
            self._area.splitters,
            appearance=self.appearance,
            is_projected=self.actions_by_name["presenter"].isChecked,
            parent=self,
        )
        self._add_behaviour()
        self._connect()
        # Last: each widget is styled once, with its words and its place.
        self.appearance.apply()
        restore_window(self, preferences.geometry("window"), fits=fits_screen)
        # The sizes of views are of those that were open.
        self._area.views.restore(preferences.views())
        self._sizes.restore_last(preferences)
        # Else Qt puts the focus, and a ring, into what happened to be built first.
        self.setFocus()

    # ---- what others may ask for

    def start(self, data: Path | None, *, reopens: bool = False) -> None:
        """Begins to load the engine and the pictures, on their threads.

        Args:
            data: A file or folder to open; None for the built-in hands.
            reopens: Whether, in place of the hands, what was open last time is opened.
        """
        self.data_thread.start()
        self.controller.load_engine()
        self._data_opener.open_first(data, reopens=reopens)

    def open_data(self, path: Path) -> None:
        """Opens pictures from a file or folder; what is open stays open if that fails."""
        self._data_opener.open(path)

    def leave(self) -> bool:
        """Closes the window without a question; False where what is to be saved cannot be."""
        return self._closing.leave()

    def end_with_session(self) -> None:
        """Saves, and asks nothing before it closes: the desktop is about to end all programs."""
        self._closing.end_with_session()

    def train(self) -> None:
        """Trains, as a click on Train does."""
        self.actions_by_name["train"].trigger()

    def show_error(self, message: str, details: str = "") -> None:
        """Shows the banner."""
        self._banner.say(message, details)

    def save_picture(self, path: Path) -> bool:
        """Saves the window as it is as a PNG file; False when the file cannot be written."""
        return save_screenshot(self, path)

    # ---- building

    def _lay_out(self) -> None:
        self._control_bar = ControlBar(self.actions_by_name)
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._control_bar)
        layout.addWidget(self._banner)
        layout.addWidget(self._notice)
        layout.addWidget(ScrollingContent(self._area), 1)
        self.setCentralWidget(content)
        self._status_bar = StatusBar(self.workspace)
        self.setStatusBar(self._status_bar)

    def _add_behaviour(self) -> None:
        """Adds the parts that no one sees, each of which connects itself."""
        workspace, banner = self.workspace, self._banner
        add_run_behaviour(workspace, control_bar=self._control_bar, banner=banner, window=self)
        self._notice.follow(workspace.library, workspace.run_opening)
        self._data_opener = DataOpener(workspace, self.data_thread, banner=banner, window=self)
        self._receiver = Receiver(
            workspace,
            views=self._area.views,
            data=self._data_opener,
            recipes=RecipeExchange(workspace, banner=banner, window=self),
            runs=RunFiles(workspace, self),
            window=self,
        )
        UndoKeys(self)
        self._projector = PresenterMode(
            self.actions_by_name["presenter"],
            appearance=self.appearance,
            area=self._area,
            sizes=self._sizes,
            lessons=self.lessons,
            window=self,
        )
        self._closing = Closing(
            workspace,
            saver=self.saver,
            lessons=self.lessons,
            data_thread=self.data_thread,
            window=self,
        )
        WindowActions(
            workspace,
            panes=lambda: (self._control_bar, *self._area.panes()),
            menus=self._menus,
            status_bar=self._status_bar,
            window=self,
        )

    def _connect(self) -> None:
        self.actions_by_name["train"].triggered.connect(self._banner.hide)
        self.panels_built.connect(self.workspace.library.open)
        # They need modules that are still to be imported.
        self.actions_by_name["lessons"].setEnabled(False)
        self.lessons.preset_wanted.connect(self._on_lessons_preset_wanted)
        self.appearance.changed.connect(self._control_bar.set_theme)
        for changed in (
            self.appearance.changed,
            self.editor.changed,
            self._device_choice.changed,
            self._area.views.changed,
            self._recent_data.changed,
            self._notice.changed,
        ):
            changed.connect(self.saver.request)
        self.workspace.notifications.went_wrong.connect(self.show_error)
        self.workspace.run_feed.ended.connect(self.run_shown)
        self.workspace.inspection.failed.connect(self.show_error)
        self.data_thread.failed.connect(self.show_error)
        self.controller.engine_failed.connect(self.show_error)

    def _steps_after_paint(self) -> Iterator[WarmUpStep]:
        """Does whatever would be waited for before the window is shown, soonest needed first."""
        yield from self._area.build(self.workspace, self.saver.request)
        # TensorFlow comes after them: while its libraries are loaded no other can be, and who wants
        # one waits with Python's lock.
        yield import_sources
        self.actions_by_name["lessons"].setEnabled(True)
        # Beforehand, so that the window does not stand still when they are opened.
        self.data_thread.load(import_lessons)
        self.data_thread.start_reader()
        self.panels_built.emit()
        yield Turn.IDLE
        for _ in self.lessons.prepare():
            yield Turn.IDLE

    def _values(self) -> dict[str, Value]:
        values = window_values(
            draft=self.editor.draft,
            device=self._device_choice.chosen,
            theme=self.appearance.theme_name,
            scale=self.appearance.scale,
            geometry=self.saveGeometry(),
            sizes=self._sizes.values(),
            switches={each.objectName(): each.isChecked() for each in self._area.switches},
            views=self._area.views.words,
            panels=self._area.remembered(),
            recent_data=self._recent_data.to_text(),
            known_cut_short=self._notice.known,
        )
        return {**values, **self.lessons.values()}

    # ---- events of the window

    def paintEvent(self, event: QPaintEvent) -> None:
        """Leaves what is slow until the window is on the screen; a show event comes too early."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            call_later(0, self._on_self_painted, parent=self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keeps words as large as a projector needs, while it is presented."""
        super().resizeEvent(event)
        self._projector.follow_size()

    def changeEvent(self, event: QEvent) -> None:
        """Follows the desktop: dark or light, the window on the full screen or not."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ThemeChange and self.appearance.theme_name == "system":
            self.appearance.apply()
        elif event.type() == QEvent.Type.WindowStateChange:
            self.actions_by_name["full_screen"].setChecked(self.isFullScreen())

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Goes on through the panels as they stand, not as they were made."""
        content = self.centralWidget()
        return content is not None and focus_next(content, forward=forward, wraps=True)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Takes files; whether they can be used is said once they are dropped."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Opens what is dropped."""
        if self._receiver.open_dropped(event.mimeData()):
            event.acceptProposedAction()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Saves what there is to save and stops the run, or stays."""
        if not self._closing.may_close():
            event.ignore()
            return
        self._warm_up.stop()
        super().closeEvent(event)

    # ---- slots

    def _on_self_painted(self) -> None:
        if self._fits_screen:
            keep_on_screen(self)
        self.shown.emit()
        self.data_thread.start()
        self._warm_up.begin(self._steps_after_paint())

    def _on_lessons_preset_wanted(self, name: str) -> None:
        title = self.tr("take the lesson's preset")
        self.workspace.live_changes.take_recipe(find_preset(name).draft, title=title)
        bring_to_front(self)
