"""What every test shares: where the article's data lies, and a quiet, offscreen Qt."""

import os
from pathlib import Path

import hypothesis
import pytest
from PySide6.QtCore import QCoreApplication, QEvent

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
# Tests that start processes of their own share a graphics card with them.
os.environ.setdefault("TF_FORCE_GPU_ALLOW_GROWTH", "true")

# How long an example takes says how busy the machine is, not whether the program is right.
hypothesis.settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("any machine")


@pytest.fixture(scope="session")
def signs_folder() -> Path:
    """The folder of the article's two HDF5 files, which are not part of the project."""
    beside = Path(__file__).parents[2] / "shared" / "data" / "signs"
    folder = Path(os.environ.get("SIGNS_DATA", beside))
    if not (folder / "train_signs.h5").is_file():
        pytest.skip("the article's data is absent: set SIGNS_DATA to the folder of train_signs.h5")
    return folder


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_teardown() -> None:
    """Destroys the widgets that pytest-qt has just told to go, while Python still holds them.

    It does not wait until they are gone. Found by a search for garbage first, a whole window is
    taken apart in no order, and Shiboken now and then reads what is gone already.
    """
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
