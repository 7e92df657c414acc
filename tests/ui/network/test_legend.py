"""The legend of a drawing that is as high as the legend leaves room for."""

from pytestqt.qtbot import QtBot

from signs_studio.ui.network.legend import Legend, Sample


def test_at_one_width_it_becomes_higher_and_never_lower(qtbot: QtBot) -> None:
    legend = Legend()
    qtbot.addWidget(legend)
    legend.resize(300, 20)
    legend.show()
    one = [(Sample.POSITIVE, "weight above 0")]
    legend.show_entries(one)
    low = legend.height()
    legend.show_entries([*one, (Sample.NOTHING, "many words " * 5), (Sample.SILENT, "0")])
    high = legend.height()
    assert high > low
    legend.show_entries(one)
    assert legend.height() == high
    legend.resize(900, high)
    assert legend.height() == low
