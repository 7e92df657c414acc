"""Messages: what is said in English, in another language, and what survives a journey."""

import pickle
from collections.abc import Iterator

import msgspec
import pytest

from signs_studio.errors import DataError
from signs_studio.messages import Message, both, cache_words, either, set_translator

FILES = Message("data", "{count} files of {where}", "{count} file of {where}", 0)


@pytest.fixture
def polish() -> Iterator[None]:
    """A language with three forms, as far as it is known."""

    def translate(_context: str, source: str, singular: str, count: int) -> str:
        if source != FILES.source or singular != FILES.singular:
            return source
        few = count % 10 in (2, 3, 4) and count % 100 not in (12, 13, 14)
        return f"{{where}}: {{count}} {'plik' if count == 1 else 'pliki' if few else 'plików'}"

    set_translator(translate)
    yield
    set_translator(None)


def test_values_come_into_their_places() -> None:
    said = Message("data", "{name} has {count} of {size:.2f}, {share:.0%} or {share:%}.")
    said = said.format(name="{count}", count=12345, size=0.126, share=0.9)
    assert str(said) == "{count} has 12,345 of 0.13, 90 % or 90.0 %."


@pytest.mark.parametrize(("count", "words"), [(0, "0 files"), (1, "1 file"), (1200, "1,200 files")])
def test_a_count_chooses_between_the_texts(count: int, words: str) -> None:
    assert str(FILES.format(count=count, where="a")) == f"{words} of a"


@pytest.mark.usefixtures("polish")
@pytest.mark.parametrize(
    ("count", "word"), [(1, "plik"), (2, "pliki"), (5, "plików"), (12, "plików"), (22, "pliki")]
)
def test_another_language_has_other_forms_and_another_order(count: int, word: str) -> None:
    said = Message("data", "Not here: {files}.").format(files=FILES.format(count=count, where="a"))
    assert str(said) == f"Not here: a: {count} {word}."


def test_what_is_said_follows_the_language_when_it_is_said() -> None:
    error = DataError(Message("data", "Choose a file."))
    set_translator(lambda context, source, _singular, _count: f"[{context}] {source}")
    try:
        assert str(error) == "[data] Choose a file."
    finally:
        set_translator(None)
    assert str(error) == "Choose a file."


@pytest.mark.parametrize(
    "text", ["{name.__class__}", "{name!r}", "{name:>9999999999}", "{0}", "{other}", "{", "}{name"]
)
def test_a_text_that_asks_for_more_gets_nothing_but_its_values(text: str) -> None:
    said = str(Message("data", text).format(name=1.5))
    assert said == text.replace("{name}", "1.5")


def test_parts_are_joined() -> None:
    assert [str(both(parts)) for parts in (["a"], ["a", "b"], ["a", "b", "c"])] == [
        "a",
        "a and b",
        "a, b and c",
    ]
    assert [str(either(parts)) for parts in (["a"], ["a", "b", "c"])] == ["a", "a, b or c"]


def test_a_message_travels_as_it_is() -> None:
    said = Message("data", "{files} and {low:g}").format(
        files=FILES.format(count=1 << 70, where="a"), low=-0.5
    )
    assert msgspec.json.decode(msgspec.json.encode(said), type=Message) == said
    assert pickle.loads(pickle.dumps(said)) == said
    assert len({said, pickle.loads(pickle.dumps(said))}) == 1


def test_an_error_travels_with_its_message() -> None:
    error = pickle.loads(pickle.dumps(DataError(FILES.format(count=1, where="a"))))
    assert error.message == FILES.format(count=1, where="a")


def test_words_that_are_remembered_are_forgotten_in_another_language() -> None:
    asked = []

    @cache_words
    def said(name: str) -> str:
        asked.append(name)
        return str(Message("test", "{name} was here").format(name=name))

    try:
        assert [said("Anna"), said("Anna")] == ["Anna was here"] * 2
        set_translator(lambda _context, _source, _singular, _count: "{name} war hier")
        assert said("Anna") == "Anna war hier"
    finally:
        set_translator(None)
    assert said("Anna") == "Anna was here"
    assert asked == ["Anna"] * 3
