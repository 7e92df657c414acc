"""The colours of the window, light and dark, and how they reach Qt."""

from __future__ import annotations

import json
import re
from string import Template
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette

from signs_studio.resources import resource
from signs_studio.ui.widgets.contrast import with_contrast

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from signs_studio.figures import ColourName

PROJECTED_CONTRAST = 7.0
"""That a projector in a light room leaves legible."""
PROJECTED_CURVE_WIDTH = 3
"""Pixels of a curve that is seen from the last row."""
_LINE_PX = 2
"""Widest length in the style sheet that is a line."""
_GROUNDS = frozenset(
    {"window", "surface", "sunken", "error_surface", "grid", "on_accent"}
    # Pale, with words upon them, or lines that only decorate.
    | {"selection", "divider"}
)
_NO_COLOURS = frozenset({"name", "curve_width"})


class Theme(NamedTuple):
    """Named colours, each as ``#rrggbb``, one for each idea, and how wide curves are.

    Words have a contrast of 4.5 : 1 with what they stand on, whatever else carries meaning 3 : 1.

    Attributes:
        name: ``light`` or ``dark``.
        window: Behind everything.
        surface: Of panels, plots and fields.
        sunken: Of tracks and empty places.
        divider: Lines between panes and rows, which only decorate.
        border: Edges by which a control is known, and axes.
        text: Words.
        muted: Words of less weight.
        accent: What to do: the main button, and what the keyboard acts on.
        on_accent: Words on the accent.
        selection: Behind what is selected; pale, with ``text`` upon it.
        selection_edge: Edge of what is selected, for whom a pale ground is not enough.
        link: Words that lead elsewhere.
        train: The training curve.
        test: The test curve.
        previous_run: Earlier runs where it does not matter which.
        earlier_1, earlier_2, earlier_3, earlier_4, earlier_5: Curves of earlier runs.
        grid: Grid lines of plots.
        right: A picture that is read correctly.
        wrong: A picture that is not.
        error: Words of an error.
        error_surface: Behind an error.
        curve_width: The least width of the current run's curves, in pixels.
    """

    name: str
    window: str
    surface: str
    sunken: str
    divider: str
    border: str
    text: str
    muted: str
    accent: str
    on_accent: str
    selection: str
    selection_edge: str
    link: str
    train: str
    test: str
    previous_run: str
    earlier_1: str
    earlier_2: str
    earlier_3: str
    earlier_4: str
    earlier_5: str
    grid: str
    right: str
    wrong: str
    error: str
    error_surface: str
    curve_width: int = 2

    @property
    def earlier(self) -> tuple[str, ...]:
        """The colours that tell the curves of earlier runs apart."""
        return self.earlier_1, self.earlier_2, self.earlier_3, self.earlier_4, self.earlier_5

    def colour(self, name: ColourName) -> str:
        """Returns the colour that a figure names."""
        return str(self._asdict()[name])


def load_theme(name: str) -> Theme:
    """The colours of one of ``THEMES`` at this moment."""
    if name == "system":
        dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        name = "dark" if dark else "light"
    colours = json.loads(resource("themes", f"{name}.json").read_text(encoding="utf-8"))
    return Theme(name=name, **colours)


def strengthened(theme: Theme) -> Theme:
    """Returns the theme for a projector.

    All that is no ground has a contrast of ``PROJECTED_CONTRAST``, and curves are wide.
    """
    grounds = (theme.window, theme.surface, theme.sunken)
    colours = {
        name: with_contrast(colour, grounds, least=PROJECTED_CONTRAST)
        for name, colour in theme._asdict().items()
        if name not in _GROUNDS | _NO_COLOURS
    }
    on_accent = with_contrast(theme.on_accent, (colours["accent"],), least=PROJECTED_CONTRAST)
    return theme._replace(**colours, on_accent=on_accent, curve_width=PROJECTED_CURVE_WIDTH)


def apply_theme(application: QApplication, theme: Theme, *, scale: float = 1.0) -> None:
    """Colours every widget of the application, which has the style Fusion.

    Args:
        application: Of all windows.
        theme: Its colours.
        scale: How much larger than usual words are: icons, boxes and bars are as much larger.
    """
    application.setPalette(_palette(theme))
    style = _with_sizes(resource("themes", "style.qss").read_text(encoding="utf-8"), scale)
    colours = {key: value for key, value in theme._asdict().items() if key not in _NO_COLOURS}
    icons = resource("icons").as_posix()
    # The handle of a slider is round: it is as high as margins make it, over a groove of 2 pixels.
    handle = 2 * round(5 * scale)
    sizes = {
        "slider_handle": f"{handle}px",
        "slider_margin": f"{-(handle + 2) // 2}px",
        "slider_radius": f"{(handle + 4) // 2}px",
    }
    sheet = Template(style).substitute(colours, **sizes, icons=icons, theme=theme.name)
    application.setStyleSheet(sheet)


def _with_sizes(sheet: str, scale: float) -> str:
    """Scales the sides of things that stand beside words; lines and gaps stay as they are."""

    def scaled(match: re.Match[str]) -> str:
        side = int(match[2])
        return f"{match[1]}{side if side <= _LINE_PX else round(side * scale)}px"

    return re.sub(r"((?:width|height|icon-size): )([0-9]+)px", scaled, sheet)


def _palette(theme: Theme) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for colour_role, colour in (
        (role.Window, theme.window),
        (role.WindowText, theme.text),
        (role.Base, theme.surface),
        (role.AlternateBase, theme.sunken),
        (role.ToolTipBase, theme.surface),
        (role.ToolTipText, theme.text),
        (role.Text, theme.text),
        (role.PlaceholderText, theme.muted),
        (role.Button, theme.surface),
        (role.ButtonText, theme.text),
        (role.Highlight, theme.selection),
        (role.HighlightedText, theme.text),
        (role.Link, theme.link),
        (role.LinkVisited, theme.link),
        (role.Mid, theme.border),
        (role.Dark, theme.border),
        (role.Light, theme.surface),
        (role.Accent, theme.accent),
    ):
        palette.setColor(colour_role, QColor(colour))
    for colour_role in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, colour_role, QColor(theme.previous_run))
    return palette
