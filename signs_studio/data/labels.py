"""Classes and their names, as every source of pictures hands them on."""

from __future__ import annotations

CLASSES_MAX = 65_536
CLASS_NAME_LIMIT = 100
"""Characters of a class's name, as it is shown."""
