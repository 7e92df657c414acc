"""The whole program, started as a person starts it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QSettings
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit
from pytestqt.qtbot import QtBot

from signs_studio.app import ErrorReporter, _Autopilot
from signs_studio.ui.shell.main_window import MainWindow
from signs_studio.ui.state.preferences import Preferences
from signs_studio.ui.window_options import WindowOptions
from tests.ui.conftest import wait_for_threads


def run_program(
    home: Path, *arguments: str, platform: str = "offscreen"
) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_DATA_HOME": str(home / "data"),
        "QT_QPA_PLATFORM": platform,
    }
    return subprocess.run(
        [sys.executable, "-m", "signs_studio", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_a_picture_of_a_finished_run_without_a_screen(tmp_path: Path) -> None:
    out = tmp_path / "window.png"
    result = run_program(
        tmp_path,
        *("--preset", "quick", "--epochs", "2", "--screenshot", str(out)),
        *("--size", "1280x800", "--theme", "dark"),
    )
    assert result.returncode == 0, result.stderr
    image = QImage(str(out))
    assert (image.width(), image.height()) == (1280, 800)
    assert image.pixelColor(4, 60).lightness() < 80
    assert not (tmp_path / "config").exists(), "a picture taken by command remembers nothing"


def test_a_preset_that_is_none_is_refused_before_the_window(tmp_path: Path) -> None:
    result = run_program(tmp_path, "--preset", "nonsense")
    assert result.returncode == 2
    assert "nonsense" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_platform_that_qt_cannot_use_is_said_in_a_sentence(tmp_path: Path) -> None:
    result = run_program(tmp_path, platform="nonsense")
    assert result.returncode == 1
    assert result.stderr == (
        "Qt cannot open a window on “nonsense”, which QT_QPA_PLATFORM names. Without one, "
        "“signs-studio train” does the same job.\n"
    )


def test_why_no_picture_was_taken_is_said_in_plain_text(
    reporting_window: MainWindow, capsys: pytest.CaptureFixture[str]
) -> None:
    autopilot = _Autopilot(reporting_window, WindowOptions(screenshot=Path("picture.png")))
    reporting_window.data_thread.failed.emit("a\x1b[31m", "b\x1b]0;t\x07\nc")
    assert autopilot.status == 1
    assert capsys.readouterr().err == (
        "a\N{REPLACEMENT CHARACTER}[31m\n\n"
        "b\N{REPLACEMENT CHARACTER}]0;t\N{REPLACEMENT CHARACTER}\nc\n"
    )


@pytest.fixture
def reporting_window(qapp: QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    font, palette, style = qapp.font(), qapp.palette(), qapp.styleSheet()
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    window = MainWindow(Preferences(settings, tmp_path / "home"))
    reporter = ErrorReporter(window)
    yield window
    reporter.uninstall()
    window.leave()
    wait_for_threads(window)
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qapp.setStyleSheet(style)
    qapp.setPalette(palette)
    qapp.setFont(font)


def test_an_unexpected_error_shows_a_banner_with_details(
    qtbot: QtBot, reporting_window: MainWindow
) -> None:
    try:
        raise ZeroDivisionError("by test")
    except ZeroDivisionError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    message = reporting_window.findChild(QLabel, "banner_message")
    assert isinstance(message, QLabel)
    qtbot.waitUntil(lambda: "You can go on" in message.text())
    assert "Traceback" not in message.text()
    details = reporting_window.findChild(QPlainTextEdit, "banner_details")
    assert isinstance(details, QPlainTextEdit)
    assert "by test" in details.toPlainText()
