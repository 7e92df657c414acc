"""Every kind of finding has its words."""

import pytest

from signs_studio.runs.findings import NEEDED_VALUES, Finding, FindingKind
from signs_studio.wording.findings import dated_finding_message, finding_message


def finding(kind: FindingKind, *, layer: int = 0, value: float = 1) -> Finding:
    names = NEEDED_VALUES.get(kind, ())
    numbers = {"hidden_layers": 2}
    values = tuple((name, numbers.get(name, value)) for name in names)
    found = Finding(kind, 40, layer if "hidden_layers" in names else None, values)
    assert found.is_whole
    return found


@pytest.mark.parametrize("kind", FindingKind)
@pytest.mark.parametrize("value", [0, 1])
def test_every_finding_is_put_into_whole_words(kind: FindingKind, value: float) -> None:
    if kind is FindingKind.TEST_AHEAD and not value:
        pytest.skip("it is found only where something makes training harder")
    words = str(finding_message(finding(kind, value=value)))
    assert words.endswith(".")
    assert "{" not in words
    assert str(dated_finding_message(finding(kind, value=value))) == f"Epoch 41: {words}"


def test_the_last_layer_is_the_softmax_layer() -> None:
    said = [
        str(finding_message(finding(FindingKind.LAYER_DEAD, layer=layer))).partition(":")[0]
        for layer in range(3)
    ]
    assert said == ["Layer 1", "Layer 2", "Softmax layer"]
