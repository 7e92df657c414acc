"""The arguments of the command line that open data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.data.photographs.sizes import FITS, SIDE_DEFAULT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from signs_studio.data.data_source import DataSource


def data_arguments(source: DataSource) -> list[str]:
    """Returns the arguments of ``signs-studio train`` that open data, from any folder.

    The command line changes nothing in the data: what does is left out.
    """
    source = source.absolute()
    spelled: list[str] = []
    if source.hands is not None:
        spelled += ["--hands", str(source.hands.train_count)]
    else:
        spelled += ["--data", *map(str, source.paths)]
    if source.stream:
        spelled.append("--stream")
    if source.test_paths:
        spelled += ["--test-data", *map(str, source.test_paths)]
    if source.test_mapping:
        spelled += ["--test-map", _mapping_text(source.test_mapping)]
    if source.side != SIDE_DEFAULT:
        spelled += ["--size", str(source.side)]
    if source.fit != FITS[0]:
        spelled += ["--fit", source.fit]
    if source.mapping:
        spelled += ["--map", _mapping_text(source.mapping)]
    return spelled


def _mapping_text(mapping: Mapping[str, str]) -> str:
    return ",".join(f"{role}={name}" for role, name in mapping.items())
