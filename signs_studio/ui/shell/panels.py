"""The panels of the window, soonest needed first: in this order they are built."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.ui.comparison import panel as comparison
from signs_studio.ui.data import panel as data
from signs_studio.ui.inspect import panel as inspect
from signs_studio.ui.learning import panel as learning
from signs_studio.ui.matrix import panel as matrix
from signs_studio.ui.network import panel as network
from signs_studio.ui.one_picture import panel as one_picture
from signs_studio.ui.pictures import panel as pictures
from signs_studio.ui.plots import panel as plots
from signs_studio.ui.recipe import panel as recipe
from signs_studio.ui.runs import panel as runs
from signs_studio.ui.weights import panel as weights

if TYPE_CHECKING:
    from signs_studio.ui.panel import Panel

PANELS: tuple[Panel, ...] = (
    recipe.PANEL,
    runs.PANEL,
    pictures.PANEL,
    plots.PANEL,
    matrix.PANEL,
    network.PANEL,
    weights.PANEL,
    inspect.PANEL,
    learning.PANEL,
    data.PANEL,
    one_picture.PANEL,
    comparison.PANEL,
)
"""All panels; of those in the same dock, the first stands first."""
