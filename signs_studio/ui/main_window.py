"""The window: its panels side by side, and the wiring between them and the run."""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QFileDialog,
    QLabel,
    QMainWindow,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from signs_studio.recipe.changes import Change, live_fields
from signs_studio.recipe.draft import draft_of
from signs_studio.runs.events import FinishReason, RunFailed, RunFinished
from signs_studio.runs.pace import measure_pace
from signs_studio.ui.actions import ACTIONS, make_actions, tooltip
from signs_studio.ui.banner import Banner
from signs_studio.ui.changes import change_words
from signs_studio.ui.control_bar import ControlBar
from signs_studio.ui.device_menu import DeviceMenu
from signs_studio.ui.later import later
from signs_studio.ui.look import Look
from signs_studio.ui.menus import build_menus
from signs_studio.ui.readiness import why_not_train
from signs_studio.ui.recipe.draft_editor import DraftEditor
from signs_studio.ui.recipe.live_edits import differs_live_only, live_edits
from signs_studio.ui.resources import resource
from signs_studio.ui.runs_table import RunsTable
from signs_studio.ui.throttle import Throttle
from signs_studio.worker.run_controller import ACTIVE_STATES, RunController, RunState
from signs_studio.worker.thread import DataThread

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QPaintEvent

    from signs_studio.data.dataset import Dataset
    from signs_studio.recipe.draft import Draft
    from signs_studio.recipe.settings import Recipe
    from signs_studio.runs.events import RecipeChanged, Snapshot
    from signs_studio.ui.memory import Memory
    from signs_studio.ui.pictures.pictures_panel import PicturesPanel
    from signs_studio.ui.plots.plots_panel import PlotsPanel
    from signs_studio.ui.recipe.recipe_panel import RecipePanel
    from signs_studio.ui.theme import Theme

# Painting competes with training for the same cores: a curve that grows five times a second looks
# live, and tiles that turn from wrong to right at half of that are easier to follow.
PLOTS_INTERVAL_MS = 200
PICTURES_INTERVAL_MS = 400
CLOSE_WAIT_MS = 1200
PLOTS_MIN_WIDTH = 420
# Room for a repaint and a click between one panel that is built and the next.
BETWEEN_PANELS_MS = 20
# With pyqtgraph, NumPy and h5py they take longer to import than Qt itself. TensorFlow comes after
# them: while its libraries are loaded no other can be, and who wants one waits with Python's lock.
_LARGE_MODULES = (
    "numpy.random",
    "signs_studio.ui.pictures.pictures_panel",
    "signs_studio.ui.plots.plots_panel",
    "signs_studio.data.hdf5",
)


class MainWindow(QMainWindow):
    """Everything a person sees. Views send intents here; the controller decides.

    Signals:
        shown: It is on the screen, painted, for the first time.
        panels_built: The plots and the pictures are there; comes soon after ``shown``.
        run_shown: A run ended and its last numbers and pictures are on show; carries its terminal
            event.
    """

    shown = Signal()
    panels_built = Signal()
    run_shown = Signal(object)

    def __init__(self, memory: Memory) -> None:
        super().__init__()
        self.setWindowTitle("Signs Studio")
        self.setWindowIcon(QIcon(str(resource("icons", "signs_studio.svg"))))
        self.setAcceptDrops(True)
        self._memory = memory
        self.look = Look(theme_name=memory.theme(), scale=memory.scale(), parent=self)
        self.remembers = True
        self._chosen_device = memory.device()
        self._painted = False
        self._has_read_runs = False
        self._recipe_panel: RecipePanel | None = None
        self._plots: PlotsPanel | None = None
        self._pictures: PicturesPanel | None = None

        self.controller = RunController(self)
        self.data_thread = DataThread(self)
        self.editor = DraftEditor(memory.draft(), self)
        self.actions_by_name = make_actions(self)
        self._device_menu = DeviceMenu(self)
        self._plots_throttle = Throttle(PLOTS_INTERVAL_MS, self)
        self._pictures_throttle = Throttle(PICTURES_INTERVAL_MS, self)

        self._build()
        self._undo, self._redo = build_menus(
            self,
            self.actions_by_name,
            undo_stack=self.editor.undo_stack,
            look=self.look,
            devices=self._device_menu,
        )
        self._connect()
        self._show_state()
        # Last: each widget is styled once, with its words and its place.
        self.look.apply()
        self._restore_geometry()
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
        """Opens pictures from a file or folder; what is open stays open if that fails."""
        self._say(self.tr("Opening {name}…").format(name=path.name))
        self.data_thread.open_file(path)

    def train(self) -> None:
        """What a click on Train does."""
        self.actions_by_name["train"].trigger()

    def show_error(self, message: str, details: str = "") -> None:
        """Shows the banner."""
        self._banner.say(message, details)

    def save_picture(self, path: Path) -> bool:
        """Saves the window as it is as a PNG file; False when the file cannot be written."""
        return self.grab().save(str(path), "PNG")

    # ---- building

    def _build(self) -> None:
        self._control_bar = ControlBar(self.actions_by_name)
        self._banner = Banner()
        self._runs_table = RunsTable()
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
        self._columns.setSizes([300, 540, 430])
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._control_bar)
        layout.addWidget(self._banner)
        layout.addWidget(self._columns, 1)
        self.setCentralWidget(content)
        self._engine_label = QLabel()
        self._engine_label.setObjectName("engine_status")
        self._message_label = QLabel()
        self._message_label.setObjectName("message")
        # Names of files and of what is in them are shown here as they are, whatever they look like.
        self._message_label.setTextFormat(Qt.TextFormat.PlainText)
        self.statusBar().addWidget(self._engine_label)
        self.statusBar().addPermanentWidget(self._message_label)

    def _connect(self) -> None:
        for name, slot in (
            ("open_data", self._on_open_data_triggered),
            ("built_in_hands", self._on_built_in_hands_triggered),
            ("save_picture", self._on_save_picture_triggered),
            ("quit", self.close),
            ("train", self._on_train_triggered),
            ("pause", self._on_pause_triggered),
            ("step", self._on_step_triggered),
            ("stop", self.controller.stop),
            ("reset", self.controller.reset),
            ("larger", self.look.enlarge),
            ("smaller", self.look.shrink),
            ("full_screen", self._on_full_screen_triggered),
        ):
            self.actions_by_name[name].triggered.connect(slot)
        self.look.changed.connect(self._on_look_changed)
        self._device_menu.chosen.connect(self._on_device_menu_chosen)
        self.editor.changed.connect(self._on_editor_changed)
        # The stack's own actions follow these signals too, and were connected before.
        self.editor.undo_stack.canUndoChanged.connect(self._show_undo)
        self.editor.undo_stack.canRedoChanged.connect(self._show_undo)
        for action in (self._undo, self._redo):
            action.triggered.connect(self._change_run)
        self._runs_table.recipe_wanted.connect(self._on_runs_table_recipe_wanted)
        self.data_thread.opened.connect(self._on_data_thread_opened)
        self.data_thread.refused.connect(self._on_data_thread_refused)
        self.data_thread.failed.connect(self.show_error)
        self.data_thread.imported.connect(self._build_pictures)
        controller = self.controller
        controller.engine_reported.connect(self._on_controller_engine_reported)
        controller.device_changed.connect(self._show_device)
        controller.engine_failed.connect(self._on_controller_engine_failed)
        controller.state_changed.connect(self._show_state)
        controller.data_changed.connect(self._on_controller_data_changed)
        controller.history_changed.connect(self._on_controller_history_changed)
        controller.progressed.connect(self._plots_throttle.request)
        controller.snapshot_arrived.connect(self._on_controller_snapshot_arrived)
        controller.ended.connect(self._on_controller_ended)
        controller.recipe_changed.connect(self._on_controller_recipe_changed)
        controller.finding_made.connect(self._plots_throttle.request)
        self._plots_throttle.due.connect(self._on_plots_throttle_due)
        self._pictures_throttle.due.connect(self._on_pictures_throttle_due)

    def _build_recipe(self) -> None:
        """Builds the form, which takes half as long as all of the window that is shown first."""
        from signs_studio.ui.recipe.recipe_panel import RecipePanel

        panel = RecipePanel()
        self._recipe_panel = panel
        section = panel.data_section
        section.open_clicked.connect(self.actions_by_name["open_data"].trigger)
        section.hands_clicked.connect(self.actions_by_name["built_in_hands"].trigger)
        panel.edited.connect(self._on_recipe_panel_edited)
        panel.settled.connect(self._change_run)
        panel.preview_wanted.connect(self.controller.draw_preview)
        self.controller.preview_drawn.connect(panel.show_preview)
        panel.set_theme(self.look.theme)
        section.show_data(self.controller.dataset)
        self._show_recipe()
        self._show_state()
        self._put_in_place(self._columns, self._recipe_place, panel)

    def _build_pictures(self) -> None:
        """Builds what needs the modules of ``_LARGE_MODULES``, which are imported by now."""
        from signs_studio.ui.pictures.pictures_panel import PicturesPanel

        self._pictures = PicturesPanel()
        self._pictures.set_theme(self.look.theme)
        self._put_in_place(self._columns, self._pictures_place, self._pictures)
        self._pictures.show_data(self.controller.dataset)
        later(BETWEEN_PANELS_MS, self._build_plots, parent=self)

    def _build_plots(self) -> None:
        from signs_studio.ui.plots.plots_panel import PlotsPanel

        plots = PlotsPanel()
        plots.set_theme(self.look.theme)
        # With large words the plots give way first: a curve is read at any width.
        plots.setMinimumWidth(PLOTS_MIN_WIDTH)
        self._plots = plots
        later(BETWEEN_PANELS_MS, self._show_plots, parent=self)

    def _show_plots(self) -> None:
        assert self._plots is not None  # built just before
        self._put_in_place(self._middle, self._plots_place, self._plots)
        self.controller.remember_earlier(self._memory.earlier_runs())
        self._has_read_runs = True
        self._on_controller_history_changed()
        self.panels_built.emit()

    @staticmethod
    def _put_in_place(splitter: QSplitter, place: QWidget, panel: QWidget) -> None:
        sizes = splitter.sizes()
        splitter.replaceWidget(splitter.indexOf(place), panel)
        place.deleteLater()
        panel.show()
        splitter.setSizes(sizes)

    # ---- showing

    def _show_recipe(self) -> None:
        if self._recipe_panel is not None:
            self._recipe_panel.show_draft(
                self.editor.draft,
                validation=self.editor.validation,
                dataset=self.controller.dataset,
            )

    def _show_engine(self, words: str) -> None:
        self._engine_label.setText(words)

    def _show_device(self) -> None:
        engine, device = self.controller.engine, self.controller.device
        if engine is not None and device is not None:
            words = self.tr("TensorFlow {version} on {device}")
            self._show_engine(words.format(version=engine.version, device=device.name))
            self._device_menu.show_choice(device)

    def _say(self, words: str) -> None:
        self._message_label.setText(words)

    def _show_state(self) -> None:
        """Which actions can be taken, and what the bar says."""
        controller = self.controller
        state = controller.state
        recipe = self.editor.validation.recipe
        reason = why_not_train(
            state,
            engine_ready=controller.engine_ready,
            dataset=controller.dataset,
            validation=self.editor.validation,
        )
        on = state in ACTIVE_STATES
        actions = self.actions_by_name
        goes_on = recipe is not None and controller.continues(recipe)
        train = actions["train"]
        train.setIconText(self.tr("Train more") if goes_on else self.tr("Train"))
        train.setEnabled(not reason)
        train.setToolTip(reason or self._action_tip("train"))
        paused = state is RunState.PAUSED
        actions["pause"].setEnabled(state is RunState.RUNNING or paused)
        actions["pause"].setText(self.tr("&Resume") if paused else self.tr("&Pause"))
        actions["step"].setEnabled(paused or not reason)
        actions["stop"].setEnabled(state is RunState.RUNNING or paused)
        actions["reset"].setEnabled(on or state is RunState.FINISHED or state is RunState.FAILED)
        self._device_menu.setEnabled(controller.engine_ready and not on)
        self._show_undo()
        trained = controller.recipe_in_training
        live = live_fields(trained).keys() if self._is_run_to_change and trained else ()
        if self._recipe_panel is not None:
            self._recipe_panel.set_live(live if on else None)
            self._recipe_panel.set_no_preview(self._why_no_preview(on))
        self._show_progress()
        self._control_bar.show_state(state, compiling=controller.compiling)
        words = self._state_words(reason)
        if words:
            self._control_bar.show_words(words)

    @property
    def _is_run_to_change(self) -> bool:
        return self.controller.state in (RunState.RUNNING, RunState.PAUSED)

    def _show_undo(self) -> None:
        """While a run is on, what can be undone is what changes it."""
        for action, draft in ((self._undo, self.editor.undone), (self._redo, self.editor.redone)):
            action.setEnabled(draft is not None and self._can_become(draft))

    def _can_become(self, draft: Draft) -> bool:
        if self.controller.state not in ACTIVE_STATES:
            return True
        recipe = self.controller.recipe_in_training
        return (
            self._is_run_to_change
            and recipe is not None
            and differs_live_only(self.editor.draft, draft, recipe=recipe)
        )

    def _why_no_preview(self, on: bool) -> str:
        if on:
            return self.tr("The preview comes back when the run has ended.")
        if self.controller.state is RunState.LOADING_ENGINE:
            return self.tr("TensorFlow is loading: the preview comes in a few seconds.")
        if not self.controller.engine_ready:
            return self.tr("Without TensorFlow there is no preview.")
        return ""

    def _change_run(self) -> None:
        """Has the run go on with what the form shows, from its next epoch on."""
        recipe = self.controller.recipe_in_training
        if recipe is None or not self._is_run_to_change:
            return
        for field, text in live_edits(self.editor.draft, recipe).items():
            self.controller.change(field, text)

    def _state_words(self, reason: str) -> str:
        match self.controller.state:
            case RunState.PAUSED:
                return self.tr("Paused")
            case RunState.STOPPING:
                return self.tr("Stopping after this epoch…")
            case RunState.RUNNING if self.controller.compiling:
                return self.tr("TensorFlow compiles this network: a moment…")
            case RunState.RUNNING:
                return ""
        return reason

    def _show_progress(self) -> None:
        history = self.controller.history
        if history is None:
            recipe = self.editor.validation.recipe
            last = recipe.epochs if recipe is not None else 0
            self._control_bar.show_progress(epochs=0, last_epoch=last, pace=None, running=False)
            return
        last_epoch = self.controller.last_epoch
        pace = measure_pace(history, last_epoch=last_epoch)
        self._control_bar.show_progress(
            epochs=len(history),
            last_epoch=last_epoch,
            pace=pace,
            running=self.controller.state is RunState.RUNNING,
        )

    def _action_tip(self, name: str) -> str:
        info = next(info for info in ACTIONS if info.name == name)
        return tooltip(info, self.actions_by_name[name])

    # ---- remembering

    def _splitters(self) -> dict[str, QSplitter]:
        return {"columns": self._columns, "middle": self._middle}

    def _restore_geometry(self) -> None:
        self.resize(1280, 800)
        self.restoreGeometry(self._memory.geometry("window"))
        for name, splitter in self._splitters().items():
            splitter.restoreState(self._memory.geometry(name))

    def _remember(self) -> None:
        splitters = {name: s.saveState() for name, s in self._splitters().items()}
        self._memory.save_draft(self.editor.draft)
        self._memory.save_device(self._chosen_device)
        self._memory.save_view(
            theme=self.look.theme_name,
            scale=self.look.scale,
            geometries={"window": self.saveGeometry(), **splitters},
        )
        if not self._has_read_runs:
            # To save now would be to forget them.
            return
        controller = self.controller
        current = [controller.history] if controller.history is not None else []
        try:
            self._memory.save_runs([*controller.earlier, *current])
        except OSError:
            # Nobody is left to be told, and the window's last act is not to fail.
            traceback.print_exc()

    # ---- events of the window

    def paintEvent(self, event: QPaintEvent) -> None:
        """Leaves what is slow until the window is on the screen; a show event comes too early."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            later(0, self._on_self_painted, parent=self)

    def changeEvent(self, event: QEvent) -> None:
        """Follows the desktop: dark or light, the window on the full screen or not."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ThemeChange and self.look.theme_name == "system":
            self.look.apply()
        elif event.type() == QEvent.Type.WindowStateChange:
            self.actions_by_name["full_screen"].setChecked(self.isFullScreen())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Takes files; whether they can be used is said once they are dropped."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Opens the first file that is dropped."""
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.open_data(Path(paths[0]))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stops the run, saves what there is to save, and leaves; the threads end by themselves."""
        self.controller.close(CLOSE_WAIT_MS)
        self.data_thread.finish(CLOSE_WAIT_MS // 4)
        if self.remembers:
            self._remember()
        super().closeEvent(event)

    # ---- slots

    def _on_self_painted(self) -> None:
        self.shown.emit()
        self._build_recipe()
        self.data_thread.start()
        self.data_thread.import_modules(*_LARGE_MODULES)

    def _on_open_data_triggered(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self,
            self.tr("Open pictures"),
            "",
            self.tr("HDF5 files (*.h5 *.hdf5);;All files (*)"),
        )
        if chosen:
            self.open_data(Path(chosen))

    def _on_built_in_hands_triggered(self) -> None:
        self._say(self.tr("Drawing the hands…"))
        self.data_thread.draw_hands()

    def _on_save_picture_triggered(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self, self.tr("Save a picture of the window"), "signs-studio.png", "PNG (*.png)"
        )
        if chosen and not self.save_picture(Path(chosen)):
            self.show_error(self.tr("The picture could not be saved there: choose another folder."))

    def _on_train_triggered(self) -> None:
        recipe = self.editor.validation.recipe
        if recipe is not None:
            self._banner.hide()
            self.controller.train(recipe)

    def _on_pause_triggered(self) -> None:
        if self.controller.state is RunState.PAUSED:
            self.controller.resume()
        else:
            self.controller.pause()

    def _on_step_triggered(self) -> None:
        recipe = self.editor.validation.recipe
        if self.controller.state is RunState.PAUSED:
            # It goes on, whatever is being typed.
            recipe = self.controller.recipe_in_training
        if recipe is not None:
            self.controller.step(recipe)

    def _on_full_screen_triggered(self) -> None:
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def _on_look_changed(self, theme: Theme) -> None:
        self._control_bar.set_theme(theme)
        if self._recipe_panel is not None:
            self._recipe_panel.set_theme(theme)
        if self._plots is not None:
            self._plots.set_theme(theme)
        if self._pictures is not None:
            self._pictures.set_theme(theme)

    def _on_recipe_panel_edited(self, draft: Draft, title: str, merge_key: str) -> None:
        self.editor.edit(draft, title=title, merge_key=merge_key)

    def _on_editor_changed(self) -> None:
        self._show_recipe()
        self._show_state()

    def _on_runs_table_recipe_wanted(self, recipe: Recipe) -> None:
        if self.controller.state not in ACTIVE_STATES:
            self.editor.edit(draft_of(recipe), title=self.tr("take a run's recipe"))

    def _on_data_thread_opened(self, dataset: Dataset) -> None:
        if self.controller.dataset is not None:
            self._banner.hide()
        self.controller.set_data(dataset)

    def _on_data_thread_refused(self, message: str) -> None:
        self._say("")
        self.show_error(message)
        if self.controller.dataset is None:
            # The command line asked for these pictures: without any, nothing could be trained.
            self.data_thread.draw_hands()

    def _on_controller_recipe_changed(self, event: RecipeChanged) -> None:
        history = self.controller.history
        if history is not None:
            change = Change(event.epoch, event.field, event.value)
            self._say(change_words(history.recipe, change))
        self._plots_throttle.request()

    def _on_controller_engine_reported(self) -> None:
        engine = self.controller.engine
        if engine is not None:
            self._device_menu.show_devices(engine.devices)
            # One that is not there any more leaves the choice as it is.
            self.controller.choose_device(self._chosen_device)
            self._show_device()

    def _on_device_menu_chosen(self, device: str) -> None:
        self._chosen_device = device
        self.controller.choose_device(device)

    def _on_controller_engine_failed(self, message: str, details: str) -> None:
        self._show_engine(self.tr("TensorFlow is not loaded"))
        self.show_error(message, details)

    def _on_controller_data_changed(self) -> None:
        dataset = self.controller.dataset
        if self._recipe_panel is not None:
            self._recipe_panel.data_section.show_data(dataset)
        self._show_recipe()
        self._show_state()
        if self._pictures is not None:
            self._pictures.show_data(dataset)
        if dataset is not None:
            count = f"{len(dataset.train_y) + len(dataset.test_y):,}"
            words = self.tr("{name}: {count} pictures").format(name=dataset.name, count=count)
            self._say(words)

    def _on_controller_history_changed(self) -> None:
        controller = self.controller
        if controller.history is None or not len(controller.history):
            # What was said of the run before is no longer on show.
            self._say("")
        self._runs_table.show_runs(controller.history, controller.earlier)
        if self._plots is not None:
            self._plots.show_earlier(controller.comparable)
            self._plots.show_run(controller.history)
        self._show_state()

    def _on_controller_snapshot_arrived(self, snapshot: Snapshot | None) -> None:
        if snapshot is None and self._pictures is not None:
            self._pictures.show_snapshot(None)
        else:
            self._pictures_throttle.request()

    def _on_plots_throttle_due(self) -> None:
        if self._plots is not None:
            self._plots.refresh()
        self._runs_table.refresh()
        if not self._state_words(""):
            self._show_progress()

    def _on_pictures_throttle_due(self) -> None:
        if self._pictures is not None and self.controller.snapshot is not None:
            self._pictures.show_snapshot(self.controller.snapshot)

    def _on_controller_ended(self, terminal: RunFinished | RunFailed) -> None:
        self._plots_throttle.flush()
        self._pictures_throttle.flush()
        self._show_progress()
        if isinstance(terminal, RunFailed):
            self.show_error(terminal.message, terminal.details)
        elif terminal.reason is FinishReason.DIVERGED:
            self.show_error(terminal.message)
        self._say(terminal.message)
        self.run_shown.emit(terminal)


class _Place(QLabel):
    """Words where a panel will be."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setWordWrap(True)
        self.setProperty("role", "muted")
