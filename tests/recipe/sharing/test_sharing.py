"""Recipes that are handed on come back as they were; whatever else comes is told in a sentence."""

from __future__ import annotations

import base64
import json
import os
import random
import re
import textwrap
import tracemalloc
import zlib
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings

from signs_studio.errors import RecipeError
from signs_studio.recipe.draft import Draft, draft_of, validate
from signs_studio.recipe.presets import PRESETS
from signs_studio.recipe.sharing.content import MAX_BYTES
from signs_studio.recipe.sharing.file import recipe_to_json
from signs_studio.recipe.sharing.line import recipe_to_line
from signs_studio.recipe.sharing.reading import (
    holds_recipe,
    is_recipe_file,
    read_recipe,
    recipe_from_text,
)
from tests.recipe.strategies import sound_drafts

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from signs_studio.recipe.recipe import Recipe

ARTICLE_LINE = "SIGNS1-4WYSTMVDM3OOVYBSYHIGRCFEB2F4DFJ2JQDDU5IAAA"
"""As the first version wrote it; every later one must read it."""


def preset_recipe(name: str) -> Recipe:
    recipe = validate(PRESETS[name].draft).recipe
    assert recipe is not None
    return recipe


def file_text(**changed: Any) -> str:
    """Returns the file of a small recipe, with parts in place of its own."""
    parts = {
        "format": "signs-studio-recipe",
        "schema_version": 1,
        "recipe": {"layers": [{"kind": "dense", "units": 3}], "settings": {"epochs": 7}},
    }
    return json.dumps({**parts, **changed})


def recipe_part(*layers: Mapping[str, object], **values: object) -> str:
    return file_text(recipe={"layers": layers, "settings": values})


def refusal(text: str) -> str:
    with pytest.raises(RecipeError) as refused:
        recipe_from_text(text)
    return str(refused.value)


@pytest.mark.parametrize("name", PRESETS)
def test_presets_come_back_as_they_are(name: str) -> None:
    recipe = preset_recipe(name)
    for text in (recipe_to_line(recipe), recipe_to_json(recipe).decode()):
        assert draft_of(recipe_from_text(text)) == PRESETS[name].draft


@settings(max_examples=60, deadline=None)
@given(sound_drafts)
def test_any_recipe_comes_back_as_it_was(draft: Draft) -> None:
    recipe = validate(draft).recipe
    assert recipe is not None
    line, file = recipe_to_line(recipe), recipe_to_json(recipe)
    assert recipe_from_text(line) == recipe_from_text(file.decode()) == recipe
    assert max(len(line), len(file)) < MAX_BYTES / 3


def test_lines_of_the_first_version_are_read() -> None:
    assert recipe_from_text(ARTICLE_LINE) == preset_recipe("article")


@pytest.mark.parametrize(
    "around",
    [
        "“{}”",
        "  '{}'\r\n",
        "Try this: {} and tell me what you think of it",
        "`{}`",
        "*{}*",
        "> {}",
        "\N{LEFT-TO-RIGHT MARK}{}\N{ZERO WIDTH SPACE}",
    ],
)
def test_what_a_chat_does_to_a_line_does_not_matter(around: str) -> None:
    line = recipe_to_line(preset_recipe("convnet"))
    wrapped = "\n> ".join(textwrap.wrap(line, 30))
    for changed in (line, line.lower(), wrapped, line.replace("-", "\N{EN DASH}")):
        assert recipe_from_text(around.format(changed)) == preset_recipe("convnet")


def test_settings_that_are_left_out_of_a_file_have_their_defaults() -> None:
    draft = draft_of(recipe_from_text(file_text()))
    assert draft.layers[0].settings["units"] == "3"
    assert draft["epochs"] == "7"
    assert draft["batch_size"] == "32"
    # Kinds may stand after their own settings.
    draft = draft_of(recipe_from_text(recipe_part(momentum=0.5, optimizer="momentum")))
    assert draft["momentum"] == "0.5"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("words", "no recipe"),
        ("", "no recipe"),
        ("SIGNS2-AAAA", "newer version"),
        (file_text(schema_version=2, recipe=None, more=[]), "newer version"),
        ("SIGNS1-", "damaged"),
        (ARTICLE_LINE[:-6], "damaged"),
        (ARTICLE_LINE.replace("W", "V"), "damaged"),
        (file_text()[:-3], "damaged"),
        (file_text(recipe="[" * 30_000).replace('"[', "["), "damaged"),
        (file_text(schema_version=0), "damaged"),
        (file_text(schema_version="1"), "schema_version"),
        (file_text(more=1), "unknown field `more`"),
        (file_text(recipe=[]), "Expected `object`"),
        (recipe_part({"kind": "dense", "units": [1]}), "layers"),
        (recipe_part(seed=None), "settings"),
        (recipe_part(layers="25"), "layers stand among the settings"),
        (recipe_part(bata=1), "no field “bata”"),
        (recipe_part({"kind": "dense", "unit": 3}), "Layer 1: There is no setting “unit”"),
        (recipe_part({"kind": "dense"}, {"kind": "step"}), "Layer 2: Kind must be one of"),
        (recipe_part({"units": 3}), "Layer 1: Kind must be one of"),
        (recipe_part({"kind": "dense", "units": 0}), "Layer 1: Units must be a whole number"),
        (recipe_part(optimizer="sophia", beta_1=1), "Optimizer must be one of"),
        (recipe_part(seed=True), "Seed must be a whole number"),
        (recipe_part(seed="x" * 9000), "Seed must be a whole number"),
        (recipe_part(seed=10**30), "out of range|Seed must be a whole number"),
        (recipe_part(*[{"kind": "flatten"}] * 2000), "at most 32 hidden layers"),
        (file_text() + " " * MAX_BYTES, "too long"),
    ],
)
def test_what_cannot_be_taken_is_told_in_a_sentence(text: str, words: str) -> None:
    told = refusal(text)
    assert re.search(words, told), told
    assert len(told) < 600


def test_only_as_much_is_inflated_as_a_recipe_takes() -> None:
    deflater = zlib.compressobj(9, zlib.DEFLATED, -15)
    bomb = b"0000" + deflater.compress(bytes(30_000_000)) + deflater.flush()
    text = "SIGNS1-" + base64.b32encode(bomb).decode()
    assert len(text) < MAX_BYTES
    tracemalloc.start()
    try:
        assert "damaged" in refusal(text)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 1_000_000


def test_mutants_are_recipes_or_refused_in_a_sentence() -> None:
    rng = random.Random(16)
    recipe = preset_recipe("dropout")
    sound = [recipe_to_line(recipe), json.dumps(json.loads(recipe_to_json(recipe)))]
    pieces = [
        *sound,
        '"',
        "{",
        "[",
        ",",
        "1e999",
        "-",
        "null",
        "\\ud800",
        "\0",
        "\ud800",
        "9" * 400,
    ]
    taken, told = 0, set()
    for number in range(4000):
        text = sound[number % 2]
        for _ in range(rng.randint(1, 3)):
            start = rng.randrange(len(text) + 1)
            end = min(start + rng.choice([0, 1, 1, 5, 100]), len(text))
            new = rng.choice([chr(rng.randrange(32, 127)), rng.choice(pieces), ""])
            text = text[:start] + new + text[end:]
        try:
            assert validate(draft_of(recipe_from_text(text))).recipe is not None
            taken += 1
        except RecipeError as error:
            told.add(str(error))
    assert 0 < taken < 2000
    assert max(map(len, told)) < 900


class TestFiles:
    def test_a_recipe_is_known_by_what_it_holds(self, tmp_path: Path) -> None:
        named = {
            "a.txt": recipe_to_json(preset_recipe("article")),
            "b.h5": b"\xef\xbb\xbf" + ARTICLE_LINE.encode(),
        }
        for name, content in named.items():
            (tmp_path / name).write_bytes(content)
            assert is_recipe_file(tmp_path / name)
            assert read_recipe(tmp_path / name) == preset_recipe("article")

    def test_other_files_are_none(self, tmp_path: Path) -> None:
        (tmp_path / "recipe.json").write_bytes(b"\x89PNG\0" + ARTICLE_LINE.encode())
        with (tmp_path / "large.json").open("wb") as large:
            large.truncate(100_000_000)
        os.mkfifo(tmp_path / "fifo.json")
        for name, words in (
            ("recipe.json", "“recipe.json”: This is no recipe"),
            ("large.json", "no recipe"),
            ("fifo.json", "no ordinary file"),
            ("", "no ordinary file"),
            ("gone.json", "No such file"),
        ):
            assert not is_recipe_file(tmp_path / name)
            with pytest.raises(RecipeError, match=words):
                read_recipe(tmp_path / name)

    def test_a_file_that_is_too_long_is_meant_to_be_one(self, tmp_path: Path) -> None:
        path = tmp_path / "recipe.json"
        path.write_text(file_text() + " " * 10**7)
        assert is_recipe_file(path)
        with pytest.raises(RecipeError, match="too long"):
            read_recipe(path)


def test_words_are_no_recipe() -> None:
    assert not holds_recipe("signs studio, signs1, signs-1, SIGNS-A")
    assert not holds_recipe(" " * MAX_BYTES + ARTICLE_LINE)
