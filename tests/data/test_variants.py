"""How people save pictures: every variant gives what the plain file gives, or one plain sentence.

The rows were gathered from what courses, libraries and people who ask for help write: names of
arrays and files, orders of axes, ranges, forms of labels, and files that are something else.
"""

from __future__ import annotations

import gzip
import io
import json
import pickle
import tarfile
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import h5py
import numpy as np
import pytest

from signs_studio.data.mapping import MappingNeededError
from signs_studio.data.opening import open_pictures
from signs_studio.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from signs_studio.data.dataset import Dataset

    Arrays = Mapping[str, Any]
    Write = Callable[[Path], Path | list[Path]]

TRAIN, TEST, SIDE, CLASSES = 24, 12, 8, 3


def drawn(count: int, seed: int) -> NDArray[np.uint8]:
    """Smooth pictures, so that it can be seen how they lie, each with a black and a white point."""
    random = np.random.default_rng(seed)
    down, across = np.mgrid[0:SIDE, 0:SIDE][:, None, :, :, None] / SIDE
    tint = random.uniform(0, 100, (count, 1, 1, 3))
    slopes = random.uniform(20, 70, (2, count, 1, 1, 1))
    pictures = (tint + slopes[0] * down + slopes[1] * across + 10).astype(np.uint8)
    pictures[:, 0, 0], pictures[:, -1, -1] = 0, 255
    return pictures


X, TX = drawn(TRAIN, 1), drawn(TEST, 2)
Y, TY = np.arange(TRAIN) % CLASSES, np.arange(TEST)[::-1] % CLASSES
GX, GTX = X[..., 0], TX[..., 0]
MASK, TMASK = GX > 90, GTX > 90
UNIT, TUNIT = (part.astype(np.float32) / np.float32(255) for part in (X, TX))
ONE_HOT, T_ONE_HOT = np.eye(CLASSES)[Y], np.eye(CLASSES)[TY]
NAMES = np.array(["fist", "five", "two"])
DIGITS = np.array([b"1", b"2", b"3"])


def signs(train_x: Any = X, train_y: Any = Y, test_x: Any = TX, test_y: Any = TY) -> dict[str, Any]:
    """The arrays of the SIGNS layout."""
    return {
        "train_set_x": train_x,
        "train_set_y": train_y,
        "test_set_x": test_x,
        "test_set_y": test_y,
    }


def named(names: str, arrays: tuple[Any, ...] = (X, Y, TX, TY)) -> dict[str, Any]:
    return dict(zip(names.split(), arrays, strict=True))


# The plain files, of which every variant is another way to write one.
PLAIN: dict[str, dict[str, Any]] = {
    "colour": signs(),
    "gray": signs(GX, Y, GTX, TY),
    "floats": signs(UNIT, Y, TUNIT, TY),
    "masks": signs(MASK * np.uint8(255), Y, TMASK * np.uint8(255), TY),
    "one set": {"train_set_x": X, "train_set_y": Y},
    "one gray set": {"train_set_x": GX, "train_set_y": Y},
    "named": signs(train_y=np.char.encode(NAMES)[Y], test_y=np.char.encode(NAMES)[TY]),
    "listed": signs() | {"list_classes": np.char.encode(NAMES)},
    "from 1": signs(train_y=DIGITS[Y], test_y=DIGITS[TY]),
    "gray from 1": signs(GX, DIGITS[Y], GTX, DIGITS[TY]),
    "gaps": signs(train_y=np.array([b"0", b"4", b"9"])[Y], test_y=np.array([b"0", b"4", b"9"])[TY]),
    "two": signs(train_y=Y % 2, test_y=TY % 2),
    "minus": signs(train_y=np.array([b"-1", b"1"])[Y % 2], test_y=np.array([b"-1", b"1"])[TY % 2]),
}


def h5(path: Path, arrays: Arrays, **how: Any) -> Path:
    with h5py.File(path, "w", **how) as file:
        for name, value in arrays.items():
            arguments = value if isinstance(value, dict) else {"data": value}
            file.create_dataset(name, **arguments)
    return path


def npz(path: Path, arrays: Arrays) -> Path:
    np.savez(path, **arrays)
    return path


def in_h5(arrays: Arrays, name: str = "any.h5", **how: Any) -> Write:
    return lambda folder: h5(folder / name, arrays, **how)


def in_npz(arrays: Arrays, name: str = "any.npz") -> Write:
    return lambda folder: npz(folder / name, arrays)


def packed(arrays: Arrays) -> Write:
    def write(folder: Path) -> Path:
        np.savez_compressed(folder / "packed.npz", **arrays)
        return folder / "packed.npz"

    return write


def in_npys(arrays: Arrays, *, choose: str = "") -> Write:
    """Writes a lone array a file; the folder is chosen, or one of the files."""

    def write(folder: Path) -> Path:
        for name, array in arrays.items():
            np.save(folder / f"{name}.npy", array)
        return folder / f"{choose}.npy" if choose else folder

    return write


def in_files(files: Mapping[str, Arrays], *choose: str) -> Write:
    """Writes several HDF5 or npz files; some are chosen, or their folder."""

    def write(folder: Path) -> Path | list[Path]:
        for name, arrays in files.items():
            (npz if name.endswith(".npz") else h5)(folder / name, arrays)
        return [folder / name for name in choose] or folder

    return write


def idx_bytes(array: NDArray[Any]) -> bytes:
    code = {"u1": 8, "i1": 9, "i2": 11, "i4": 12, "f4": 13, "f8": 14}[array.dtype.str[1:]]
    sides = np.array(array.shape, ">u4").tobytes()
    return (
        bytes([0, 0, code, array.ndim])
        + sides
        + array.astype(array.dtype.newbyteorder(">")).tobytes()
    )


MNIST = {
    "train-images-idx3-ubyte": GX,
    "train-labels-idx1-ubyte": Y.astype(np.uint8),
    "t10k-images-idx3-ubyte": GTX,
    "t10k-labels-idx1-ubyte": TY.astype(np.uint8),
}


def in_idx(arrays: Arrays, *, gz: bool = False, choose: str = "") -> Write:
    def write(folder: Path) -> Path:
        for name, array in arrays.items():
            data = idx_bytes(array)
            path = folder / (f"{name}.gz" if gz else name)
            path.write_bytes(gzip.compress(data) if gz else data)
        return folder / choose if choose else folder

    return write


def matlab(arrays: Arrays, *, attribute: bool = True, block: bool = False) -> Write:
    """Writes arrays as MATLAB does: the axes of each reversed."""

    def write(folder: Path) -> Path:
        path = folder / "signs.mat"
        with h5py.File(path, "w", userblock_size=512 if block else 0) as file:
            for name, array in arrays.items():
                stored = file.create_dataset(name, data=np.asarray(array).T)
                if attribute:
                    stored.attrs["MATLAB_class"] = np.bytes_(b"uint8")
        if block:
            with path.open("r+b") as opened:
                opened.write(b"MATLAB 7.3 MAT-file, Platform: GLNXA64")
        return path

    return write


def raw(data: bytes, name: str = "signs.h5") -> Write:
    def write(folder: Path) -> Path:
        (folder / name).write_bytes(data)
        return folder / name

    return write


def zipped(members: Mapping[str, bytes], name: str) -> Write:
    def write(folder: Path) -> Path:
        with zipfile.ZipFile(folder / name, "w") as file:
            for member, data in members.items():
                file.writestr(member, data)
        return folder / name

    return write


def tarred(folder: Path) -> Path:
    with tarfile.open(folder / "signs.h5", "w") as file:
        info = tarfile.TarInfo("a.txt")
        file.addfile(info, io.BytesIO())
    return folder / "signs.h5"


def never_closed(folder: Path) -> Path:
    with h5py.File(folder / "whole.h5", "w", libver="latest") as file:
        for name, array in signs().items():
            file[name] = array
        file.flush()
        (folder / "open.h5").write_bytes((folder / "whole.h5").read_bytes())
    return folder / "open.h5"


def folder_of_nothing(folder: Path) -> Path:
    (folder / "a.npz").mkdir()
    return folder / "a.npz"


def linked_out(folder: Path) -> Path:
    outside = folder / "outside"
    outside.mkdir()
    (folder / "test.npz").symlink_to(npz(outside / "secret.npz", named("x y", (TX, TY))))
    return npz(folder / "train.npz", named("x y", (X, Y)))


def soft_group(folder: Path) -> Path:
    path = h5(folder / "any.h5", {"y": Y})
    with h5py.File(path, "a") as file:
        file["train"] = h5py.SoftLink("/")
    return path


def circle(folder: Path) -> Path:
    path = h5(folder / "any.h5", {"group/x": X})
    with h5py.File(path, "a") as file:
        file["group/up"] = file["/"]
        file["group/self"] = file["group"]
    return path


def keras_weights(folder: Path) -> Path:
    path = h5(folder / "model.h5", {"model_weights/dense/kernel": np.zeros((3, 3))})
    with h5py.File(path, "a") as file:
        file.attrs["model_config"] = "{}"
    return path


def npy_bytes(array: NDArray[Any], **how: Any) -> bytes:
    file = io.BytesIO()
    np.save(file, array, **how)
    return file.getvalue()


def plane_rows(pictures: NDArray[Any]) -> NDArray[Any]:
    return pictures.transpose(0, 3, 1, 2).reshape(len(pictures), -1)


def opaque(pictures: NDArray[Any]) -> NDArray[Any]:
    return np.concatenate([pictures, np.full_like(pictures[..., :1], 255)], axis=-1)


@dataclass(frozen=True, kw_only=True)
class Same:
    """A variant that gives what a plain file gives.

    Attributes:
        write: Writes it, and returns what a person chooses.
        plain: Which of ``PLAIN`` it is like.
        said: Words of its notes; none for no notes at all.
        mapping: What a person says of it.
    """

    write: Write
    plain: str = "colour"
    said: tuple[str, ...] = ()
    mapping: dict[str, str] = field(default_factory=dict)


def same(write: Write, plain: str = "colour", *said: str, **mapping: str) -> Same:
    return Same(write=write, plain=plain, said=said, mapping=mapping)


SAME = {
    # Names, in one file.
    "SIGNS": same(in_h5(signs())),
    "SIGNS in npz": same(in_npz(signs())),
    "keras npz": same(in_npz(named("x_train y_train x_test y_test"))),
    "keras npz, compressed": same(packed(named("x_train y_train x_test y_test"))),
    "capitals": same(in_npz(named("X_train Y_train X_test Y_test"))),
    "no separator": same(in_npz(named("Xtrain ytrain Xtest ytest"))),
    "set first": same(in_npz(named("train_x train_y test_x test_y"))),
    "camel case": same(in_npz(named("trainX trainY testX testY"))),
    "short": same(in_npz(named("trX trY teX teY"))),
    "hyphens": same(in_h5(named("train-images train-labels test-images test-labels"))),
    "spaces": same(
        in_h5({"Train Images": X, "Train Labels": Y, "Test Images": TX, "Test Labels": TY})
    ),
    "images and labels": same(in_npz(named("train_images train_labels test_images test_labels"))),
    "img": same(in_h5(named("train_img train_labels test_img test_labels"))),
    "data and label": same(in_h5(named("data label", (X, Y))), "one set", "set aside"),
    "X and y": same(in_npz(named("X y", (X, Y))), "one set", "set aside"),
    "images, labels": same(in_npz(named("images labels", (X, Y))), "one set", "set aside"),
    "features, targets": same(in_npz(named("features targets", (X, Y))), "one set", "set aside"),
    "inputs, target": same(in_h5(named("inputs target", (X, Y))), "one set", "set aside"),
    "pixels, class": same(in_h5(named("pixels class", (X, Y))), "one set", "set aside"),
    "groups": same(in_h5(named("train/x train/y test/x test/y"))),
    "groups of images": same(in_h5(named("train/images train/labels test/images test/labels"))),
    "groups in a group": same(in_h5(named("data/train/x data/train/y data/test/x data/test/y"))),
    "matconvnet": same(in_h5(named("images/data images/labels", (X, Y))), "one set", "set aside"),
    "savez without names": same(in_npz(named("arr_0 arr_1 arr_2 arr_3"))),
    "CIFAR-100": same(
        in_npz(named("data fine_labels coarse_labels", (plane_rows(X), Y, Y * 7))),
        "one set",
        "flattened",
        "one after another",
    ),
    "digits, also flattened": same(
        in_npz(named("data images target", (GX.reshape(TRAIN, -1), GX, Y))), "one gray set"
    ),
    "medmnist": same(
        in_npz(
            named(
                "train_images train_labels val_images val_labels test_images test_labels",
                (X, Y[:, None], X[:6], Y[:6, None], TX, TY[:, None]),
            )
        ),
        "colour",
        "validation set, and was left out",
    ),
    "validation only": same(
        in_npz(named("x_train y_train x_val y_val")), "colour", "serves as the test set"
    ),
    "valid only": same(
        in_h5(named("train/x train/y valid/x valid/y")), "colour", "serves as the test set"
    ),
    "only one reading": same(
        in_h5(named("blob thing other", (X, Y, np.arange(5)))), "one set", "no other arrays fit"
    ),
    "labels by another name": same(
        in_npz(named("x_train marks", (X, Y))), "one set", "no other arrays fit"
    ),
    "default names of keras": same(
        in_h5(named("dataset_1 dataset_2", (X, Y))), "one set", "no other arrays fit"
    ),
    "names in another script": same(
        in_h5({"картинки": X, "метки": Y}), "one set", "no other arrays fit"
    ),
    "names with markup": same(in_h5({"<b>x": X, "<i>y</i": Y}), "one set"),
    "a mapping": same(
        in_h5(named("a b c d")), "colour", train_x="a", train_y="b", test_x="c", test_y="d"
    ),
    "a mapping against the names": same(
        in_npz(named("x_test y_test x_train y_train")),
        "colour",
        train_x="x_test",
        train_y="y_test",
        test_x="x_train",
        test_y="y_train",
    ),
    "a mapping with classes": same(
        in_h5(named("p q r s t", (X, Y, TX, TY, NAMES.astype("S")))),
        "listed",
        train_x="p",
        train_y="q",
        test_x="r",
        test_y="s",
        classes="t",
    ),
    # Names of files.
    "train.h5 and test.h5": same(
        in_files({"train.h5": named("x y", (X, Y)), "test.h5": named("x y", (TX, TY))}, "train.h5")
    ),
    "the test file chosen": same(
        in_files({"train.h5": named("x y", (X, Y)), "test.h5": named("x y", (TX, TY))}, "test.h5")
    ),
    "both dropped": same(
        in_files(
            {"train.h5": named("x y", (X, Y)), "test.h5": named("x y", (TX, TY))},
            "test.h5",
            "train.h5",
        )
    ),
    "the folder": same(
        in_files({"train.npz": named("x y", (X, Y)), "test.npz": named("x y", (TX, TY))})
    ),
    "signs_train and signs_test": same(
        in_files(
            {
                "signs_train.h5": named("images labels", (X, Y)),
                "signs_test.h5": named("images labels", (TX, TY)),
            },
            "signs_train.h5",
        )
    ),
    "any case, downloaded twice": same(
        in_files(
            {
                "Train_Signs (1).H5": named("train_set_x train_set_y", (X, Y)),
                "test_signs.h5": named("test_set_x test_set_y", (TX, TY)),
            },
            "Train_Signs (1).H5",
        )
    ),
    "training_set and testing_set": same(
        in_files(
            {"training_set.npz": named("X y", (X, Y)), "testing_set.npz": named("X y", (TX, TY))},
            "training_set.npz",
        )
    ),
    "npz beside h5": same(
        in_files({"train.h5": named("x y", (X, Y)), "test.npz": named("x y", (TX, TY))}, "train.h5")
    ),
    "four npy": same(in_npys(named("X_train y_train X_test y_test"))),
    "four npy, one chosen": same(in_npys(named("X_train y_train X_test y_test"), choose="y_test")),
    "four npy, of images": same(
        in_npys(named("train_images train_labels test_images test_labels"), choose="train_images")
    ),
    "X.npy and Y.npy": same(in_npys({"X": X, "Y": ONE_HOT}, choose="X"), "one set", "set aside"),
    "prefixed npy": same(
        in_npys(
            named("signs_x_train signs_y_train signs_x_test signs_y_test"), choose="signs_x_train"
        )
    ),
    "MNIST": same(in_idx(MNIST), "gray"),
    "MNIST, gz": same(in_idx(MNIST, gz=True), "gray"),
    "MNIST, one chosen": same(in_idx(MNIST, choose="t10k-labels-idx1-ubyte"), "gray"),
    "MNIST, dots": same(
        in_idx({name.replace("-idx", ".idx"): array for name, array in MNIST.items()}), "gray"
    ),
    "EMNIST": same(
        in_idx(
            {
                "emnist-letters-train-images-idx3-ubyte": GX,
                "emnist-letters-train-labels-idx1-ubyte": Y.astype(np.uint8) + 1,
                "emnist-letters-test-images-idx3-ubyte": GTX,
                "emnist-letters-test-labels-idx1-ubyte": TY.astype(np.uint8) + 1,
            },
            gz=True,
        ),
        "gray from 1",
        "count from 1 to 3",
    ),
    "IDX of four axes": same(
        in_idx({"train-images-idx4-ubyte": X, "train-labels-idx1-ubyte": Y.astype(np.uint8)}),
        "one set",
    ),
    "h5 under another ending": same(in_h5(signs(), "signs.data")),
    "npz under the name of h5": same(
        lambda folder: npz(folder / "x.npz", signs()).rename(folder / "signs.h5")
    ),
    # Axes.
    "channels first": same(
        in_npz(signs(X.transpose(0, 3, 1, 2), Y, TX.transpose(0, 3, 1, 2), TY)),
        "colour",
        "channels before height",
    ),
    "channels first, one set": same(
        in_h5(signs(X.transpose(0, 3, 1, 2))), "colour", "channels before height"
    ),
    "channels first, one channel": same(
        in_h5(signs(GX[:, None], Y, GTX[:, None], TY)), "gray", "channels before height"
    ),
    "channels last, one channel": same(in_h5(signs(GX[..., None], Y, GTX[..., None], TY)), "gray"),
    "pictures last": same(
        in_h5(signs(X.transpose(1, 2, 3, 0), Y, TX.transpose(1, 2, 3, 0), TY)),
        "colour",
        "are counted on another axis",
    ),
    "channels first, pictures last": same(
        in_npz(signs(X.transpose(3, 1, 2, 0), Y, TX.transpose(3, 1, 2, 0), TY)),
        "colour",
        "are counted on another axis",
    ),
    "gray, pictures last": same(
        in_h5(signs(GX.transpose(1, 2, 0), Y, GTX.transpose(1, 2, 0), TY)),
        "gray",
        "are counted on another axis",
    ),
    "MATLAB": same(
        matlab(signs(X.transpose(1, 2, 3, 0), Y[:, None], TX.transpose(1, 2, 3, 0), TY[:, None])),
        "colour",
        "are counted on another axis",
    ),
    "MATLAB, header alone": same(
        matlab(
            signs(X.transpose(1, 2, 3, 0), Y[None], TX.transpose(1, 2, 3, 0), TY[None]),
            attribute=False,
            block=True,
        ),
        "colour",
        "are counted on another axis",
    ),
    "MATLAB, pictures first": same(
        matlab(signs(X, Y[:, None], TX, TY[:, None])), "colour", "axes reversed"
    ),
    "MATLAB, one-hot": same(
        matlab(signs(X.transpose(1, 2, 3, 0), ONE_HOT, TX.transpose(1, 2, 3, 0), T_ONE_HOT))
    ),
    "MATLAB, flattened": same(
        matlab(
            signs(
                GX.transpose(0, 2, 1).reshape(TRAIN, -1),
                Y[:, None],
                GTX.transpose(0, 2, 1).reshape(TEST, -1),
                TY[:, None],
            )
        ),
        "gray",
        "flattened",
    ),
    "MNIST, downloaded twice": same(
        in_idx(
            {
                "train-images-idx3-ubyte (1)": GX,
                "train-labels-idx1-ubyte (2)": Y.astype(np.uint8),
                "t10k-images-idx3-ubyte": GTX,
                "t10k-labels-idx1-ubyte (1)": TY.astype(np.uint8),
            },
            gz=True,
        ),
        "gray",
    ),
    "Fortran's order": same(
        in_npz(signs(np.asfortranarray(X), Y, np.asfortranarray(TX), TY)), "colour", "reversed"
    ),
    "rows of colours": same(
        in_npz(signs(X.reshape(TRAIN, -1), Y, TX.reshape(TEST, -1), TY)), "colour", "side by side"
    ),
    "rows of planes": same(
        in_npz(signs(plane_rows(X), Y, plane_rows(TX), TY)), "colour", "one after another"
    ),
    "columns of colours": same(
        in_h5(signs(X.reshape(TRAIN, -1).T, Y, TX.reshape(TEST, -1).T, TY)), "colour", "flattened"
    ),
    "gray rows": same(
        in_npz(signs(GX.reshape(TRAIN, -1), Y, GTX.reshape(TEST, -1), TY)), "gray", "8 x 8"
    ),
    "gray rows with an axis for a channel": same(
        in_npz(signs(GX.reshape(TRAIN, -1, 1), Y, GTX.reshape(TEST, -1, 1), TY)), "gray", "8 x 8"
    ),
    "planes with an axis for the channels": same(
        in_npz(
            signs(plane_rows(X).reshape(TRAIN, 3, -1), Y, plane_rows(TX).reshape(TEST, 3, -1), TY)
        ),
        "colour",
        "one after another",
    ),
    "opaque alpha": same(in_h5(signs(opaque(X), Y, opaque(TX), TY)), "colour", "was dropped"),
    "opaque alpha on gray": same(
        in_npz(signs(opaque(GX[..., None]), Y, opaque(GTX[..., None]), TY)), "gray", "was dropped"
    ),
    # Types and ranges.
    "wide whole numbers": same(in_npz(signs(X.astype(np.int64), Y, TX.astype(np.int32), TY))),
    "the other byte order": same(in_npz(signs(X.astype(">u2"), Y, TX.astype(">u2"), TY))),
    "16 bits": same(
        in_h5(signs(X.astype(np.uint16) * 257, Y, TX.astype(np.uint16) * 257, TY)),
        "colour",
        "0 to 65535",
    ),
    "signed bytes": same(
        in_npz(
            signs((X.astype(int) - 128).astype("i1"), Y, (TX.astype(int) - 128).astype("i1"), TY)
        ),
        "colour",
        "−128 to 127",
    ),
    "booleans": same(in_npz(signs(MASK, Y, TMASK, TY)), "masks", "True became 255"),
    "masks of 0 and 1": same(
        in_h5(signs(MASK.astype("u1"), Y, TMASK.astype("u1"), TY)),
        "masks",
        "0 to 1, were stretched",
    ),
    "masks of 0 and 1 for training": same(
        in_h5(signs(MASK.astype("u1"), Y, TMASK * np.uint8(255), TY)), "masks", "scaled by its own"
    ),
    "0 to 15": same(
        in_npz(signs(MASK * np.uint8(15), Y, TMASK * np.uint8(15), TY)), "masks", "0 to 15"
    ),
    "doubles": same(in_npz(signs(UNIT.astype(float), Y, TUNIT.astype(float), TY)), "floats"),
    "floats of 0 to 255": same(
        in_h5(signs(X.astype(float), Y, TX.astype(float), TY)), "floats", "divided by 255"
    ),
    "0 to 1 and 0 to 255": same(
        in_h5(signs(UNIT, Y, TX, TY)), "floats", "scaled by its own", "0 to 255"
    ),
    "0 to 1 and floats of 0 to 255": same(
        in_npz(signs(UNIT, Y, TX.astype(np.float32), TY)), "floats", "scaled by its own"
    ),
    # Labels.
    "from 1": same(in_h5(signs(train_y=Y + 1, test_y=TY + 1)), "from 1", "count from 1 to 3"),
    "gaps": same(
        in_npz(signs(train_y=np.array([0, 4, 9])[Y], test_y=np.array([0, 4, 9])[TY])),
        "gaps",
        "No picture is labelled 1, 2, 3, 5, 6, 7, 8",
    ),
    "floats": same(in_npz(signs(train_y=Y.astype(float), test_y=TY.astype(np.float32)))),
    "one-hot": same(in_npz(signs(train_y=ONE_HOT, test_y=T_ONE_HOT))),
    "one-hot booleans": same(in_h5(signs(train_y=ONE_HOT > 0, test_y=T_ONE_HOT > 0))),
    "one-hot, other way round": same(in_h5(signs(train_y=ONE_HOT.T, test_y=T_ONE_HOT.T))),
    "one-hot and numbers": same(in_h5(signs(train_y=ONE_HOT))),
    "one-hot, unused columns": same(
        in_npz(
            signs(train_y=np.eye(5)[Y], test_y=np.eye(5)[TY]),
        ),
        "colour",
        "No picture is labelled 3, 4",
    ),
    "(N, 1)": same(in_npz(signs(train_y=Y[:, None], test_y=TY[:, None]))),
    "(1, N)": same(in_h5(signs(train_y=Y[None], test_y=TY[None]))),
    "(N, 1, 1)": same(in_npz(signs(train_y=Y[:, None, None], test_y=TY[:, None, None]))),
    "labels as booleans": same(in_npz(signs(train_y=Y % 2 == 1, test_y=TY % 2 == 1)), "two"),
    "labels -1 and 1": same(in_npz(signs(train_y=Y % 2 * 2 - 1, test_y=TY % 2 * 2 - 1)), "minus"),
    "text of NumPy": same(in_npz(signs(train_y=NAMES[Y], test_y=NAMES[TY])), "named"),
    "text of varying length": same(
        in_h5(
            signs(
                train_y={"data": NAMES[Y].tolist(), "dtype": h5py.string_dtype()},
                test_y={"data": NAMES[TY].tolist(), "dtype": h5py.string_dtype()},
            )
        ),
        "named",
    ),
    "text of varying length, packed": same(
        in_h5(
            signs(
                train_y={
                    "data": NAMES[Y].tolist(),
                    "dtype": h5py.string_dtype("ascii"),
                    "compression": "gzip",
                },
                test_y={"data": NAMES[TY].tolist(), "dtype": h5py.string_dtype()},
            )
        ),
        "named",
    ),
    "byte strings": same(
        in_npz(signs(train_y=NAMES.astype("S")[Y], test_y=NAMES.astype("S")[TY])), "named"
    ),
    "a list of names": same(in_npz(signs() | {"class_names": NAMES}), "listed"),
    "a list of names of varying length": same(
        in_h5(signs() | {"classes": {"data": NAMES.tolist(), "dtype": h5py.string_dtype()}}),
        "listed",
    ),
    "listed, from 1": same(
        in_h5(signs(train_y=Y + 1, test_y=TY + 1) | {"list_classes": NAMES.astype("S")}),
        "listed",
        "count from 1",
    ),
    "listed, one never seen": same(
        in_npz(signs() | {"label_names": np.append(NAMES, "never")}), "listed", "never"
    ),
    "an empty test set": same(
        in_h5(signs(test_x=TX[:0], test_y=TY[:0])), "one set", "counts as no test set"
    ),
    "an empty test set in npz": same(
        in_npz(signs(test_x=TX[:0], test_y=TY[:0])), "one set", "counts as no test set"
    ),
}

LFS = b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"
HALF = npy_bytes(X)[:-100]

# How it is written, and key words of its refusal.
REFUSED: dict[str, tuple[Write, tuple[str, ...]]] = {
    "a web page": (raw(b"\n<!DOCTYPE html><html>404"), ("web page", "Download the file itself")),
    "a web page as npz": (raw(b"<HTML><body>", "a.npz"), ("a.npz is a web page",)),
    "a pointer of Git LFS": (raw(LFS), ("Git LFS", "git lfs pull")),
    "a gzip": (raw(gzip.compress(b"x" * 99)), ("compressed (gzip", "Expand it first")),
    "7z": (raw(b"7z\xbc\xaf'\x1c" + bytes(50), "a.npz"), ("7z", "Expand it first")),
    "a tar": (tarred, ("a tar file", "Expand it")),
    "a zip of other things": (zipped({"a.txt": b"x"}, "signs.h5"), ("a zip file", "Expand it")),
    "a PDF": (raw(b"%PDF-1.7\n"), ("PDF document", "Choose")),
    "a CSV": (raw(b"label,pixel0,pixel1\n3,0,255\n", "a.npz"), ("CSV", "numpy.savez")),
    "JSON": (raw(json.dumps({"x": [1]}).encode()), ("JSON", "numpy.savez")),
    "a pickle": (raw(pickle.dumps({"x": 1}), "data.npy"), ("pickled", "not opened")),
    "parquet": (raw(b"PAR1" + bytes(40)), ("Parquet", "numpy.savez")),
    "MATLAB of version 5": (
        raw(b"MATLAB 5.0 MAT-file, Platform" + bytes(200), "signs.mat"),
        ("older version of MATLAB", "-v7.3"),
    ),
    "PyTorch": (zipped({"archive/data.pkl": b"x"}, "signs.pt"), ("PyTorch", "numpy.savez")),
    "a Keras model": (
        zipped({"config.json": b"{}", "model.weights.h5": b""}, "m.keras"),
        ("Keras",),
    ),
    "a Keras model in HDF5": (keras_weights, ("Keras model", "Choose the file with the pictures")),
    "weights of Keras 3": (
        in_h5({"layers/dense/vars/0": np.zeros((3, 3))}, "model.weights.h5"),
        ("Keras model",),
    ),
    "a pandas table": (
        in_h5({"df/axis0": np.zeros(3), "df/block0_values": np.zeros((3, 3))}),
        ("pandas", "numpy.savez"),
    ),
    "a single picture": (raw(b"\x89PNG\r\n\x1a\n" + bytes(20)), ("a single picture", "folder")),
    "a shortcut": (raw(b"L\0\0\0\x01\x14\x02\0" + bytes(60)), ("shortcut", "what it leads to")),
    "a document": (zipped({"[Content_Types].xml": b""}, "a.h5"), ("office program",)),
    "zeros": (raw(bytes(3000)), ("nothing but zeros", "Get the file again")),
    "an unfinished download": (raw(b"\x89HDF", "a.h5.crdownload"), ("not come to its end",)),
    "no file": (lambda folder: folder / "nowhere.npz", ("There is no file nowhere.npz",)),
    "a name too long": (lambda folder: folder / ("x" * 300 + ".npz"), ("There is no file",)),
    "a folder named as a file": (folder_of_nothing, ("holds no train_*.h5",)),
    "an empty file": (raw(b""), ("is empty", "Get the file again")),
    "never closed": (never_closed, ("never closed", "Close it there", "h5clear")),
    "half an npy": (raw(HALF, "x.npy"), ("truncated or damaged",)),
    "half an npz": (
        lambda folder: raw(npz(folder / "a.npz", signs()).read_bytes()[:-300], "b.npz")(folder),
        ("b.npz is truncated",),
    ),
    "half an IDX": (
        raw(idx_bytes(GX)[:-9], "train-images-idx3-ubyte"),
        ("truncated", "Get the file again"),
    ),
    "half an IDX, gz": (
        lambda folder: [
            raw(gzip.compress(idx_bytes(GX))[:-30], "train-images-idx3-ubyte.gz")(folder),
            raw(idx_bytes(Y.astype("u1")), "train-labels-idx1-ubyte")(folder),
        ],
        ("damaged", "Get the file again"),
    ),
    "objects": (
        in_npz(signs(train_y=np.array([1, "a"] * 12, object))),
        ("train_set_y in any.npz holds Python objects", "any program", "astype(str)"),
    ),
    "ragged pictures": (
        in_npz(signs(train_x=np.array([X[0], X[1, :4], *X[2:]], object))),
        ("train_set_x in any.npz holds Python objects",),
    ),
    "complex numbers": (in_npz(signs(train_x=X.astype(complex))), ("complex128", "Save it")),
    "dates": (in_npz(signs(train_y=Y.astype("M8[s]"))), ("datetime64", "Save it")),
    "compound values": (
        in_npz(signs(train_y=np.zeros(TRAIN, [("a", "i4")]))),
        ("compound values", "Save it"),
    ),
    "references": (
        in_h5(signs(train_y={"shape": TRAIN, "dtype": h5py.ref_dtype})),
        ("references", "cell array"),
    ),
    "NaN": (in_npz(signs(train_x=np.where(X == 0, np.nan, X))), ("not finite", "NaN")),
    "rows that make no square": (
        in_npz(signs(X.reshape(TRAIN, -1)[:, :-2], Y, TX.reshape(TEST, -1)[:, :-2], TY)),
        ("no square", "(24, 190)"),
    ),
    "sizes that differ": (in_npz(signs(test_x=TX[:, :4])), ("pictures like those of", "one size")),
    "counts that differ": (in_npz(signs(train_y=Y[:-1])), ("one label for each of the 24",)),
    "probabilities": (in_npz(signs(train_y=ONE_HOT * 0.9)), ("one-hot rows", "row 0")),
    "labels that are no numbers": (in_npz(signs(train_y=Y + 0.5)), ("one label a picture",)),
    "labels that nobody gave": (in_npz(signs(train_y=Y - 1)), ("the label -1", "leave pictures")),
    "names and numbers": (in_npz(signs(train_y=NAMES[Y])), ("same kind of labels",)),
    "one class": (in_npz(signs(train_y=Y * 0)), ("single class", "Add pictures")),
    "pictures without labels": (in_npz({"x_train": X}), ("train_set_y is missing", "x_train")),
    "one npy alone": (in_npys({"pictures": X}), ("is missing", "Expected")),
    "test pictures alone": (in_npz(named("x_test y_test", (TX, TY))), ("test pictures only",)),
    "a mapping of nothing": (in_npz(named("foo bar", (X, X))), ("is missing", "foo, bar")),
    "members twice": (
        lambda folder: zipped_twice(folder),
        ("two arrays of the same name",),
    ),
    "an encrypted npz": (lambda folder: encrypted(folder), ("encrypted", "without a password")),
    "a bomb": (
        lambda folder: bomb(folder),
        ("expands from", "200-fold"),
    ),
    "a bomb in an IDX": (
        raw(
            gzip.compress(idx_bytes(np.zeros((100, 1000, 1000), "u1"))),
            "train-images-idx3-ubyte.gz",
        ),
        ("expands from", "200-fold"),
    ),
    "many members": (
        zipped({f"{number}.npy": b"" for number in range(1001)}, "many.npz"),
        ("1,001 arrays", "at most 1,000"),
    ),
    "a million members": (
        raw(b"PK\5\6" + bytes(4) + b"\xff" * 4 + bytes(10), "many.npz"),
        ("65,535 arrays", "at most 1,000"),
    ),
    "a large directory": (
        raw(b"PK\5\6" + bytes(4) + b"\1\0\1\0" + b"\xff" * 8 + bytes(2), "many.npz"),
        ("table of contents of 4.0 GiB",),
    ),
    "a link out of the folder": (linked_out, ("test.npz is a link out of its folder",)),
    "a group by a soft link": (soft_group, ("is missing", "train, y")),
    "groups in a circle": (circle, ("is missing", "group/x")),
    "many datasets": (
        in_h5({f"a{number}": 0 for number in range(1001)}),
        ("1,001 arrays", "at most 1,000"),
    ),
    "a float128": (in_npz(signs(train_x=X.astype(np.longdouble) * np.nan)), ("not finite",)),
}


def zipped_twice(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "twice.npz", "w") as file:
        file.writestr("x.npy", npy_bytes(X))
        with pytest.warns(UserWarning, match="Duplicate name"):
            file.writestr("x.npy", npy_bytes(TX))
    return folder / "twice.npz"


def encrypted(folder: Path) -> Path:
    data = bytearray(npz(folder / "a.npz", signs()).read_bytes())
    for magic, place in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        start = data.find(magic)
        while start >= 0:
            data[start + place] |= 1
            start = data.find(magic, start + 4)
    (folder / "a.npz").write_bytes(data)
    return folder / "a.npz"


def bomb(folder: Path) -> Path:
    np.savez_compressed(folder / "bomb.npz", x=np.zeros((100, 1000, 1000), "u1"), y=np.zeros(100))
    return folder / "bomb.npz"


def opened(chosen: Path | list[Path], **options: Any) -> Dataset:
    paths = chosen if isinstance(chosen, list) else [chosen]
    return open_pictures(*paths, **options)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Dataset]:
    """What the plain files give."""
    folder = tmp_path_factory.mktemp("plain")
    return {
        name: open_pictures(h5(folder / f"{n}.h5", arrays))
        for n, (name, arrays) in enumerate(PLAIN.items())
    }


def check_same(dataset: Dataset, expected: Dataset) -> None:
    for array in ("train_x", "train_y", "test_x", "test_y"):
        one, other = getattr(dataset, array), getattr(expected, array)
        assert one.dtype == other.dtype
        np.testing.assert_array_equal(one[range(len(one))], other)


@pytest.mark.parametrize("name", SAME)
def test_a_variant_gives_what_the_plain_file_gives(
    name: str, tmp_path: Path, plain: dict[str, Dataset]
) -> None:
    variant, expected = SAME[name], plain[SAME[name].plain]
    chosen = variant.write(tmp_path)
    dataset = opened(chosen, mapping=variant.mapping)
    check_same(dataset, expected)
    assert dataset.class_names == expected.class_names
    notes = " ".join(map(str, dataset.notes))
    assert notes.isprintable()
    for words in variant.said:
        assert words in notes
    check_same(opened(chosen, mapping=variant.mapping, stream=True), expected)


@pytest.mark.parametrize("name", REFUSED)
def test_a_variant_is_refused_in_words(name: str, tmp_path: Path) -> None:
    write, said = REFUSED[name]
    with pytest.raises(DataError) as caught:
        opened(write(tmp_path))
    sentence = str(caught.value)
    assert not isinstance(caught.value, MappingNeededError)
    assert sentence.isprintable()
    assert sentence.endswith(".")
    for words in said:
        assert words in sentence


def test_there_are_many_variants() -> None:
    assert len(SAME) + len(REFUSED) >= 150
