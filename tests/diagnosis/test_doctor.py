"""What is found in numbers that are made up, when, and how often."""

import math
from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from signs_studio.diagnosis.doctor import (
    AHEAD_PATIENCES,
    EXPLODING_UPDATE,
    GONE_PATIENCES,
    HALF_UNITS,
    MANY_UNITS,
    PATIENCE_EPOCHS,
    PATIENCE_STEPS,
    VANISHING_RATIO,
    Doctor,
)
from signs_studio.recipe.draft import validate
from signs_studio.recipe.presets import PRESETS
from signs_studio.recipe.recipe import Recipe
from signs_studio.runs.diagnostics import Diagnostics, LayerDiagnostics
from signs_studio.runs.events import EpochDiverged, EpochFinished, RecipeChanged
from signs_studio.runs.findings import Finding, FindingKind
from signs_studio.runs.record import DataReference, RunRecord
from signs_studio.wording.findings import finding_message
from tests.conftest import drawn_dataset

NAN = math.nan
RELU = LayerDiagnostics(dead=0.2, saturated=NAN, gradient=0.01, update=0.001)
TANH = LayerDiagnostics(dead=NAN, saturated=0.1, gradient=0.01, update=0.001)
SOFTMAX = LayerDiagnostics(dead=NAN, saturated=NAN, gradient=0.02, update=0.001)
POOL = LayerDiagnostics(dead=NAN, saturated=NAN, gradient=NAN, update=NAN)
HEALTHY = Diagnostics(0.3, (RELU, TANH, SOFTMAX))
DEAD = RELU._replace(dead=1.0, gradient=0.0)


def article(**fields: str) -> Recipe:
    draft = PRESETS["article"].draft
    for name, text in fields.items():
        draft = draft.with_field(name, text)
    recipe = validate(draft).recipe
    assert recipe is not None
    return recipe


def said(finding: Finding) -> str:
    return str(finding_message(finding))


def epochs_ahead(count: int, lead: float = 0.1) -> list[EpochFinished]:
    """Epochs whose test accuracy is so much above that of training."""
    return [replace(epoch(i), train_accuracy=0.6, test_accuracy=0.6 + lead) for i in range(count)]


def doctor(
    train_counts: tuple[int, ...] = (180,) * 6, test_counts: tuple[int, ...] = (20,) * 6
) -> Doctor:
    return Doctor(article(), train_counts=train_counts, test_counts=test_counts)


def epoch(
    index: int, cost: float = 0.5, test_cost: float = 0.6, diagnostics: Diagnostics | None = HEALTHY
) -> EpochFinished:
    return EpochFinished(
        epoch=index,
        cost=cost,
        test_cost=test_cost,
        train_accuracy=0.8,
        test_accuracy=0.25,
        seconds=0.1,
        diagnostics=diagnostics,
    )


def watch(patient: Doctor, events: Iterable[EpochFinished]) -> list[tuple[int, Finding]]:
    """What was found, each with the epoch at which it was said."""
    return [(event.epoch, finding) for event in events for finding in patient.examine(event)]


def kinds(found: list[tuple[int, Finding]]) -> list[tuple[FindingKind, int | None]]:
    return [(finding.kind, finding.layer) for _, finding in found]


def of(*layers: LayerDiagnostics, top_class_share: float = 0.3) -> Diagnostics:
    return Diagnostics(top_class_share, layers)


BAD = {
    "a layer is dead": (FindingKind.LAYER_DEAD, 0, of(DEAD, TANH, SOFTMAX)),
    "most of a layer is dead": (
        FindingKind.MANY_DEAD,
        1,
        of(TANH, RELU._replace(dead=MANY_UNITS), SOFTMAX),
    ),
    "half of a layer is dead": (
        FindingKind.HALF_DEAD,
        1,
        of(TANH, RELU._replace(dead=HALF_UNITS), SOFTMAX),
    ),
    "a layer is saturated": (
        FindingKind.SATURATED,
        1,
        of(RELU, TANH._replace(saturated=MANY_UNITS), SOFTMAX),
    ),
    "updates explode": (
        FindingKind.EXPLODING,
        2,
        of(RELU, POOL, SOFTMAX._replace(update=EXPLODING_UPDATE)),
    ),
    "gradients vanish": (
        FindingKind.VANISHING,
        None,
        of(POOL, RELU._replace(gradient=0.99 * VANISHING_RATIO * 0.02), SOFTMAX),
    ),
    "one sign is said": (FindingKind.ONE_SIGN, None, of(RELU, SOFTMAX, top_class_share=1.0)),
}
ALMOST = {
    "some of a layer is dead": of(RELU._replace(dead=HALF_UNITS - 0.01), TANH, SOFTMAX),
    "some of a layer is saturated": of(RELU, TANH._replace(saturated=MANY_UNITS - 0.01), SOFTMAX),
    "updates are large": of(RELU, SOFTMAX._replace(update=EXPLODING_UPDATE - 0.01)),
    "gradients are small": of(RELU._replace(gradient=1.01 * VANISHING_RATIO * 0.02), SOFTMAX),
    "all gradients are nothing": of(RELU._replace(gradient=0.0), SOFTMAX._replace(gradient=0.0)),
    "hardly anything else is said": of(RELU, SOFTMAX, top_class_share=0.99),
    "there is but one layer": of(SOFTMAX),
}


@pytest.mark.parametrize(("kind", "layer", "diagnostics"), BAD.values(), ids=BAD)
def test_what_lasts_is_said_once_with_the_epoch_at_which_it_began(
    kind: FindingKind, layer: int | None, diagnostics: Diagnostics
) -> None:
    events = [epoch(i, diagnostics=diagnostics if i >= 4 else HEALTHY) for i in range(60)]
    found = watch(doctor(), events)
    assert [(at, f.kind, f.epoch, f.layer) for at, f in found] == [
        (4 + PATIENCE_EPOCHS - 1, kind, 4, layer)
    ]
    if layer is not None:
        assert said(found[0][1]).startswith(("Softmax layer: ", f"Layer {layer + 1}: "))
    assert "try" in said(found[0][1])


@pytest.mark.parametrize("diagnostics", [HEALTHY, None, *ALMOST.values()])
def test_nothing_is_said_of_what_is_almost_bad(diagnostics: Diagnostics | None) -> None:
    assert watch(doctor(), (epoch(i, diagnostics=diagnostics) for i in range(60))) == []


@pytest.mark.parametrize(
    "diagnostics", [diagnostics for _, _, diagnostics in BAD.values()], ids=BAD
)
def test_nothing_is_said_of_what_does_not_last(diagnostics: Diagnostics) -> None:
    def comes_and_goes(i: int) -> Diagnostics:
        return HEALTHY if i % PATIENCE_EPOCHS == 0 else diagnostics

    assert watch(doctor(), (epoch(i, diagnostics=comes_and_goes(i)) for i in range(100))) == []


def test_dead_units_are_told_of_at_one_half_and_again_at_nine_in_ten() -> None:
    dead = [HALF_UNITS] * 30 + [MANY_UNITS] * 30 + [HALF_UNITS] * 30
    layers = [of(RELU._replace(dead=share), SOFTMAX) for share in dead]
    found = watch(doctor(), (epoch(i, diagnostics=each) for i, each in enumerate(layers)))
    assert kinds(found) == [(FindingKind.HALF_DEAD, 0), (FindingKind.MANY_DEAD, 0)]
    assert [finding.kind.is_note for _, finding in found] == [True, False]


def test_epochs_of_few_steps_are_given_more_time() -> None:
    """Of 64 pictures, an epoch of the article's recipe has two steps."""
    small = Doctor(article(), train_counts=(32, 32), test_counts=(5, 5))
    diagnostics = of(DEAD, SOFTMAX)
    ((at, finding),) = watch(
        small, (epoch(i, diagnostics=diagnostics) for i in range(PATIENCE_STEPS))
    )
    assert at == PATIENCE_STEPS / 2 - 1
    assert finding.epoch == 0


def test_of_what_follows_from_a_dead_layer_nothing_is_said() -> None:
    """All else looks bad as well: the second layer dies later, and the cost is that of guessing."""
    first = of(DEAD, RELU._replace(dead=0.95), SOFTMAX, top_class_share=1.0)
    later = of(DEAD, DEAD, SOFTMAX._replace(gradient=0.0), top_class_share=1.0)
    events = [epoch(i, math.log(6), math.log(6), first if i < 20 else later) for i in range(50)]
    assert kinds(watch(doctor(), events)) == [(FindingKind.LAYER_DEAD, 0)]


def test_gradients_that_vanish_in_a_saturated_layer_are_its_finding() -> None:
    diagnostics = of(TANH._replace(saturated=1.0, gradient=0.0), SOFTMAX)
    found = watch(doctor(), (epoch(i, diagnostics=diagnostics) for i in range(50)))
    assert kinds(found) == [(FindingKind.SATURATED, 0)]


def test_one_sign_is_right_where_there_is_no_other() -> None:
    diagnostics = of(RELU, SOFTMAX, top_class_share=1.0)
    patient = doctor(test_counts=(0, 20, 0, 0, 0, 0))
    assert watch(patient, (epoch(i, diagnostics=diagnostics) for i in range(50))) == []


@pytest.mark.parametrize(
    ("fields", "cause"),
    [
        ({"layers": "25:relu,dropout:0.3,12:relu"}, "dropout makes"),
        ({"rotation": "15"}, "augmentation makes"),
        ({"flip": "true"}, "augmentation makes"),
        ({"layers": "25:relu,dropout:0.3", "noise": "0.1"}, "dropout and augmentation make "),
    ],
)
def test_a_test_that_is_ahead_of_training_is_explained_once(
    fields: dict[str, str], cause: str
) -> None:
    patient = Doctor(article(**fields), train_counts=(180,) * 6, test_counts=(20,) * 6)
    ((at, finding),) = watch(patient, epochs_ahead(200))
    assert (finding.kind, finding.epoch, finding.layer) == (FindingKind.TEST_AHEAD, 0, None)
    assert finding.kind.is_note
    assert at == AHEAD_PATIENCES * PATIENCE_EPOCHS - 1
    assert cause in said(finding)


def test_a_test_that_is_ahead_is_explained_only_where_that_has_its_reason() -> None:
    counts = {"train_counts": (180,) * 6, "test_counts": (20,) * 6}
    unexplained = ({}, 0.1), ({"layers": "25:relu,dropout:0"}, 0.1), ({"rotation": "9"}, -0.01)
    for fields, lead in unexplained:
        assert watch(Doctor(article(**fields), **counts), epochs_ahead(200, lead)) == []
    few = AHEAD_PATIENCES * PATIENCE_EPOCHS - 1
    patient = Doctor(article(rotation="9"), **counts)
    assert watch(patient, epochs_ahead(few)) == []
    changed = doctor()
    assert watch(changed, epochs_ahead(few)) == []
    changed.recipe = article(rotation="9")
    ((at, _),) = watch(changed, [replace(e, epoch=e.epoch + few) for e in epochs_ahead(few + 1)])
    assert at == 2 * few


# ---- costs

LN6 = math.log(6)


def of_costs(
    cost: Callable[[int], float], test_cost: Callable[[int], float] | None = None, count: int = 100
) -> list[tuple[FindingKind, int]]:
    events = (epoch(i, cost(i), (test_cost or cost)(i)) for i in range(count))
    return [(finding.kind, finding.epoch) for _, finding in watch(doctor(), events)]


@pytest.mark.parametrize("level", [LN6, LN6 * 0.981, LN6 * 1.5])
def test_a_cost_that_stays_no_better_than_guessing_is_stuck(level: float) -> None:
    assert of_costs(lambda i: level + 0.001 * (i % 3)) == [(FindingKind.STUCK, 0)]


def test_a_cost_that_falls_to_that_of_guessing_is_stuck_only_there() -> None:
    patient = doctor()
    events = [epoch(i, LN6 + 5 * 0.1**i, LN6) for i in range(100)]
    ((at, finding),) = watch(patient, events)
    assert finding.kind is FindingKind.STUCK
    assert at > PATIENCE_EPOCHS
    assert "1.79" in said(finding)


@pytest.mark.parametrize(
    "cost",
    [
        lambda _: LN6 * 0.97,
        lambda i: LN6 * 1.02 * 0.999**i,
        lambda i: LN6 + 0.1 * (i % 2),
        lambda i: LN6 if i % 8 else LN6 * 0.97,
    ],
    ids=["learns little", "falls slowly", "jumps about", "comes below now and then"],
)
def test_a_cost_that_is_better_than_guessing_or_moves_is_not_stuck(
    cost: Callable[[int], float],
) -> None:
    assert of_costs(cost) == []


def test_guessing_costs_less_where_one_sign_is_common() -> None:
    """Of 90 and 10 in 100, guessing costs 0.33, and 0.5 is worse than that."""
    shares = (0.9, 0.1)
    guessing = -sum(share * math.log(share) for share in shares)
    for cost, stuck in ((guessing * 0.97, False), (guessing * 0.99, True)):
        patient = doctor(train_counts=(900, 100), test_counts=(90, 10))
        found = watch(patient, (epoch(i, cost, cost) for i in range(50)))
        assert kinds(found) == ([(FindingKind.STUCK, None)] if stuck else [])


def test_a_cost_that_rises_for_long_is_rising_since_its_lowest() -> None:
    found = of_costs(lambda i: abs(i - 30) / 20)
    assert [kind for kind, _ in found] == [FindingKind.RISING]
    # The mean over ten epochs is lowest five after the cost is.
    assert 30 <= found[0][1] <= 30 + PATIENCE_EPOCHS


@pytest.mark.parametrize(
    "cost",
    [
        lambda i: 1.5 * 0.95**i,
        lambda i: 0.02 + 0.1 * (i % 20 == 19),
        lambda i: 0.01 if i < 50 else 0.05,
        lambda i: 1.0 + 0.1 * math.sin(i),
    ],
    ids=["falls", "peaks", "rises by little", "goes up and down"],
)
def test_a_cost_that_falls_or_shakes_is_not_rising(cost: Callable[[int], float]) -> None:
    assert of_costs(cost) == []


def test_a_run_that_collapses_again_is_told_again() -> None:
    """The learning rate is raised at epoch 565; from 1,120 on, what was learnt is lost."""

    def cost(i: int) -> float:
        levels = ((565, 0.1), (600, 0.6), (1120, 0.25), (1200, 1.0))
        return next((level for end, level in levels if i < end), LN6)

    patient = doctor()
    events = [epoch(i, cost(i) + 0.001 * (i % 3), cost(i)) for i in range(1300)]
    found = watch(patient, events)
    told = [(at, finding.kind) for at, finding in found]
    assert [kind for _, kind in told] == [FindingKind.RISING] * 2 + [FindingKind.STUCK]
    assert 565 <= told[0][0] < 565 + PATIENCE_EPOCHS
    assert 1120 <= told[1][0] < 1120 + PATIENCE_EPOCHS
    assert found[1][1].epoch > 600
    # A higher learning rate is no help to what a high one has undone.
    assert "lower learning rate" in said(found[2][1])


def test_a_test_cost_that_drifts_away_once_more_is_told_again() -> None:
    """It rises until epoch 60, stays there until 200, and then doubles."""

    def test_cost(i: int) -> float:
        return 0.8 + min(i, 60) / 100 + max(0, i - 200) / 50

    found = of_costs(lambda i: 1.5 * 0.99**i, test_cost, count=300)
    assert [kind for kind, _ in found] == [FindingKind.DRIFTING] * 2
    assert found[1][1] >= 60


@pytest.mark.parametrize(
    "cost",
    [
        lambda i: 0.2 + 0.02 * abs(i % 40 - 20),
        lambda i: 0.05 + i / 100,
        lambda i: 0.2 + 0.4 * (i >= 40) + 0.2 * (i >= 120),
    ],
    ids=["goes up and down", "rises on and on", "grows a little worse"],
)
def test_a_rise_that_is_told_is_not_told_again(cost: Callable[[int], float]) -> None:
    assert [kind for kind, _ in of_costs(cost, count=200)] == [FindingKind.RISING]


@pytest.mark.parametrize(("kind", "layer", "diagnostics"), BAD.values(), ids=BAD)
def test_what_had_gone_away_is_told_again(
    kind: FindingKind, layer: int | None, diagnostics: Diagnostics
) -> None:
    def told(healthy_epochs: int) -> list[int]:
        """When it is found, where it is well between epochs 20 and so many after them."""
        again = 20 + healthy_epochs
        events = [
            epoch(i, diagnostics=HEALTHY if 20 <= i < again else diagnostics)
            for i in range(again * 2)
        ]
        found = watch(doctor(), events)
        assert set(kinds(found)) == {(kind, layer)}
        return [finding.epoch for _, finding in found]

    gone = GONE_PATIENCES * PATIENCE_EPOCHS
    assert told(gone) == [0, 20 + gone]
    assert told(gone - 1) == [0]


def test_a_test_cost_that_rises_while_the_cost_falls_drifts_away() -> None:
    found = of_costs(lambda i: 1.5 * 0.95**i, lambda i: 0.8 + abs(i - 40) / 100)
    assert [kind for kind, _ in found] == [FindingKind.DRIFTING]
    assert 40 <= found[0][1] <= 40 + PATIENCE_EPOCHS


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (lambda x: x, FindingKind.DRIFTING),
        (lambda x: x - x // 10, FindingKind.DRIFTING),
        (lambda x: x // 3, FindingKind.SETS_DIFFER),
        (lambda x: x // 2 + 127, FindingKind.SETS_DIFFER),
        (lambda x: 100 + x // 8, FindingKind.SETS_DIFFER),
    ],
    ids=["alike", "a little darker", "dark", "bright", "grey in grey"],
)
def test_sets_that_look_unlike_are_named_and_not_learning_by_heart(
    change: Callable[[NDArray[np.uint8]], NDArray[np.uint8]], kind: FindingKind
) -> None:
    data = drawn_dataset()
    data = replace(data, test_x=change(data.test_x))
    events = [epoch(i, 1.5 * 0.95**i, 0.8 + abs(i - 40) / 100) for i in range(100)]
    ((_, finding),) = watch(Doctor.of(article(batch_size="1"), data), events)
    assert finding.kind is kind
    assert ("by heart" in said(finding)) is (kind is FindingKind.DRIFTING)
    assert finding.is_whole


@pytest.mark.parametrize(
    ("cost", "test_cost"),
    [
        (lambda i: 1.5 * 0.95**i, lambda i: 0.3 + 1.5 * 0.95**i),
        (lambda i: 1.5 * 0.95**i, lambda i: 0.01 if i < 50 else 0.05),
        (lambda i: 2.0 - 0.001 * i + 0.3 * (i % 2), lambda i: 2.0 + 0.02 * i),
    ],
    ids=["both fall", "rises by little", "nothing is learnt"],
)
def test_costs_that_stay_together_or_learn_nothing_do_not_drift(
    cost: Callable[[int], float], test_cost: Callable[[int], float]
) -> None:
    assert of_costs(cost, test_cost) == []


def test_a_cost_that_is_not_finite_is_said_at_once() -> None:
    event = EpochDiverged(epoch=3, cost=math.nan, test_cost=1.0, seconds=0.1)
    (finding,) = doctor().examine(event)
    assert (finding.kind, finding.epoch, finding.layer) == (FindingKind.NOT_FINITE, 3, None)


def test_a_doctor_of_a_kept_run_knows_what_one_knows_who_watched_it() -> None:
    rng = np.random.default_rng(4)
    healths = [HEALTHY, of(DEAD, TANH, SOFTMAX), of(RELU, TANH, SOFTMAX, top_class_share=1.0)]
    costs = [1.8, 0.5, 0.1, 0.9, 2.5]
    events = [
        epoch(
            index,
            cost=costs[index // 30] + rng.uniform(0, 0.01),
            test_cost=costs[(index + 9) // 30 % 5],
            diagnostics=healths[index // 25 % 3],
        )
        for index in range(150)
    ]
    changed = RecipeChanged(epoch=40, field="noise", value=0.1, compiling=False)
    dataset = drawn_dataset()
    recipe = article(batch_size="1")
    found: list[Finding] = []
    for interrupted_at in (25, 60, 95):
        record = RunRecord(run_id=1, recipe=recipe, origin=DataReference.of(dataset))
        watching = Doctor.of(recipe, dataset)
        listen = watching.listening(record.apply)
        for event in events[:interrupted_at]:
            if event.epoch == changed.epoch:
                listen(changed)
            listen(event)
        told = Doctor.of_record(record, dataset)
        for event in events[interrupted_at:]:
            expected = watching.examine(event)
            assert told.examine(event) == expected
            found += expected
    assert len({finding.kind for finding in found}) > 2
