from itertools import groupby

from PySide6.QtGui import QIcon
from pytestqt.qtbot import QtBot

from signs_studio.resources import resource


def test_the_icon_of_the_smallest_size_shows_four_fingers(qtbot: QtBot) -> None:  # noqa: ARG001
    icon = QIcon(str(resource("icons", "signs_studio.svg")))
    image = icon.pixmap(16, 16).toImage()
    row = [image.pixelColor(x, 6).lightnessF() > 0.8 for x in range(image.width())]
    assert sum(is_light for is_light, _ in groupby(row)) == 4
