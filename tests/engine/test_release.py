"""What was compiled is given back when it is no longer used, without a search for garbage."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from signs_studio.engine import programs as programs_module
from signs_studio.engine.devices import find_devices
from signs_studio.engine.programs import Program, forget_programs
from signs_studio.engine.release import _hash_of_type
from signs_studio.engine.training.trainer import Trainer
from signs_studio.runs.devices import default_device
from tests.engine.conftest import assert_same_weights
from tests.kept import kept


@pytest.fixture(autouse=True)
def no_search_for_garbage() -> Iterator[None]:
    """Forgets what other tests have left, and lets nothing be found but what is released."""
    forget_programs()
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def _mappings() -> int:
    """Pieces of memory that this process has mapped: each program of XLA's has dozens."""
    return len(Path("/proc/self/maps").read_text().splitlines())


@pytest.mark.parametrize("layers", ["{}:relu", "conv:{}:3,4:relu"], ids=["dense", "convolutional"])
def test_networks_leave_no_more_than_the_last_programs(
    layers, monkeypatch, make_dataset, make_recipe, run_to_end
):
    monkeypatch.setattr(programs_module, "MAX_PROGRAMS", 2)
    dataset = make_dataset(train=6, test=3)
    before = kept()
    counts = []
    for units in range(3, 8):
        run_to_end(Trainer(make_recipe(layers=layers.format(units)), dataset), 1)
        counts.append(len(kept().functions - before.functions))
    # Two are compiled, and given up when a third is.
    assert counts[0] < counts[1]
    assert counts[:2] == counts[2:4]
    assert counts[4] == counts[0]
    forget_programs()
    assert kept() == before


def test_no_program_of_xla_stays_mapped(make_dataset, make_recipe, run_to_end):
    dataset = make_dataset(train=6, test=3)

    def train(units):
        run_to_end(Trainer(make_recipe(layers=f"{units}:relu"), dataset), 1)

    train(3)
    forget_programs()
    before = _mappings()
    for units in range(4, 7):
        train(units)
    held = _mappings() - before
    forget_programs()
    assert held > 100
    assert _mappings() - before < held / 4


def test_a_program_that_was_given_up_is_compiled_again(make_dataset, make_recipe, run_to_end):
    dataset, recipe = make_dataset(train=48), make_recipe(layers="5:relu")
    whole, parted = Trainer(recipe, dataset), Trainer(recipe, dataset)
    run_to_end(whole, 4)
    started, *_ = run_to_end(parted, 2)
    assert not started.compiling
    forget_programs()
    started, *_ = run_to_end(parted, 2)
    assert started.compiling
    assert_same_weights(parted, whole)


def test_the_hash_of_a_type_is_all_of_it():
    import tensorflow as tf

    hashes = {}
    for number in range(20):
        name = f"N10tensorflow{number}E"
        hashes[name] = _hash_of_type(name)
        asked = tf.raw_ops.StringToHashBucket(string_tensor=name, num_buckets=1_000_003)
        assert hashes[name] % 1_000_003 == int(asked)
    # Of both kinds: those that an operation tells, and those that it tells a remainder of.
    assert min(hashes.values()) < 2**63 - 1 < max(hashes.values()) < 2**64


@pytest.mark.parametrize("under_xla", [True, False])
def test_nothing_searches_for_garbage_while_a_program_is_compiled(under_xla):
    import tensorflow as tf

    searches = set()

    def function(number):
        searches.add(gc.isenabled())
        return number + 1

    gc.enable()
    program = Program(function, under_xla=under_xla, device=default_device(find_devices()))
    assert float(program(tf.constant(1.0))) == 2
    assert searches == {False}
    assert gc.isenabled()


@pytest.mark.parametrize("under_xla", [True, False])
def test_a_program_gives_what_the_function_gives(under_xla):
    import tensorflow as tf

    def function(pair, factor):
        _, sum_ = tf.while_loop(
            lambda i, _: i < 3, lambda i, sum_: (i + 1, sum_ + factor * pair[0]), (0, pair[1])
        )
        return {"sum": sum_, "nothing": ()}, pair[0]

    given = (tf.constant([1.0, 2.0]), tf.constant([0.5, 0.25])), tf.constant(2.0)
    program = Program(function, under_xla=under_xla, device=default_device(find_devices()))
    assert not program.compiled
    for _ in range(2):
        named, first = program(*given)
        assert program.compiled
        assert named["sum"].numpy().tolist() == [6.5, 12.25]
        assert named["nothing"] == ()
        assert first.numpy().tolist() == [1.0, 2.0]
