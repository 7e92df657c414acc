from pathlib import Path

import pytest

from signs_studio.runs.store.store import RunStore


@pytest.fixture
def store(tmp_path: Path) -> RunStore:
    """The runs of a home that is not there yet."""
    return RunStore(tmp_path / "home")
