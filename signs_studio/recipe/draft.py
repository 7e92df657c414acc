"""A recipe while it is edited: texts as typed, and the check that makes them a recipe."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from signs_studio.errors import InvalidValueError, RecipeError
from signs_studio.fields.declared import ChoiceField, FieldError, fields_of, quoted, text_of
from signs_studio.messages import Message
from signs_studio.recipe.frozen import FrozenSettings
from signs_studio.recipe.layer_kinds.kind import Layer
from signs_studio.recipe.layers import LAYER_KIND, LAYER_KINDS, MAX_LAYERS
from signs_studio.recipe.recipe import RECIPE_FIELDS, RECIPE_KINDS, Recipe, recipe_fields
from signs_studio.recipe.schema import assemble, values_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from signs_studio.fields.declared import Field, FieldValue


@dataclass(frozen=True)
class LayerDraft:
    """A hidden layer as it stands in the form: its kind, and its settings as texts."""

    kind: str
    settings: Mapping[str, str]

    def with_setting(self, name: str, text: str) -> LayerDraft:
        """Returns this layer with one setting changed."""
        own = {field.name: field for field in fields_of(LAYER_KINDS, self.kind)}
        text = _canonical(own[name], text) if name in own else text
        return LayerDraft(self.kind, FrozenSettings(self.settings, **{name: text}))


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A recipe while it is edited: texts as typed, right or wrong. Every edit makes a new one.

    A choice is held by its name, however it was typed.

    Attributes:
        layers: The hidden layers, first to last.
        texts: All else, by the names of ``fields``.
    """

    layers: tuple[LayerDraft, ...]
    texts: FrozenSettings[str]

    @property
    def fields(self) -> dict[str, Field]:
        """The fields that there are, but for those of layers, by name."""
        return recipe_fields(self.texts)

    def __getitem__(self, name: str) -> str:
        """Returns the text of a field."""
        return self.texts[name]

    def with_field(self, name: str, text: str) -> Draft:
        """Returns this draft with one field changed.

        Another kind, such as another optimizer, comes with its own settings as they are by default.

        Args:
            name: A name in ``fields``, or ``layers``, whose text is as of ``layers_from_text``.
            text: The new value as typed; whether it fits is for ``validate`` to say.

        Raises:
            RecipeError: When there is no such field.
        """
        if name == "layers":
            return replace(self, layers=layers_from_text(text))
        fields = self.fields
        if name not in fields:
            raise RecipeError(
                Message("fields", "There is no field {came} here; the fields are {known}.").format(
                    came=quoted(name), known=", ".join(["layers", *fields])
                )
            )
        texts = {**self.texts, name: _canonical(fields[name], text)}
        if name in RECIPE_KINDS:
            texts |= _default_texts(fields_of(RECIPE_KINDS[name], texts[name]))
            # The settings of the kind before it go.
            texts = {each: texts[each] for each in recipe_fields(texts)}
        return replace(self, texts=FrozenSettings(texts))


def make_draft(layers: str = "", **texts: str) -> Draft:
    """Returns a draft in which all that is not given is as by default.

    Args:
        layers: As of ``layers_from_text``.
        **texts: Texts by the names of the draft's fields, kinds such as the optimizer before their
            own settings.

    Raises:
        RecipeError: When there is no such field.
    """
    draft = Draft(layers=layers_from_text(layers), texts=_DEFAULT_TEXTS)
    for name, text in texts.items():
        draft = draft.with_field(name, text)
    return draft


def with_fields(draft: Draft, texts: Iterable[tuple[str, str]]) -> Draft:
    """Returns a draft with several fields changed.

    Args:
        draft: As it is before.
        texts: Names and values as typed. Kinds such as the optimizer are set first, whatever the
            order, so that their own settings can come before them.

    Raises:
        RecipeError: There is no such field, or no such kind.
    """
    for name, text in sorted(texts, key=lambda field: field[0] not in RECIPE_KINDS):
        draft = draft.with_field(name, text)
        if name in RECIPE_KINDS and draft[name] not in RECIPE_KINDS[name]:
            # Said first: without an optimizer, none of its settings is known.
            raise RecipeError(validate(draft).errors[0].message)
    return draft


@dataclass(frozen=True)
class Validation:
    """Result of a check: the recipe, or every error in the draft."""

    recipe: Recipe | None
    errors: tuple[FieldError, ...]


def draft_layer(kind: str, values: Sequence[str] = ()) -> LayerDraft:
    """Returns a layer as it stands in the form.

    Args:
        kind: A name in ``LAYER_KINDS``; any other has no settings.
        values: The settings as typed, in the order of the kind's fields; those left out, and those
            left empty, have their defaults.
    """
    kind = LAYER_KIND.canonical(kind)
    fields = fields_of(LAYER_KINDS, kind)
    texts = _default_texts(fields)
    for field, text in zip(fields, values, strict=False):
        if text:
            texts[field.name] = _canonical(field, text)
    return LayerDraft(kind, FrozenSettings(texts))


def layers_from_text(text: str) -> tuple[LayerDraft, ...]:
    """Returns the layers of a text such as ``conv:16:3,max_pool,25:relu``; none from an empty one.

    Parts stand between commas: a kind, and its settings in the order of its fields, of which the
    last may be left out. A part that does not begin with a letter is a dense layer's settings.
    """
    layers = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        kind, *values = (value.strip() for value in part.split(":"))
        if not kind[:1].isalpha():
            kind, values = "dense", [kind, *values]
        kind = LAYER_KIND.canonical(kind)
        most = len(fields_of(LAYER_KINDS, kind))
        if len(values) > most:
            # Kept where it will be found wrong: in the last setting, or where there is none, in
            # the kind.
            if most:
                values = [*values[: most - 1], ":".join(values[most - 1 :])]
            else:
                kind, values = part, []
        layers.append(draft_layer(kind, values))
    return tuple(layers)


def draft_of(recipe: Recipe) -> Draft:
    """Returns the draft that validates to ``recipe``."""
    return Draft(
        layers=tuple(LayerDraft(layer.kind, _texts(layer.settings)) for layer in recipe.layers),
        texts=_texts(values_of(recipe)),
    )


def validate(draft: Draft) -> Validation:
    """Checks every field of ``draft`` and says all that is wrong at once."""
    errors: list[FieldError] = []
    values = _read(draft.fields.values(), draft.texts, errors)
    layers, wrong = read_layers(draft.layers)
    errors += wrong
    if errors:
        return Validation(None, tuple(errors))
    return Validation(assemble(Recipe, values, layers=layers), ())


def read_layers(
    drafts: Sequence[LayerDraft],
) -> tuple[tuple[Layer, ...], tuple[FieldError, ...]]:
    """Returns the layers that drafts spell, and all that is wrong with them.

    What is wrong has its default in the layers. Whether their shapes work is for
    ``shapes.summarise_network`` to say, which knows the pictures.
    """
    errors: list[FieldError] = []
    layers = []
    for i, draft in enumerate(drafts):
        prefix = f"layers.{i}."
        kind = str(_read((LAYER_KIND,), {"kind": draft.kind}, errors, prefix=prefix)["kind"])
        settings = _read(LAYER_KINDS[kind].fields, draft.settings, errors, prefix=prefix)
        layers.append(Layer(kind, settings))
    if len(layers) > MAX_LAYERS:
        message = Message(
            "recipe",
            "A network has at most {most} hidden layers, but this one has {layers}: remove some.",
        )
        errors.append(FieldError("layers", message.format(most=MAX_LAYERS, layers=len(layers))))
    return tuple(layers), tuple(errors)


def _read(
    fields: Iterable[Field],
    texts: Mapping[str, str],
    errors: list[FieldError],
    *,
    prefix: str = "",
) -> FrozenSettings[FieldValue]:
    """Returns the values of fields; what is wrong is added to ``errors`` and has its default."""
    values: dict[str, FieldValue] = {}
    for field in fields:
        try:
            values[field.name] = field.parse(texts.get(field.name, field.default_text))
        except InvalidValueError as error:
            errors.append(FieldError(prefix + field.name, error.message))
            values[field.name] = field.default
    return FrozenSettings(values)


def _canonical(field: Field, text: str) -> str:
    return field.canonical(text) if isinstance(field, ChoiceField) else text


def _default_texts(fields: Iterable[Field]) -> dict[str, str]:
    return {field.name: field.default_text for field in fields}


def _texts(settings: Mapping[str, FieldValue]) -> FrozenSettings[str]:
    return FrozenSettings({name: text_of(value) for name, value in settings.items()})


_CHOSEN = {name: RECIPE_FIELDS[name].default_text for name in RECIPE_KINDS}
_DEFAULT_TEXTS = FrozenSettings(_default_texts(recipe_fields(_CHOSEN).values()))
