"""Answers of a network about photographs: for a person, or as JSON for a program."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from signs_studio.data.plain_text import plain_text

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

    from signs_studio.data.opening import open_picture
    from signs_studio.data.photographs.fitting import fit_picture

    return np.stack(
        [fit_picture(open_picture(path), shape=shape, dtype=dtype, fit=fit) for path in paths]
    )


def print_predictions(
    paths: Sequence[Path], probabilities: NDArray[np.float32], *, class_names: Sequence[str]
) -> None:
    """Prints the sign that each photograph was read as, as the article does: *y = 5*.

    Args:
        paths: The photographs.
        probabilities: Of each sign, (N, classes) in 0..1.
        class_names: Names of the signs.
    """
    for path, row in zip(paths, probabilities, strict=True):
        said = f"y = {plain_text(class_names[int(row.argmax())])}"
        print(said if len(paths) == 1 else f"{plain_text(path.name)}: {said}")


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
        print(json.dumps({**also, **told}), flush=True)


def _told(
    paths: Sequence[Path], probabilities: NDArray[np.float32], class_names: Sequence[str]
) -> Iterator[dict[str, Any]]:
    for path, row in zip(paths, probabilities, strict=True):
        shares = dict(zip(class_names, row.tolist(), strict=True))
        sign = class_names[int(row.argmax())]
        yield {"picture": str(path), "sign": sign, "probabilities": shares}
