import ast
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from signs_studio import files
from signs_studio.files import replacing, write_whole
from tests.full_disk import full_disk

PACKAGE = Path(files.__file__).parent
WRITING_CALLS = {
    *("write_text", "write_bytes", "mkstemp", "NamedTemporaryFile", "QSaveFile", "QFile"),
    *("fsync", "rename", "hardlink_to", "copyfile", "ftruncate"),
}
WRITERS = {
    "files.py",
    # HDF5 writes its files itself.
    "data/archives/hdf5/writer.py",
}


def writes(call: ast.Call) -> bool:
    """Whether it is a call that writes a file in place, as far as its name tells."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ast.unparse(call.func)
    modes = [word.value for word in call.args if isinstance(word, ast.Constant)]
    # A painter is saved without a word, a picture into a file or a buffer.
    saves = (
        name == "save"
        and isinstance(call.func, ast.Attribute)
        and ".grab()" in ast.unparse(call.func)
    )
    opens = name in ("open", "FileIO", "File") and any(set("wxa+") & {*str(m)} for m in modes)
    makes = name == "open" and "O_CREAT" in ast.unparse(call)
    return name in WRITING_CALLS or saves or opens or makes


def test_files_are_written_in_one_place() -> None:
    found: dict[str, set[str]] = {}
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and writes(node):
                name = path.relative_to(PACKAGE).as_posix()
                found.setdefault(name, set()).add(ast.unparse(node))
    assert found.keys() >= WRITERS, "the search finds nothing"
    others = {name: calls for name, calls in found.items() if name not in WRITERS}
    assert others == {
        # A switch of the kernel's.
        "data/reading/limits.py": {
            "Path('/proc/self/oom_score_adj').write_text('1000', encoding='ascii')"
        },
        # Into a new file beside it, which is put in its place.
        "data/photographs/cache.py": {"beside.open('r+b')"},
        # Into a new folder, which is put in its place when it is complete.
        "data/photographs/writer.py": {
            "(folder / NAME).write_bytes(msgspec.json.format(msgspec.json.encode(listed), "
            "indent=1))",
            "os.fsync(descriptor)",
        },
        "ui/widgets/screenshot.py": {"widget.grab().save(buffer, 'PNG')"},
        # The file gets another name once all that was in it is kept.
        "runs/store/adoption.py": {"path.rename(path.with_name(f'{FILE_NAME}.taken-over'))"},
        # Into new files beside them, which ``replacing`` puts in their places.
        "runs/store/checkpoint_files.py": {"beside.open('wb')"},
        # A second name of a file that nobody writes to: the next one is put in its place. Where it
        # has to be copied, half a copy is damaged, and passed over for an earlier one.
        "runs/store/checkpoint_series.py": {
            "target.hardlink_to(path)",
            "shutil.copyfile(path, target)",
        },
        # Rows grow in place, by whoever holds the run's lock: a part of a row at their end, as a
        # crash or a full disk leaves it, is left out by who reads and cut off by who goes on.
        "runs/store/keeper.py": {
            "os.open(path, os.O_WRONLY | os.O_CREAT, 438)",
            "os.ftruncate(descriptor, at)",
            "os.fsync(descriptor)",
        },
        # Names of runs, not of files.
        "ui/runs/runs_panel.py": {"self._table.rename(key)"},
        "ui/runs/runs_table.py": {"self.rename(key)"},
        # Empty files, which are locked.
        "runs/store/locks.py": {"os.open(path, os.O_RDWR | os.O_CREAT | os.O_NONBLOCK, 438)"},
        # The file beside, as above; and into a new folder, which is put in its place when all of
        # it was read.
        "runs/store/run_file.py": {
            "beside.open('wb')",
            "archive.open(member, 'w')",
            "(folder / member.filename).open('xb')",
            "os.fsync(target.fileno())",
            "folder.rename(store.folder / summary.key)",
        },
        # Whole folders are moved, by whoever holds the run's lock.
        "runs/store/store.py": {
            "(self.folder / key).rename(removed / key)",
            "removed.rename(self.folder / key)",
        },
    }


def fail(*_: object, **__: object) -> None:
    raise OSError(28, "No space left on device")


def test_what_is_written_is_there_and_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / ("x" * 250)
    write_whole(path, b"old")
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("broken", ["open", "fsync", "replace"])
def test_a_write_that_fails_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")
    with monkeypatch.context() as patch:
        patch.setattr(os if broken == "fsync" else Path, broken, fail)
        with pytest.raises(OSError, match="No space left"):
            write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_disk_that_fills_up_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")
    with full_disk(), pytest.raises(OSError, match="File too large"):
        write_whole(path, b"new" * 1000)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("make", [os.mkfifo, Path.mkdir], ids=["pipe", "folder"])
def test_what_is_no_file_stays_what_it_is(tmp_path: Path, make: Callable[[Path], None]) -> None:
    path = tmp_path / "no_file"
    make(path)
    kind = path.stat().st_mode
    with pytest.raises(OSError, match="no ordinary file"):
        write_whole(path, b"new")
    assert path.stat().st_mode == kind
    assert list(tmp_path.iterdir()) == [path]


def test_links_and_permissions_stay(tmp_path: Path) -> None:
    path, link = tmp_path / "file", tmp_path / "link"
    link.symlink_to(path)
    write_whole(link, b"old")
    usual = tmp_path / "usual"
    usual.touch()
    assert path.stat().st_mode == usual.stat().st_mode
    path.chmod(0o640)
    write_whole(link, b"new")
    assert link.is_symlink()
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("fails", [False, True])
def test_of_two_files_both_are_replaced_or_none(tmp_path: Path, fails: bool) -> None:
    paths = [tmp_path / "one", tmp_path / "other"]
    for path in paths:
        path.write_bytes(b"old")

    def replace() -> None:
        with replacing(*paths) as (one, other):
            one.write_bytes(b"new")
            assert paths[0].read_bytes() == b"old"
            if fails:
                raise OSError(28, "No space left on device")
            other.write_bytes(b"new")

    if fails:
        with pytest.raises(OSError, match="No space left"):
            replace()
    else:
        replace()
    assert [path.read_bytes() for path in paths] == [b"old" if fails else b"new"] * 2
    assert sorted(tmp_path.iterdir()) == paths
