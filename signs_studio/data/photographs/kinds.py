"""Kinds of files, told by how their names end and how they begin."""

from __future__ import annotations

import re

from signs_studio.messages import Message

_READ = "bmp dib gif jfif jpe jpeg jpg mpo pbm pgm png pnm ppm tif tiff webp"
PICTURE_ENDINGS = frozenset(_READ.split())
"""Endings of the names of pictures that can be read, in small letters."""

_RAW = "3fr arw cr2 cr3 crw dng erf iiq kdc mrw nef nrw orf pef raf raw rw2 rwl sr2 srf srw x3f"
_RAW_ENDINGS = frozenset(_RAW.split())
_FILM = Message("data", "a film")
_OTHER_ENDINGS = {
    "heic": Message("data", "a HEIC picture"),
    "heif": Message("data", "a HEIC picture"),
    "avif": Message("data", "an AVIF picture"),
    "jp2": Message("data", "a JPEG 2000 picture"),
    "j2k": Message("data", "a JPEG 2000 picture"),
    "jxl": Message("data", "a JPEG XL picture"),
    "psd": Message("data", "a Photoshop picture"),
    "svg": Message("data", "a drawing (SVG)"),
    "mp4": _FILM,
    "mov": _FILM,
    "avi": _FILM,
    "webm": _FILM,
}
# What lies beside pictures and is none. Files with other endings are looked into.
_BESIDE = (
    "txt csv tsv json xml md rst ini db yml yaml html htm log py pyc ipynb zip tar gz tgz rar 7z "
    "pdf doc docx odt xls xlsx ods ppt pptx url lnk webloc mat h5 hdf5 npz npy pkl pt pth keras "
    "onnx tflite tfrecord sh bat exe m mp3 wav aae xmp thm tmp part crdownload lock rels names "
    "data cfg toml js css"
)
_BESIDE_ENDINGS = frozenset(_BESIDE.split())
_HIDDEN_NAMES = frozenset(
    ("thumbs.db", "ehthumbs.db", "desktop.ini", "__macosx", "@eadir", "$recycle.bin", "icon\r")
)

HEAD_BYTES = 512
"""As much of a file tells its kind."""

# Patterns of how files of each kind begin.
_PICTURE_HEAD = re.compile(
    rb"\x89PNG\r\n\x1a\n|\xff\xd8\xff|GIF8[79]a|BM.{4}\0\0\0\0|II\*\0|MM\0\*|II\+\0|MM\0\+"
    rb"|RIFF.{4}WEBP|P[1-6][\s#]",
    re.DOTALL,
)
_RAW_HEAD = re.compile(
    rb"II\*\0.{4}CR|.{4}ftypcrx |IIRO|IIRS|MMOR|IIU\0|FUJIFILMCCD-RAW|FOVb|\0MRM", re.DOTALL
)
_OTHER_HEADS = tuple(
    (re.compile(pattern, re.DOTALL | re.IGNORECASE), kind)
    for pattern, kind in (
        (rb".{4}ftyp(hei|hev|mif1|msf1)", _OTHER_ENDINGS["heic"]),
        (rb".{4}ftypavi[fs]", _OTHER_ENDINGS["avif"]),
        (rb".{4}(ftyp|moov)|\x1a\x45\xdf\xa3|RIFF.{4}AVI ", _FILM),
        (rb"\0\0\0\x0cjP  |\xff\x4f\xff\x51", _OTHER_ENDINGS["jp2"]),
        (rb"\0\0\0\x0cJXL |\xff\x0a", _OTHER_ENDINGS["jxl"]),
        (rb"8BPS", _OTHER_ENDINGS["psd"]),
        (
            rb"(\xef\xbb\xbf)?\s*(<\?xml[^>]*>\s*)?(<!doctype svg[^>]*>\s*)?<svg",
            _OTHER_ENDINGS["svg"],
        ),
        (rb"%PDF", Message("data", "a PDF document")),
        (rb"\0\0[\x01\x02]\0", Message("data", "an icon (ICO)")),
    )
)
_PACKED = re.compile(rb"PK\x03\x04|\x1f\x8b|7z\xbc\xaf|Rar!|BZh|\xfd7zXZ")
_WEB_PAGE = re.compile(rb"(\xef\xbb\xbf)?\s*<(!doctype html|html|head|body)", re.IGNORECASE)
_LFS_POINTER = b"version https://git-lfs.github.com/spec/"
_HDF5 = b"\x89HDF\r\n\x1a\n"


def ending_of(name: str) -> str:
    """Returns how a file's name ends, in small letters and without the dot."""
    return name.rpartition(".")[2].casefold() if "." in name else ""


def is_hidden(name: str) -> bool:
    """Returns whether a file or folder is none of a person's own, such as ``Thumbs.db``."""
    return name.startswith(".") or name.casefold() in _HIDDEN_NAMES


def lies_beside(name: str) -> bool:
    """Returns whether a file is by its name no picture, and nothing that was meant for one."""
    return ending_of(name) in _BESIDE_ENDINGS


def is_named_as_picture(name: str) -> bool:
    """Returns whether a file is by its name a picture, also of a kind that cannot be read."""
    ending = ending_of(name)
    return ending in PICTURE_ENDINGS or ending in _RAW_ENDINGS or ending in _OTHER_ENDINGS


def begins_as_picture(head: bytes) -> bool:
    """Returns whether a file begins as a picture does, also of a kind that cannot be read."""
    return any(
        pattern.match(head)
        for pattern in (_PICTURE_HEAD, _RAW_HEAD, *(pattern for pattern, _ in _OTHER_HEADS))
    )


def refusal_by_name(ending: str, *, name: str) -> Message | None:
    """Returns a sentence on a picture whose ending tells that it cannot be read; None otherwise.

    Args:
        ending: Of its name, as of ``ending_of``.
        name: What to call it.
    """
    if ending in _RAW_ENDINGS:
        return _unsupported(Message("data", "a raw photograph of a camera"), name)
    kind = _OTHER_ENDINGS.get(ending)
    return None if kind is None else _unsupported(kind, name)


def refusal_by_head(head: bytes, *, name: str) -> Message | None:
    """Returns a sentence on a file that begins as no picture that can be read; None otherwise.

    Args:
        head: Its first ``HEAD_BYTES``, or all of it.
        name: What to call it.
    """
    if not head:
        return Message("data", "{name} is empty: get the file again.").format(name=name)
    if _RAW_HEAD.match(head):
        return _unsupported(Message("data", "a raw photograph of a camera"), name)
    if _PICTURE_HEAD.match(head):
        return None
    for pattern, kind in _OTHER_HEADS:
        if pattern.match(head):
            return _unsupported(kind, name)
    if head.startswith(_LFS_POINTER):
        return Message(
            "data",
            "{name} is a Git LFS pointer, which stands for the picture: fetch the picture itself "
            'with "git lfs pull".',
        ).format(name=name)
    if _WEB_PAGE.match(head):
        return Message(
            "data",
            "{name} is a web page that was saved under the name of a picture: save the picture "
            "itself.",
        ).format(name=name)
    if head.startswith(_HDF5):
        return Message(
            "data", "{name} is an HDF5 file under the name of a picture: open it by itself."
        ).format(name=name)
    if _PACKED.match(head):
        return Message("data", "{name} is a packed file: unpack it first.").format(name=name)
    if not head.strip(b"\0"):
        return Message(
            "data", "{name} holds nothing but zeros, as after a broken download: get it again."
        ).format(name=name)
    if _is_text(head):
        return Message("data", "{name} holds text where a picture was expected.").format(name=name)
    return Message(
        "data", "{name} is no picture of a kind that can be read: save it as JPEG or PNG."
    ).format(name=name)


def _unsupported(kind: Message, name: str) -> Message:
    if kind is _FILM:
        return Message(
            "data", "{name} is a film, which cannot be read: save pictures of it as JPEG or PNG."
        ).format(name=name)
    return Message(
        "data", "{name} is {kind}, which cannot be read: save it as JPEG or PNG."
    ).format(name=name, kind=kind)


def _is_text(head: bytes) -> bool:
    return head.isascii() and head.decode("ascii").translate(_BLANKS).isprintable()


_BLANKS = dict.fromkeys(map(ord, "\n\r\t"), " ")
