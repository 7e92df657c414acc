"""Numbers that say whether attributions are complete agree for a reader with a calculator."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signs_studio.wording.completeness import completeness_numbers


@pytest.mark.parametrize(
    ("difference", "total", "written"),
    [
        (0.0825123, 0.0822561, ("0.08251", "0.08226", "0.3")),
        (-12345.6, -12345.6, ("−12346", "−12346", "0.0")),
        (1.00499, 1.01503, ("1.005", "1.015", "1.0")),
        (0.0, 0.0, ("0", "0", "0.0")),
    ],
)
def test_a_calculator_finds_the_error_of_a_sum(
    difference: float, total: float, written: tuple[str, str, str]
) -> None:
    assert completeness_numbers(difference, total) == (
        *written[:2],
        f"{written[2]}\N{NO-BREAK SPACE}%",
    )


@given(st.floats(-1e4, 1e4), st.floats(-0.02, 0.02))
def test_the_error_of_a_sum_is_that_of_the_numbers_as_written(
    difference: float, error: float
) -> None:
    *numbers, told = completeness_numbers(difference, difference * (1 + error))
    wanted, total = (float(number.replace("−", "-")) for number in numbers)
    distance = abs(total - wanted)
    if wanted:
        expected = 100 * distance / abs(wanted)
        assert float(told.split("\N{NO-BREAK SPACE}")[0]) == pytest.approx(expected, abs=0.0501)
