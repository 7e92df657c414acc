from pathlib import Path

import pytest

from tests.lanes import AS_SHIPPED, COMPILING, LONG

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("file", AS_SHIPPED)
def test_what_is_compiled_as_shipped_is_there(file):
    assert (ROOT / file).is_file()


@pytest.mark.parametrize("start", [*LONG, *COMPILING])
def test_what_takes_long_is_there(start):
    assert any(ROOT.glob(f"{start}*"))
