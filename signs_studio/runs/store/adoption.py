"""Taking over, once, the last runs that earlier versions kept in one file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.data.data_source import BUILT_IN_HANDS, HANDS_NAME
from signs_studio.recipe.draft import draft_of
from signs_studio.recipe.draft_json import draft_to_json
from signs_studio.runs.earlier_file import FILE_NAME, load_runs
from signs_studio.runs.store.layout import HEAD
from signs_studio.runs.store.locks import locked
from signs_studio.runs.store.metadata import Head

if TYPE_CHECKING:
    from signs_studio.runs.record import RunRecord
    from signs_studio.runs.store.store import RunStore


def adopt_earlier(store: RunStore) -> int:
    """Takes the runs of an earlier version over, if there are any that were not.

    The file is read whatever its state, and gets another name, under which it stays.

    Returns:
        How many there were.

    Raises:
        OSError: The file cannot be read, or the home not be written to; it is tried again the next
            time.
    """
    path = store.home / FILE_NAME
    if not path.is_file():
        return 0
    with locked(store.home / ".earlier.lock"):
        if not path.is_file():
            return 0  # Another window was faster.
        created = path.stat().st_mtime
        records = load_runs(path)
        for record in records:
            if not (store.folder / record.key / HEAD).exists():
                number = store.claim_number(record.run_id)
                store.add(record, _head_of(record, number=number, created=created))
        path.rename(path.with_name(f"{FILE_NAME}.taken-over"))
    return len(records)


def _head_of(record: RunRecord, *, number: int, created: float) -> Head:
    """Returns what is known of such a run; neither its classes nor its pictures are."""
    return Head(
        key=record.key,
        number=number,
        created=max(created, 0.0),
        recipe=draft_to_json(draft_of(record.recipe)),
        origin=record.origin,
        opened_from=BUILT_IN_HANDS if record.origin.name == HANDS_NAME else None,
        class_names=[],
        picture_shape=(0, 0, 0),
        train_count=0,
        test_count=0,
    )
