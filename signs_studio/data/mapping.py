"""A mapping: which arrays of a file are the pictures and their labels, where names do not tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from signs_studio.errors import DataError, UsageError
from signs_studio.messages import Message

if TYPE_CHECKING:
    from collections.abc import Sequence

ROLES = ("train_x", "train_y", "test_x", "test_y", "classes")
"""Roles of arrays: pictures (x) and labels (y) of a set, or names of classes."""


class ArrayFacts(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is known of an array that could be mapped.

    Attributes:
        key: What a mapping calls it: its name, or "file:name" where several files have it.
        name: Its name, as plain text.
        file: Name of its file, as plain text.
        shape: Its axes, as whoever saved it knows them.
        dtype: Type of its numbers as they are stored, such as "uint8", or "text".
    """

    key: str
    name: str
    file: str
    shape: tuple[int, ...]
    dtype: str


class MappingNeededError(DataError):
    """Raised where it does not follow from names and shapes which array holds what.

    Attributes:
        arrays: Every array that could be mapped.
    """

    def __init__(self, message: Message, arrays: Sequence[ArrayFacts]) -> None:
        super().__init__(message)
        self.arrays = tuple(arrays)


def parse_mapping(text: str) -> dict[str, str]:
    """Returns a mapping as of ``train_x=images,train_y=labels``.

    A comma is part of a name where no role follows it.

    Raises:
        UsageError: It does not begin with a role, or names one twice.
    """
    mapping: dict[str, str] = {}
    last = ""
    for part in text.split(","):
        role, equals, name = part.partition("=")
        if equals and role.strip() in ROLES:
            last = role.strip()
            if last in mapping:
                raise UsageError(
                    Message("data", "{role} is mapped twice. Name one array for it.").format(
                        role=last
                    )
                )
            mapping[last] = name
        elif last:
            mapping[last] += f",{part}"
        else:
            raise UsageError(
                Message(
                    "data",
                    "A mapping names arrays for some of {roles}, such as "
                    "train_x=images,train_y=labels.",
                ).format(roles=", ".join(ROLES))
            )
    return mapping
