"""The window: its panels side by side, its menus, what it remembers, and how it closes."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QMainWindow,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from signs_studio.data.plain_text import plain_text
from signs_studio.recipe.presets import find_preset
from signs_studio.resources import resource
from signs_studio.ui.lessons.opener import LessonsOpener
from signs_studio.ui.runs.runs_table import RunsTable
from signs_studio.ui.shell.actions import make_actions
from signs_studio.ui.shell.control_bar import ControlBar
from signs_studio.ui.shell.device_menu import DeviceMenu
from signs_studio.ui.shell.menus import build_menus
from signs_studio.ui.shell.network_guard import NetworkGuard
from signs_studio.ui.shell.presenter import Presenter
from signs_studio.ui.shell.saver import Saver
from signs_studio.ui.state.appearance import Appearance
from signs_studio.ui.state.draft_editor import DraftEditor
from signs_studio.ui.state.preferences import window_values
from signs_studio.ui.state.selection import Selection
from signs_studio.ui.widgets.banner import Banner
from signs_studio.ui.widgets.call_later import call_later
from signs_studio.ui.widgets.elided_label import ElidedLabel
from signs_studio.ui.widgets.placement import keep_on_screen, restore_splitter, restore_window
from signs_studio.ui.widgets.screenshot import save_screenshot
from signs_studio.ui.widgets.scrolling_content import ScrollingContent
from signs_studio.ui.widgets.tab_order import focus_next
from signs_studio.ui.widgets.throttle import Throttle
from signs_studio.worker.data_thread import DataThread
from signs_studio.worker.run_controller import ACTIVE_STATES, RunController

if TYPE_CHECKING:
    from PySide6.QtGui import (
        QCloseEvent,
        QDragEnterEvent,
        QDropEvent,
        QPaintEvent,
        QResizeEvent,
    )
    from PySide6.QtWidgets import QDialog

    from signs_studio.data.dataset import Dataset
    from signs_studio.runs.record import RunRecord
    from signs_studio.ui.plots.plots_panel import PlotsPanel
    from signs_studio.ui.state.preferences import Preferences, Value
    from signs_studio.ui.widgets.file_dialog import FileDialog

CLOSE_WAIT_MS = 1200
# A disk that sleeps needs some seconds to wake up.
SAVE_WAIT_MS = 8000
# Windows takes a program for hung after five seconds.
SESSION_SAVE_WAIT_MS = 4000
SESSION_END_MS = 30_000
"""Time from the announcement of a session's end to the end of its last program, at most."""
PROJECTOR_INTERVAL_MS = 200
"""Styling every widget anew takes too long for every step of a window that is drawn larger."""
# Room for a repaint and a click between one panel that is built and the next.
BETWEEN_PANELS_MS = 20
# With pyqtgraph and NumPy they take longer to import than Qt itself. TensorFlow comes after
# them: while its libraries are loaded no other can be, and who wants one waits with Python's lock.
_LARGE_MODULES = (
    "numpy.random",
    "signs_studio.ui.pictures.pictures_panel",
    "signs_studio.ui.plots.plots_panel",
    "signs_studio.data.sources.hdf5",
)
_SHARED_ACTIONS = ("larger", "smaller", "normal_size", "presenter")
"""That work in the window of the lessons too."""
_LESSONS_MODULE = "signs_studio.ui.lessons.lessons_window"


class MainWindow(QMainWindow):
    """Everything a person sees, and where it stands; what it shows, ``Presenter`` sees to.

    Signals:
        shown: It is on the screen, painted, for the first time.
        panels_built: The plots and the pictures are there; comes soon after ``shown``.
        run_shown: A run ended and its last numbers and pictures are on show; carries its terminal
            event.

    Args:
        preferences: What is remembered.
        fits_screen: Whether it opens no larger than its screen; a picture of it may be larger.
    """

    shown = Signal()
    panels_built = Signal()
    run_shown = Signal(object)

    def __init__(self, preferences: Preferences, fits_screen: bool = True) -> None:
        super().__init__()
        self.setWindowTitle("Signs Studio")
        self.setWindowIcon(QIcon(str(resource("icons", "signs_studio.svg"))))
        self.setAcceptDrops(True)
        self._preferences = preferences
        self.appearance = Appearance(
            theme_name=preferences.theme(), scale=preferences.scale(), parent=self
        )
        self._chosen_device = preferences.device()
        self._fits_screen = fits_screen
        self._painted = False
        self._close_was_put_off = False
        self._asks_before_close = True
        self._switches: tuple[QAbstractButton, ...] = ()

        self.controller = RunController(self)
        self.guard = NetworkGuard(self.controller, self)
        self.data_thread = DataThread(self)
        self.editor = DraftEditor(preferences.draft())
        self.selection = Selection(self)
        self.actions_by_name = make_actions(self)
        self._device_menu = DeviceMenu(self)

        self.lessons = LessonsOpener(
            self.controller,
            appearance=self.appearance,
            preferences=preferences,
            shared=[self.actions_by_name[name] for name in _SHARED_ACTIONS],
            fits_screen=fits_screen,
            parent=self,
        )
        self._projector_throttle = Throttle(PROJECTOR_INTERVAL_MS, self)
        # Of the splitters, by how large words were: other words may need more, and give it back.
        self._sizes_at: dict[float, dict[str, list[int]]] = {}
        self._scale_shown = self._scale_chosen = self.appearance.effective_scale
        self.saver = Saver(preferences, self._values, self)

        self._build()
        undo, redo, self._menus = build_menus(
            self,
            self.actions_by_name,
            undo_stack=self.editor.undo_stack,
            appearance=self.appearance,
            devices=self._device_menu,
        )
        self._connect()
        self._presenter = Presenter(
            self.controller,
            self.editor,
            self.selection,
            actions={**self.actions_by_name, "undo": undo, "redo": redo},
            control_bar=self._control_bar,
            runs_table=self._runs_table,
            parent=self,
        )
        self._presenter.said.connect(self._say)
        self._presenter.went_wrong.connect(self.show_error)
        self._presenter.run_shown.connect(self.run_shown)
        # Last: each widget is styled once, with its words and its place.
        self.appearance.apply()
        self._restore_geometry()
        # Else Qt puts the focus, and a ring, into what happened to be built first.
        self.setFocus()
        self._show_engine(self.tr("Loading TensorFlow…"))

    # ---- what others may ask for

    def start(self, data: Path | None) -> None:
        """Begins to load the engine and the pictures, on their threads.

        Args:
            data: A file or folder to open; None for the built-in hands.
        """
        self.data_thread.start()
        self.controller.load_engine()
        if data is None:
            self.data_thread.draw_hands()
        else:
            self.open_data(data)

    def open_data(self, path: Path) -> None:
        """Opens pictures from a file or folder; what is open stays open if that fails.

        What is still being opened is given up: the person has chosen anew. Where a network would
        be lost by it, they are asked once the pictures are there and can be used.
        """
        self.data_thread.cancel()
        self._banner.hide()
        self._say(self.tr("Opening {name}… (Esc cancels)").format(name=plain_text(path.name)))
        self.data_thread.open_file(path)

    def leave(self) -> bool:
        """Closes the window without a question; False where what is to be saved cannot be."""
        asks, self._asks_before_close = self._asks_before_close, False
        closed = self.close()
        self._asks_before_close = asks
        return closed

    def end_with_session(self) -> None:
        """Saves, and asks nothing before it closes: the desktop is about to end all programs.

        A person may still cancel that, which no program is told: soon it asks again.
        """
        self._asks_before_close = False
        call_later(SESSION_END_MS, self._ask_before_close, parent=self)
        self.saver.add_run(self.controller.history)
        self.saver.save(SESSION_SAVE_WAIT_MS)

    def _ask_before_close(self) -> None:
        self._asks_before_close = True

    def train(self) -> None:
        """What a click on Train does."""
        self.actions_by_name["train"].trigger()

    def show_error(self, message: str, details: str = "") -> None:
        """Shows the banner."""
        self._banner.say(message, details)

    def save_picture(self, path: Path) -> bool:
        """Saves the window as it is as a PNG file; False when the file cannot be written."""
        return save_screenshot(self, path)

    # ---- building

    def _build(self) -> None:
        self._control_bar = ControlBar(self.actions_by_name)
        self._banner = Banner()
        self._runs_table = RunsTable(self.selection)
        self._middle = QSplitter(Qt.Orientation.Vertical)
        self._middle.setObjectName("middle_splitter")
        self._middle.setChildrenCollapsible(False)
        self._plots_place = _Place(self.tr("The cost of every epoch will be drawn here."))
        self._middle.addWidget(self._plots_place)
        self._middle.addWidget(self._runs_table)
        self._middle.setStretchFactor(0, 1)
        self._middle.setSizes([800, 120])
        self._columns = QSplitter(Qt.Orientation.Horizontal)
        self._columns.setObjectName("columns_splitter")
        self._columns.setChildrenCollapsible(False)
        self._recipe_place = _Place("")
        self._columns.addWidget(self._recipe_place)
        self._columns.addWidget(self._middle)
        self._pictures_place = _Place(self.tr("The test pictures will be shown here."))
        self._columns.addWidget(self._pictures_place)
        self._columns.setStretchFactor(1, 3)
        self._columns.setStretchFactor(2, 2)
        self._columns.setSizes([328, 516, 434])
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._control_bar)
        layout.addWidget(self._banner)
        layout.addWidget(ScrollingContent(self._columns), 1)
        self.setCentralWidget(content)
        self._engine_label = QLabel()
        self._engine_label.setObjectName("engine_status")
        # Names of files and of what is in them are shown here, however long they are.
        self._message_label = ElidedLabel()
        self._message_label.setObjectName("message")
        self._message_label.setAlignment(
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        )
        self.statusBar().addWidget(self._engine_label)
        self.statusBar().addPermanentWidget(self._message_label, 1)

    def _connect(self) -> None:
        for name, slot in (
            ("open_data", self._on_open_data_triggered),
            ("open_folder", self._on_open_folder_triggered),
            ("built_in_hands", self._on_built_in_hands_triggered),
            ("cancel_opening", self.data_thread.cancel),
            ("save_picture", self._on_save_picture_triggered),
            ("quit", self.close),
            ("train", self._banner.hide),
            ("reset", self._on_reset_triggered),
            ("larger", self.appearance.enlarge),
            ("smaller", self.appearance.shrink),
            ("normal_size", self.appearance.reset_size),
            ("presenter", self._on_presenter_triggered),
            ("next_pane", partial(self._go_to_pane, 1)),
            ("previous_pane", partial(self._go_to_pane, -1)),
            ("shortcuts", self._on_shortcuts_triggered),
            ("about", self._on_about_triggered),
            ("full_screen", self._on_full_screen_triggered),
            ("lessons", self._on_lessons_triggered),
        ):
            self.actions_by_name[name].triggered.connect(slot)
        self.actions_by_name["cancel_opening"].setEnabled(False)
        # They need modules that are still to be imported.
        self.actions_by_name["lessons"].setEnabled(False)
        self.lessons.preset_wanted.connect(self._on_lessons_preset_wanted)
        self._projector_throttle.due.connect(self._fit_projector)
        self.appearance.changed.connect(self._control_bar.set_theme)
        self.appearance.changed.connect(self.saver.request)
        self.appearance.changed.connect(self._on_appearance_changed)
        self.editor.changed.connect(self.saver.request)
        self.saver.failed.connect(self._on_saver_failed)
        self.saver.saved.connect(self._on_saver_saved)
        self.saver.run_too_long.connect(self._on_saver_run_too_long)
        self.data_thread.opened.connect(self._on_data_thread_opened)
        self.data_thread.refused.connect(self._on_data_thread_refused)
        self.data_thread.cancelled.connect(self._on_data_thread_cancelled)
        self.data_thread.opening_changed.connect(self._on_data_thread_opening_changed)
        self.data_thread.failed.connect(self.show_error)
        self.data_thread.imported.connect(
            self._build_pictures, Qt.ConnectionType.SingleShotConnection
        )
        self._device_menu.chosen.connect(self._on_device_menu_chosen)
        controller = self.controller
        controller.engine_reported.connect(self._on_controller_engine_reported)
        controller.engine_failed.connect(self._on_controller_engine_failed)
        controller.device_changed.connect(self._show_device)
        controller.state_changed.connect(self._on_controller_state_changed)
        controller.ended.connect(self._on_controller_ended)

    def _build_recipe(self) -> None:
        """Builds the form, which takes half as long as all of the window that is shown first."""
        from signs_studio.ui.recipe.recipe_panel import RecipePanel

        panel = RecipePanel()
        panel.set_theme(self.appearance.theme)
        self.appearance.changed.connect(panel.set_theme)
        self._presenter.connect_recipe(panel)
        self._put_in_place(self._columns, self._recipe_place, panel)

    def _build_pictures(self) -> None:
        """Builds what needs the modules of ``_LARGE_MODULES``, which are imported by now."""
        from signs_studio.ui.pictures.pictures_panel import PicturesPanel

        panel = PicturesPanel(self.selection)
        panel.set_theme(self.appearance.theme)
        self.appearance.changed.connect(panel.set_theme)
        self._put_in_place(self._columns, self._pictures_place, panel)
        self._presenter.connect_pictures(panel)
        call_later(BETWEEN_PANELS_MS, self._build_plots, parent=self)

    def _build_plots(self) -> None:
        from signs_studio.ui.plots.plots_panel import PlotsPanel

        panel = PlotsPanel(self.selection)
        panel.set_theme(self.appearance.theme)
        self.appearance.changed.connect(panel.set_theme)
        self._switches = panel.switches
        for switch in panel.switches:
            is_on = self._preferences.switch(switch.objectName(), default=switch.isChecked())
            switch.setChecked(is_on)
            switch.toggled.connect(self.saver.request)
        call_later(BETWEEN_PANELS_MS, partial(self._show_plots, panel), parent=self)

    def _show_plots(self, panel: PlotsPanel) -> None:
        self._put_in_place(self._middle, self._plots_place, panel)
        # What was remembered may leave less than they need.
        self._columns.setSizes(self._columns.sizes())
        # What scrolls them asks what they need when it is told to, and a splitter does not tell it.
        QApplication.postEvent(self._columns, QEvent(QEvent.Type.LayoutRequest))
        self.controller.remember_earlier(self._preferences.earlier_runs())
        self._presenter.connect_plots(panel)
        self.actions_by_name["lessons"].setEnabled(True)
        # Beforehand, so that the window does not stand still when they are opened.
        self.data_thread.import_modules(_LESSONS_MODULE)
        self.data_thread.start_reader()
        self.panels_built.emit()

    @staticmethod
    def _put_in_place(splitter: QSplitter, place: QWidget, panel: QWidget) -> None:
        sizes, was_hidden = splitter.sizes(), place.isHidden()
        splitter.replaceWidget(splitter.indexOf(place), panel)
        panel.setHidden(was_hidden)
        place.deleteLater()
        splitter.setSizes(sizes)

    # ---- showing

    def _show_engine(self, words: str) -> None:
        self._engine_label.setText(words)

    def _show_device(self) -> None:
        engine, device = self.controller.engine, self.controller.device
        if engine is not None and device is not None:
            words = self.tr("TensorFlow {version} on {device}")
            self._show_engine(words.format(version=engine.version, device=device.name))
            self._device_menu.show_choice(device)

    def _say(self, words: str) -> None:
        self._message_label.set_words(words)

    # ---- other pictures, which a network cannot go on with

    def _learn_from(self, dataset: Dataset) -> None:
        if self.controller.dataset is not None:
            self._banner.hide()
        self.controller.set_data(dataset)

    # ---- remembering

    def _splitters(self) -> dict[str, QSplitter]:
        return {"columns": self._columns, "middle": self._middle}

    def _note_sizes(self) -> None:
        sizes = {name: splitter.sizes() for name, splitter in self._splitters().items()}
        self._sizes_at[self._scale_shown] = sizes

    def _restore_sizes(self) -> None:
        """Gives the parts of the window the room back that larger words had taken."""
        if self.actions_by_name["presenter"].isChecked():
            return
        # What the parts need now is known once they are laid out anew, from the inside out.
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        for name, splitter in self._splitters().items():
            sizes = self._sizes_at.get(self._scale_shown, {}).get(name, [])
            if sum(sizes) == sum(splitter.sizes()):  # Else the window has another size by now.
                restore_splitter(splitter, sizes)

    def _restore_geometry(self) -> None:
        restore_window(self, self._preferences.geometry("window"), fits=self._fits_screen)
        for name, splitter in self._splitters().items():
            restore_splitter(splitter, self._preferences.sizes(name))

    def _values(self) -> dict[str, Value]:
        if not self.actions_by_name["presenter"].isChecked():
            self._note_sizes()
        values = window_values(
            draft=self.editor.draft,
            device=self._chosen_device,
            theme=self.appearance.theme_name,
            scale=self.appearance.scale,
            geometry=self.saveGeometry(),
            sizes=self._sizes_at.get(self.appearance.scale, {}),
            switches={switch.objectName(): switch.isChecked() for switch in self._switches},
        )
        return {**values, **self.lessons.values()}

    def _can_leave(self) -> bool:
        """Saves what there is to save; False where that fails and the person did not know."""
        self.saver.add_run(self.controller.history)
        reason = self.saver.save(CLOSE_WAIT_MS if self._close_was_put_off else SAVE_WAIT_MS)
        if not reason or self._close_was_put_off:
            return True
        self._close_was_put_off = True
        words = self.tr(
            "The runs and settings could not be saved ({reason}): see to the disk of your home "
            "folder, or close again to leave without them."
        )
        self.show_error(words.format(reason=reason))
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.raise_()
        return False

    def _on_saver_saved(self) -> None:
        self._close_was_put_off = False

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
        if self.actions_by_name["presenter"].isChecked():
            self._projector_throttle.request()

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
        """Opens the file or folder that is dropped, and of a training and a test file both."""
        from signs_studio.data.sources import belong_together

        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if not paths:
            return
        event.acceptProposedAction()
        if len(paths) == 1 or (len(paths) == 2 and belong_together(*paths)):
            self.open_data(paths[0])
        else:
            words = self.tr("{count} files were dropped: drop one, or the folder that holds them.")
            self.show_error(words.format(count=f"{len(paths):,}"))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Saves what there is to save, stops the run and leaves; the threads end by themselves.

        Where a network would be lost, it asks first. What cannot be saved is said then, and the run
        goes on: the next time it leaves without.
        """
        asks = self._asks_before_close and not self._close_was_put_off
        if asks and self.guard.run_to_lose is not None:
            event.ignore()
            self.guard.close(then=self.leave)
            return
        if not self._can_leave():
            event.ignore()
            return
        self.controller.close(CLOSE_WAIT_MS)
        self.lessons.close(CLOSE_WAIT_MS // 4)
        self.data_thread.finish(CLOSE_WAIT_MS // 4)
        # Epochs that have come since.
        self.saver.add_run(self.controller.history)
        if self.saver.has_unsaved_runs:
            reason = self.saver.save(SAVE_WAIT_MS)
            if reason:
                # Nothing runs any more, so that there is nothing to stay for.
                words = self.tr("The run could not be saved ({reason}).")
                print(words.format(reason=reason), file=sys.stderr)
        self.saver.finish(CLOSE_WAIT_MS // 4)
        super().closeEvent(event)

    # ---- slots

    def _on_self_painted(self) -> None:
        if self._fits_screen:
            keep_on_screen(self)
        self.shown.emit()
        self._build_recipe()
        self.data_thread.start()
        self.data_thread.import_modules(*_LARGE_MODULES)

    def _file_dialog(self, title: str) -> FileDialog:
        # As those of the menu Help: what is seldom needed is imported then, not before the start.
        from signs_studio.ui.widgets.file_dialog import FileDialog

        return FileDialog(self, title)

    def _on_open_data_triggered(self) -> None:
        from signs_studio.data.sources import file_patterns

        dialog = self._file_dialog(self.tr("Open pictures"))
        filters = self.tr("Files of pictures ({patterns});;All files (*)")
        chosen = dialog.choose_file(filters=filters.format(patterns=" ".join(file_patterns())))
        if chosen is not None:
            self.open_data(chosen)

    def _on_open_folder_triggered(self) -> None:
        chosen = self._file_dialog(self.tr("Open a folder of pictures")).choose_folder()
        if chosen is not None:
            self.open_data(chosen)

    def _on_built_in_hands_triggered(self) -> None:
        self._say(self.tr("Drawing the hands…"))
        self.data_thread.draw_hands()

    def _on_reset_triggered(self) -> None:
        self.guard.reset(then=self.controller.reset)

    def _on_save_picture_triggered(self) -> None:
        dialog = self._file_dialog(self.tr("Save a picture of the window"))
        chosen = dialog.choose_place("signs-studio.png", filters="PNG (*.png)", suffix="png")
        if chosen is None:
            return
        if chosen.suffix.lower() != ".png":
            words = self.tr(
                "A picture is saved as PNG: choose a name that ends in .png, not {end}."
            )
            self.show_error(words.format(end=plain_text(chosen.suffix, 20)))
        elif self.save_picture(chosen):
            self._say(self.tr("Saved as {name}").format(name=plain_text(chosen.name)))
        else:
            self.show_error(self.tr("The picture could not be saved there: choose another folder."))

    def _on_appearance_changed(self) -> None:
        before, after = self._scale_shown, self.appearance.effective_scale
        if after != before:
            # What is laid out is laid out for the words before, as yet.
            if not self.actions_by_name["presenter"].isChecked() and before == self._scale_chosen:
                self._note_sizes()
            self._scale_shown = after
            call_later(0, self._restore_sizes, parent=self)
        self._scale_chosen = self.appearance.scale

    def _on_presenter_triggered(self, checked: bool) -> None:
        if checked:
            self._note_sizes()
        recipe = self._columns.widget(0)
        if recipe is not None:
            recipe.setVisible(not checked)
        self._fit_projector()

    def _fit_projector(self) -> None:
        """Fits words to the highest window on show while it is presented."""
        is_on = self.actions_by_name["presenter"].isChecked()
        shown = (self, self.lessons.window)
        heights = [window.height() for window in shown if window is not None and window.isVisible()]
        self.appearance.set_projected(max(heights, default=self.height()) if is_on else None)

    def _on_shortcuts_triggered(self) -> None:
        from signs_studio.ui.shell.help_dialogs import ShortcutsDialog

        self._open_dialog(ShortcutsDialog(self._menus, self))

    def _on_about_triggered(self) -> None:
        from signs_studio.ui.shell.help_dialogs import AboutDialog

        self._open_dialog(AboutDialog(self._engine_label.text(), self))

    @staticmethod
    def _open_dialog(dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.show()

    def _go_to_pane(self, step: int) -> None:
        from signs_studio.ui.widgets.panes import go_to_pane

        recipe, _, pictures = (self._columns.widget(place) for place in range(3))
        plots, runs = (self._middle.widget(place) for place in range(2))
        go_to_pane((self._control_bar, recipe, plots, runs, pictures), step)

    def _on_full_screen_triggered(self) -> None:
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def _on_lessons_triggered(self) -> None:
        self.lessons.open()

    def _on_lessons_preset_wanted(self, name: str) -> None:
        title = self.tr("take the lesson's preset")
        self._presenter.take_recipe(find_preset(name).draft, title=title)
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.raise_()
        self.activateWindow()

    def _on_data_thread_opened(self, dataset: Dataset) -> None:
        self._say("")
        self.guard.open(dataset.name, then=partial(self._learn_from, dataset))

    def _on_data_thread_refused(self, message: str) -> None:
        self._say("")
        self.show_error(message)
        self._draw_hands_for_want_of_data()

    def _on_data_thread_cancelled(self) -> None:
        if self.data_thread.is_opening:
            return
        self._say(self.tr("Opening was cancelled"))
        self._draw_hands_for_want_of_data()

    def _draw_hands_for_want_of_data(self) -> None:
        """Draws them where the command line asked for pictures that are not to be had."""
        if self.controller.dataset is None:
            self.data_thread.draw_hands()

    def _on_data_thread_opening_changed(self) -> None:
        self.actions_by_name["cancel_opening"].setEnabled(self.data_thread.is_opening)

    def _on_controller_engine_reported(self) -> None:
        engine = self.controller.engine
        if engine is not None:
            self._device_menu.show_devices(engine.devices)
            # One that is not there any more leaves the choice as it is.
            self.controller.choose_device(self._chosen_device)
            self._show_device()

    def _on_controller_state_changed(self) -> None:
        controller = self.controller
        is_on = controller.state in ACTIVE_STATES
        self._device_menu.setEnabled(controller.engine_ready and not is_on)

    def _on_device_menu_chosen(self, device: str) -> None:
        self._chosen_device = device
        self.controller.choose_device(device)
        self.saver.request()

    def _on_controller_ended(self) -> None:
        self.saver.add_run(self.controller.history)
        self.saver.save_soon()

    def _on_saver_failed(self, reason: str) -> None:
        words = self.tr(
            "The runs and settings cannot be saved ({reason}): see to the disk of your home "
            "folder. It is tried again when the next run ends, and when the window is closed."
        )
        self.show_error(words.format(reason=reason))

    def _on_saver_run_too_long(self, history: RunRecord) -> None:
        words = self.tr(
            "Run #{number} has {epochs} epochs, which are too many to be saved: it is gone when "
            "the window is closed. All other runs are saved."
        )
        self.show_error(words.format(number=history.run_id, epochs=f"{len(history):,}"))

    def _on_controller_engine_failed(self, message: str, details: str) -> None:
        self._show_engine(self.tr("TensorFlow is not loaded"))
        self.show_error(message, details)


class _Place(QLabel):
    """Words where a panel will be."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setWordWrap(True)
        self.setProperty("role", "muted")
