"""The devices that TensorFlow sees on this machine."""

from __future__ import annotations

import os

from signs_studio.runs.devices import Device


def find_devices() -> tuple[Device, ...]:
    """All devices, the processor first; a graphics card is made ready to repeat its numbers.

    It starts TensorFlow's runtime, where that was not done before.
    """
    import tensorflow as tf

    # Networks of this size need little of a card's memory, all of which would be taken else.
    os.environ.setdefault("TF_FORCE_GPU_ALLOW_GROWTH", "true")
    try:
        logical = tf.config.list_logical_devices()
    except (RuntimeError, tf.errors.OpError):
        # A card that is there but cannot be used, as where another program has it to itself.
        tf.config.set_visible_devices([], "GPU")
        logical = tf.config.list_logical_devices()
    if any(device.device_type == "GPU" for device in logical):
        _make_repeatable()
    # "/device:GPU:0"; XLA lists devices of its own too, on which nothing can be placed.
    ids = [d.name.removeprefix("/device:") for d in logical if d.device_type in ("CPU", "GPU")]
    names = [_name(id_) for id_ in ids]
    return tuple(
        Device(id_, f"{name} ({id_})")
        if names.count(name) > 1
        else Device(id_, name, threads=_threads() if id_.startswith("CPU") else None)
        for id_, name in zip(ids, names, strict=True)
    )


def _make_repeatable() -> None:
    """Has graphics cards give the same numbers each time, and as exact ones as the processor does.

    All training there is compiled by XLA, so that XLA's own flag is enough.
    TensorFlow's ``enable_op_determinism`` would change the processor's numbers too, and cannot be
    taken back when another device is chosen. XLA reads its flags when it first compiles.
    """
    import tensorflow as tf

    flag = "--xla_gpu_deterministic_ops=true"
    flags = os.environ.get("XLA_FLAGS", "")
    if flag not in flags:
        os.environ["XLA_FLAGS"] = f"{flags} {flag}".strip()
    # It keeps 10 bits of a factor's 23.
    tf.config.experimental.enable_tensor_float_32_execution(False)


def _name(id_: str) -> str:
    """Returns the device's name for a person."""
    import tensorflow as tf

    kind, _, index = id_.partition(":")
    if kind == "CPU":
        threads = _threads()
        return f"CPU, {threads} thread{'s' if threads > 1 else ''}"
    cards = tf.config.get_visible_devices("GPU")
    details = tf.config.experimental.get_device_details(cards[int(index)])
    return str(details.get("device_name", id_))


def _threads() -> int:
    import tensorflow as tf

    return tf.config.threading.get_intra_op_parallelism_threads() or _processors()


def _processors() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1
