import pytest

from signs_studio.runs.devices import Device, default_device, find_device

CPU, FIRST, SECOND = Device("CPU:0", "CPU"), Device("GPU:0", "card"), Device("GPU:1", "card")


def test_the_first_graphics_card_is_taken_where_nobody_chose() -> None:
    assert default_device([CPU]) == CPU
    assert default_device([CPU, FIRST, SECOND]) == FIRST


@pytest.mark.parametrize(
    ("asked", "found"),
    [("CPU", CPU), ("CPU:0", CPU), ("GPU", FIRST), ("GPU:1", SECOND), ("GPU:2", None), ("", None)],
)
def test_devices_are_found_by_id_and_by_kind(asked: str, found: Device | None) -> None:
    assert find_device([CPU, FIRST, SECOND], asked) == found
