import pytest

from signs_studio.runs.words import counted


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0 epochs"), (1, "1 epoch"), (2, "2 epochs"), (1500, "1,500 epochs")],
)
def test_one_is_singular_and_thousands_are_parted(count: int, words: str) -> None:
    assert counted(count, "epoch") == words
