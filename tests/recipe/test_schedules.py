"""Learning rates epoch by epoch, with Keras' schedules and its plateau as the oracle."""

from types import MappingProxyType, SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signs_studio.recipe.plateau import PlateauCounter
from signs_studio.recipe.recipe import LEARNING_RATE
from signs_studio.recipe.schedules import (
    LOWEST_RATE,
    SCHEDULES,
    Schedule,
    learning_rate_at,
    update_plateau,
)

EPOCHS = 40
# Keras reckons in float32.
KERAS = {"rel": 2e-6, "abs": 1e-12}


@pytest.fixture(scope="module")
def keras() -> Any:
    from signs_studio.engine.loading import load_tensorflow

    load_tensorflow()
    import keras

    return keras


def schedule(kind: str, *, warmup: int = 0, **settings: float) -> Schedule:
    defaults = {field.name: field.default for field in SCHEDULES[kind].fields}
    assert settings.keys() <= defaults.keys()
    return Schedule(kind, MappingProxyType({**defaults, **settings}), warmup)


def rates(chosen: Schedule, *, learning_rate: float = 0.1, epochs: int = EPOCHS) -> list[float]:
    return [
        learning_rate_at(chosen, epoch=epoch, learning_rate=learning_rate, epochs=epochs)
        for epoch in range(EPOCHS)
    ]


def plateau_rates(chosen: Schedule, costs: list[float], learning_rate: float) -> list[float]:
    """The rate after each epoch of so many test costs."""
    plateau, found = PlateauCounter(), []
    for epoch, cost in enumerate(costs):
        plateau = update_plateau(chosen, plateau, epoch=epoch, test_cost=cost)
        found.append(
            learning_rate_at(
                chosen,
                epoch=epoch + 1,
                learning_rate=learning_rate,
                epochs=EPOCHS,
                reductions=plateau.count,
            )
        )
    return found


def test_a_constant_rate_is_the_recipes_to_the_bit() -> None:
    assert rates(schedule("constant"), learning_rate=0.3) == [0.3] * EPOCHS


@pytest.mark.parametrize(("every", "rate"), [(1, 0.9), (7, 0.5), (100, 0.1)])
def test_step_is_keras_staircase_and_piecewise_constant(
    keras: Any, every: int, rate: float
) -> None:
    schedules = keras.optimizers.schedules
    found = rates(schedule("step", decay_epochs=every, decay_rate=rate))

    staircase = schedules.ExponentialDecay(0.1, every, rate, staircase=True)
    assert found == pytest.approx([float(staircase(e)) for e in range(EPOCHS)], **KERAS)
    # A boundary of Keras is the last step with the rate before it.
    boundaries = list(range(every - 1, EPOCHS + every, every))
    values = [0.1 * rate**i for i in range(len(boundaries) + 1)]
    piecewise = schedules.PiecewiseConstantDecay(boundaries, values)
    assert found == pytest.approx([float(piecewise(e)) for e in range(EPOCHS)], **KERAS)


@pytest.mark.parametrize(("over", "rate"), [(1, 0.9), (10, 0.5), (0, 0.01)])
def test_exponential_is_keras(keras: Any, over: int, rate: float) -> None:
    found = rates(schedule("exponential", decay_epochs=over, decay_rate=rate))

    expected = keras.optimizers.schedules.ExponentialDecay(0.1, over or EPOCHS, rate)
    assert found == pytest.approx([float(expected(e)) for e in range(EPOCHS)], **KERAS)


@pytest.mark.parametrize("warmup", [0, 1, 5])
@pytest.mark.parametrize(("over", "alpha"), [(30, 0.0), (30, 0.2), (0, 0.1), (200, 1.0)])
def test_cosine_is_keras_with_its_warm_up(keras: Any, over: int, alpha: float, warmup: int) -> None:
    found = rates(schedule("cosine", warmup=warmup, decay_epochs=over, alpha=alpha))

    expected = keras.optimizers.schedules.CosineDecay(
        0.1 / (warmup + 1) if warmup else 0.1,
        over or EPOCHS - warmup,
        alpha,
        warmup_target=0.1 if warmup else None,
        warmup_steps=warmup,
    )
    by_keras = [max(float(expected(e)), LOWEST_RATE) for e in range(EPOCHS)]
    # A cosine near -1 loses what float32 cannot hold.
    assert found == pytest.approx(by_keras, rel=2e-6, abs=1e-8)


class _Optimizer:
    """As much of an optimizer as Keras' callback looks at."""

    def __init__(self, learning_rate: float) -> None:
        self.learning_rate = learning_rate


def by_keras(keras: Any, costs: list[float], learning_rate: float, **options: float) -> list[float]:
    callback = keras.callbacks.ReduceLROnPlateau(**options)
    optimizer = _Optimizer(learning_rate)
    callback.set_model(SimpleNamespace(optimizer=optimizer))
    callback.on_train_begin()
    found = []
    for epoch, cost in enumerate(costs):
        callback.on_epoch_end(epoch, {"val_loss": cost})
        found.append(optimizer.learning_rate)
    return found


@given(
    costs=st.lists(st.sampled_from([0.5, 0.7, 0.9, 0.9005, 1.0, 1.2, 1.5]), max_size=40),
    patience=st.integers(1, 6),
    factor=st.sampled_from([0.1, 0.5, 0.9]),
    min_delta=st.sampled_from([0.0, 1e-3, 0.25]),
    min_lr=st.sampled_from([0.0, 0.02, 0.5]),
)
def test_plateau_is_keras(
    keras: Any,
    costs: list[float],
    patience: int,
    factor: float,
    min_delta: float,
    min_lr: float,
) -> None:
    chosen = schedule(
        "plateau",
        factor=factor,
        plateau_patience=patience,
        min_delta=min_delta,
        min_lr=min_lr,
    )

    expected = by_keras(
        keras,
        costs,
        0.1,
        factor=factor,
        patience=patience,
        min_delta=min_delta,
        min_lr=min_lr,
    )
    assert plateau_rates(chosen, costs, 0.1) == pytest.approx(expected, **KERAS)


def test_a_plateau_waits_for_the_warm_up() -> None:
    chosen = schedule("plateau", warmup=3, factor=0.5, plateau_patience=2)

    found = plateau_rates(chosen, [1.0] * 8, 0.8)

    # Three epochs of warm-up, one that is the best, and two that are no better.
    assert found == pytest.approx([0.4, 0.6, 0.8, 0.8, 0.8, 0.4, 0.4, 0.2])


def test_other_schedules_know_no_plateau() -> None:
    for kind in SCHEDULES.keys() - {"plateau"}:
        plateau = PlateauCounter()
        for epoch in range(50):
            plateau = update_plateau(schedule(kind), plateau, epoch=epoch, test_cost=1.0)
        assert plateau == PlateauCounter()


@given(
    kind=st.sampled_from(sorted(SCHEDULES)),
    warmup=st.integers(1, 20),
    learning_rate=st.floats(1e-6, 1e3),
)
def test_every_warm_up_rises_evenly_to_the_rate(
    kind: str, warmup: int, learning_rate: float
) -> None:
    found = rates(schedule(kind, warmup=warmup), learning_rate=learning_rate)
    plain = rates(schedule(kind), learning_rate=learning_rate, epochs=EPOCHS - warmup)

    step = learning_rate / (warmup + 1)
    assert found[:warmup] == pytest.approx([step * (i + 1) for i in range(warmup)])
    assert found[warmup:] == plain[: EPOCHS - warmup]


@given(
    kind=st.sampled_from(sorted(SCHEDULES)),
    data=st.data(),
    epoch=st.integers(0, 10**7),
    epochs=st.integers(1, 10**6),
    reductions=st.integers(0, 10**6),
    warmup=st.integers(0, 10**6),
)
def test_no_rate_is_ever_zero_or_above_the_recipes(
    kind: str, data: st.DataObject, epoch: int, epochs: int, reductions: int, warmup: int
) -> None:
    settings = {
        field.name: data.draw(
            st.integers(int(field.minimum), int(field.maximum))
            if field.whole
            else st.floats(field.minimum, field.maximum),
            label=field.name,
        )
        for field in SCHEDULES[kind].fields
    }
    learning_rate = data.draw(st.floats(LEARNING_RATE.minimum, LEARNING_RATE.maximum))

    rate = learning_rate_at(
        schedule(kind, warmup=warmup, **settings),
        epoch=epoch,
        learning_rate=learning_rate,
        epochs=epochs,
        reductions=reductions,
    )

    assert 0 < rate <= learning_rate * (1 + 1e-12)
