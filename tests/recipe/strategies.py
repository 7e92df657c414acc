"""Drafts and layers at random, for tests of what every one of them must do."""

from collections.abc import Callable

from hypothesis import strategies as st

from signs_studio.fields.declared import ChoiceField, Field, NumberField
from signs_studio.numbers import format_number
from signs_studio.recipe.draft import Draft, LayerDraft, draft_layer
from signs_studio.recipe.frozen import FrozenSettings
from signs_studio.recipe.layers import LAYER_KINDS, MAX_LAYERS
from signs_studio.recipe.recipe import RECIPE_FIELDS, RECIPE_KINDS, recipe_fields

TextsOf = Callable[[Field], st.SearchStrategy[str]]

TEXT_FIELDS = [name for name in RECIPE_FIELDS if name not in RECIPE_KINDS]


def sound_texts(field: Field) -> st.SearchStrategy[str]:
    """Every text that is right for a field."""
    if isinstance(field, ChoiceField):
        return st.sampled_from(sorted(field.choices))
    if not isinstance(field, NumberField):
        return st.sampled_from(["true", "false"])
    if field.whole:
        return st.integers(int(field.minimum), int(field.maximum)).map(str)
    return st.floats(field.minimum, field.maximum).map(format_number)


def any_texts(_field: Field) -> st.SearchStrategy[str]:
    """Any text at all."""
    return st.text(max_size=12)


@st.composite
def _layer_drafts(draw: st.DrawFn, texts: TextsOf) -> LayerDraft:
    kind = draw(st.sampled_from(sorted(LAYER_KINDS)))
    layer = draft_layer(kind)
    for field in LAYER_KINDS[kind].fields:
        layer = layer.with_setting(field.name, draw(texts(field)))
    return layer


sound_layers = _layer_drafts(sound_texts)


@st.composite
def _drafts(draw: st.DrawFn, texts: TextsOf) -> Draft:
    chosen = {name: draw(st.sampled_from(sorted(kinds))) for name, kinds in RECIPE_KINDS.items()}
    others = {
        name: draw(texts(field))
        for name, field in recipe_fields(chosen).items()
        if name not in chosen
    }
    return Draft(
        layers=tuple(draw(st.lists(_layer_drafts(texts), max_size=MAX_LAYERS))),
        texts=FrozenSettings({**chosen, **others}),
    )


drafts = _drafts(any_texts)
"""Drafts of a known optimizer, schedule and kinds of layers, whose other texts are anything."""

sound_drafts = _drafts(sound_texts)
"""Drafts in which every text is right."""


def assert_is_draft(draft: Draft) -> None:
    """Every place of a draft holds what its type says."""
    assert all(draft[name] in kinds for name, kinds in RECIPE_KINDS.items())
    assert set(draft.texts) == set(recipe_fields(draft.texts)) >= set(RECIPE_FIELDS)
    assert all(isinstance(text, str) for text in draft.texts.values())
    assert len(draft.layers) <= MAX_LAYERS
    for layer in draft.layers:
        names = [field.name for field in LAYER_KINDS[layer.kind].fields]
        assert list(layer.settings) == names
        assert all(isinstance(text, str) for text in layer.settings.values())
