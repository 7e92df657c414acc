"""Lists of numbers and words, as they are typed and as they are read."""

import math

import pytest

from signs_studio.fields.lists import NumbersField, WordField

SHAPE = NumbersField(
    name="shape",
    title="Shape",
    help="Sizes.",
    default=(2, 3),
    minimum=1,
    maximum=12,
    most=4,
    whole=True,
    most_product=48,
)
LOGITS = NumbersField(
    name="logits", title="Logits", help="Any.", default=(2.0, -0.5), minimum=-9.0, maximum=9.0
)
WORD = WordField(name="x", title="x", help="Anything.", default="2")


@pytest.mark.parametrize("field", [SHAPE, LOGITS, WORD])
def test_the_default_is_what_its_text_spells(field: NumbersField | WordField) -> None:
    expected = 2 if field is WORD else field.default
    assert field.parse(field.default_text) == expected


@pytest.mark.parametrize("text", ["4,2", "4 2", " 4 , 2 ", "[4, 2]", "(4, 2)", "4, 2,"])
def test_numbers_are_read_however_a_list_is_written(text: str) -> None:
    assert SHAPE.parse(text) == (4, 2)
    assert {type(number) for number in SHAPE.parse(text)} == {int}
    assert {type(number) for number in LOGITS.parse(text)} == {float}


@pytest.mark.parametrize(
    "text",
    ["", " ", ",", "[]", "a", "1, a", "1;2", "0", "13", "1.5", "nan", "1 1 1 1 1", "1" * 400],
)
def test_what_is_no_shape_is_told_with_what_is(text: str) -> None:
    with pytest.raises(ValueError, match=r"^Shape must be up to 4 whole numbers from 1 to 12, "):
        SHAPE.parse(text)


def test_sizes_are_limited_by_what_they_come_to() -> None:
    assert SHAPE.parse("12, 4") == (12, 4)
    with pytest.raises(ValueError, match="may hold 48 numbers in all, but “7, 7” asks for more"):
        SHAPE.parse("7, 7")


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2", 2),
        ("-0.5", -0.5),
        ("1e400", math.inf),
        ("\N{MINUS SIGN}3", -3),
        ("1, \N{MINUS SIGN}2.5", (1, -2.5)),
        ("1, 2.5", (1, 2.5)),
        ("[1]", (1,)),
        ("two", "two"),
        ("1, two", "1, two"),
        ("", ""),
    ],
)
def test_a_word_is_a_number_where_it_can_be_one(text: str, read: object) -> None:
    came = WORD.parse(text)
    assert came == read
    assert type(came) is type(read)


def test_a_word_may_be_so_long_and_no_longer() -> None:
    assert WORD.parse("a" * 32) == "a" * 32
    with pytest.raises(ValueError, match="x must have 32 characters at most"):
        WORD.parse("a" * 33)
