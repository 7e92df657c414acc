"""Declaration of settings by the classes of a recipe, from which all else follows.

Every attribute of a recipe says which fields it holds: ``setting`` one, ``settings`` several,
``settings_of_kind`` those of whatever kind is chosen, and ``part`` those of a class of its own.
Draft, check, files, command line, live changes and words know settings from there alone: all of
them see a recipe as values by the names of fields, whichever attribute holds them.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from signs_studio.fields.declared import fields_of
from signs_studio.recipe.frozen import FrozenSettings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from signs_studio.fields.declared import ChoiceField, Field, FieldValue, Kind

_HOLDS = "holds"

Part = TypeVar("Part")


def setting(field: Field) -> Any:
    """Declares an attribute that is the value of a field."""
    return dataclasses.field(metadata={_HOLDS: _One(field)})


def settings(fields: tuple[Field, ...]) -> Any:
    """Declares an attribute that holds the values of several fields, as ``FrozenSettings``."""
    return dataclasses.field(metadata={_HOLDS: _Several(fields)})


def settings_of_kind(choice: ChoiceField, kinds: Mapping[str, Kind]) -> Any:
    """Declares an attribute that holds the settings of a kind, as ``FrozenSettings``.

    Args:
        choice: The field that names the kind.
        kinds: The kinds by name.
    """
    return dataclasses.field(metadata={_HOLDS: _OfKind(choice, kinds)})


def part(declared: type) -> Any:
    """Declares an attribute that is of a class which declares its own settings."""
    return dataclasses.field(metadata={_HOLDS: _Part(declared)})


def fields_in(declared: type, chosen: Mapping[str, FieldValue] = {}) -> tuple[Field, ...]:
    """Returns the fields of a class that declares its settings, in its order.

    Args:
        declared: The class.
        chosen: Which kinds are chosen, by the names of their choices; others count for nothing.
    """
    return tuple(field for _, holder in _holders(declared) for field in holder.fields_in(chosen))


def kinds_in(declared: type) -> dict[str, Mapping[str, Kind]]:
    """Returns the kinds with settings of their own by the names of the fields that choose them."""
    found: dict[str, Mapping[str, Kind]] = {}
    for _, holder in _holders(declared):
        match holder:
            case _OfKind(choice, kinds):
                found[choice.name] = kinds
            case _Part(inner):
                found |= kinds_in(inner)
    return found


def values_of(held: object) -> dict[str, FieldValue]:
    """Returns the values of an object whose class declares its settings, by name."""
    values: dict[str, FieldValue] = {}
    for name, holder in _holders(type(held)):
        values |= holder.values_of(getattr(held, name))
    return values


def assemble(declared: type[Part], values: Mapping[str, FieldValue], **others: Any) -> Part:
    """Returns an object of a class that declares its settings.

    Args:
        declared: The class.
        values: Values by the names of ``fields_in``; any others are left out.
        **others: Attributes that declare no settings.
    """
    held = {name: holder.assemble(values) for name, holder in _holders(declared)}
    return declared(**held, **others)


class _Holder(Protocol):
    """An attribute, as far as its settings go."""

    def fields_in(self, chosen: Mapping[str, FieldValue]) -> tuple[Field, ...]: ...

    def values_of(self, held: Any) -> Mapping[str, FieldValue]: ...

    def assemble(self, values: Mapping[str, FieldValue]) -> Any: ...


@dataclass(frozen=True)
class _One:
    field: Field

    def fields_in(self, _chosen: Mapping[str, FieldValue]) -> tuple[Field, ...]:
        return (self.field,)

    def values_of(self, held: Any) -> Mapping[str, FieldValue]:
        return {self.field.name: held}

    def assemble(self, values: Mapping[str, FieldValue]) -> Any:
        return values[self.field.name]


@dataclass(frozen=True)
class _Several:
    fields: tuple[Field, ...]

    def fields_in(self, _chosen: Mapping[str, FieldValue]) -> tuple[Field, ...]:
        return self.fields

    def values_of(self, held: Mapping[str, FieldValue]) -> Mapping[str, FieldValue]:
        return held

    def assemble(self, values: Mapping[str, FieldValue]) -> Any:
        return FrozenSettings({field.name: values[field.name] for field in self.fields})


@dataclass(frozen=True)
class _OfKind:
    choice: ChoiceField
    kinds: Mapping[str, Kind]

    def fields_in(self, chosen: Mapping[str, FieldValue]) -> tuple[Field, ...]:
        return fields_of(self.kinds, str(chosen.get(self.choice.name, "")))

    def values_of(self, held: Mapping[str, FieldValue]) -> Mapping[str, FieldValue]:
        return held

    def assemble(self, values: Mapping[str, FieldValue]) -> Any:
        return FrozenSettings({field.name: values[field.name] for field in self.fields_in(values)})


@dataclass(frozen=True)
class _Part:
    declared: type

    def fields_in(self, chosen: Mapping[str, FieldValue]) -> tuple[Field, ...]:
        return fields_in(self.declared, chosen)

    def values_of(self, held: Any) -> Mapping[str, FieldValue]:
        return values_of(held)

    def assemble(self, values: Mapping[str, FieldValue]) -> Any:
        return assemble(self.declared, values)


def _holders(declared: type) -> Iterator[tuple[str, _Holder]]:
    """Yields the attributes of a class that hold settings, by name."""
    for attribute in dataclasses.fields(declared):
        if _HOLDS in attribute.metadata:
            yield attribute.name, attribute.metadata[_HOLDS]
