"""Recipes that the store reads: as they were written, by this version or an earlier one."""

import copy
from typing import Any

import pytest

from signs_studio.recipe.changes import Change
from signs_studio.recipe.draft import draft_of, validate
from signs_studio.recipe.draft_json import draft_to_json
from signs_studio.recipe.presets import PRESETS
from signs_studio.runs.store.metadata import changes_from_json
from signs_studio.runs.store.recipes import read_recipe

CONVNET = validate(PRESETS["convnet"].draft).recipe


def saved() -> dict[str, Any]:
    assert CONVNET is not None
    return copy.deepcopy(draft_to_json(draft_of(CONVNET)))


@pytest.mark.parametrize("preset", PRESETS)
def test_a_recipe_comes_back_as_it_was(preset: str) -> None:
    recipe = validate(PRESETS[preset].draft).recipe
    assert recipe is not None
    assert read_recipe(draft_to_json(draft_of(recipe))) == recipe


def test_a_setting_that_an_earlier_version_did_not_know_has_its_default() -> None:
    earlier = saved()
    del earlier["noise"], earlier["layers"][0]["settings"]["l1"]
    assert read_recipe(earlier) == CONVNET


def test_settings_may_have_their_former_names() -> None:
    earlier = saved()
    earlier["turn"] = earlier.pop("rotation")
    settings = earlier["layers"][0]["settings"]
    settings["kernel"] = settings.pop("kernel_size")
    assert read_recipe(earlier) == CONVNET
    assert changes_from_json([(3, "turn", 0.5)]) == (Change(3, "rotation", 0.5),)


@pytest.mark.parametrize(
    "changes",
    [
        {"no_such_setting": "1"},
        {"epochs": "-1"},
        {"epochs": 3},
        {"layers": None},
        {"layers": [[[]]]},
        {"layers": [{"kind": "no_such_kind", "settings": {}}]},
        {"layers": [{"kind": "dense", "settings": []}]},
        {"layers": [{"kind": "dense"}]},
        {"layers": [{"kind": "dense", "settings": {"no_such_setting": "1"}}]},
        {"layers": [{"kind": "dense", "settings": {}, "more": 1}]},
    ],
    ids=str,
)
def test_what_is_not_understood_is_not_put_right(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="no recipe"):
        read_recipe({**saved(), **changes})
