"""What connects the run, its recipe and the panels: intents go in, what has changed is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from signs_studio.diagnosis.endings import judge_ending
from signs_studio.recipe.changes import Change, live_fields
from signs_studio.recipe.draft import draft_of
from signs_studio.recipe.live_edits import differs_live_only, live_edits
from signs_studio.recipe.settings import EPOCHS
from signs_studio.runs.events import RunFailed, RunFinished
from signs_studio.runs.questions import PreviewWanted
from signs_studio.runs.throughput import measure_throughput
from signs_studio.ui.shell.actions import tip_of, train_titles
from signs_studio.ui.widgets.throttle import Throttle
from signs_studio.ui.widgets.tooltips import tooltip
from signs_studio.ui.wording.changes import change_words
from signs_studio.ui.wording.train_blocker import train_blocker
from signs_studio.wording.endings import ending_message
from signs_studio.worker.run_controller import ACTIVE_STATES, RunState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QAction

    from signs_studio.recipe.draft import Draft
    from signs_studio.recipe.settings import Recipe
    from signs_studio.runs.events import RecipeChanged, Snapshot
    from signs_studio.runs.questions import Question
    from signs_studio.ui.pictures.pictures_panel import PicturesPanel
    from signs_studio.ui.plots.plots_panel import PlotsPanel
    from signs_studio.ui.recipe.recipe_panel import RecipePanel
    from signs_studio.ui.runs.runs_table import RunsTable
    from signs_studio.ui.shell.control_bar import ControlBar
    from signs_studio.ui.state.draft_editor import DraftEditor
    from signs_studio.ui.state.selection import Selection
    from signs_studio.worker.run_controller import RunController

# Painting competes with training for the same cores: a curve that grows five times a second looks
# live, and tiles that turn from wrong to right at half of that are easier to follow.
PLOTS_INTERVAL_MS = 200
PICTURES_INTERVAL_MS = 400


class Presenter(QObject):
    """Hands what a person asks for to the controller, and what came of it to the panels.

    Panels that are built after the window is shown are connected when they are there.

    Args:
        controller: Of the run.
        editor: Of its recipe; becomes a child.
        selection: Hears of another run and of other data before the panels do.
        actions: Those of ``ACTIONS``, and ``undo`` and ``redo``, by name.
        control_bar: Shows how far the run has come.
        runs_table: Shows the last runs.

    Signals:
        said: What just happened, in words; empty where what was said before no longer holds.
        went_wrong: A sentence, and its details or none.
        run_shown: A run ended and its last numbers and pictures are on show; carries its terminal
            event.
    """

    said = Signal(str)
    went_wrong = Signal(str, str)
    run_shown = Signal(object)

    def __init__(
        self,
        controller: RunController,
        editor: DraftEditor,
        selection: Selection,
        *,
        actions: Mapping[str, QAction],
        control_bar: ControlBar,
        runs_table: RunsTable,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._controller = controller
        self._editor = editor
        self._selection = selection
        self._actions = actions
        self._control_bar = control_bar
        self._runs_table = runs_table
        self._recipe_panel: RecipePanel | None = None
        self._plots: PlotsPanel | None = None
        self._pictures: PicturesPanel | None = None
        self._plots_throttle = Throttle(PLOTS_INTERVAL_MS, self)
        self._pictures_throttle = Throttle(PICTURES_INTERVAL_MS, self)
        for name, slot in (
            ("train", self._on_train_triggered),
            ("train_more", self._on_train_more_triggered),
            ("pause", self._on_pause_triggered),
            ("step", self._on_step_triggered),
            ("stop", controller.stop),
            ("undo", self._change_run),
            ("redo", self._change_run),
        ):
            actions[name].triggered.connect(slot)
        # A stack speaks once more as it is destroyed: of a child, its parent hears no more of it.
        editor.setParent(self)
        editor.changed.connect(self._on_editor_changed)
        # The stack's own actions follow these signals too, and were connected before.
        editor.undo_stack.canUndoChanged.connect(self._show_undo)
        editor.undo_stack.canRedoChanged.connect(self._show_undo)
        runs_table.recipe_wanted.connect(self._on_runs_table_recipe_wanted)
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
        self._show_state()

    def take_recipe(self, draft: Draft, *, title: str) -> None:
        """Puts a whole recipe into the form; not while a run is on, which is of another.

        Args:
            draft: The recipe.
            title: What undo calls it.
        """
        if self._controller.state not in ACTIVE_STATES:
            self._editor.edit(draft, title=title)
        else:
            self.said.emit(self.tr("A run is on: press Stop to take another recipe."))

    def connect_recipe(self, panel: RecipePanel) -> None:
        """Has the form show the recipe, and edit it."""
        self._recipe_panel = panel
        section = panel.data_section
        section.open_clicked.connect(self._actions["open_data"].trigger)
        section.hands_clicked.connect(self._actions["built_in_hands"].trigger)
        panel.edited.connect(self._on_recipe_panel_edited)
        panel.editing_finished.connect(self._change_run)
        panel.asked.connect(self._controller.ask)
        self._controller.answered.connect(self._on_controller_answered)
        section.show_data(self._controller.dataset)
        self._show_recipe()
        self._show_state()

    def connect_pictures(self, panel: PicturesPanel) -> None:
        """Has the pictures of the data shown, and what the run says of them."""
        self._pictures = panel
        panel.show_data(self._controller.dataset)

    def connect_plots(self, panel: PlotsPanel) -> None:
        """Has the run drawn, and those before it."""
        self._plots = panel
        panel.coloured.connect(self._runs_table.show_swatches)
        self._show_curves()

    # ---- showing

    def _show_recipe(self) -> None:
        if self._recipe_panel is not None:
            self._recipe_panel.show_draft(
                self._editor.draft,
                validation=self._editor.validation,
                dataset=self._controller.dataset,
            )

    def _show_state(self) -> None:
        """Which actions can be taken, and what the bar says."""
        controller = self._controller
        state = controller.state
        recipe = self._editor.validation.recipe
        reason = train_blocker(
            state,
            engine_ready=controller.engine_ready,
            dataset=controller.dataset,
            validation=self._editor.validation,
        )
        on = state in ACTIVE_STATES
        actions = self._actions
        goes_on = recipe is not None and controller.continues(recipe)
        left = controller.epochs_left(recipe) if recipe is not None else 0
        paused = state is RunState.PAUSED
        train = actions["train"]
        title = "resume" if paused or left else "more" if goes_on else "train"
        train.setText(train_titles()[title])
        train.setEnabled(paused or not reason)
        actions["train_more"].setEnabled(goes_on and not reason)
        if paused:
            train.setToolTip(tooltip(self.tr("Go on with the run"), train))
        elif left and not reason:
            words = self.tr("Go on with the run to epoch {epoch}")
            goal = f"{len(controller.history or ()) + left:,}"
            train.setToolTip(tooltip(words.format(epoch=goal), train))
        else:
            train.setToolTip(reason or tooltip(self._train_tip(goes_on), train))
        actions["pause"].setEnabled(state is RunState.RUNNING or paused)
        actions["pause"].setChecked(paused)
        actions["step"].setEnabled(paused or not reason)
        actions["stop"].setEnabled(state is RunState.RUNNING or paused)
        actions["reset"].setEnabled(on or state is RunState.FINISHED or state is RunState.FAILED)
        self._show_undo()
        trained = controller.recipe_in_training
        live = live_fields(trained).keys() if self._is_run_to_change and trained else ()
        if self._recipe_panel is not None:
            self._recipe_panel.set_live(live if on else None)
            self._recipe_panel.set_no_preview(self._why_no_preview())
        self._show_progress()
        self._control_bar.show_state(
            state, compiling=controller.compiling, epochs_left=0 if reason else left
        )
        words = self._state_words(reason)
        if words:
            self._control_bar.show_words(words)

    def _train_tip(self, goes_on: bool) -> str:
        history = self._controller.history
        if goes_on or history is None or self._controller.recipe_in_training is None:
            return tip_of("train")
        words = self.tr("Train a new network, in place of that of run #{number}")
        return words.format(number=history.run_id)

    def _show_curves(self) -> None:
        if self._plots is not None:
            self._plots.show_earlier(self._controller.comparable)
            self._plots.show_run(self._controller.history)

    @property
    def _is_run_to_change(self) -> bool:
        return self._controller.state in (RunState.RUNNING, RunState.PAUSED)

    def _show_undo(self) -> None:
        """While a run is on, what can be undone is what changes it."""
        for name, draft in (("undo", self._editor.undone), ("redo", self._editor.redone)):
            self._actions[name].setEnabled(draft is not None and self._can_become(draft))

    def _can_become(self, draft: Draft) -> bool:
        if self._controller.state not in ACTIVE_STATES:
            return True
        recipe = self._controller.recipe_in_training
        return (
            self._is_run_to_change
            and recipe is not None
            and differs_live_only(self._editor.draft, draft, recipe=recipe)
        )

    def _why_no_preview(self) -> str:
        if self._controller.state is RunState.LOADING_ENGINE:
            return self.tr("TensorFlow is loading: the preview comes in a few seconds.")
        if not self._controller.engine_ready:
            return self.tr("Without TensorFlow there is no preview.")
        return ""

    def _change_run(self) -> None:
        """Has the run go on with what the form shows, from its next epoch on."""
        recipe = self._controller.recipe_in_training
        if recipe is None or not self._is_run_to_change:
            return
        for field, text in live_edits(self._editor.draft, recipe).items():
            self._controller.change(field, text)

    def _state_words(self, reason: str) -> str:
        match self._controller.state:
            case RunState.PAUSED:
                return self.tr("Paused")
            case RunState.STOPPING:
                return self.tr("Stopping after this epoch…")
            case RunState.RUNNING if self._controller.compiling:
                return self.tr("TensorFlow is compiling this network: a moment…")
            case RunState.RUNNING:
                return ""
        return reason

    def _end_words(self, terminal: RunFinished | RunFailed) -> str:
        record, dataset = self._controller.history, self._controller.dataset
        if isinstance(terminal, RunFailed) or record is None or dataset is None:
            return str(terminal.message) if isinstance(terminal, RunFailed) else ""
        train_count = len(dataset.train_y)
        ending = judge_ending(record, classes=dataset.classes, train_count=train_count)
        return str(ending_message(ending))

    def _show_progress(self) -> None:
        history = self._controller.history
        if history is None:
            last = self._wanted_epochs
            self._control_bar.show_progress(epochs=0, last_epoch=last, pace=None, running=False)
            return
        controller = self._controller
        self._control_bar.show_progress(
            epochs=len(history),
            last_epoch=controller.goal,
            pace=measure_throughput(history, last_epoch=controller.goal),
            # A single step does not go on to the goal.
            running=controller.state is RunState.RUNNING and not controller.is_stepping,
        )

    @property
    def _wanted_epochs(self) -> int | None:
        """How many epochs the form asks for, whatever else is wrong in it."""
        try:
            return int(EPOCHS.parse(self._editor.draft[EPOCHS.name]))
        except ValueError:
            return None

    # ---- slots

    def _on_train_triggered(self) -> None:
        recipe = self._editor.validation.recipe
        if self._controller.state is RunState.PAUSED:
            self._controller.resume()
        elif recipe is not None:
            self.said.emit("")
            self._controller.train(recipe)

    def _on_train_more_triggered(self) -> None:
        recipe = self._editor.validation.recipe
        if recipe is not None:
            self.said.emit("")
            self._controller.train_more(recipe)

    def _on_pause_triggered(self) -> None:
        if self._controller.state is RunState.PAUSED:
            self._controller.resume()
        else:
            self._controller.pause()
        # A click has pressed the button, which tells whether the run waits by now.
        self._show_state()

    def _on_step_triggered(self) -> None:
        recipe = self._editor.validation.recipe
        if self._controller.state is RunState.PAUSED:
            # It goes on, whatever is being typed.
            recipe = self._controller.recipe_in_training
        if recipe is not None:
            self.said.emit("")
            self._controller.step(recipe)

    def _on_recipe_panel_edited(self, draft: Draft, title: str, merge_key: str) -> None:
        self._editor.edit(draft, title=title, merge_key=merge_key)

    def _on_editor_changed(self) -> None:
        self._show_recipe()
        self._show_state()

    def _on_runs_table_recipe_wanted(self, recipe: Recipe) -> None:
        self.take_recipe(draft_of(recipe), title=self.tr("take a run's recipe"))

    def _on_controller_answered(self, question: Question, answer: Any) -> None:
        if isinstance(question, PreviewWanted) and self._recipe_panel is not None:
            self._recipe_panel.show_preview(answer)

    def _on_controller_recipe_changed(self, event: RecipeChanged) -> None:
        history = self._controller.history
        if history is not None:
            change = Change(event.epoch, event.field, event.value)
            self.said.emit(change_words(history.recipe, change))
        self._plots_throttle.request()

    def _on_controller_data_changed(self) -> None:
        dataset = self._controller.dataset
        self._selection.forget_pictures()
        if self._recipe_panel is not None:
            self._recipe_panel.data_section.show_data(dataset)
        self._show_recipe()
        self._show_state()
        if self._pictures is not None:
            self._pictures.show_data(dataset)
        if dataset is not None:
            count = f"{len(dataset.train_y) + len(dataset.test_y):,}"
            words = self.tr("{name}: {count} pictures").format(name=dataset.name, count=count)
            self.said.emit(words)

    def _on_controller_history_changed(self) -> None:
        controller = self._controller
        if controller.history is None or not len(controller.history):
            # What was said of the run before is no longer on show.
            self.said.emit("")
        self._selection.set_runs(controller.history, controller.earlier)
        self._runs_table.show_runs(controller.history, controller.earlier)
        self._show_curves()
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
        if self._pictures is not None and self._controller.snapshot is not None:
            self._pictures.show_snapshot(self._controller.snapshot)

    def _on_controller_ended(self, terminal: RunFinished | RunFailed) -> None:
        self._plots_throttle.flush()
        self._pictures_throttle.flush()
        self._show_progress()
        if isinstance(terminal, RunFailed):
            self.went_wrong.emit(str(terminal.message), terminal.details)
        self.said.emit(self._end_words(terminal))
        self.run_shown.emit(terminal)
