"""Of commands that wait for a run to stop, the last one wins."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signs_studio.worker.waiting_commands import WaitingCommands
from tests.conftest import drawn_dataset

DATA = {name: drawn_dataset(seed=seed) for seed, name in enumerate(("first", "second"))}
COMMANDS = ["reset", *DATA, "reopen one", "reopen another"]


def given_in_turn(commands: list[str]) -> WaitingCommands:
    waiting = WaitingCommands()
    for command in commands:
        if command == "reset":
            waiting = waiting.with_reset()
        elif command in DATA:
            waiting = waiting.with_data(DATA[command])
        else:
            waiting = waiting.with_reopening(command)
    return waiting


@given(commands=st.lists(st.sampled_from(COMMANDS), max_size=6))
def test_the_last_data_comes_and_a_run_only_where_nothing_followed(commands: list[str]) -> None:
    waiting = given_in_turn(commands)
    asked = [DATA[command] for command in commands if command in DATA]
    assert waiting.dataset is (asked[-1] if asked else None)
    last = commands[-1] if commands else ""
    assert waiting.key == (last if last.startswith("reopen") else "")
    assert waiting.resets == ("reset" in commands)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_leaves_those_before_it_as_they_were(command: str) -> None:
    before = WaitingCommands()
    given_in_turn([command])
    assert (before.resets, before.dataset, before.key) == (False, None, "")
