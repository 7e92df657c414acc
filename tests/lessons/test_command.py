"""``signs-studio lesson`` with all that a lesson has to say."""

import json

import pytest

from signs_studio.cli import main


def _said(capsys, *arguments):
    assert main(["lesson", *arguments, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert isinstance(said, dict)
    return said


@pytest.mark.parametrize("dialect", ["tf1", "tf2"])
def test_why_there_is_no_minimum_is_in_the_json(capsys, dialect):
    said = _said(capsys, "coefficients", "--set", "a=-1", "--dialect", dialect)
    assert said["notes"][0].startswith("There is no minimum: ")
    there = _said(capsys, "coefficients", "--dialect", dialect)
    assert not any("no minimum" in note for note in there["notes"])


def test_a_lesson_that_has_nothing_to_note_has_no_notes(capsys):
    assert "notes" not in _said(capsys, "linear")
