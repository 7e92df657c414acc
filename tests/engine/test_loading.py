"""Loading TensorFlow: quiet about itself, and silencing nobody else."""

import os
import resource
import subprocess
import sys

from signs_studio.engine.loading import _without_start_messages


def test_loading_says_what_was_loaded_and_nothing_else():
    code = (
        "import sys; from signs_studio.engine.loading import load_tensorflow;"
        "assert 'tensorflow' not in sys.modules;"
        "engine = load_tensorflow(); import tensorflow as tf; tf.constant(1.0) + 1;"
        "print(engine.version, engine.devices[0].id, engine.devices[0].name, sep='; ')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    import tensorflow as tf

    assert done.stdout.startswith(f"{tf.__version__}; CPU:0; CPU, ")
    assert done.stderr == ""


def test_what_others_write_to_standard_error_while_loading_comes_through(capfd):
    with _without_start_messages():
        os.write(2, b"I0000 00:00:1795433724.1 1 port.cc:153] oneDNN custom operations are on.\n")
        os.write(2, b"A warning of somebody else's.\n")
        assert capfd.readouterr().err == ""
    os.write(2, b"And one after.\n")
    assert capfd.readouterr().err == "A warning of somebody else's.\nAnd one after.\n"


def test_it_needs_no_folder_for_temporary_files():
    code = (
        "import tempfile; from signs_studio.engine.loading import load_tensorflow\n"
        "try: tempfile.gettempdir()\n"
        "except FileNotFoundError: print(load_tensorflow().devices[0].id)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        # Not a byte can be written to any file, wherever it lies and whoever writes it.
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)),
        # Keras imports scikit-learn where it is installed, as it is for tests; it would warn.
        env={**os.environ, "JOBLIB_MULTIPROCESSING": "0"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert (done.stdout, done.stderr) == ("CPU:0\n", "")
