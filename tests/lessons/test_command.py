"""``signs-studio lesson``: what it prints, and where."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from signs_studio.cli import main
from signs_studio.commands.arguments import rows
from signs_studio.data.archives.hdf5.writer import write_signs
from signs_studio.data.opening import open_pictures
from signs_studio.errors import DataError
from signs_studio.lessons import catalogue
from signs_studio.lessons.catalogue import find_lesson, lesson_names, lesson_text
from tests.conftest import drawn_dataset


@pytest.mark.parametrize("dialect", ["tf1", "tf2"])
def test_the_object_is_what_was_put_in_and_what_came_out(
    capsys: pytest.CaptureFixture[str], dialect: str
) -> None:
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
def test_a_refusal_has_no_result_and_is_told_on_standard_error(
    capsys: pytest.CaptureFixture[str], dialect: str
) -> None:
    refused = ["lesson", "placeholders", "--set", "feed=false", "--dialect", dialect, "--json"]
    assert main(refused) == 2
    printed = capsys.readouterr()
    assert json.loads(printed.out)["result"] is None
    assert "Nothing was fed for x" in printed.err
    assert main(refused[:-1]) == 2
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("dialect", ["tf1", "tf2"])
def test_that_there_is_no_minimum_is_printed(
    capsys: pytest.CaptureFixture[str], dialect: str
) -> None:
    assert main(["lesson", "coefficients", "--set", "a=-1", "--dialect", dialect]) == 0
    assert "no minimum" in capsys.readouterr().out


def test_without_a_name_all_lessons_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lesson"]) == 0
    listed = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in listed] == list(lesson_names())
    for name, line in zip(lesson_names(), listed, strict=True):
        assert line.endswith(lesson_text(name).title)


@pytest.mark.parametrize("more", [["--json"], ["--code"], ["--fields"], ["--set", "a=1"]])
def test_what_is_asked_of_no_lesson_is_refused(
    capsys: pytest.CaptureFixture[str], more: list[str]
) -> None:
    assert main(["lesson", *more]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "No lesson is named" in printed.err


@pytest.mark.parametrize("name", lesson_names())
def test_fields_are_listed_with_their_defaults(
    capsys: pytest.CaptureFixture[str], name: str
) -> None:
    assert main(["lesson", name, "--fields"]) == 0
    listed = capsys.readouterr().out.splitlines()
    for field, line in zip(find_lesson(name).fields, listed, strict=True):
        assert line.strip().startswith(f"{field.name}={field.default_text}")
        assert line.endswith(str(field.help))


def test_that_a_lesson_has_no_fields_is_said(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    without = replace(find_lesson("linear"), fields=())
    monkeypatch.setattr(catalogue, "find_lesson", lambda _: without)
    assert main(["lesson", "linear", "--fields"]) == 0
    assert capsys.readouterr().out == "The lesson linear has no fields.\n"
    assert rows(()) == ""


def test_code_is_printed_and_not_run(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lesson", "graph", "--set", "a=7", "--dialect", "tf1", "--code"]) == 0
    printed = capsys.readouterr().out
    compile(printed, "printed", "exec")
    assert "import tensorflow.compat.v1 as tf" in printed
    assert "\na = 7\nb = 10\n" in printed


def test_pictures_of_ones_own_are_read(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    write_signs(drawn_dataset(train=12, test=6, shape=(8, 6, 3)), tmp_path)
    assert main(["lesson", "pictures", "--data", str(tmp_path), "--json"]) == 0
    result = json.loads(capsys.readouterr().out)["result"]
    assert result == [[8 * 6 * 3, 12], [3, 12], [8 * 6 * 3, 6], [3, 6]]


def test_pictures_that_cannot_be_opened_are_told_in_their_own_sentence(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    broken = tmp_path / "train_signs.h5"
    broken.write_text("no pictures")
    assert main(["lesson", "pictures", "--data", str(broken)]) == 2
    said = capsys.readouterr().err
    with pytest.raises(DataError) as told:
        open_pictures(broken)
    assert said == f"{told.value}\n"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["no-such"], "There is no lesson “no-such”; the lessons are minimise, coefficients, "),
        (["linear", "--set", "colour=1"], "There is no field “colour” here; the fields are row, "),
        (
            ["linear", "--set", "row=9"],
            "Row of Z must be a whole number from 0 to 4, but it is “9”",
        ),
        (["linear", "--set", "row"], "--set takes FIELD=VALUE"),
        (["linear", "--dialect", "tf3"], "Argument --dialect: invalid choice: 'tf3'"),
        (["linear", "--data", "/nowhere"], "There is no file or folder “/nowhere”"),
    ],
)
def test_what_cannot_be_used_ends_with_a_sentence(
    capsys: pytest.CaptureFixture[str], arguments: list[str], sentence: str
) -> None:
    assert main(["lesson", *arguments]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith(sentence)
    assert printed.err.endswith(".\n")


def test_an_error_of_ours_ends_with_a_sentence_and_its_details(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = replace(lesson_text("graph"), code={"tf2": "{{inputs}}\n\nresult = a // 0\n"})
    monkeypatch.setattr(catalogue, "lesson_text", lambda _: broken)
    assert main(["lesson", "graph", "--json"]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    sentence, blank, *details = printed.err.splitlines()
    assert sentence == (
        "The lesson could not be computed because of an error in Signs Studio "
        "(ZeroDivisionError): take other values."
    )
    assert blank == ""
    assert "Line 5 of the lesson's program: result = a // 0" in details
