from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of the test's own; returns the folder in which pictures are kept."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache home"))
    return tmp_path / "cache home" / "signs-studio" / "photographs"
