import math

import numpy as np
import pytest

from signs_studio.runs.diagnostics import Diagnostics, DiagnosticsLog, LayerDiagnostics


def inside(seed: int, *, layers: int = 2) -> Diagnostics:
    share, *numbers = np.random.default_rng(seed).random(1 + 4 * layers, np.float32).tolist()
    each = zip(*[iter(numbers)] * 4, strict=True)
    return Diagnostics(share, tuple(LayerDiagnostics(*layer) for layer in each))


@pytest.mark.parametrize("looked", [(), (0,), (3,), (0, 3), range(600), range(1, 600, 7)])
def test_a_log_gives_what_was_put_in(looked: range | tuple[int, ...]) -> None:
    put = [inside(epoch) if epoch in looked else None for epoch in range(600)]
    log = DiagnosticsLog()
    for each in put:
        log.append(each)

    again = DiagnosticsLog.from_bytes(log.to_bytes(), epochs=600)

    for one in (log, log.copy(), again):
        assert len(one) == 600
        assert [*one] == put
        assert one[-3:] == put[-3:]
        assert one[3] == put[3]
        updates = one.series("update")
        for epoch, each in enumerate(put):
            if each is not None:
                assert updates[epoch].tolist() == [layer.update for layer in each.layers]
        assert np.isnan(updates).all(axis=1).sum() == 600 - len(looked)


def test_a_copy_does_not_grow_and_goes_on_alone() -> None:
    log = DiagnosticsLog(2)
    log.append(inside(1))
    copied = log.copy()
    log.append(inside(2))
    copied.append(None)
    assert [*log] == [None, None, inside(1), inside(2)]
    assert [*copied] == [None, None, inside(1), None]


def test_a_number_that_makes_no_sense_for_a_layer_stays_none() -> None:
    log = DiagnosticsLog()
    log.append(Diagnostics(0.5, (LayerDiagnostics(math.nan, 0.5, 0.25, 0.0),)))
    assert log[0] is not None
    assert math.isnan(log[0].layers[0].dead)
    assert log[0].layers[0][1:] == (0.5, 0.25, 0.0)


@pytest.mark.parametrize("nbytes", [1, 4, 12, 16, 32])
def test_bytes_of_no_log_are_refused(nbytes: int) -> None:
    with pytest.raises(ValueError, match=r"reshape|layers|buffer"):
        DiagnosticsLog.from_bytes(bytes(nbytes), epochs=2)
