"""Groups of pictures by their file names."""

from __future__ import annotations

import pytest

from signs_studio.data.groups import groups_of

# Each name beside another of the same habit, so that no group is alone.
TOLD = {
    "IMG_5864_003.jpg": "img_5864",
    "IMG_5864 (3).jpg": "img_5864",
    "3_IMG_5864_003.jpg": "img_5864",
    "5/IMG_5864_003.JPG": "img_5864",
    "folder\\anna_03.png": "anna",
    "anna_03.png": "anna",
    "anna03.png": "anna",
    "Anna-3.jpeg": "anna",
    "anna (12).png": "anna",
    "anna.12.png": "anna",
    "2_anna_03.png": "anna",
    "anna_maria_0003.webp": "anna_maria",
    "žofie_03.png": "žofie",
    "小明_03.png": "小明",
    "video1_frame0012.jpg": "video1",
    "video1_frame000012.jpg": "video1",
    "video1-shot7.jpg": "video1",
    "5864_003.png": "5864",
    "20240131_101112_003.jpg": "20240131_101112",
    "IMG_20240131_101112_3.jpg": "img_20240131_101112",
    "person7_0001.bmp": "person7",
}
UNTOLD = [
    "IMG_5864.jpg",
    "3_IMG_5864.jpg",
    "DSC00012.JPG",
    "DSC_0012.JPG",
    "PXL_20240131_101112345.jpg",
    "20240131_101112.jpg",
    "IMG_20240131.jpg",
    "anna_20240131_101112.jpg",
    "image (3).png",
    "frame0012.png",
    "3_12.png",
    "12.png",
    "A1.jpg",
    "A_17.jpg",
    "hand.png",
    "anna.png",
    "",
    ".png",
    "_.png",
    "3_.png",
    "d41d8cd98f00b204e9800998ecf8427e.png",
    "7f8c2a10-1b2c-4d5e-8f90-123456789012.png",
    "WhatsApp Image 12.jpeg",
]
BESIDE = ("berta_01.png", "berta_02.png", "carl_01.png", "carl_02.png")


@pytest.mark.parametrize(("name", "group"), TOLD.items())
def test_a_name_that_tells(name: str, group: str) -> None:
    groups = groups_of([name, name, *BESIDE])
    assert groups == (group, group, "berta", "berta", "carl", "carl")


@pytest.mark.parametrize("name", UNTOLD)
def test_a_name_that_tells_nothing(name: str) -> None:
    assert groups_of([name, name, *BESIDE])[:2] == (None, None)


def test_frames_fall_together_and_a_lone_one_stays_alone() -> None:
    names = ["anna_1.png", "anna_2.png", "berta_1.png", "berta_2.png", "carl_1.png", "IMG_1.png"]
    assert groups_of(names) == ("anna", "anna", "berta", "berta", None, None)


def test_what_all_are_called_is_no_group() -> None:
    assert groups_of([f"hands_of_class_b_{number}.png" for number in range(5)]) == (None,) * 5
    assert groups_of([]) == ()


def test_classes_are_stripped_and_are_no_groups() -> None:
    names = ["thumbs up_anna_1.png", "thumbs up_anna_2.png", "fist_berta_1.png", "fist_berta_2.png"]
    assert groups_of(names, class_names=("Thumbs up", "fist")) == ("anna", "anna", "berta", "berta")
    names = ["fist_1.png", "fist_2.png", "up 1.png", "up 2.png"]
    assert groups_of(names, class_names=("up", "fist")) == (None,) * 4


def test_a_hostile_name_takes_no_time() -> None:
    assert groups_of(["1_" * 20_000, "_" * 40_000, "a" * 40_000 + "1"]) == (None, None, None)
