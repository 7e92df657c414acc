"""What every test shares: small pictures, where the article's data lies, an offscreen Qt."""

import itertools
import os
import signal
from pathlib import Path
from typing import Any

import hypothesis
import numpy as np
import pytest

from signs_studio.qt_import import import_qt

import_qt()  # Before pytest-qt does, and so that TensorFlow is imported quickly.

from PySide6.QtCore import QCoreApplication, QEvent  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402
from pytestqt.qtbot import QtBot  # noqa: E402

from signs_studio.data.dataset import Dataset  # noqa: E402
from signs_studio.runs.store.layout import HOME_VARIABLE  # noqa: E402
from tests.lanes import LaneScheduling, set_xla_flags  # noqa: E402

_homes = itertools.count()

if os.environ.get("QT_QPA_PLATFORM", "offscreen") == "offscreen":
    # Its own screen would be smaller than any that is sold.
    screen = Path(__file__).with_name("screen.json")
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={screen}"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
# Tests that start processes of their own share a graphics card with them.
os.environ.setdefault("TF_FORCE_GPU_ALLOW_GROWTH", "true")
set_xla_flags()

# Whoever runs the tests in the background may have signals ignored, which programs would inherit.
for _number, _handler in (
    (signal.SIGINT, signal.default_int_handler),
    (signal.SIGTERM, signal.SIG_DFL),
    (signal.SIGHUP, signal.SIG_DFL),
):
    if signal.getsignal(_number) is signal.SIG_IGN:
        signal.signal(_number, _handler)

# How long an example takes says how busy the machine is, not whether the program is right.
hypothesis.settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("any machine")
for _wait in (QtBot.waitUntil, QtBot.waitSignal, QtBot.waitSignals, QtBot.waitActive):
    _wait.__kwdefaults__["timeout"] = 60_000


def drawn_dataset(
    *,
    train: int = 44,
    test: int = 10,
    shape: tuple[int, int, int] = (4, 4, 3),
    classes: int = 3,
    dtype: type = np.uint8,
    seed: int = 0,
) -> Dataset:
    """Pictures that can be learnt: each sign has a face of its own, under noise."""
    rng = np.random.default_rng(seed)
    faces = rng.integers(40, 216, (classes, *shape))

    def draw(count: int) -> tuple[Any, Any]:
        labels = (np.arange(count) % classes).astype(np.int32)
        pictures = (faces[labels] + rng.integers(-40, 41, (count, *shape))).astype(np.uint8)
        if dtype is np.float32:
            return (pictures / 255).astype(np.float32), labels
        return pictures, labels

    train_x, train_y = draw(train)
    test_x, test_y = draw(test)
    return Dataset(
        name="drawn",
        source="tests",
        train_x=train_x,
        train_y=train_y,
        test_x=test_x,
        test_y=test_y,
        class_names=tuple(str(index) for index in range(classes)),
    )


@pytest.fixture(scope="session")
def signs_folder() -> Path:
    """The folder of the article's two HDF5 files, which are not part of the project."""
    beside = Path(__file__).parents[2] / "shared" / "data" / "signs"
    folder = Path(os.environ.get("SIGNS_DATA", beside))
    if not (folder / "train_signs.h5").is_file():
        pytest.skip("the article's data is absent: set SIGNS_DATA to the folder of train_signs.h5")
    return folder


@pytest.fixture(scope="session", autouse=True)
def application_for_windows(qapp: QApplication) -> None:
    """Begins with the application that windows need.

    Commands that draw pictures would make one without windows, and a process has but one.
    """


@pytest.fixture(autouse=True)
def runs_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder under which runs are kept that a test does not keep elsewhere: none of a person's.

    It is not there until a run is kept.
    """
    folder = tmp_path_factory.getbasetemp() / f"home-{next(_homes)}"
    monkeypatch.setenv(HOME_VARIABLE, str(folder))
    return folder


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LaneScheduling | None:
    """Has pytest-xdist share files out as ``tests.lanes`` says, where it is to share out files."""
    return LaneScheduling(config, log) if config.getvalue("dist") == "loadfile" else None


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_teardown() -> None:
    """Destroys the widgets that pytest-qt has just told to go, while Python still holds them.

    It does not wait until they are gone. Found by a search for garbage first, a whole window is
    taken apart in no order, and Shiboken now and then reads what is gone already.
    """
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
