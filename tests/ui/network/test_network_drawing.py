"""Connections that are drawn: of many the strongest, between units that are drawn."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from pytestqt.qtbot import QtBot

from signs_studio.insight.network_activity import NetworkActivity, StageActivity, units_told
from signs_studio.recipe.layers import make_layer
from signs_studio.recipe.network_stages import network_stages
from signs_studio.recipe.network_summary import summarise_network
from signs_studio.ui.network.connection_painting import ConnectionPainting
from signs_studio.ui.network.network_drawing import (
    MAX_LINES,
    Lines,
    NetworkDrawing,
    connections,
    drawn_lines,
)
from signs_studio.ui.network.network_layout import NetworkPlaces, lay_out
from signs_studio.ui.network.network_words import stage_lines
from signs_studio.ui.widgets.theme import load_theme
from signs_studio.wording.networks import layer_names

UNITS = (40, 12, 6)


def drawing_of(*, trained: bool) -> NetworkDrawing:
    layers = [make_layer("dense", units=units) for units in UNITS[:-1]]
    summary = summarise_network(layers, picture_shape=(8, 8, 3), classes=UNITS[-1])
    rng = np.random.default_rng(0)
    told, before = [], 1
    for count in UNITS:
        units = units_told(count)
        told.append(
            StageActivity(
                units=units,
                values=rng.normal(size=len(units)).astype(np.float32),
                maps=None,
                limit=3.0,
                silent=frozenset(),
                weights=rng.normal(size=(len(units), before)).astype(np.float32),
            )
        )
        before = len(units)
    activity = NetworkActivity(tuple(told), np.full(UNITS[-1], 1 / 6, np.float32), 64)
    return NetworkDrawing(
        stages=network_stages(summary),
        layer_names=layer_names(layers),
        activity=activity if trained else None,
    )


def places_of(drawing: NetworkDrawing) -> NetworkPlaces:
    columns = drawing.columns(lambda words: 7.0 * len(words))
    return lay_out(columns, width=600.0, height=400.0, line=16.0)


@pytest.mark.parametrize("trained", [False, True])
def test_lines_are_bounded_and_lead_from_column_to_column(trained: bool) -> None:
    drawing = drawing_of(trained=trained)
    places = places_of(drawing)
    lines = drawn_lines(drawing, places)
    assert len(lines) == len(UNITS)
    assert 0 < sum(len(each.lines) for each in lines) <= MAX_LINES
    before: tuple[int, ...] = (0,)
    for column, found in zip(places.columns, lines, strict=True):
        assert all(i in before and j in column.units for i, j, _ in found.lines)
        before = column.units
    assert connections(drawing) == 40 + 40 * 12 + 12 * 6


def test_of_many_connections_none_that_is_left_out_is_stronger() -> None:
    drawing = drawing_of(trained=True)
    places = places_of(drawing)
    _, found, _ = drawn_lines(drawing, places)
    assert drawing.activity is not None
    weights = drawing.activity.stages[1].weights
    told = drawing.activity.stages[0].units
    sources = [told.index(unit) for unit in places.columns[0].units]
    sizes = np.sort(np.abs(weights[list(places.columns[1].units)][:, sources]).reshape(-1))
    drawn = [abs(weight) for _, _, weight in found.lines]
    assert drawn == sorted(drawn)
    np.testing.assert_allclose(drawn, sizes[-len(drawn) :])
    assert len(drawn) < len(sizes)
    assert found.largest == pytest.approx(float(sizes[-1]))
    for source, target, weight in found.lines:
        assert weight == pytest.approx(float(weights[target, told.index(source)]))


def test_captions_are_numbered_and_get_shorter_in_little_room() -> None:
    layers = [make_layer("batch_norm"), make_layer("conv", filters=16), make_layer("max_pool")]
    summary = summarise_network(layers, picture_shape=(64, 64, 3), classes=6)
    _, conv, softmax = network_stages(summary)
    names = layer_names(layers)
    name, shape, parameters, *others = stage_lines(conv, names)
    assert name == ("2–3 Conv 16", "2–3 Conv", "Conv")
    assert shape == ("32 × 32 × 16", "32×32×16", "32²×16")
    assert parameters == ("448",)
    assert ("3 Max pool 2 × 2",) in others
    assert stage_lines(softmax, names)[0][0] == "4 Softmax"


def clearest(drawing: NetworkDrawing, pointed: tuple[int, int] | None) -> int:
    """Returns the largest alpha right of the first column, 0 to 255."""
    places = places_of(drawing)
    pixmap = QPixmap(600, 400)
    pixmap.fill(Qt.GlobalColor.transparent)
    # Only those that leave the first column are drawn.
    lines = (Lines((), 0.0), drawn_lines(drawing, places)[1], Lines((), 0.0))
    painting = ConnectionPainting(drawing, places, lines, load_theme("light"), 16.0)
    for _ in painting.paint_in_steps(pixmap, pointed):
        pass
    image = pixmap.toImage()
    return max(image.pixelColor(x, y).alpha() for x in range(0, 600, 3) for y in range(400))


@pytest.mark.parametrize("pointed", [None, (0, 0)])
def test_connections_that_leave_a_dead_unit_are_faint(
    qtbot: QtBot,  # noqa: ARG001  (pixmaps need an application)
    pointed: tuple[int, int] | None,
) -> None:
    drawing = drawing_of(trained=True)
    assert drawing.activity is not None
    first, *others = drawing.activity.stages
    # One after a batch norm gives something though it is dead.
    dead = replace(first, silent=frozenset(first.units))
    zero = replace(first, values=np.zeros_like(first.values))
    # Lines that cross are clearer than one.
    clear = clearest(drawing, pointed)
    for stage in (dead, zero):
        activity = replace(drawing.activity, stages=(stage, *others))
        assert clearest(replace(drawing, activity=activity), pointed) < clear / 2
