from hypothesis import given
from hypothesis import strategies as st

from signs_studio.ui.state.previous_runs import (
    MAX_PREVIOUS_RUNS,
    assign_tints,
    choose_previous_runs,
)
from tests.records import make_run


def make_runs(count):
    return [make_run(run_id, epochs=3) for run_id in range(1, count + 1)]


@given(count=st.integers(0, 12), data=st.data())
def test_ticked_runs_are_shown_and_of_the_others_the_last(count, data):
    runs = make_runs(count)
    indices = st.sets(st.integers(0, count - 1)) if count else st.just(set())
    ticked = {runs[i].key for i in data.draw(indices)}
    current = runs[-1] if runs and data.draw(st.booleans()) else None

    shown = choose_previous_runs(runs, current=current, ticked=ticked)

    # The last first; the ticked before all others: as a person would fill the places.
    last_first = [run for run in reversed(runs) if run is not current]
    wanted = sorted(last_first, key=lambda run: run.key not in ticked)[:MAX_PREVIOUS_RUNS]
    assert shown == tuple(run for run in runs if run in wanted)


def test_a_run_keeps_its_colour_while_others_come_and_go():
    runs = make_runs(4)
    before = assign_tints(runs[:3], {}, count=3)
    assert sorted(before.values()) == [0, 1, 2]
    after = assign_tints(runs[1:], before, count=3)
    assert {key: after[key] for key in (runs[1].key, runs[2].key)} == {
        key: before[key] for key in (runs[1].key, runs[2].key)
    }
    assert after[runs[3].key] == before[runs[0].key]
