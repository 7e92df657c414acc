"""Settings by name that never change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Generic, TypeVar

Value = TypeVar("Value")


class FrozenSettings(Mapping[str, Value], Generic[Value]):
    """A mapping that cannot be changed: it can be hashed, copied and pickled.

    It equals every mapping of the same items, in whatever order they are.

    Args:
        items: What it holds; later changes of it are not seen.
        **more: Values that are put in place of those of ``items``, or added.
    """

    __slots__ = ("_items",)

    def __init__(self, items: Mapping[str, Value] = {}, /, **more: Value) -> None:
        self._items = {**items, **more}

    def __getitem__(self, name: str) -> Value:
        return self._items[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __hash__(self) -> int:
        return hash(frozenset(self._items.items()))

    def __repr__(self) -> str:
        return f"FrozenSettings({self._items!r})"
