from hypothesis import given
from hypothesis import strategies as st

from signs_studio.ui.state.previous_runs import (
    MAX_PREVIOUS_RUNS,
    assign_tints,
    choose_previous_runs,
)


@given(count=st.integers(0, 12), data=st.data())
def test_ticked_runs_are_shown_and_of_the_others_the_last(count, data):
    keys = [f"run {number}" for number in range(count)]
    some = st.sets(st.sampled_from(keys)) if keys else st.just(set())
    ticked, comparable = data.draw(some), data.draw(some)

    shown = choose_previous_runs(keys, comparable=comparable, ticked=ticked)

    # The last first; the ticked before all others: as a person would fill the places.
    last_first = [key for key in reversed(keys) if key in ticked | comparable]
    wanted = sorted(last_first, key=lambda key: key not in ticked)[:MAX_PREVIOUS_RUNS]
    assert shown == tuple(key for key in keys if key in wanted)


def test_a_run_keeps_its_colour_while_others_come_and_go():
    before = assign_tints({"a": 1, "b": 2, "c": 3}, count=3)
    assert sorted(before.values()) == [0, 1, 2]
    after = assign_tints({"b": 2, "c": 3, "d": 4}, count=3)
    assert {key: after[key] for key in "bc"} == {key: before[key] for key in "bc"}
    assert after["d"] == before["a"]


@given(numbers=st.lists(st.integers(1, 30), max_size=MAX_PREVIOUS_RUNS))
def test_runs_on_show_differ_and_the_last_of_a_colour_has_it_whatever_else_is_on_show(numbers):
    runs = {f"run {place}": number for place, number in enumerate(numbers)}
    tints = assign_tints(runs, count=MAX_PREVIOUS_RUNS)
    assert list(tints) == list(runs)
    assert len(set(tints.values())) == len(runs)
    assert set(tints.values()) <= set(range(MAX_PREVIOUS_RUNS))
    for place, (key, number) in enumerate(runs.items()):
        alone = assign_tints({key: number}, count=MAX_PREVIOUS_RUNS)[key]
        later = [each for each in numbers[place + 1 :] if (each - number) % MAX_PREVIOUS_RUNS == 0]
        if not later:
            assert tints[key] == alone
