import numpy as np
import pytest
from PySide6.QtGui import QFont, QImage
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from signs_studio.runs.words import format_confidence
from signs_studio.ui.pictures.bars_view import BarsView
from signs_studio.ui.pictures.inspector import Inspector
from signs_studio.ui.pictures.pictures_model import Tile
from signs_studio.ui.widgets.elided_label import ElidedLabel
from signs_studio.ui.widgets.theme import load_theme

NAMES = ("fist", "palm", "thumb")


@pytest.fixture
def inspector(qtbot: QtBot) -> Inspector:
    inspector = Inspector()
    qtbot.addWidget(inspector)
    inspector.set_theme(load_theme("dark"))
    inspector.resize(300, inspector.sizeHint().height())
    with qtbot.waitExposed(inspector):
        inspector.show()
    return inspector


def sentence(inspector: Inspector) -> str:
    return inspector.findChild(QLabel, "inspector_sentence").text()


def caption(inspector: Inspector) -> str:
    return inspector.findChild(ElidedLabel, "inspector_caption").words


def bars(inspector: Inspector) -> BarsView:
    return inspector.findChild(BarsView, "inspector_bars")


def test_without_a_picture_it_says_how_to_get_one(inspector: Inspector) -> None:
    assert sentence(inspector) == "Click a picture to see what the network says of it."
    assert bars(inspector).bars == ()


def test_a_picture_that_is_not_read_yet_shows_its_sign_only(inspector: Inspector) -> None:
    inspector.show_picture(np.zeros((8, 8, 3), dtype=np.uint8))
    inspector.show_prediction(
        Tile(picture=0, sign="palm"),
        is_chosen=False,
        true_class=1,
        class_names=NAMES,
        probabilities=None,
    )

    assert sentence(inspector) == "It is palm."
    assert caption(inspector) == "Picture 1, not read yet"
    assert bars(inspector).bars == ()


def test_a_wrong_reading_names_both_signs_and_marks_both_bars(inspector: Inspector) -> None:
    shares = np.array([0.125, 0.25, 0.625], dtype=np.float32)
    tile = Tile(picture=0, sign="palm", read_as="thumb", confidence=0.625)
    inspector.show_prediction(
        tile, is_chosen=True, true_class=1, class_names=NAMES, probabilities=shares
    )

    assert sentence(inspector) == "Read as thumb. It is palm."
    assert caption(inspector) == f"Picture 1, read with {format_confidence(0.625)} confidence"
    shown = bars(inspector).bars
    assert [bar.name for bar in shown] == list(NAMES)
    assert [bar.share for bar in shown] == shares.tolist()
    assert [bar.true for bar in shown] == [False, True, False]
    assert [bar.read for bar in shown] == [False, False, True]
    assert "thumb" in bars(inspector).accessibleName()


def test_a_right_reading_has_one_marked_bar(inspector: Inspector) -> None:
    shares = np.array([0.0, 1.0, 0.0], dtype=np.float32)
    tile = Tile(picture=0, sign="palm", read_as="palm", confidence=1.0, right=True)
    inspector.show_prediction(
        tile, is_chosen=True, true_class=1, class_names=NAMES, probabilities=shares
    )

    assert sentence(inspector) == "Read as palm, and palm it is."
    assert caption(inspector) == f"Picture 1, read with {format_confidence(1.0)} confidence"
    assert [(bar.true, bar.read) for bar in bars(inspector).bars] == [
        (False, False),
        (True, True),
        (False, False),
    ]


def test_the_sentence_is_in_larger_words(inspector: Inspector) -> None:
    words = inspector.findChild(QLabel, "inspector_sentence")
    font = inspector.font()
    for scale in (1.0, 2.0):
        larger = QFont(font)
        larger.setPointSizeF(font.pointSizeF() * scale)
        inspector.setFont(larger)
        assert words.font().pointSizeF() == pytest.approx(1.4 * larger.pointSizeF())


def test_no_numbers_give_no_bars_and_no_error(inspector: Inspector) -> None:
    shares = np.full(3, np.nan, dtype=np.float32)
    tile = Tile(picture=0, sign="palm", read_as="fist")
    inspector.show_prediction(
        tile, is_chosen=True, true_class=1, class_names=NAMES, probabilities=shares
    )
    inspector.grab()

    assert [bar.share for bar in bars(inspector).bars] == [0.0, 0.0, 0.0]


@pytest.mark.parametrize("width", [284, 404, 700])
def test_the_bars_take_the_colours_of_right_and_wrong(inspector: Inspector, width: int) -> None:
    theme = load_theme("dark")
    inspector.resize(width, inspector.height())
    shares = np.array([0.0, 0.375, 0.625], dtype=np.float32)
    tile = Tile(picture=0, sign="palm", read_as="thumb", confidence=0.625)
    inspector.show_prediction(
        tile, is_chosen=True, true_class=1, class_names=NAMES, probabilities=shares
    )

    # Not by grab(), which has no more colours than the screen.
    image = QImage(bars(inspector).size(), QImage.Format.Format_RGB32)
    bars(inspector).render(image)
    colours = {
        image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())
    }

    assert {theme.right, theme.wrong, theme.sunken} <= colours
