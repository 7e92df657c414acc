"""A QR code, compared pixel by pixel with what segno says it is."""

import pytest
import segno
from PySide6.QtGui import QColor, QPalette
from pytestqt.qtbot import QtBot

from signs_studio.ui.widgets.qr_code import QUIET_MODULES, QrCode

TEXT = "SIGNS1-4WYSTMVDM3OOVYBSYHIGRCFEB2F4DFJ2JQDDU5IAAA"


@pytest.mark.parametrize("size", [(400, 300), (74, 74), (333, 501)])
def test_every_module_is_crisp_at_any_size(qtbot: QtBot, size: tuple[int, int]) -> None:
    code = QrCode()
    qtbot.addWidget(code)
    dark = QPalette()
    dark.setColor(QPalette.ColorRole.Window, QColor("#222222"))
    code.setPalette(dark)
    assert code.set_text(TEXT)
    code.resize(*size)
    picture = code.grab().toImage()
    rows = segno.make_qr(TEXT).matrix_iter(border=QUIET_MODULES)
    expected = [[*row] for row in rows]
    module = min(size) // len(expected)
    left, top = ((side - module * len(expected)) // 2 for side in size)
    for y in range(module * len(expected)):
        for x in range(module * len(expected)):
            colour = picture.pixelColor(left + x, top + y).name()
            is_black = expected[y // module][x // module]
            assert colour == ("#000000" if is_black else "#ffffff"), (x, y)
    assert (left, top) == (0, 0) or picture.pixelColor(0, 0).name() == "#222222"


def test_what_no_code_has_room_for_is_not_shown(qtbot: QtBot) -> None:
    code = QrCode()
    qtbot.addWidget(code)
    assert code.set_text(TEXT)
    assert not code.set_text("A" * 5000)
    assert not code.modules
    code.resize(100, 100)
    code.grab()
