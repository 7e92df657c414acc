"""The colours of both themes against each other, as WCAG 2.2 reckons contrast."""

import itertools
import json
import re
from collections.abc import Iterator
from typing import get_args

import pytest

from signs_studio.figures import ColourName
from signs_studio.resources import resource
from signs_studio.ui.widgets.theme import Theme

Colours = dict[str, str]

THEMES = ("light", "dark")
GROUNDS = ("window", "surface", "sunken", "selection", "error_surface")
# Neither words nor signs: panes and rows are told apart by what is in them, curves by their axes.
DECORATION = {"divider", "grid"}
ON_PANES = ("window", "surface")
EARLIER = tuple(f"earlier_{place}" for place in range(1, 6))

WORDS: dict[str, tuple[str, ...]] = {
    "text": (*GROUNDS,),
    "muted": ("window", "surface", "sunken", "selection"),
    "on_accent": ("accent",),
    "accent": ON_PANES,
    "link": (*ON_PANES, "sunken"),
    "error": ON_PANES,
    "wrong": (*ON_PANES, "selection"),
    "right": ON_PANES,
    "train": ON_PANES,
    "test": ON_PANES,
}
"""What words are written in, and what they stand on."""

MEANING: dict[str, tuple[str, ...]] = {
    "accent": ON_PANES,
    "on_accent": ("accent",),
    "border": ON_PANES,
    "selection_edge": (*ON_PANES, "selection"),
    "train": ON_PANES,
    "test": ON_PANES,
    "previous_run": (*ON_PANES, "sunken"),
    **dict.fromkeys(EARLIER, ON_PANES),
    "right": (*ON_PANES, "sunken", "selection"),
    "wrong": (*ON_PANES, "sunken", "selection"),
    "error": (*ON_PANES, "error_surface"),
    # The progress of a run, in its track.
    "muted": ("divider",),
}
"""Lines, marks and edges that carry meaning, and what is beside them."""

IDEAS = ("accent", "link", "train", "test", "right", "wrong")


@pytest.fixture(params=THEMES)
def colours(request: pytest.FixtureRequest) -> Colours:
    return load(request.param)


def load(theme: str) -> Colours:
    colours: Colours = json.loads(resource("themes", f"{theme}.json").read_text(encoding="utf-8"))
    return colours


def linear(colour: str) -> tuple[float, float, float]:
    """Red, green and blue in proportion to light, 0..1."""
    shares = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    )
    return red, green, blue


def contrast(one: str, other: str) -> float:
    lights = []
    for colour in (one, other):
        red, green, blue = linear(colour)
        lights.append(0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
    return max(lights) / min(lights)


def difference(one: str, other: str) -> float:
    """How far apart two colours look, in Oklab: black and white are 1 apart."""
    places = []
    for colour in (one, other):
        red, green, blue = linear(colour)
        long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
        middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
        short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
        places.append(
            (
                0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
                1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
                0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
            )
        )
    return float(sum((a - b) ** 2 for a, b in zip(*places, strict=True))) ** 0.5


def too_weak(colours: Colours, pairs: dict[str, tuple[str, ...]], least: float) -> list[str]:
    return [
        f"{ink} on {ground}: {contrast(colours[ink], colours[ground]):.2f}"
        for ink, grounds in pairs.items()
        for ground in grounds
        if contrast(colours[ink], colours[ground]) < least
    ]


def styled_words() -> Iterator[tuple[str, str]]:
    """What the style sheet writes in which colour on which ground, of what can be used."""
    style = resource("themes", "style.qss").read_text(encoding="utf-8")
    for rule in re.finditer(r"([^{}]+)\{((?:[^{}]|\$\{\w+\})*)\}", style.replace("\n", " ")):
        if ":disabled" in rule[1]:
            continue
        for prefix in ("", "selection-"):
            ink = re.search(rf"(?<![-\w]){prefix}color: \$\{{(\w+)\}}", rule[2])
            word = "background-color" if prefix else "background"
            ground = re.search(rf"(?<![-\w]){prefix}{word}: \$\{{(\w+)\}}", rule[2])
            if ink and ground:
                yield ink[1], ground[1]


def test_words_can_be_read(colours: Colours) -> None:
    assert too_weak(colours, WORDS, 4.5) == []


def test_words_of_the_style_sheet_can_be_read(colours: Colours) -> None:
    pairs = set(styled_words())
    assert {("text", "surface"), ("on_accent", "accent"), ("text", "selection")} <= pairs
    assert [f"{a} on {b}" for a, b in pairs if contrast(colours[a], colours[b]) < 4.5] == []


def test_what_carries_meaning_is_seen(colours: Colours) -> None:
    assert too_weak(colours, MEANING, 3.0) == []


def test_every_colour_is_either_a_ground_or_held_against_one(colours: Colours) -> None:
    assert set(colours) == {*GROUNDS, *DECORATION, *WORDS, *MEANING}


def test_each_idea_has_a_colour_of_its_own(colours: Colours) -> None:
    alike = [
        f"{one} and {other}"
        for ideas in (IDEAS, EARLIER)
        for one, other in itertools.combinations(ideas, 2)
        if difference(colours[one], colours[other]) < 0.09
    ]
    assert alike == []


def test_figures_name_colours_of_the_theme() -> None:
    assert set(get_args(ColourName)) <= set(Theme._fields)


def test_selection_is_a_pale_tint(colours: Colours) -> None:
    assert contrast(colours["selection"], colours["surface"]) < 1.5
    assert difference(colours["selection"], colours["surface"]) > 0.03


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(
    ("icon", "colour"), [("check", "on_accent"), ("check_focused", "accent"), ("chevron", "muted")]
)
def test_icons_of_the_style_sheet_have_the_colours_of_the_theme(
    theme: str, icon: str, colour: str
) -> None:
    drawn = resource("icons", f"{icon}_{theme}.svg").read_text(encoding="utf-8")
    assert re.findall(r"#\w+", drawn) == [load(theme)[colour]]
