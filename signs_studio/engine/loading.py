"""Loading TensorFlow without freezing the window that waits for it."""

from __future__ import annotations

import ctypes
import gc
import importlib.util
import logging
import os
import re
import sys
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from signs_studio.engine.devices import find_devices
from signs_studio.messages import Message
from signs_studio.runs.devices import Engine

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO

TENSORFLOW_MISSING = Message(
    "engine", "TensorFlow is missing or broken: install Signs Studio again."
)

# In this order: the second links against the first.
_LIBRARIES = ("libtensorflow_framework.so.2", "libtensorflow_cc.so.2")

_START_MESSAGE = re.compile(rb"[IWE]\d{4} \d\d:\d\d:|WARNING: All log messages before absl::")


def load_tensorflow() -> Engine:
    """Imports and starts TensorFlow, quietly. Takes seconds; meant for the worker's thread.

    Raises:
        ImportError: When TensorFlow is absent or broken.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    # TensorFlow imports its helpers for tests, which look for a folder for temporary files and fail
    # where there is none. They write nothing to the one named here.
    os.environ.setdefault("TEST_TMPDIR", "/tmp")
    with _without_start_messages(), _without_garbage_collection():
        _load_libraries()
        import tensorflow as tf

        # Here, for a graphics card has much to say of itself when it is started.
        devices = find_devices()
    logging.getLogger("absl").setLevel(logging.ERROR)
    tf.get_logger().setLevel(logging.ERROR)
    return Engine(tf.__version__, devices)


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """Spares searches for garbage among what is made meanwhile, now and later.

    The import makes half a million objects that stay. To search them takes up to 0.2 s, during
    which no other thread runs Python and the window stands still.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_enabled:
            gc.enable()


@contextmanager
def _without_start_messages() -> Iterator[None]:
    """Drops what TensorFlow says of itself while it loads, and nothing else.

    Its libraries write to standard error before their log level can be set, whatever the
    environment says. All that is written there meanwhile is kept aside and, but for such lines,
    written afterwards.
    """
    try:
        standard_error = os.dup(2)
    except OSError:
        # There is none, as in a program started without a terminal.
        yield
        return
    try:
        aside = _open_aside()
    except OSError:
        # Nowhere to keep them: they are seen, and training is possible all the same.
        os.close(standard_error)
        yield
        return
    with aside:
        if sys.stderr is not None:
            sys.stderr.flush()
        os.dup2(aside.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(standard_error, 2)
            os.close(standard_error)
            aside.seek(0)
            for line in aside:
                if not _START_MESSAGE.match(line):
                    # On a full device it is lost, as is all that others write there.
                    with suppress(OSError):
                        os.write(2, line)


def _open_aside() -> IO[bytes]:
    """Returns an unnamed temporary file, in memory where the system has such files."""
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("start messages"), "w+b")
    return tempfile.TemporaryFile()


def _load_libraries() -> None:
    """Loads TensorFlow's large libraries with the interpreter free to run other threads.

    An import holds the interpreter's lock for the second or two that their loading takes, and the
    window stands still; a call of ``dlopen`` through ctypes lets go of it.
    """
    spec = importlib.util.find_spec("tensorflow")
    if spec is None or spec.origin is None:
        return
    try:
        dlopen = ctypes.CDLL(None).dlopen
    except (OSError, TypeError, AttributeError):
        # Not a system with dlopen; the import will do it all.
        return
    dlopen.argtypes = (ctypes.c_char_p, ctypes.c_int)
    dlopen.restype = ctypes.c_void_p
    for name in _LIBRARIES:
        path = Path(spec.origin).with_name(name)
        if path.is_file():
            # Local: the libraries carry a BoringSSL whose symbols, once global, would be taken for
            # OpenSSL's by Python's own hashlib, which then crashes.
            dlopen(os.fsencode(path), os.RTLD_NOW | os.RTLD_LOCAL)
