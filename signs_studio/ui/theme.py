"""The colours of the window, light and dark, and how they reach Qt."""

from __future__ import annotations

import json
from dataclasses import dataclass
from string import Template
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette

from signs_studio.resources import resource

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication


@dataclass(frozen=True)
class Theme:
    """Named colours, each as ``#rrggbb``, one for each idea.

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
        ghost: Curves of earlier runs.
        grid: Grid lines of plots.
        right: A picture that is read correctly.
        wrong: A picture that is not.
        error: Words of an error.
        error_surface: Behind an error.
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
    ghost: str
    grid: str
    right: str
    wrong: str
    error: str
    error_surface: str


def load_theme(name: str) -> Theme:
    """The colours of one of ``THEMES`` at this moment."""
    if name == "system":
        dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        name = "dark" if dark else "light"
    colours = json.loads(resource("themes", f"{name}.json").read_text(encoding="utf-8"))
    return Theme(name=name, **colours)


def apply_theme(application: QApplication, theme: Theme) -> None:
    """Colours every widget of the application, which has the style Fusion."""
    application.setPalette(_palette(theme))
    style = Template(resource("themes", "style.qss").read_text(encoding="utf-8"))
    colours = {key: value for key, value in vars(theme).items() if key != "name"}
    icons = resource("icons").as_posix()
    application.setStyleSheet(style.substitute(colours, icons=icons, theme=theme.name))


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
        palette.setColor(QPalette.ColorGroup.Disabled, colour_role, QColor(theme.ghost))
    return palette
