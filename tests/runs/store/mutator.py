"""Attacks on kept runs: damaged copies of the files of a folder and of a ``.signsrun``.

Bytes are damaged as those of other files are (``tests/data/archives/plain_mutator.py``); of JSON,
also values within it, so that the damage reaches what is behind the parser. ``answer`` does with a
run all that the program does with one.
"""

from __future__ import annotations

import copy
import io
import json
import random
import shutil
import struct
import zipfile
from functools import partial
from typing import TYPE_CHECKING, Any

from signs_studio.errors import PersonError
from signs_studio.runs.store.run_file import export_run, import_run
from signs_studio.runs.store.store import RunStore
from tests.data.archives import plain_mutator
from tests.runs.store.kept_runs import WAIT_S, begin, checkpoint_of, finished, train

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from signs_studio.runs.checkpoint import Checkpoint

READ, REFUSED = "read", "refused"
EPOCHS = 6
_STRANGE: tuple[Any, ...] = (
    *(None, True, "", "x", [], {}, -1, 0, 1, 2, 1.5, -0.5, 2**31, 2**40, 2**63, 10**400, 1e308),
    *(float("inf"), float("-inf"), float("nan"), "\udcff\0\u202e", "9" * 5000, [[[[]]]], [0] * 999),
    *([[0, "learning_rate", 1e9]], [[3, "l2", 0.5], [1, "l2", 0.5]], [["stuck", 0, None, {}]]),
)


def valid_run(home: Path) -> tuple[RunStore, str]:
    """A run with changes, findings, labels and several checkpoints."""
    from signs_studio.runs.events import FindingMade, RecipeChanged
    from signs_studio.runs.findings import Finding, FindingKind

    store = RunStore(home)
    keeper, record = begin(store)
    train(keeper, 0, 2)
    keeper.flush(WAIT_S)
    keeper.put(RecipeChanged(epoch=2, field="learning_rate", value=0.25, compiling=False))
    values = (("hidden_layers", 1), ("limit", 0.5))
    keeper.put(FindingMade(finding=Finding(FindingKind.MANY_DEAD, 1, 0, values)))
    train(keeper, 2, EPOCHS)
    keeper.put(finished(EPOCHS, kept=4))
    keeper.offer(lambda: checkpoint_of(EPOCHS, kept=4), epochs=EPOCHS)
    assert keeper.close(WAIT_S)
    store.label(record.key, name="Mine", note="a note", starred=True)
    return store, record.key


class Attack:
    """Mutants of one run, in folders that are made for each of them and deleted again.

    Args:
        folder: Where all of it lies.
        resume: Goes on from a checkpoint that was read, or raises a ``PersonError``; None for not.
    """

    def __init__(self, folder: Path, resume: Callable[[Checkpoint], None] | None = None) -> None:
        self._store, self._key = valid_run(folder / "valid")
        self._folder = folder
        self._resume = resume
        run = self._store.folder / self._key
        self._files = {
            path.relative_to(run).as_posix(): path.read_bytes()
            for path in sorted(run.rglob("*"))
            if path.is_file() and "lock" not in path.name
        }
        export_run(self._store, self._key, folder / "valid.signsrun")
        self._exported = (folder / "valid.signsrun").read_bytes()

    def valid(self) -> list[str]:
        """What comes of the folder and the file as they are."""
        return [self._of_folder(dict(self._files)), self._of_file(self._exported)]

    def mutant(self, seed: int) -> tuple[str, str]:
        """Returns what was damaged and what came of it, in one word: or raises what it should not.

        Args:
            seed: The same one gives the same damage.
        """
        rng = random.Random(seed)
        if seed % 2:
            return "file", self._of_file(self._damaged_file(rng))
        files = dict(self._files)
        name = rng.choice(list(files))
        _damage(files, name, rng)
        return name, self._of_folder(files)

    def _damaged_file(self, rng: random.Random) -> bytes:
        if rng.random() < 0.3:
            return plain_mutator.mutant(self._exported, rng.getrandbits(32))
        files = dict(self._files)
        name = rng.choice(list(files))
        _damage(files, name, rng)
        if rng.random() < 0.3:
            strange = rng.choice(
                ("../x", "/x", "lock", "run.json", "checkpoints/", "a" * 9999, "C:\\x", "x\0y", "")
            )
            files[strange] = files.get(strange, b"x")
        return _zipped(files, rng)

    def _of_folder(self, files: dict[str, bytes]) -> str:
        home = self._folder / "mutant"
        for name, content in files.items():
            path = home / "runs" / self._key / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        try:
            return self._look(RunStore(home))
        finally:
            shutil.rmtree(home)

    def _of_file(self, content: bytes) -> str:
        path = self._folder / "mutant.signsrun"
        path.write_bytes(content)
        home = self._folder / "imported"
        home.mkdir()
        beside = sorted(each.name for each in self._folder.iterdir())
        try:
            try:
                import_run(RunStore(home), path)
            except PersonError as error:
                _check_sentence(error)
                left = {each.name for each in home.rglob("*") if "lock" not in each.name}
                assert left <= {"runs", "last_number.json"}, left
                return REFUSED
            answer = self._look(RunStore(home))
            # All that is kept was read before; whose arrays they are, only the engine knows.
            assert answer == READ or self._resume is not None
            return answer
        finally:
            assert sorted(each.name for each in self._folder.iterdir()) == beside
            shutil.rmtree(home)

    def _look(self, store: RunStore) -> str:
        """Does all that the program does with runs; says whether all of it was read."""
        answers = [READ]
        found, refused = store.scan()
        for _, said in refused:
            assert str(said).endswith("."), said
            answers.append(REFUSED)

        def ask(question: Callable[[], object]) -> Any:
            try:
                return question()
            except PersonError as error:
                _check_sentence(error)
                answers.append(REFUSED)
            except FileNotFoundError:
                pass  # There may be no checkpoint.

        for summary in found:
            assert summary.name is not None
            assert isinstance(summary.epochs, int)
            assert summary.recipe is None or summary.recipe.layers is not None
            run = store.open(summary.key)
            record = ask(run.record)
            if record is not None:
                record.learning_rates()
                assert len(str([*record.diagnostics]))
            for epoch in (*range(EPOCHS), 2**40):
                ask(partial(run.probabilities, epoch))
            ask(partial(run.predictions.epoch_at_or_before, EPOCHS))
            checkpoint = ask(run.latest_checkpoint)
            before = ask(partial(run.checkpoint_at_or_before, 3))
            for each in (checkpoint, before):
                if each is not None and self._resume is not None:
                    ask(partial(self._resume, each))
            keeper = ask(partial(store.keep_on, summary.key))
            if keeper is not None:
                keeper.close(WAIT_S)
            ask(partial(store.label, summary.key, note="another"))
        return REFUSED if REFUSED in answers else READ


def _check_sentence(error: PersonError) -> None:
    said = str(error)
    assert said.endswith(".") and "\n" not in said and len(said) < 1000, said  # noqa: PT018


def _damage(files: dict[str, bytes], name: str, rng: random.Random) -> None:
    kind = rng.random()
    if kind < 0.05:
        del files[name]
    elif kind < 0.1:
        files[name] = files[rng.choice(list(files))]
    elif name.endswith(".json") and kind < 0.7:
        files[name] = _other_values(files[name], rng)
    elif name.endswith(".bin") and kind < 0.7:
        files[name] = _other_numbers(files[name], rng)
    elif name.endswith(".npz") and kind < 0.5:
        files[name] = _other_facts(files[name], rng)
    else:
        files[name] = plain_mutator.mutant(files[name], rng.getrandbits(32))


def _other_values(content: bytes, rng: random.Random) -> bytes:
    """Puts strange values into a JSON file, or takes some away."""
    built = json.loads(content)
    for _ in range(rng.choice((1, 1, 2))):
        place, key = rng.choice(_places(built))
        if rng.random() < 0.1:
            del place[key]
        else:
            place[key] = copy.deepcopy(rng.choice(_STRANGE))
        if not built:
            break
    text = json.dumps(built)
    if rng.random() < 0.03:
        text = text.replace('"', "[" * rng.choice((100, 900, 100_000)) + '"', 1)
    if rng.random() < 0.03:
        text = text.replace(": ", ": " + "9" * rng.choice((400, 5000)), 1)
    return text.encode()


def _places(built: Any) -> list[tuple[Any, Any]]:
    """Returns every container with every key or index of it."""
    found = []
    waiting = [built]
    while waiting:
        each = waiting.pop()
        keys = list(each) if isinstance(each, dict) else range(len(each))
        for key in keys:
            found.append((each, key))
            if isinstance(each[key], (dict, list)) and each[key]:
                waiting.append(each[key])
    return found


def _other_numbers(content: bytes, rng: random.Random) -> bytes:
    """Puts strange numbers into rows."""
    changed = bytearray(content)
    strange = (float("nan"), float("inf"), -1.0, 1e38, 2.0, 0.0)
    for _ in range(rng.choice((1, 2, 8))):
        packed = rng.choice(
            (
                struct.pack("<d", rng.choice(strange)),
                struct.pack("<f", rng.choice(strange)),
                struct.pack("<q", rng.choice((-1, 0, 3, 2**40, 2**63 - 1))),
            )
        )
        at = rng.randrange(0, max(len(changed) - 8, 1), 4)
        changed[at : at + len(packed)] = packed
    return bytes(changed)


def _other_facts(content: bytes, rng: random.Random) -> bytes:
    """Puts strange values into the facts of a checkpoint, as a new npz."""
    import numpy as np

    with np.load(io.BytesIO(content)) as archive:
        arrays = {name: archive[name] for name in archive.files}
    if rng.random() < 0.5:
        facts = _other_values(arrays["facts"].tobytes(), rng)
        arrays["facts"] = np.frombuffer(facts, np.uint8)
    else:
        name = rng.choice(list(arrays))
        array = arrays[name]
        arrays[name] = rng.choice(
            (
                lambda: array.astype(np.float64),
                lambda: array.reshape(-1),
                lambda: array.T.copy(order="F"),
                lambda: np.zeros((0,), np.float32),
                lambda: np.zeros((2, 0), np.float32),
                lambda: array.astype(object),
                lambda: np.concatenate([array.reshape(-1)] * 2),
                lambda: array * np.float32(np.nan) if array.dtype == np.float32 else array,
            )
        )()
        if rng.random() < 0.2:
            arrays[rng.choice(("arrays/steps", "best/steps", "x", "../x"))] = arrays.pop(name)
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


def _zipped(files: dict[str, bytes], rng: random.Random) -> bytes:
    file = io.BytesIO()
    packed = zipfile.ZIP_DEFLATED if rng.random() < 0.05 else zipfile.ZIP_STORED
    with zipfile.ZipFile(file, "w", compression=packed) as archive:
        for name, content in files.items():
            member = zipfile.ZipInfo(name or "x")
            if rng.random() < 0.01:
                member.external_attr = 0o120777 << 16
            archive.writestr(member, content, compress_type=packed)
    content = bytearray(file.getvalue())
    if rng.random() < 0.2:
        magic = rng.choice((b"PK\x01\x02", b"PK\x05\x06", b"PK\x03\x04"))
        starts = [at for at in range(len(content)) if content.startswith(magic, at)]
        at = rng.choice(starts) + rng.randrange(4, 22)
        number = rng.choice((0, 1, 0xFFFF, 0xFFFFFFFF, 2**31, len(content), rng.getrandbits(32)))
        packed_number = struct.pack("<I", number)[: rng.choice((2, 4))]
        content[at : at + len(packed_number)] = packed_number
    return bytes(content)
