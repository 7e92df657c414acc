"""Curves as CSV are read back to the bit, whatever a run is called."""

import csv
import io

import numpy as np
import pytest

from signs_studio.runs.curves_csv import COLUMNS, curves_csv
from tests.records import make_run


def read_back(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")))


def test_every_epoch_of_every_run_is_read_back_to_the_bit() -> None:
    first, second = make_run(1, 5), make_run(2, 3)
    content = curves_csv([('Ä "quoted", name\nin two lines', first), ("#2", second)])
    rows = read_back(content)
    assert content.startswith(",".join(COLUMNS).encode() + b"\r\n")
    assert content.endswith(b"\r\n")
    assert [(row["run"], row["epoch"]) for row in rows] == [
        *(('Ä "quoted", name\nin two lines', str(epoch)) for epoch in range(1, 6)),
        *(("#2", str(epoch)) for epoch in range(1, 4)),
    ]
    for name in COLUMNS[2:6]:
        read = np.array([float(row[name]) for row in rows])
        np.testing.assert_array_equal(read[:5], first.series(name))
        np.testing.assert_array_equal(read[5:], second.series(name))
    assert [float(row["learning_rate"]) for row in rows[:5]] == list(first.learning_rates())


@pytest.mark.parametrize("name", ["=1+1", "@SUM(A1)", "+1", "-1"])
def test_no_name_is_computed_by_a_spreadsheet(name: str) -> None:
    assert read_back(curves_csv([(name, make_run(1, 1))]))[0]["run"] == f"'{name}"


def test_a_run_without_an_epoch_has_no_line() -> None:
    assert read_back(curves_csv([("new", make_run(1, 0))])) == []
