"""Files are written on the data thread, and how that went is told."""

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import get_ident

import pytest
from pytestqt.qtbot import QtBot

from signs_studio.errors import SavingError
from signs_studio.messages import Message
from signs_studio.worker.data_thread import DataThread
from signs_studio.worker.file_writer import FileWriter


@pytest.fixture
def writer() -> Iterator[FileWriter]:
    thread = DataThread()
    thread.start()
    yield FileWriter(thread)
    assert thread.finish(60_000)


def raises(error: Exception) -> Callable[[Path], None]:
    def write(_path: Path) -> None:
        raise error

    return write


def test_a_file_is_written_on_another_thread(
    qtbot: QtBot, writer: FileWriter, tmp_path: Path
) -> None:
    threads: list[int] = []

    def write(path: Path) -> None:
        threads.append(get_ident())
        path.write_text("done")

    with qtbot.waitSignal(writer.written) as written:
        writer.write(tmp_path / "file", write)
    assert written.args == [tmp_path / "file"]
    assert (tmp_path / "file").read_text() == "done"
    assert threads != [get_ident()]


def test_what_cannot_be_written_is_told_in_its_own_words(
    qtbot: QtBot, writer: FileWriter, tmp_path: Path
) -> None:
    with qtbot.waitSignal(writer.refused) as refused:
        writer.write(tmp_path, raises(SavingError(Message("report", "No room."))))
    assert refused.args == ["No room."]


def test_what_breaks_is_told_with_its_details(
    qtbot: QtBot, writer: FileWriter, tmp_path: Path
) -> None:
    with qtbot.waitSignal(writer.failed) as failed:
        writer.write(tmp_path / "file.png", raises(ZeroDivisionError()))
    words, details = failed.args
    assert words == "file.png could not be saved because of an error in Signs Studio."
    assert "ZeroDivisionError" in details
