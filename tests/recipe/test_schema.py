"""The table of a recipe's settings: every field is in one place, and is found there."""

import dataclasses
from dataclasses import dataclass

import pytest
from hypothesis import given

from signs_studio.fields.declared import ChoiceField, FieldValue, Kind, NumberField
from signs_studio.recipe.augmentations import AUGMENTATIONS
from signs_studio.recipe.draft import Draft, validate
from signs_studio.recipe.frozen import FrozenSettings
from signs_studio.recipe.optimizers import OPTIMIZERS
from signs_studio.recipe.recipe import RECIPE_FIELDS, RECIPE_KINDS, Recipe, recipe_fields
from signs_studio.recipe.schedules import SCHEDULES
from signs_studio.recipe.schema import (
    assemble,
    fields_in,
    kinds_in,
    part,
    setting,
    settings,
    settings_of_kind,
    values_of,
)
from tests.recipe.strategies import sound_drafts


def _number(name: str) -> NumberField:
    return NumberField(name=name, title=name, help="", default=0, minimum=0, maximum=9)


_CHOICE = ChoiceField(name="tool", title="", help="", default="saw", choices={"saw": "", "axe": ""})
_KINDS = {"saw": Kind("", "", (_number("teeth"),)), "axe": Kind("", "")}


@dataclass(frozen=True)
class _Tool:
    name: str = setting(_CHOICE)
    own: FrozenSettings[FieldValue] = settings_of_kind(_CHOICE, _KINDS)


@dataclass(frozen=True, kw_only=True)
class _Work:
    place: str
    hours: int = setting(_number("hours"))
    tool: _Tool = part(_Tool)
    weather: FrozenSettings[FieldValue] = settings((_number("rain"), _number("wind")))


def test_fields_are_those_of_all_attributes_in_their_order() -> None:
    names = [field.name for field in fields_in(_Work, {"tool": "saw"})]
    assert names == ["hours", "tool", "teeth", "rain", "wind"]
    for chosen in ({}, {"tool": "axe"}, {"tool": "pen"}):
        names = [field.name for field in fields_in(_Work, chosen)]
        assert names == ["hours", "tool", "rain", "wind"]
    assert kinds_in(_Work) == {"tool": _KINDS}


def test_an_object_is_made_of_its_values_and_gives_them_back() -> None:
    values = {"hours": 3, "tool": "saw", "teeth": 7, "rain": 1, "wind": 2}
    work = assemble(_Work, {**values, "more": 4}, place="wood")

    assert work.place == "wood"
    assert work.tool == _Tool("saw", FrozenSettings({"teeth": 7}))
    assert work.weather == {"rain": 1, "wind": 2}
    assert values_of(work) == values
    with pytest.raises(KeyError, match="teeth"):
        assemble(_Work, {name: v for name, v in values.items() if name != "teeth"}, place="wood")


def test_every_attribute_of_a_recipe_but_its_layers_declares_its_settings() -> None:
    assert [each.name for each in dataclasses.fields(Recipe) if not each.metadata] == ["layers"]


@given(sound_drafts)
def test_a_recipe_is_made_of_its_values(draft: Draft) -> None:
    recipe = validate(draft).recipe
    assert recipe is not None

    values = values_of(recipe)

    assert list(values) == list(recipe_fields(values))
    assert assemble(Recipe, values, layers=recipe.layers) == recipe


def test_kinds_bring_their_settings() -> None:
    assert RECIPE_KINDS == {"optimizer": OPTIMIZERS, "schedule": SCHEDULES}
    for name, kinds in RECIPE_KINDS.items():
        for kind, declared in kinds.items():
            own = [field.name for field in declared.fields]
            assert set(recipe_fields({name: kind})) == {*RECIPE_FIELDS, *own}


def test_an_augmentation_is_one_live_setting_of_its_name_that_is_off() -> None:
    for name, kind in AUGMENTATIONS.items():
        assert kind.field.name == name
        assert kind.field.live
        assert not kind.field.default
        assert (kind.move is None) != (kind.change is None)
