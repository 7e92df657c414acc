"""Answers of a network about photographs: for a person, or as JSON for a program."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, cast

from signs_studio.commands.arguments import data_path
from signs_studio.commands.json_text import json_text
from signs_studio.data.plain_text import plain_text
from signs_studio.errors import PersonError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from signs_studio.data.array_types import Pictures
    from signs_studio.data.photographs.sizes import Fit


def fitted_pictures(
    paths: Sequence[Path], *, shape: tuple[int, int, int], dtype: str, fit: Fit
) -> Pictures:
    """Returns photographs as a network is to see them, (N, height, width, channels).

    Args:
        paths: Their files, one at least.
        shape: Height, width and channels of the pictures that it learnt from.
        dtype: Of those pictures, "uint8" or "float32".
        fit: As of ``fit_picture``.

    Raises:
        DataError: One of them cannot be read.
    """
    import numpy as np

    fitted = [_fitted(path, shape=shape, dtype=dtype, fit=fit) for path in paths]
    return cast("Pictures", np.stack(fitted))


def readable_pictures(
    paths: Sequence[str], *, shape: tuple[int, int, int], dtype: str, fit: Fit
) -> tuple[list[Path], Pictures]:
    """Returns the photographs that can be read, and them as of ``fitted_pictures``.

    Of each of the others a sentence is printed on standard error.

    Args:
        paths: Their files, as typed.
        shape: As of ``fitted_pictures``.
        dtype: Likewise.
        fit: Likewise.
    """
    import numpy as np

    read, fitted = [], []
    for text in paths:
        try:
            path = data_path(text)
            fitted.append(_fitted(path, shape=shape, dtype=dtype, fit=fit))
            read.append(path)
        except PersonError as error:
            print(error, file=sys.stderr)
    pictures = np.stack(fitted) if fitted else np.empty((0, *shape), dtype)
    return read, cast("Pictures", pictures)


def print_predictions(
    paths: Sequence[Path],
    probabilities: NDArray[np.float32],
    *,
    class_names: Sequence[str],
    named: bool,
) -> None:
    """Prints the sign that each photograph was read as, as the article does: *y = 5*.

    Args:
        paths: The photographs.
        probabilities: Of each sign, (N, classes) in 0..1.
        class_names: Names of the signs.
        named: Whether to say of which photograph each is.
    """
    for path, row in zip(paths, probabilities, strict=True):
        said = f"y = {plain_text(class_names[int(row.argmax())])}"
        print(f"{plain_text(path.name)}: {said}" if named else said)


def print_predictions_json(
    paths: Sequence[Path],
    probabilities: NDArray[np.float32],
    *,
    class_names: Sequence[str],
    **also: str,
) -> None:
    """Prints a line of JSON for each photograph.

    Args:
        paths: As of ``print_predictions``.
        probabilities: Likewise.
        class_names: Likewise.
        **also: Put before what is known of it.
    """
    for told in _told(paths, probabilities, class_names):
        print(json_text({**also, **told}), flush=True)


def _fitted(path: Path, *, shape: tuple[int, int, int], dtype: str, fit: Fit) -> Pictures:
    from signs_studio.data.opening import open_picture
    from signs_studio.data.photographs.fitting import fit_picture

    return fit_picture(open_picture(path), shape=shape, dtype=dtype, fit=fit)


def _told(
    paths: Sequence[Path], probabilities: NDArray[np.float32], class_names: Sequence[str]
) -> Iterator[dict[str, Any]]:
    for path, row in zip(paths, probabilities, strict=True):
        shares = dict(zip(class_names, row.tolist(), strict=True))
        sign = class_names[int(row.argmax())]
        yield {"picture": str(path), "sign": sign, "probabilities": shares}
