"""Connections that are drawn: of many the strongest, between units that are drawn."""

import numpy as np
import pytest

from signs_studio.insight.network_activity import NetworkActivity, StageActivity, units_told
from signs_studio.recipe.layers import make_layer
from signs_studio.recipe.network_stages import network_stages
from signs_studio.recipe.network_summary import summarise_network
from signs_studio.ui.network.network_drawing import (
    MAX_LINES,
    NetworkDrawing,
    connections,
    drawn_lines,
)
from signs_studio.ui.network.network_layout import NetworkPlaces, lay_out

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
    return NetworkDrawing(stages=network_stages(summary), activity=activity if trained else None)


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
