"""How many epochs a run is to have, and is short of."""

import pytest

from signs_studio.worker.run_goal import RunGoal


@pytest.mark.parametrize(
    ("trained", "asked", "left"),
    [
        (0, 70, 70),
        (1, 70, 69),
        (70, 70, 0),
        (71, 70, 0),
        # Another number in the form is another goal ...
        (1, 100, 99),
        (1, 2, 1),
        # ... but for one that the run has come to, or beyond.
        (1, 1, 0),
        (5, 3, 0),
        # Whoever came to the goal has nothing left of it.
        (70, 100, 0),
    ],
)
def test_what_a_run_of_seventy_epochs_is_short_of(trained: int, asked: int, left: int) -> None:
    assert RunGoal.of_new(70).left(trained=trained, asked=asked) == left


def test_a_run_that_is_trained_for_more_is_short_of_what_was_added() -> None:
    more = RunGoal(epochs=90, asked=20)
    assert more.left(trained=80, asked=20) == 10, "no other goal was set"
    assert more.left(trained=80, asked=100) == 20


def test_a_step_moves_the_goal_only_beyond_it() -> None:
    goal = RunGoal.of_new(70)
    assert goal.at_least(3) == goal
    assert goal.at_least(71) == RunGoal(epochs=71, asked=70)
