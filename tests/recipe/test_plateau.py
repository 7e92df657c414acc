"""When patience runs out, with Keras' early stopping as the oracle."""

from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signs_studio.recipe.plateau import PlateauCounter


@pytest.fixture(scope="module")
def keras() -> Any:
    from signs_studio.engine.loading import load_tensorflow

    load_tensorflow()
    import keras

    return keras


@given(
    costs=st.lists(st.sampled_from([0.2, 0.5, 0.7, 1.0, 1.5]), max_size=30),
    patience=st.integers(1, 6),
    min_delta=st.sampled_from([0.0, 0.25]),
)
def test_patience_runs_out_when_keras_stops(
    keras: Any, costs: list[float], patience: int, min_delta: float
) -> None:
    model = SimpleNamespace(stop_training=False)
    callback = keras.callbacks.EarlyStopping(patience=patience, min_delta=min_delta, mode="min")
    callback.set_model(model)
    callback.on_train_begin()
    standstill = PlateauCounter()

    for epoch, cost in enumerate(costs):
        callback.on_epoch_end(epoch, {"val_loss": cost})
        standstill = standstill.after(cost, patience=patience, min_delta=min_delta)

        assert standstill.best == callback.best
        assert (standstill.count > 0) == model.stop_training
        if model.stop_training:
            return


def test_patience_begins_anew_but_the_best_stays() -> None:
    standstill = PlateauCounter()
    counts = []
    for cost in (1.0, 2.0, 2.0, 1.5, 1.5, 0.9, 1.0):
        standstill = standstill.after(cost, patience=2)
        counts.append(standstill.count)

    assert counts == [0, 0, 1, 1, 2, 2, 2]
    assert standstill == PlateauCounter(best=0.9, waited=1, count=2)
