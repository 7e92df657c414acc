import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signs_studio.recipe.draft import validate
from signs_studio.recipe.presets import PRESETS
from signs_studio.runs.events import EpochFinished
from signs_studio.runs.record import DataReference, RunRecord
from signs_studio.runs.throughput import (
    RECENT_EPOCHS,
    format_duration,
    format_rate,
    measure_throughput,
)


def record_of(seconds: list[float]) -> RunRecord:
    recipe = validate(PRESETS["article"].draft).recipe
    assert recipe is not None
    record = RunRecord(run_id=1, recipe=recipe, origin=DataReference("Small", "drawn for a test"))
    for epoch, took in enumerate(seconds):
        record.apply(
            EpochFinished(
                epoch=epoch,
                cost=1.0,
                test_cost=1.0,
                train_accuracy=0.5,
                test_accuracy=0.5,
                seconds=took,
            )
        )
    return record


@pytest.mark.parametrize("seconds", [[], [5.0], [5.0, 0.0], [5.0, 0.0, 0.0]])
def test_there_is_no_pace_before_an_epoch_was_timed_after_the_first(seconds: list[float]) -> None:
    assert measure_throughput(record_of(seconds), last_epoch=100) is None


def test_the_first_epoch_which_waits_for_the_compiler_does_not_count() -> None:
    pace = measure_throughput(record_of([60.0, 0.5, 0.5]), last_epoch=13)

    assert pace is not None
    assert pace.epochs_per_second == 2.0
    assert pace.seconds_left == 5.0


@given(
    st.lists(st.floats(1e-4, 100.0), min_size=2, max_size=3 * RECENT_EPOCHS), st.integers(1, 200)
)
def test_the_pace_is_that_of_the_latest_epochs(seconds: list[float], last_epoch: int) -> None:
    pace = measure_throughput(record_of(seconds), last_epoch=last_epoch)

    assert pace is not None
    recent = seconds[max(1, len(seconds) - RECENT_EPOCHS) :]
    mean = math.fsum(recent) / len(recent)
    assert pace.epochs_per_second == pytest.approx(1 / mean)
    assert pace.seconds_left == pytest.approx(max(0, last_epoch - len(seconds)) * mean)


@pytest.mark.parametrize(
    ("rate", "words"),
    [(0.016, "0.02"), (2.5, "2.50"), (12.5, "12.5"), (100.4, "100"), (1250.0, "1,250")],
)
def test_rates_have_the_figures_that_count(rate: float, words: str) -> None:
    assert format_rate(rate) == words


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, "0:00"), (64, "1:04"), (3599, "59:59"), (7199.6, "2:00:00")]
)
def test_durations_read_like_a_clock(seconds: float, words: str) -> None:
    assert format_duration(seconds) == words
