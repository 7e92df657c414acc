"""The command ``signs-studio``, which is ``python -m signs_studio`` as well.

Signals and standard streams are put in order before anything else is imported.
"""

import atexit
import os
import sys

try:
    from signs_studio import signals, streams

    signals.set_handler(signals.leave)
    atexit.register(signals.ignore)  # The first that is registered is the last that is called.
    streams.open_streams()
except KeyboardInterrupt:
    os._exit(130)


def main() -> int:
    """Does what the command line says, and returns the exit status as ``cli.main`` does."""
    import threading

    from signs_studio.cli import main as run

    status = run()
    if any(thread.daemon for thread in threading.enumerate()):
        # An epoch that nobody waits for. Python ends such a thread in the midst of TensorFlow's
        # C++, which aborts the process.
        sys.stderr.flush()
        os._exit(status)
    return status


if __name__ == "__main__":
    sys.exit(main())
