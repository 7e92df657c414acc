"""Names what a file is that holds no arrays to read, and what to do about it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from signs_studio.data.archives.npz import EMPTY_ZIP_MAGIC, ZIP_MAGIC, zip_names
from signs_studio.data.plain_text import plain_text
from signs_studio.messages import Message

if TYPE_CHECKING:
    from pathlib import Path

_TAR = (257, b"ustar")
_TABLE = re.compile(rb"[^\r\n\0]*[,;\t][^\r\n\0]*\r?\n")
_NUMBERS = re.compile(rb"[-+0-9.eE \t]+\r?\n")

# What a file begins with, letters small; the first that fits is said.
_BEGINNINGS: tuple[tuple[tuple[bytes, ...], Message], ...] = (
    (
        (b"<!doctype html", b"<html", b"<head", b"<!doctype"),
        Message(
            "data",
            "{name} is a web page that was saved under this name, not the data. Download the file "
            "itself.",
        ),
    ),
    (
        (b"version https://git-lfs",),
        Message(
            "data",
            "{name} is a pointer of Git LFS, which stands for the file until it is fetched. Fetch "
            'it with "git lfs pull".',
        ),
    ),
    (
        (b"\x1f\x8b", b"bzh", b"\xfd7zxz", b"\x28\xb5\x2f\xfd", b"7z\xbc\xaf", b"rar!"),
        Message(
            "data",
            "{name} is compressed (gzip, bzip2, xz, zstd, 7z or rar). Expand it first, and choose "
            "what comes out.",
        ),
    ),
    (
        (b"%pdf",),
        Message(
            "data",
            "{name} is a PDF document where pictures as arrays were expected. Choose "
            "the file with the pictures.",
        ),
    ),
    (
        (b"matlab 5.0 mat-file", b"octave-1"),
        Message(
            "data",
            "{name} is of an older version of MATLAB. Save it there with "
            "save(..., '-v7.3'), or as NumPy's .npz.",
        ),
    ),
    (
        (b"par1", b"arrow1", b"fea1", b"sqlite format 3"),
        Message(
            "data",
            "{name} is a table (Parquet, Arrow or SQLite) where arrays were expected. Save the "
            "pictures with numpy.savez.",
        ),
    ),
    (
        (b"\x89png", b"\xff\xd8\xff", b"gif8", b"bm", b"ii*\0", b"mm\0*"),
        Message(
            "data",
            "{name} is a single picture where many with their labels were expected. Choose the "
            "folder that has one folder a class.",
        ),
    ),
    (
        (b"[internetshortcut]", b"[desktop entry]", b"l\0\0\0\x01\x14\x02\0", b"book\0\0\0\0mark"),
        Message(
            "data",
            "{name} is a shortcut to a folder, a file or a page. Choose what it leads to.",
        ),
    ),
    (
        (b"\0\5\x16\7",),
        Message(
            "data",
            "{name} holds what macOS notes beside a file, not the file. Choose the one whose name "
            "does not begin with a dot.",
        ),
    ),
    (
        (b"cdf\1", b"cdf\2"),
        Message(
            "data", "{name} is NetCDF of an older version. Save it as NetCDF 4, which is HDF5."
        ),
    ),
    (
        (b"{", b"[{", b"outs:"),
        Message(
            "data",
            "{name} is text (JSON or YAML) where arrays were expected. Save the pictures with "
            "numpy.savez.",
        ),
    ),
)
_PICKLE = Message(
    "data",
    "{name} is pickled, which could run any program when it is read, so it is not opened. Load it "
    "in Python where you trust it, and save its arrays with numpy.savez.",
)
_KERAS = Message(
    "data",
    "{name} is a Keras model where pictures were expected. Choose the file with the pictures.",
)
_TORCH = Message(
    "data",
    "{name} was saved with PyTorch, and is not opened: it could run any program when it is read. "
    "Save its tensors with numpy.savez.",
)
_ZIP = Message(
    "data", "{name} is a zip file without arrays. Expand it, and choose the folder that comes out."
)
_DOCUMENT = Message(
    "data",
    "{name} is a document of an office program where pictures as arrays were expected. Choose the "
    "file with the pictures.",
)
_TAR_FILE = Message(
    "data", "{name} is a tar file. Expand it, and choose the folder or file that comes out."
)
_TABLE_FILE = Message(
    "data",
    "{name} is a table as text (CSV) where arrays were expected. Read it in Python, and save "
    "pictures and labels with numpy.savez.",
)
_ZEROS = Message(
    "data",
    "{name} begins with nothing but zeros, as a download that never came to its end. Get the file "
    "again.",
)
_UNFINISHED = Message(
    "data", "{name} is a download that has not come to its end. Wait for it, or get the file again."
)
_CUT_SHORT = Message(
    "data", "{name} is cut short within its first few bytes. Copy or download it again."
)
_UNKNOWN = Message(
    "data",
    "{name} is not an HDF5, npz, npy or IDX file, of which one was expected. Choose a file with "
    "pictures in one of these.",
)


def refusal_of(path: Path, head: bytes) -> Message:
    """Returns a sentence on what a file is, and what to do.

    Args:
        path: Of the file, regular and not empty.
        head: Its first bytes, a few hundred at least where it has as many.
    """
    return _sentence(path, head).format(name=plain_text(path.name))


def _sentence(path: Path, head: bytes) -> Message:
    if path.suffix.lower() in {".crdownload", ".part", ".download", ".partial"}:
        return _UNFINISHED
    if head.startswith((ZIP_MAGIC, EMPTY_ZIP_MAGIC)):
        return _zip_sentence(path)
    if head[0] == 0x80 and len(head) > 1 and 2 <= head[1] <= 5:
        return _TORCH if path.suffix.lower() in {".pt", ".pth"} else _PICKLE
    if head.startswith((b"(dp", b"(lp", b"cnumpy")):
        return _PICKLE
    if not head.strip(b"\0"):
        return _ZEROS
    small = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for beginnings, sentence in _BEGINNINGS:
        if small.startswith(beginnings) or head.lower().startswith(beginnings):
            return sentence
    if head.startswith(_TAR[1], _TAR[0]):
        return _TAR_FILE
    if b"\0" not in head and (_TABLE.match(head) or _NUMBERS.match(head)):
        return _TABLE_FILE
    if any(magic.startswith(head) for magic in (b"\x89HDF\r\n\x1a\n", b"\x93NUMPY")):
        return _CUT_SHORT
    return _UNKNOWN


def _zip_sentence(path: Path) -> Message:
    names = zip_names(path)
    last_parts = {name.rsplit("/", 1)[-1] for name in names}
    if "model.weights.h5" in last_parts:
        return _KERAS
    if "data.pkl" in last_parts:
        return _TORCH
    if "[Content_Types].xml" in names or "mimetype" in names:
        return _DOCUMENT
    return _ZIP
