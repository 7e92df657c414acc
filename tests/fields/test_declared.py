import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signs_studio.fields.declared import (
    SHOWN_TEXT_LENGTH,
    ChoiceField,
    NumberField,
    SwitchField,
    quoted,
)
from signs_studio.numbers import format_number
from signs_studio.recipe.layer_kinds.kind import ACTIVATION
from signs_studio.recipe.layers import LAYER_KIND, LAYER_KINDS
from signs_studio.recipe.optimizers import OPTIMIZER, OPTIMIZERS
from signs_studio.recipe.recipe import INITIALIZER, LEARNING_RATE, RECIPE_FIELDS
from signs_studio.recipe.schedules import SCHEDULE, SCHEDULES

KINDS = [*OPTIMIZERS.values(), *SCHEDULES.values(), *LAYER_KINDS.values()]
ALL_FIELDS = [*RECIPE_FIELDS.values(), *(field for kind in KINDS for field in kind.fields)]
NUMBERS = [field for field in ALL_FIELDS if isinstance(field, NumberField)]
CHOICES = [ACTIVATION, INITIALIZER, LAYER_KIND, OPTIMIZER, SCHEDULE]
SWITCHES = [field for field in ALL_FIELDS if isinstance(field, SwitchField)]


def values_of(field: NumberField) -> st.SearchStrategy[float]:
    """Every value that the field takes."""
    if field.whole:
        return st.integers(math.ceil(field.minimum), math.floor(field.maximum))
    return st.floats(field.minimum, field.maximum)


def assert_one_sentence(message: str) -> None:
    assert message.endswith(".")
    assert message.isprintable()
    assert len(message) < 250


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_is_formatted_to_a_text_that_parses_back_to_it(value: float) -> None:
    text = format_number(value)

    assert float(text) == value
    assert len(text) <= len(repr(value))


@given(st.integers())
def test_a_whole_number_is_formatted_as_its_digits(value: int) -> None:
    assert format_number(value) == str(value)


@pytest.mark.parametrize(
    ("value", "text"), [(1e-4, "0.0001"), (1e-8, "1e-8"), (3.0, "3"), (1e22, "1e22"), (32, "32")]
)
def test_numbers_are_formatted_as_a_person_writes_them(value: float, text: str) -> None:
    assert format_number(value) == text


@given(st.sampled_from(NUMBERS).flatmap(lambda f: st.tuples(st.just(f), values_of(f))))
def test_a_number_in_range_is_taken(case: tuple[NumberField, float]) -> None:
    field, value = case

    parsed = field.parse(f"  {format_number(value)} ")

    assert parsed == value
    assert type(parsed) is (int if field.whole else float)


@given(st.sampled_from(NUMBERS), st.floats(allow_nan=False))
def test_a_number_out_of_range_is_refused_with_the_range(field: NumberField, value: float) -> None:
    if field.minimum <= value <= field.maximum:
        value = field.maximum + 1 + abs(value)

    with pytest.raises(ValueError, match=r"must be .* from .* to") as refused:
        field.parse(format_number(value) if math.isfinite(value) else str(value))

    message = str(refused.value)
    assert_one_sentence(message)
    assert message.startswith(str(field.title))
    assert format_number(field.minimum) in message
    assert format_number(field.maximum) in message


@given(st.sampled_from(NUMBERS), st.text() | st.sampled_from(["nan", "inf", "-inf", "1e999", ""]))
def test_any_text_gives_a_value_in_range_or_one_sentence(field: NumberField, text: str) -> None:
    try:
        value = field.parse(text)
    except ValueError as error:
        assert_one_sentence(str(error))
    else:
        assert field.minimum <= value <= field.maximum


@pytest.mark.parametrize("field", NUMBERS, ids=lambda field: field.name)
@pytest.mark.parametrize("text", ["", "  ", "nan", "inf", "-inf", "1e999", "ten", "1,5,5", "0x10"])
def test_what_is_no_finite_number_is_refused(field: NumberField, text: str) -> None:
    if field.may_be_empty and not text.strip():
        assert field.parse(text) == field.default
        return
    with pytest.raises(ValueError, match="must be"):
        field.parse(text)


@pytest.mark.parametrize("field", [f for f in NUMBERS if f.whole], ids=lambda field: field.name)
def test_a_fraction_is_refused_where_a_whole_number_is_due(field: NumberField) -> None:
    with pytest.raises(ValueError, match="must be a whole number"):
        field.parse(format_number(field.minimum + 0.5))


@pytest.mark.parametrize("field", NUMBERS, ids=lambda field: field.name)
def test_the_ends_of_a_range_are_taken_and_what_lies_beyond_is_not(field: NumberField) -> None:
    assert field.parse(format_number(field.minimum)) == field.minimum
    assert field.parse(format_number(field.maximum)) == field.maximum
    if field.whole:
        below, above = field.minimum - 1, field.maximum + 1
    else:
        below = math.nextafter(field.minimum, -math.inf)
        above = math.nextafter(field.maximum, math.inf)
    for beyond in (below, above):
        with pytest.raises(ValueError, match="must be"):
            field.parse(format_number(beyond))


@pytest.mark.parametrize("field", ALL_FIELDS, ids=lambda field: field.name)
def test_a_field_says_what_it_is_and_takes_its_default(
    field: NumberField | ChoiceField | SwitchField,
) -> None:
    assert field.parse(field.default_text) == field.default
    assert str(field.title)
    assert_one_sentence(str(field.help).replace("?", "."))


@pytest.mark.parametrize(
    "field", [f for f in NUMBERS if f.suggestions], ids=lambda field: field.name
)
def test_suggestions_rise_and_are_taken(field: NumberField) -> None:
    assert list(field.suggestions) == sorted(set(field.suggestions))
    for value in field.suggestions:
        assert field.parse(format_number(value)) == value


@given(st.sampled_from(CHOICES), st.text())
def test_a_choice_is_one_of_the_known(field: ChoiceField, text: str) -> None:
    for name in field.choices:
        assert field.parse(name) == name
    if text.strip().casefold() not in map(
        str.casefold, (*field.choices, *map(str, field.choices.values()))
    ):
        with pytest.raises(ValueError, match="must be one of") as refused:
            field.parse(text)
        assert str(refused.value).isprintable()
        assert all(name in str(refused.value) for name in field.choices)


@given(st.sampled_from(SWITCHES), st.text())
def test_a_switch_is_true_or_false(field: SwitchField, text: str) -> None:
    assert field.parse(" True ") is True
    assert field.parse("false") is False
    if text.strip().lower() not in ("true", "false"):
        with pytest.raises(ValueError, match="must be true or false") as refused:
            field.parse(text)
        assert_one_sentence(str(refused.value))


@given(st.text())
def test_what_is_quoted_is_plain_and_short(text: str) -> None:
    shown = quoted(text)

    assert shown.isprintable()
    assert len(shown) <= SHOWN_TEXT_LENGTH + 2
    if text.isprintable() and len(text) <= SHOWN_TEXT_LENGTH:
        assert shown[1:-1] == text


def test_every_optimizers_settings_have_names_of_their_own() -> None:
    for kind in OPTIMIZERS.values():
        names = [field.name for field in kind.fields]
        assert len(set(names)) == len(names)
        assert not {"layers", *RECIPE_FIELDS} & set(names)


def test_the_settings_of_schedules_have_names_of_their_own() -> None:
    """A draft's field is found by its name alone."""
    others = {field.name for kind in OPTIMIZERS.values() for field in kind.fields}
    for schedule in SCHEDULES.values():
        names = [field.name for field in schedule.fields]
        assert len(set(names)) == len(names)
        assert not {"layers", *RECIPE_FIELDS, *others} & set(names)


def test_every_layers_settings_have_names_of_their_own() -> None:
    for kind in LAYER_KINDS.values():
        names = ["kind", *(field.name for field in kind.fields)]
        assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0,01", 0.01),
        ("1,5e-3", 0.0015),
        (",5", 0.5),
        ("0,001", 0.001),
        (" 1e\N{MINUS SIGN}3\N{NO-BREAK SPACE}", 0.001),
        ("10⁻³", 0.001),
        ("5.2×10⁻³", 0.0052),
        ("1e\N{NON-BREAKING HYPHEN}3", 0.001),
        ("1E–3", 0.001),
        ("+1,0000", 1.0),
    ],
)
def test_a_number_is_taken_as_people_type_it(text: str, value: float) -> None:
    assert LEARNING_RATE.parse(text) == value


def test_every_negative_number_may_have_a_minus() -> None:
    (power,) = (field for field in NUMBERS if field.name == "learning_rate_power")
    assert power.parse("\N{MINUS SIGN}0,5") == -0.5


@pytest.mark.parametrize("field", [f for f in NUMBERS if f.whole], ids=lambda field: field.name)
def test_a_whole_number_may_have_commas_between_thousands(field: NumberField) -> None:
    value = min(int(field.maximum), 1234567)
    assert field.parse(f"{value:,}") == value
    for text in ("0,01", "1,5e-3", "1,50", "0,500", "1,500,00", "12,34,567"):
        with pytest.raises(ValueError, match="must be a whole number"):
            field.parse(text)


def test_a_comma_that_may_mean_two_things_is_asked_about() -> None:
    with pytest.raises(ValueError, match=r"it is “1,500”: type 1500 or 1\.500\.$") as refused:
        LEARNING_RATE.parse("1,500")
    assert_one_sentence(str(refused.value))


@pytest.mark.parametrize("field", [f for f in NUMBERS if not f.whole], ids=lambda f: f.name)
def test_only_what_is_taken_is_proposed(field: NumberField) -> None:
    with pytest.raises(ValueError, match="must be a number") as refused:
        field.parse("1,500")
    _, _, proposed = str(refused.value).partition(": type ")
    readings = [each for each in ("1500", "1.500") if field.minimum <= float(each) <= field.maximum]
    assert proposed.removesuffix(".") == " or ".join(readings)


@pytest.mark.parametrize("text", ["one, two", "1,2,3", ",", "0x1", "1,500,000", "1.000,5", "1,0.5"])
def test_no_other_text_is_taken_for_a_decimal_comma(text: str) -> None:
    with pytest.raises(ValueError, match="must be") as refused:
        LEARNING_RATE.parse(text)
    assert "type" not in str(refused.value)


@pytest.mark.parametrize("field", CHOICES, ids=lambda field: field.name)
def test_a_choice_is_taken_by_name_and_title_in_any_case(field: ChoiceField) -> None:
    for name, title in field.choices.items():
        for text in (name, name.upper(), f" {name.title()} ", str(title), str(title).lower()):
            assert field.parse(text) == field.canonical(text) == name
