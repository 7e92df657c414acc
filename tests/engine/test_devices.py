"""Where it is computed: several processors stand for the devices that are not there."""

import json
import os
import subprocess
import sys
from types import SimpleNamespace

import numpy as np
import pytest

from signs_studio.engine.devices import find_devices
from signs_studio.engine.training import shuffling as order_module
from signs_studio.engine.training import streamed as windows_module
from signs_studio.engine.training.compile_key import compile_key_of
from signs_studio.engine.training.trainer import Trainer
from signs_studio.runs.devices import Device
from signs_studio.runs.events import RunFinished, RunStarted

# Where a gradient is nothing but what was lost by rounding, as that of a bias before a batch norm,
# Adam makes whole steps of it, and no two ways of rounding give the same network.
_PLAIN = {"optimizer": "momentum", "learning_rate": "0.01"}
_CONVOLUTION = {
    **_PLAIN,
    "layers": "conv:3,batch_norm,max_pool,5:tanh",
}
_WAYS = pytest.mark.parametrize(
    ("fields", "window_bytes"),
    [(_PLAIN, None), (_CONVOLUTION, None), (_PLAIN, 480), (_CONVOLUTION, 480)],
    ids=["dense", "convolution", "dense in windows", "convolution in windows"],
)


def _use_windows(monkeypatch, window_bytes):
    if window_bytes is not None:
        for module in (order_module, windows_module):
            monkeypatch.setattr(module, "WINDOW_BYTES", window_bytes)


@pytest.fixture(scope="module")
def card():
    """A graphics card of this machine."""
    cards = [device for device in find_devices() if device.is_gpu]
    if not cards:
        pytest.skip("there is no graphics card here that TensorFlow can use")
    return cards[0]


@pytest.fixture
def pretend_card(monkeypatch):
    """The processor, trained on as if it were a graphics card."""
    name = "a card"
    monkeypatch.setattr(Device, "is_gpu", property(lambda self: self.name == name))
    return Device("CPU:0", name)


@pytest.fixture
def two_cards(monkeypatch):
    """Two graphics cards, and what TensorFlow is told about them."""
    import tensorflow as tf

    told = []
    kinds = ["CPU:0", "GPU:0", "GPU:1", "XLA_GPU:0"]
    logical = [
        SimpleNamespace(name=f"/device:{id_}", device_type=id_.partition(":")[0]) for id_ in kinds
    ]
    for name, answer in {
        "list_logical_devices": lambda: logical,
        "get_visible_devices": lambda kind: [f"{kind} {index}" for index in range(2)],
        "experimental.get_device_details": lambda card: {
            "GPU 0": {"device_name": "NVIDIA H100"},
            "GPU 1": {},
        }[card],
        "experimental.enable_tensor_float_32_execution": told.append,
    }.items():
        monkeypatch.setattr(f"tensorflow.config.{name}", answer)
    assert tf.config.list_logical_devices() is logical
    return told


def test_cards_are_named_and_made_to_repeat(two_cards, monkeypatch):
    monkeypatch.setenv("XLA_FLAGS", "--xla_dump_to=/tmp/x")
    for _ in range(2):
        processor, *cards = find_devices()
        assert processor.id == "CPU:0"
        assert cards == [Device("GPU:0", "NVIDIA H100"), Device("GPU:1", "GPU:1")]
    assert two_cards == [False, False]
    assert os.environ["XLA_FLAGS"] == "--xla_dump_to=/tmp/x --xla_gpu_deterministic_ops=true"


@pytest.mark.usefixtures("two_cards")
def test_cards_of_one_name_are_told_apart(monkeypatch):
    monkeypatch.setenv("XLA_FLAGS", "")
    monkeypatch.setattr(
        "tensorflow.config.experimental.get_device_details", lambda _: {"device_name": "card"}
    )
    assert [d.name for d in find_devices()[1:]] == ["card (GPU:0)", "card (GPU:1)"]


def test_without_a_card_nothing_is_set(monkeypatch):
    import tensorflow as tf

    if tf.config.list_logical_devices("GPU"):
        pytest.skip("there is a graphics card here")
    monkeypatch.delenv("XLA_FLAGS", raising=False)
    (processor,) = find_devices()
    assert "XLA_FLAGS" not in os.environ
    assert not processor.is_gpu


def test_a_card_that_cannot_be_used_leaves_the_processor(monkeypatch):
    import tensorflow as tf

    hidden = []
    whole = tf.config.list_logical_devices

    def list_logical_devices():
        if not hidden:
            raise tf.errors.InternalError(None, None, "all CUDA-capable devices are busy")
        return whole("CPU")

    monkeypatch.setattr("tensorflow.config.list_logical_devices", list_logical_devices)
    monkeypatch.setattr("tensorflow.config.set_visible_devices", lambda *args: hidden.append(args))
    assert [device.id for device in find_devices()] == ["CPU:0"]
    assert hidden == [([], "GPU")]


# The second processor of two, with a name of its own, has to do all there is to do.
_ON_TWO_PROCESSORS = """
import json
import sys

import numpy as np
import tensorflow as tf

(processor,) = tf.config.list_physical_devices("CPU")
tf.config.set_visible_devices([], "GPU")
tf.config.set_logical_device_configuration(processor, [tf.config.LogicalDeviceConfiguration()] * 2)

from signs_studio.engine.loading import load_tensorflow

devices = load_tensorflow().devices
assert [device.id for device in devices] == ["CPU:0", "CPU:1"], devices
assert len({device.name for device in devices}) == 2, devices

from signs_studio.data.dataset import Dataset
from signs_studio.engine.training import shuffling as order
from signs_studio.engine.training import streamed as windows
from signs_studio.engine.training.trainer import Trainer
from signs_studio.recipe.draft import validate
from signs_studio.recipe.presets import PRESETS
from signs_studio.runs.control import RunControl
from signs_studio.runs.events import EpochFinished, RunFinished, RunStarted

fields, window_bytes = json.loads(sys.argv[1])
if window_bytes is not None:
    order.WINDOW_BYTES = windows.WINDOW_BYTES = window_bytes
rng = np.random.default_rng(0)
pictures = rng.integers(0, 256, (40, 4, 4, 3), dtype=np.uint8)
labels = rng.integers(0, 3, 40).astype(np.int32)
dataset = Dataset(
    name="noise", source="tests", class_names=tuple("012"),
    train_x=pictures[:30], train_y=labels[:30], test_x=pictures[30:], test_y=labels[30:],
)
draft = PRESETS["article"].draft
for name, text in {"batch_size": "8", "layers": "5:relu", **fields}.items():
    draft = draft.with_field(name, text)
runs = []
for device in devices:
    trainer = Trainer(validate(draft).recipe, dataset, device=device)
    events = []
    for epochs in (2, 1):
        trainer.run(epochs=epochs, emit=events.append, control=RunControl())
    assert isinstance(events[-1], RunFinished), events[-1]
    started = [event for event in events if isinstance(event, RunStarted)]
    assert [event.device for event in started] == [device.name] * 2
    assert [event.compiling for event in started] == [True, False]
    tensors = tf.nest.flatten(trainer.network().state())
    if window_bytes is None:
        tensors += [*trainer._sets._train, *trainer._sets._test]
    assert {tensor.device.rpartition("device:")[2] for tensor in tensors} == {device.id}
    weights = [array.tobytes().hex() for layer in trainer.weights() for array in layer.values()]
    costs = [(e.cost, e.test_cost) for e in events if isinstance(e, EpochFinished)]
    runs.append((costs, weights, events[-1].cost, events[-1].test_cost))
assert len(runs[0][0]) == 3
assert runs[0] == runs[1]
"""


@_WAYS
def test_all_is_computed_on_the_device_that_was_chosen(fields, window_bytes):
    code = [sys.executable, "-c", _ON_TWO_PROCESSORS, json.dumps((fields, window_bytes))]
    done = subprocess.run(code, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@_WAYS
def test_all_is_compiled_for_a_card(
    fields, window_bytes, pretend_card, make_dataset, make_recipe, run_to_end, monkeypatch
):
    _use_windows(monkeypatch, window_bytes)
    _assert_near_the_processor(pretend_card, make_dataset(), make_recipe(**fields), run_to_end)


@_WAYS
def test_a_card_gives_what_the_processor_gives_and_repeats_it(
    fields, window_bytes, card, make_dataset, make_recipe, run_to_end, monkeypatch, numbers_of
):
    _use_windows(monkeypatch, window_bytes)
    dataset, recipe = make_dataset(), make_recipe(**fields)
    _assert_near_the_processor(card, dataset, recipe, run_to_end)
    one, other = (Trainer(recipe, dataset, device=card) for _ in range(2))
    assert numbers_of(run_to_end(one, 6)) == numbers_of(run_to_end(other, 6))
    for a, b in zip(one.weights(), other.weights(), strict=True):
        for name in a:
            np.testing.assert_array_equal(a[name], b[name])


def _assert_near_the_processor(device, dataset, recipe, run_to_end):
    ends, weights = [], []
    for each in (device, Device("CPU:0", "CPU")):
        trainer = Trainer(recipe, dataset, device=each)
        events = run_to_end(trainer, 4)
        assert isinstance(events[0], RunStarted)
        assert events[0].device == each.name
        assert isinstance(events[-1], RunFinished), events[-1]
        ends.append([events[-1].cost, events[-1].test_cost])
        weights.append(trainer.weights())
    np.testing.assert_allclose(*ends, rtol=1e-5)
    for a, b in zip(*weights, strict=True):
        for name in a:
            np.testing.assert_allclose(a[name], b[name], rtol=1e-4, atol=1e-6)


def test_convolutions_are_compiled_by_xla_on_a_card_alone(make_dataset, make_recipe):
    recipe, dataset = make_recipe(**_CONVOLUTION), make_dataset()
    on = [compile_key_of(recipe, dataset, device=Device(id_, id_)) for id_ in ("CPU:0", "GPU:0")]
    assert [structure.under_xla for structure in on] == [False, True]
