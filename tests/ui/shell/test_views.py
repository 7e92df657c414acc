"""Views in the middle of the window: one or two are open, side by side."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QSplitter, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from signs_studio.messages import Message
from signs_studio.resources import resource
from signs_studio.ui.panel import BuiltPanel, Dock, Panel
from signs_studio.ui.shell.main_window import MainWindow
from signs_studio.ui.shell.panels import PANELS
from signs_studio.ui.shell.view_chooser import fitting
from signs_studio.ui.shell.views_area import ViewsArea
from signs_studio.ui.state.preferences import Preferences
from signs_studio.ui.state.workspace import Workspace

ONE_VIEW = [panel for panel in PANELS if panel.dock is not Dock.MIDDLE or panel.name == "curves"]


def trial(name: str, dock: Dock = Dock.MIDDLE) -> Panel:
    """A panel that is an input of the panel's name."""

    def build(workspace: Workspace) -> BuiltPanel:
        assert workspace.preferences is not None
        field = QLineEdit(name)
        field.setObjectName(name)
        return BuiltPanel(widget=field)

    return Panel(
        name=name,
        title=Message("tests", "{name}").format(name=name.title()),
        dock=dock,
        build=build,
    )


def areas(names: str) -> ViewsArea:
    return ViewsArea([trial(name) for name in names.split()])


def choose(area: ViewsArea, name: str) -> None:
    button = area.findChild(QToolButton, name)
    assert button is not None
    button.click()


@pytest.fixture
def area(qtbot: QtBot) -> ViewsArea:
    area = areas("a b c")
    for name in "abc":
        area.place(name, QLineEdit(name))
    qtbot.addWidget(area)
    area.resize(900, 300)
    area.show()
    return area


def test_one_view_needs_no_choice(qtbot: QtBot) -> None:
    area = areas("a")
    qtbot.addWidget(area)
    assert area.open_names == ("a",)
    assert not area.findChildren(QToolButton)
    assert not area.actions_of_views
    area.restore("2 b a")
    assert area.open_names == ("a",)


def test_the_view_that_is_chosen_takes_the_place_of_the_one_before(area: ViewsArea) -> None:
    assert area.open_names == ("a",)
    choose(area, "view_c")
    assert area.open_names == ("c",)
    assert [pane.isVisible() for pane in area.panes()] == [False, False, True]
    assert area.panes()[2].width() == area.width()
    choose(area, "view_c")
    assert area.open_names == ("c",)
    button = area.findChild(QToolButton, "view_c")
    assert button is not None
    assert button.isChecked()


def test_two_are_side_by_side_in_their_order_and_the_older_gives_way(area: ViewsArea) -> None:
    choose(area, "view_c")
    choose(area, "side_by_side")
    assert area.open_names == ("a", "c"), "the one before stands beside it"
    widths = [pane.width() for pane in area.panes() if pane.isVisible()]
    assert abs(widths[0] - widths[1]) <= 1
    choose(area, "view_b")
    assert area.open_names == ("b", "c")
    choose(area, "side_by_side")
    assert area.open_names == ("b",)


def test_the_split_stays_while_the_same_two_are_open(area: ViewsArea) -> None:
    choose(area, "side_by_side")
    area.splitter.setSizes([600, 300, 0])
    sizes = area.splitter.sizes()
    assert sizes[0] > sizes[1]
    area.restore(area.words)
    assert area.splitter.sizes() == sizes


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("", ("a",)),
        ("1 b a c", ("b",)),
        ("2 c a b", ("a", "c")),
        ("2 gone c c", ("a", "c")),
        ("x\ny", ("a",)),
    ],
)
def test_what_was_open_is_open_again(area: ViewsArea, words: str, names: tuple[str, ...]) -> None:
    area.restore(words)
    assert area.open_names == names
    before = area.words
    area.restore(before)
    assert (area.open_names, area.words) == (names, before)


@given(
    st.lists(st.integers(20, 200), min_size=2, max_size=9),
    st.integers(0, 900),
    st.sets(st.integers(0, 8), max_size=2),
)
def test_as_many_buttons_are_shown_as_fit_the_chosen_ones_among_them(
    widths: list[int], room: int, chosen: set[int]
) -> None:
    more = 50
    chosen = {index for index in chosen if index < len(widths)}
    shown = fitting(widths, room=room, more=more, chosen=chosen)
    assert chosen <= set(shown)
    if len(shown) == len(widths):
        assert sum(widths) <= room or chosen == set(shown)
        return
    needed = more + sum(widths[index] for index in shown)
    assert needed <= room or set(shown) == chosen
    first_hidden = min(set(range(len(widths))) - set(shown))
    assert needed + widths[first_hidden] > room
    assert all(index < first_hidden or index in chosen for index in shown)


def test_views_for_which_there_is_no_room_are_in_a_menu(area: ViewsArea) -> None:
    more = area.findChild(QToolButton, "more_views")
    assert more is not None
    assert not more.isVisible()
    area.resize(area.minimumSizeHint().width(), 300)
    QApplication.processEvents()
    assert more.isVisible()
    hidden = [action.objectName() for action in more.menu().actions()]
    assert hidden == ["action_view_b", "action_view_c"]
    more.menu().actions()[1].trigger()
    assert area.open_names == ("c",)
    button = area.findChild(QToolButton, "view_c")
    assert button is not None
    assert button.isVisible()
    assert button.geometry().right() < area.width()


class TestInTheWindow:
    """A second view is another declaration and nothing else."""

    @pytest.fixture
    def window(self, make_window: Callable[..., MainWindow]) -> MainWindow:
        others = (trial("first", Dock.RIGHT), trial("second"), trial("beside", Dock.BELOW))
        return make_window(panels=(*ONE_VIEW, *others))

    def test_it_is_chosen_by_menu_and_key_and_remembered(
        self, qtbot: QtBot, window: MainWindow, preferences: Preferences
    ) -> None:
        view = window.findChild(QWidget, "second")
        curves = window.findChild(QWidget, "cost_plot")
        assert view is not None
        assert curves is not None
        assert not view.isVisible()
        menus = window.menuBar().findChildren(QMenu)
        (shown,) = (menu for menu in menus if menu.title() == "&View")
        keys = {a.objectName(): a.shortcut().toString() for a in shown.actions()}
        assert keys["action_view_second"] == "Ctrl+2"
        assert keys["action_side_by_side"] == "Ctrl+\\"
        with qtbot.waitActive(window):
            window.activateWindow()
        curves.setFocus()
        with qtbot.waitSignal(window.saver.saved, timeout=10_000):
            QTest.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
        assert view.isVisible()
        assert not curves.isVisible()
        assert QApplication.focusWidget() is view, "it went with the view that was closed"
        assert preferences.views() == "1 second curves"
        QTest.keyClick(window, Qt.Key.Key_Backslash, Qt.KeyboardModifier.ControlModifier)
        assert view.isVisible()
        assert curves.isVisible()

    def test_the_split_between_two_is_remembered(
        self, make_window: Callable[..., MainWindow], preferences: Preferences
    ) -> None:
        def views(window: MainWindow) -> QSplitter:
            found = window.findChild(QSplitter, "views_splitter")
            assert found is not None
            return found

        panels = (*ONE_VIEW, trial("second"))
        before = make_window(panels=panels)
        for name in ("view_second", "view_curves", "side_by_side"):
            before.actions_by_name[name].trigger()
        QApplication.processEvents()
        first, second = views(before).sizes()
        views(before).setSizes([first + second, 0])
        sizes = views(before).sizes()
        assert sizes[0] > sizes[1] > 0
        assert before.leave()
        assert preferences.sizes("views") == sizes
        after = make_window(panels=panels)
        assert views(after).sizes() == sizes

    def test_nothing_is_chosen_where_there_is_one_view(
        self, make_window: Callable[..., MainWindow]
    ) -> None:
        window = make_window(panels=ONE_VIEW)
        assert window.findChild(QWidget, "view_chooser") is None
        assert window.findChild(QAction, "action_side_by_side") is None

    def test_panels_share_a_dock(self, window: MainWindow) -> None:
        pictures, first = (window.findChild(QWidget, n) for n in ("pictures_panel", "first"))
        runs, beside = (window.findChild(QWidget, n) for n in ("runs_table", "beside"))
        assert pictures is not None
        assert first is not None
        assert runs is not None
        assert beside is not None
        assert (
            pictures.mapTo(window, pictures.rect().bottomLeft()).y()
            < first.mapTo(window, first.rect().topLeft()).y()
        )
        assert (
            runs.mapTo(window, runs.rect().topRight()).x()
            < beside.mapTo(window, beside.rect().topLeft()).x()
        )


def test_every_panel_has_a_name_of_its_own_and_every_view_an_icon() -> None:
    names = [panel.name for panel in PANELS]
    assert len(set(names)) == len(names)
    icons = [panel.icon for panel in PANELS if panel.dock is Dock.MIDDLE]
    assert all(icon and resource("icons", f"{icon}.svg").is_file() for icon in icons)
