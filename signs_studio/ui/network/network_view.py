"""The view of the network: its drawing, its legend, and the unit that is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from signs_studio.insight.network_activity import ActivityWanted, NetworkActivity, units_told
from signs_studio.insight.unit_details import UnitDetails, UnitWanted
from signs_studio.recipe.network_stages import network_stages
from signs_studio.recipe.network_summary import summarise_network
from signs_studio.ui.forms.card_section import words_label
from signs_studio.ui.forms.fields_form import GRID
from signs_studio.ui.network.legend import Legend, Sample
from signs_studio.ui.network.network_canvas import NetworkCanvas
from signs_studio.ui.network.network_drawing import NetworkDrawing, connections
from signs_studio.ui.network.network_words import picture_lines
from signs_studio.ui.network.twin_trainer import TwinTrainer
from signs_studio.ui.network.unit_pane import UnitPane
from signs_studio.ui.state.absences import why_no_data
from signs_studio.ui.state.live_answer import LiveAnswer
from signs_studio.ui.widgets.elided_label import ElidedLabel
from signs_studio.wording.networks import dead_for, layer_names
from signs_studio.worker.run_state import RunState

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent, QShowEvent

    from signs_studio.insight.question import Question
    from signs_studio.recipe.network_stages import Stage
    from signs_studio.recipe.recipe import Recipe
    from signs_studio.ui.state.workspace import Workspace
    from signs_studio.ui.widgets.theme import Theme

_SIDE_BY_SIDE_LINES = 46
"""Width from which on a unit is opened at the right of the drawing, not beneath it."""


class NetworkView(QWidget):
    """Draws the network of the run on show, or before there is one, that of the recipe.

    Args:
        workspace: Of the window.
    """

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("network_view")
        self.setAccessibleName(self.tr("Network"))
        self._controller = workspace.controller
        self._editor = workspace.editor
        self._picture = workspace.chosen_picture
        self._chosen: tuple[int, int] | None = None
        self._title = ElidedLabel()
        self._title.setObjectName("network_title")
        self._title.setProperty("role", "heading")
        self._words = words_label("network_words", role="muted")
        self._canvas = NetworkCanvas()
        self._canvas.setAccessibleName(self.tr("Drawing of the network"))
        self._canvas.unit_chosen.connect(self._on_canvas_unit_chosen)
        self._canvas.placed.connect(self._on_canvas_placed)
        self._legend = Legend()
        self._pane = UnitPane()
        self._pane.hide()
        self._pane.closed.connect(self._on_pane_closed)
        self._twins = TwinTrainer(workspace, self)
        self._pane.variant_chosen.connect(self._twins.train)
        drawing = QWidget()
        column = QVBoxLayout(drawing)
        column.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        column.setSpacing(GRID)
        for widget in (self._title, self._words):
            column.addWidget(widget)
        column.addWidget(self._canvas, 1)
        column.addWidget(self._legend)
        self._splitter = QSplitter()
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(drawing)
        self._splitter.addWidget(self._pane)
        self._splitter.setStretchFactor(0, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._splitter)
        self._activity = LiveAnswer(
            "network", self._ask_activity, workspace=workspace, watched=self._canvas
        )
        self._unit = LiveAnswer("unit", self._ask_unit, workspace=workspace, watched=self._pane)

    def follow(self) -> None:
        """Shows what there is, and follows it from now on."""
        self._activity.changed.connect(self._draw)
        self._unit.changed.connect(self._show_unit)
        self._editor.changed.connect(self._draw)
        self._picture.changed.connect(self._on_picture_changed)
        self._controller.record_changed.connect(self._draw)
        self._controller.data_changed.connect(self._draw)
        self._controller.state_changed.connect(self._on_controller_state_changed)
        self._draw()

    def set_theme(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        for part in (self._canvas, self._legend, self._pane):
            part.set_theme(theme)
        self._turn()

    def showEvent(self, event: QShowEvent) -> None:
        """Shows what has changed while it was hidden."""
        super().showEvent(event)
        self._draw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Opens a unit where there is more room."""
        super().resizeEvent(event)
        self._turn()

    @property
    def _recipe(self) -> Recipe | None:
        """The recipe whose network is drawn; None while the one that is edited is wrong."""
        record = self._controller.record
        return record.recipe if record is not None else self._editor.validation.recipe

    def _ask_activity(self) -> Question | None:
        dataset, shown = self._controller.dataset, self._picture.or_first()
        stages, _ = self._stages()
        if dataset is None or shown is None or shown.pixels is None or not stages:
            return None
        return ActivityWanted(stages, shown.pixels, dataset.shown_x)

    def _ask_unit(self) -> Question | None:
        dataset, shown = self._controller.dataset, self._picture.or_first()
        stages, _ = self._stages()
        if dataset is None or shown is None or shown.pixels is None:
            return None
        if self._chosen is None or not _has_unit(stages, self._chosen):
            return None
        index, unit = self._chosen
        return UnitWanted(dataset, shown.pixels[None], stages[index + 1].layers[0], unit)

    def _draw(self) -> None:
        if not self.isVisible():
            return
        stages, problem = self._stages()
        activity = self._activity.answer
        is_known = isinstance(activity, NetworkActivity) and _fits(activity, stages)
        if self._chosen is not None and not _has_unit(stages, self._chosen):
            self._close_unit()
        shown = self._picture.or_first()
        recipe = self._recipe
        names = () if recipe is None else layer_names(recipe.layers)
        lines: tuple[tuple[str, ...], ...] = ()
        if stages and shown:
            lines = picture_lines(stages[0], shown.reference, names)
        drawing = NetworkDrawing(
            stages=stages,
            layer_names=names,
            class_names=self._picture.class_names,
            picture=None if shown is None else shown.pixels,
            picture_lines=lines,
            true_class=None if shown is None else shown.true_class,
            activity=activity if is_known else None,
            chosen=self._chosen,
        )
        self._canvas.show_drawing(drawing)
        self._title.set_words(self._title_words(stages))
        words = problem or ("" if is_known else self._activity.words)
        is_ready = self._controller.state is RunState.READY
        if stages and is_ready and self._controller.record is None:
            words = self.tr("The first weights are still to be drawn: train, and they are shown.")
        self._words.setText(words)
        self._words.setVisible(bool(words))

    def _stages(self) -> tuple[tuple[Stage, ...], str]:
        """Returns the stages to draw, and why there are none or not all of them."""
        recipe, dataset = self._recipe, self._controller.dataset
        if dataset is None:
            return (), why_no_data(self._controller)
        if recipe is None:
            return (), self.tr("The network is drawn as soon as the recipe has no errors.")
        summary = summarise_network(
            recipe.layers, picture_shape=dataset.picture_shape, classes=dataset.classes
        )
        if summary.problem is not None:
            return (), str(summary.problem.located)
        return network_stages(summary), ""

    def _title_words(self, stages: tuple[Stage, ...]) -> str:
        parameters = f"{sum(stage.parameters for stage in stages):,}"
        if self._activity.answer is not None and self._activity.epochs is not None:
            words = self.tr("Network after epoch {epoch} · {parameters} parameters")
            return words.format(epoch=f"{self._activity.epochs:,}", parameters=parameters)
        if not stages:
            return self.tr("Network")
        if self._controller.record is None:
            words = self.tr("Network, not trained yet · {parameters} parameters")
        else:
            words = self.tr("Network of the run · {parameters} parameters")
        return words.format(parameters=parameters)

    def _legend_entries(self, drawing: NetworkDrawing) -> list[tuple[Sample, str]]:
        if not drawing.stages:
            return []
        activity = drawing.activity
        more = [(Sample.NOTHING, self.tr("+n: n more units"))] * self._canvas.leaves_out
        if activity is None:
            shapes = self.tr("each circle is a unit")
            if any(stage.is_pictures for stage in drawing.stages[1:]):
                shapes = self.tr("each circle is a unit, each square a filter")
            opened = self.tr("once trained, a click opens it")
            return [(Sample.NOTHING, shapes), (Sample.NOTHING, opened), *more]
        drawn, every = self._canvas.lines, connections(drawing)
        words = self.tr("all {every} lines; a line for many weights is their sum")
        if drawn < every:
            words = self.tr(
                "{drawn} strongest of {every} lines; a line for many weights is their sum"
            )
        entries = [
            (Sample.POSITIVE, self.tr("weight above 0, wide: large")),
            (Sample.NEGATIVE, self.tr("weight below 0")),
            (Sample.ACTIVATION, self.tr("activation, − to +; at the end, probability")),
        ]
        if any(stage.silent for stage in activity.stages):
            dataset = self._controller.dataset
            tested = None if dataset is None else len(dataset.test_y)
            silent = self.tr("{dead}: click it")
            words_of_dead = silent.format(dead=dead_for(activity.sample, of=tested))
            entries.append((Sample.SILENT, words_of_dead))
        entries.append((Sample.NOTHING, words.format(drawn=f"{drawn:,}", every=f"{every:,}")))
        return entries + more

    def _show_unit(self) -> None:
        dataset, recipe = self._controller.dataset, self._recipe
        drawing, shown = self._canvas.drawing, self._picture.or_first()
        stages = drawing.stages
        if self._chosen is None or dataset is None or recipe is None or len(stages) < 2:
            return
        index, unit = self._chosen
        details = self._unit.answer
        pixels = None if shown is None else shown.pixels
        name = drawing.unit_name(index, unit)
        if not isinstance(details, UnitDetails) or details.unit != unit or pixels is None:
            self._pane.show_waiting(name, self._unit.words)
            return
        self._pane.show_details(
            details,
            name=name,
            before=stages[index],
            dead_inputs=drawing.dead_units(index - 1),
            recipe=recipe,
            picture=pixels,
            pictures=dataset.shown_x,
        )
        self._pane.set_trainable(self._twins.can_train)

    def _turn(self) -> None:
        wide = self.width() >= _SIDE_BY_SIDE_LINES * self.fontMetrics().lineSpacing()
        orientation = Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical
        if self._splitter.orientation() != orientation:
            self._splitter.setOrientation(orientation)
        # Beneath the drawing, a unit needs the room more than the legend does.
        self._legend.setVisible(wide or self._pane.isHidden())

    def _close_unit(self) -> None:
        self._chosen = None
        self._pane.hide()
        self._turn()

    def _on_canvas_unit_chosen(self, column: int, unit: int) -> None:
        self._chosen = column, unit
        if not self._pane.isVisible():
            self._pane.show()
            self._turn()
            whole = self._splitter.height()
            if self._splitter.orientation() == Qt.Orientation.Horizontal:
                whole = self._splitter.width()
            self._splitter.setSizes([round(0.6 * whole), round(0.4 * whole)])
        self._draw()
        self._unit.refresh()
        self._show_unit()

    def _on_canvas_placed(self) -> None:
        self._legend.show_entries(self._legend_entries(self._canvas.drawing))

    def _on_pane_closed(self) -> None:
        self._close_unit()
        self._unit.refresh()
        self._draw()
        self._canvas.setFocus()

    def _on_picture_changed(self) -> None:
        self._activity.refresh()
        self._unit.refresh()
        self._draw()

    def _on_controller_state_changed(self) -> None:
        self._pane.set_trainable(self._twins.can_train)


def _has_unit(stages: tuple[Stage, ...], unit: tuple[int, int]) -> bool:
    index, number = unit
    return index + 1 < len(stages) and number < stages[index + 1].units


def _fits(activity: NetworkActivity, stages: tuple[Stage, ...]) -> bool:
    """Returns whether an answer is about a network of these stages."""
    counts = [len(each.units) for each in activity.stages]
    return counts == [len(units_told(stage.units)) for stage in stages[1:]]
