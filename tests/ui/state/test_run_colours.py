"""Colours of runs follow from the runs, the ticks and the theme, whoever shows them."""

from collections.abc import Iterable

import pytest

from signs_studio.runs.record import RunRecord
from signs_studio.ui.state.previous_runs import MAX_PREVIOUS_RUNS
from signs_studio.ui.state.run_colours import RunColours
from signs_studio.ui.state.run_library import RunLibrary
from signs_studio.ui.state.selection import Selection
from signs_studio.ui.widgets.theme import load_theme
from tests.records import make_run
from tests.ui.run_lists import make_library, show_in


def make_runs(run_ids: Iterable[int]) -> list[RunRecord]:
    return [make_run(run_id, epochs=3) for run_id in run_ids]


@pytest.fixture
def selection() -> Selection:
    return Selection()


@pytest.fixture
def library() -> RunLibrary:
    return make_library()


@pytest.fixture
def colours(library: RunLibrary, selection: Selection) -> RunColours:
    return RunColours(library, selection)


def test_there_are_no_colours_without_a_theme(library: RunLibrary, colours: RunColours) -> None:
    earlier, current = make_runs((1, 2))
    show_in(library, [earlier], current)
    colours.set_shown(current.key, current.origin)
    assert not colours.by_key
    theme = load_theme("dark")
    colours.set_theme(theme)
    assert colours.by_key == {
        current.key: (theme.train, theme.test),
        earlier.key: (theme.earlier[0],),
    }


def test_a_run_has_the_same_colour_in_every_session(
    library: RunLibrary, colours: RunColours, selection: Selection
) -> None:
    colours.set_theme(load_theme("light"))
    runs = make_runs(range(1, 10))
    # In this session they came one after another, in the next all are there at once.
    for count in range(1, len(runs) + 1):
        show_in(library, runs[:count], None)
        colours.set_shown(None, runs[0].origin)
    another = RunColours(library, selection)
    another.set_theme(load_theme("light"))
    another.set_shown(None, runs[0].origin)
    assert len(another.by_key) == MAX_PREVIOUS_RUNS
    assert another.by_key == colours.by_key


def test_a_ticked_run_is_drawn_and_the_others_keep_their_colours(
    library: RunLibrary, colours: RunColours, selection: Selection
) -> None:
    colours.set_theme(load_theme("light"))
    runs = make_runs(range(1, MAX_PREVIOUS_RUNS + 2))
    oldest, second, *others = runs
    show_in(library, runs, None)
    colours.set_shown(None, oldest.origin)
    before = dict(colours.by_key)
    assert set(before) == {run.key for run in runs[1:]}
    heard: list[bool] = []
    colours.changed.connect(lambda: heard.append(True))
    selection.tick_runs([oldest.key])
    assert heard
    assert colours.previous_runs == (oldest, *others)
    assert colours.by_key == {
        oldest.key: before[second.key],
        **{run.key: before[run.key] for run in others},
    }
