"""Importing PySide6, and leaving Python's own ``import`` as it was."""

from __future__ import annotations

import builtins


def import_qt() -> None:
    """Imports PySide6 for the whole process; call it before anything else does.

    PySide6 puts an ``__import__`` of its own in place of Python's, which reads the source of every
    module that is imported from then on, to see whether it selects one of PySide6's features
    (``from __feature__ import snake_case``), and keeps all of it in ``linecache``: of TensorFlow
    that is 71 MB and 0.4 s. Nothing here selects a feature.
    """
    python_import = builtins.__import__
    import PySide6.QtCore  # noqa: F401

    builtins.__import__ = python_import
