"""``signs-studio lesson``: what it prints, and where."""

import json

import pytest

from signs_studio.cli import main


@pytest.mark.parametrize("dialect", ["tf1", "tf2"])
def test_the_object_is_what_was_put_in_and_what_came_out(capsys, dialect):
    assert main(["lesson", "graph", "--set", "a=7", "--dialect", dialect, "--json"]) == 0
    printed = capsys.readouterr()
    assert json.loads(printed.out) == {
        "lesson": "graph",
        "dialect": dialect,
        "inputs": {"a": 7, "b": 10, "run": True},
        "result": 7 * 10,
    }
    assert not printed.err


@pytest.mark.parametrize("dialect", ["tf1", "tf2"])
def test_a_refusal_has_no_result_and_is_told_on_standard_error(capsys, dialect):
    refused = ["lesson", "placeholders", "--set", "feed=false", "--dialect", dialect, "--json"]
    assert main(refused) == 0
    printed = capsys.readouterr()
    assert json.loads(printed.out)["result"] is None
    assert printed.err.startswith("Nothing was fed for x")


@pytest.mark.parametrize("dialect", ["tf1", "tf2"])
def test_that_there_is_no_minimum_is_printed(capsys, dialect):
    assert main(["lesson", "coefficients", "--set", "a=-1", "--dialect", dialect]) == 0
    assert "no minimum" in capsys.readouterr().out
