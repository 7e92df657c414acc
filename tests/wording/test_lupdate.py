"""Every text that is written to be translated is found by ``pyside6-lupdate``."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.wording.lupdate import PACKAGE, Text, found_texts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Where the text is among the arguments of what is called so.
_TRANSLATES = {"Message": 1, "translate": 1, "tr": 0}
# Others, such as painters and texts, have a ``translate`` that is something else.
_TRANSLATORS = {"QCoreApplication", "QApplication"}


class Written(NamedTuple):
    """A call that asks for a translation.

    Attributes:
        where: Module and line.
        source: The text; empty where it is not written there.
        has_forms: Whether it has another text for one of something.
    """

    where: str
    source: str
    has_forms: bool


def written_texts(module: Path) -> Iterator[Written]:
    """Yields what a module asks to be translated, read as Python reads it."""
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        owner = getattr(getattr(node.func, "value", None), "id", "")
        if name not in _TRANSLATES or (
            name == "translate"
            and isinstance(node.func, ast.Attribute)
            and owner not in _TRANSLATORS
        ):
            continue
        values = [each.value if isinstance(each, ast.Constant) else "" for each in node.args]
        source = "".join(map(str, values[_TRANSLATES[name] :][:1]))
        where = f"{module.relative_to(PACKAGE)}:{node.lineno}"
        yield Written(where, source, name == "Message" and len(values) > 2)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> set[Text]:
    return found_texts(tmp_path_factory.mktemp("translations"))


@pytest.fixture(scope="module")
def written() -> list[Written]:
    return [text for module in sorted(PACKAGE.rglob("*.py")) for text in written_texts(module)]


def test_every_text_is_found(found: set[Text], written: list[Written]) -> None:
    sources = {text.source for text in found}
    assert [text for text in written if not text.source] == [], "made at run time"
    assert [text for text in written if text.source not in sources] == []
    assert len(sources) >= 1000


def test_texts_that_depend_on_a_number_have_forms(found: set[Text], written: list[Written]) -> None:
    counted = {text.source for text in written if text.has_forms}
    assert counted
    assert counted <= {text.source for text in found if text.has_forms}
