from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from io import StringIO

import pytest

from signs_studio.commands import progress_line
from signs_studio.commands.progress_line import ProgressLine

SECONDS = 60
CONTROLS = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


class Terminal(StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True

    @property
    def words(self) -> str:
        """Returns the text that was written, without what moves the cursor and colours words."""
        return CONTROLS.sub("", self.getvalue())


@pytest.fixture
def terminal() -> Terminal:
    return Terminal()


def test_where_there_is_no_terminal_nothing_is_written_nor_imported() -> None:
    program = (
        "import sys\n"
        "from signs_studio.commands.progress_line import ProgressLine\n"
        "line = ProgressLine(sys.stderr)\n"
        "line.show('one', share=0.5)\n"
        "line.clear()\n"
        "print('rich' in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=SECONDS
    )
    assert (done.stdout, done.stderr) == ("False\n", "")


def test_a_line_that_is_not_wanted_is_not_written(terminal: Terminal) -> None:
    ProgressLine(terminal, wanted=False).show("one", share=0.5)
    assert terminal.getvalue() == ""


def test_a_line_follows_another_no_sooner_than_can_be_read(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    # However long the machine takes from one to the other.
    monkeypatch.setattr(progress_line.time, "monotonic", lambda: 1.0)
    line = ProgressLine(terminal)
    for text in ("one", "two"):
        line.show(text)
    assert "one" in terminal.words
    assert "two" not in terminal.words
    line.show("three", rare=True)
    assert "three" in terminal.words


def test_what_is_cleared_is_erased_and_may_come_again(terminal: Terminal) -> None:
    line = ProgressLine(terminal)
    line.clear()
    assert terminal.getvalue() == ""
    line.show("one", rare=True)
    line.clear()
    assert terminal.getvalue().endswith("\x1b[1A\x1b[2K")
    line.show("two", rare=True)
    assert "two" in terminal.words


def test_the_bar_is_as_full_as_its_share(terminal: Terminal) -> None:
    line = ProgressLine(terminal)
    written = []
    for share in (None, 0.25, 1.0):
        line.show("words [of] any kind", share=share, rare=True)
        written.append(terminal.getvalue())
        terminal.seek(0)
        terminal.truncate()
    colours = [re.findall(r"\x1b\[([0-9;]+)m([━╺╸]+)", each) for each in written]
    assert [sum(len(bar) for _, bar in each) for each in colours] == [0, 16, 16]
    assert len(colours[1][0][1]) == 4
    assert all("words [of] any kind" in CONTROLS.sub("", each) for each in written)


@pytest.mark.parametrize("share", [None, 0.5])
def test_long_words_stay_on_one_line(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, share: float | None
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    ProgressLine(terminal).show("long words " * 20, share=share)
    assert 30 < len(terminal.words) <= 40
    assert "\n" not in terminal.words


def test_the_cursor_is_never_hidden(terminal: Terminal) -> None:
    line = ProgressLine(terminal)
    line.show("one")
    line.clear()
    assert "\x1b[?25" not in terminal.getvalue()


def test_what_is_printed_meanwhile_stays_on_its_own_stream() -> None:
    program = (
        "import sys\n"
        "from signs_studio.commands.progress_line import ProgressLine\n"
        "line = ProgressLine(sys.stderr)\n"
        "line.show('one', share=0.5)\n"
        "print('printed')\n"
        "line.clear()\n"
    )
    ours, theirs = pty.openpty()
    try:
        done = subprocess.run(
            [sys.executable, "-c", program],
            stdout=subprocess.PIPE,
            stderr=theirs,
            text=True,
            check=True,
            timeout=SECONDS,
        )
        seen = os.read(ours, 4096).decode()
    finally:
        os.close(theirs)
        os.close(ours)
    assert done.stdout == "printed\n"
    assert "one" in seen
    assert "printed" not in seen
