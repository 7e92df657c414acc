"""Declarations that lie in modules of their own, found where they lie."""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any


def find_declarations(package: str, name: str) -> dict[str, Any]:
    """Returns what the modules of a package declare, by the modules' names, in the order of menus.

    Args:
        package: Full name of the package.
        name: How they call it; each has a ``place`` in menus, from 0. Modules without one are left
            out.
    """
    found = {}
    for module in pkgutil.iter_modules(importlib.import_module(package).__path__):
        declared = importlib.import_module(f"{package}.{module.name}")
        if hasattr(declared, name):
            found[module.name] = getattr(declared, name)
    return dict(sorted(found.items(), key=lambda item: item[1].place))
