"""Classes as lines and as bars, in colours that agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtWidgets import QLabel

from signs_studio.insight.prediction_history import PredictionHistory
from signs_studio.ui.figures.function_plot_view import FunctionPlotView
from signs_studio.ui.inspect.class_charts import MAX_LINES, class_bars, drawn_classes
from signs_studio.ui.inspect.inspect_figures import history_plot
from signs_studio.ui.pictures.bars_view import BarsView
from signs_studio.ui.widgets.theme import load_theme

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.mark.parametrize("classes", [4, MAX_LINES])
@pytest.mark.parametrize(("true_class", "read"), [(1, 1), (1, 2), (2, 0)])
def test_a_class_has_one_colour_in_lines_and_bars(
    qtbot: QtBot, true_class: int, read: int, classes: int
) -> None:
    theme, names = load_theme("light"), tuple("abcdefghijkl"[:classes])
    probabilities = np.full((9, classes), 0.2, np.float32)
    probabilities[:, read] = 0.4
    history = PredictionHistory(epochs=np.arange(9) + 1, probabilities=probabilities)
    figure = history_plot(history, names, true_class=true_class, read=read, looked_at=None)
    assert len(figure.curves) == classes
    assert len({curve.colour for curve in figure.curves}) == classes
    drawn = drawn_classes(probabilities, true_class=true_class)
    bars, plot = BarsView(), FunctionPlotView()
    for view in (bars, plot):
        qtbot.addWidget(view)
        view.resize(600, 300)
        view.set_theme(theme)
    bars.resize(600, 20 * classes)
    bars.set_bars(class_bars(probabilities[0], names, true_class, drawn=drawn))
    plot.show_figure(figure)
    image = bars.grab().toImage()
    row = image.height() // classes
    legend = plot.findChild(QLabel, "legend")
    assert legend is not None
    for place, name in enumerate(names):
        colours = {
            image.pixelColor(x, y).name()
            for x in range(image.width() // 2)
            for y in range(place * row, (place + 1) * row)
        }
        entry = next(each for each in legend.text().split("<span ") if f";{name}" in each)
        colour = entry.split("color:")[1].split('"')[0]
        assert colour in colours
        assert (colour == theme.right) == (place == true_class)
        assert (colour == theme.wrong) == (place == read != true_class)
