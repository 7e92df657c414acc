import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signs_studio.recipe.changes import Change
from signs_studio.recipe.draft import validate
from signs_studio.recipe.presets import PRESETS
from signs_studio.recipe.recipe import Recipe
from signs_studio.runs.events import (
    EpochDiverged,
    EpochFinished,
    FindingMade,
    RecipeChanged,
    RunStarted,
)
from signs_studio.runs.findings import Finding, FindingKind
from signs_studio.runs.record import SERIES, DataReference, RunRecord
from tests.records import end_by_patience

HANDS = DataReference("Built-in hands", "drawn for a test")


def article() -> Recipe:
    recipe = validate(PRESETS["article"].draft).recipe
    assert recipe is not None
    return recipe


def epoch(index: int, values: tuple[float, ...] = (2.0, 3.0, 0.25, 0.5, 0.01)) -> EpochFinished:
    return EpochFinished(epoch=index, **dict(zip(SERIES, values, strict=True)))


def started(first_epoch: int) -> RunStarted:
    return RunStarted(
        first_epoch=first_epoch, last_epoch=first_epoch + 9, compiling=False, device="CPU"
    )


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        (HANDS, HANDS, True),
        (HANDS, DataReference("Built-in hands", "elsewhere"), False),
        (HANDS, DataReference("Others", HANDS.source), False),
        (DataReference("one", "here", "0123"), DataReference("two", "there", "0123"), True),
        (DataReference("one", "here", "0123"), DataReference("one", "here", "4567"), False),
        (DataReference("one", "here", "0123"), DataReference("one", "here"), True),
    ],
)
def test_data_is_the_same_by_its_fingerprint_or_by_where_it_lies(
    one: DataReference,
    other: DataReference,
    is_same: bool,
) -> None:
    assert one.is_same(other) is other.is_same(one) is is_same


def test_a_new_record_is_empty() -> None:
    record = RunRecord(run_id=7, recipe=article(), origin=HANDS)

    assert len(record) == 0
    assert record.run_id == 7
    assert record.recipe == article()
    assert record.origin == HANDS
    assert all(record.series(name).shape == (0,) for name in SERIES)


@settings(max_examples=10)
@given(st.integers(0, 1100))
def test_every_number_is_kept_however_many_epochs_there_are(count: int) -> None:
    values = np.random.default_rng(count).random((len(SERIES), count))
    record = RunRecord(run_id=1, recipe=article(), origin=HANDS)

    for index in range(count):
        record.apply(epoch(index, tuple(values[:, index])))

    assert len(record) == count
    for row, name in enumerate(SERIES):
        assert record.series(name).dtype == np.float64
        np.testing.assert_array_equal(record.series(name), values[row])


@pytest.mark.parametrize("index", [0, 1, 3, -1])
def test_an_epoch_out_of_turn_is_refused_and_nothing_changes(index: int) -> None:
    record = RunRecord(run_id=1, recipe=article(), origin=HANDS)
    record.apply(epoch(0))
    record.apply(epoch(1))
    before = [record.series(name).copy() for name in SERIES]

    with pytest.raises(ValueError, match=f"epoch 2 was due, but {index} came"):
        record.apply(epoch(index))

    for name, values in zip(SERIES, before, strict=True):
        np.testing.assert_array_equal(record.series(name), values)
    record.apply(epoch(2))
    assert len(record) == 3


@pytest.mark.parametrize("count", [1, 255, 256, 257, 600])
def test_a_restored_record_goes_on_where_it_ended(count: int) -> None:
    values = np.random.default_rng(count).random((len(SERIES), count))

    record = RunRecord.restored(
        run_id=3, recipe=article(), origin=HANDS, values=values, diverged=False
    )
    record.apply(epoch(count, (9.0, 8.0, 1.0, 0.0, 7.0)))

    assert (record.run_id, record.recipe, len(record)) == (3, article(), count + 1)
    assert record.origin == HANDS
    for row, name in enumerate(SERIES):
        np.testing.assert_array_equal(record.series(name)[:count], values[row])
    assert [record.series(name)[-1] for name in SERIES] == [9.0, 8.0, 1.0, 0.0, 7.0]


def test_a_restored_record_keeps_no_hold_of_the_numbers_given() -> None:
    values = np.ones((len(SERIES), 300))
    record = RunRecord.restored(
        run_id=3, recipe=article(), origin=HANDS, values=values, diverged=False
    )

    values[:] = 5

    assert (record.series("cost") == 1).all()


def diverged(index: int) -> EpochDiverged:
    return EpochDiverged(epoch=index, cost=float("nan"), test_cost=2.0, seconds=0.01)


def test_an_epoch_that_diverged_is_noted_but_is_none_of_the_recorded() -> None:
    record = RunRecord(run_id=1, recipe=article(), origin=HANDS)
    record.apply(epoch(0))
    assert not record.diverged

    record.apply(diverged(1))

    assert record.diverged
    assert len(record) == 1
    assert all(np.isfinite(record.series(name)).all() for name in SERIES)


@pytest.mark.parametrize("index", [0, 2])
def test_a_divergence_out_of_turn_is_refused(index: int) -> None:
    record = RunRecord(run_id=1, recipe=article(), origin=HANDS)
    record.apply(epoch(0))

    with pytest.raises(ValueError, match=f"epoch 1 was due, but {index} came"):
        record.apply(diverged(index))

    assert not record.diverged


def test_the_kept_weights_are_the_last_unless_better_ones_were_brought_back() -> None:
    record = RunRecord(run_id=1, recipe=article(), origin=HANDS)
    for index in range(3):
        assert record.kept_epochs == index
        record.apply(epoch(index))
    end_by_patience(record, kept_epochs=1)
    assert record.kept_epochs == 1
    record.apply(started(3))
    assert record.kept_epochs == 1

    record.apply(epoch(3))

    assert record.kept_epochs == 4


def change(epoch: int, field: str, value: float) -> RecipeChanged:
    return RecipeChanged(epoch=epoch, field=field, value=value, compiling=False)


def test_changes_are_kept_in_order_and_the_first_recipe_stays() -> None:
    record = RunRecord(run_id=1, recipe=article(), origin=HANDS)
    record.apply(change(0, "batch_size", 16))
    record.apply(epoch(0))
    record.apply(change(1, "learning_rate", 0.5))
    record.apply(change(1, "batch_size", 8))

    assert record.changes == (
        Change(0, "batch_size", 16),
        Change(1, "learning_rate", 0.5),
        Change(1, "batch_size", 8),
    )
    assert record.recipe == article()
    assert (record.last_recipe.batch_size, record.last_recipe.learning_rate) == (8, 0.5)


@pytest.mark.parametrize("index", [0, 2])
def test_a_change_out_of_turn_is_refused(index: int) -> None:
    record = RunRecord(run_id=1, recipe=article(), origin=HANDS)
    record.apply(epoch(0))

    with pytest.raises(ValueError, match=f"epoch 1 was due, but {index} came"):
        record.apply(change(index, "l2", 0.5))

    assert record.changes == ()


def test_the_learning_rates_follow_schedule_changes_and_plateaus() -> None:
    draft = PRESETS["article"].draft
    for name, text in {
        "schedule": "plateau",
        "warmup_epochs": "1",
        "factor": "0.5",
        "plateau_patience": "2",
        "learning_rate": "0.4",
    }.items():
        draft = draft.with_field(name, text)
    recipe = validate(draft).recipe
    assert recipe is not None
    record = RunRecord(run_id=1, recipe=recipe, origin=HANDS)
    for index, test_cost in enumerate([3.0, 2.0, 2.0, 2.0, 1.0, 1.0, 1.0]):
        if index == 5:
            record.apply(change(5, "learning_rate", 0.8))
        # Asked now and then, or at the end: the answer is the same.
        assert len(record.learning_rates()) == index or index % 2
        record.apply(epoch(index, (1.0, test_cost, 0.5, 0.5, 0.1)))

    # One epoch of warm-up, the first best, two that are no better; then a change by hand.
    expected = [0.2, 0.4, 0.4, 0.4, 0.2, 0.4, 0.4]
    np.testing.assert_allclose(record.learning_rates(), expected)


def test_findings_are_kept_by_the_epochs_at_which_they_began() -> None:
    record = RunRecord(run_id=1, recipe=article(), origin=HANDS)
    assert record.findings == ()
    said = (
        Finding(FindingKind.RISING, 3),
        Finding(FindingKind.MANY_DEAD, 0, 1, (("hidden_layers", 2), ("limit", 0.9))),
    )

    for finding in said:
        record.apply(FindingMade(finding=finding))

    assert record.findings == said[::-1]
    assert len(record) == 0


@pytest.mark.parametrize(
    ("schedule", "epochs"), [("constant", 3), ("plateau", 3), ("step", 3), ("cosine", 1500)]
)
def test_a_run_is_repeated_with_as_many_epochs_as_leave_its_rates(
    schedule: str, epochs: int
) -> None:
    draft = PRESETS["article"].draft.with_field("schedule", schedule)
    recipe = validate(draft).recipe
    assert recipe is not None
    record = RunRecord(run_id=1, recipe=recipe, origin=DataReference("drawn", "tests"))
    for index in range(3):
        record.apply(epoch(index))
    assert record.recipe_as_trained.epochs == epochs
