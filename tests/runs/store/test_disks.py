"""Disks that fill up or can only be read, as the system makes them: where mounting is allowed."""

import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import subprocess
import sys
from pathlib import Path
from signs_studio.runs.record import DataReference, RunRecord
from signs_studio.runs.store.store import RunStore
from tests.runs.store.kept_runs import DATASET, RECIPE, WAIT_S, assert_kept, keep_run, train
from tests.runs.store.test_keeping import Trouble

disk, then, last = sys.argv[1:]

def mount(options):
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", disk], check=True)

mount("size=50m")
store, trouble, epochs = RunStore(Path(disk) / "home"), Trouble(), 0
earlier = keep_run(store)
number = store.next_number()
record = RunRecord(run_id=number, recipe=RECIPE, origin=DataReference.of(DATASET))
if "ro" in then:
    # As long as a file is open to be written, the system refuses.
    mount(then)
    keeper = store.keep(record, DATASET, on_trouble=trouble)
else:
    keeper = store.keep(record, DATASET, on_trouble=trouble)
    train(keeper, 0, 3)
    assert keeper.flush(WAIT_S)
    epochs = 3
    mount(then)
while not trouble.reasons and epochs < 2000:
    train(keeper, epochs, epochs + 200)
    epochs += 200
    keeper.flush(0.5)
trouble.wait(1)
train(keeper, epochs, epochs + 5)
assert_kept(store, earlier, 3)
if "ro" not in then:
    kept = len(store.open(record.key).record())
    assert 3 <= kept < epochs + 5
    assert_kept(store, record.key, kept)
    assert 3 <= store.open(record.key).latest_checkpoint().epochs <= kept
mount(last)
assert keeper.flush(WAIT_S)
assert_kept(store, record.key, epochs + 5)
assert store.open(record.key).latest_checkpoint().epochs == epochs + 5
assert keeper.close(WAIT_S)
print(trouble.reasons)
"""


def in_its_own_mounts(*command: str) -> subprocess.CompletedProcess[str]:
    """Runs a program that may mount what no other sees."""
    return subprocess.run(
        ["unshare", "--map-root-user", "--mount", *command],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("then", "last", "reason"),
    [
        ("remount,size=100k", "remount,size=50m", "No space left on device"),
        ("remount,ro", "remount,rw", "Read-only file system"),
    ],
    ids=["full", "read-only"],
)
def test_what_a_disk_refuses_is_said_once_and_written_later(
    tmp_path: Path, then: str, last: str, reason: str
) -> None:
    try:
        tried = in_its_own_mounts("mount", "-t", "tmpfs", "tmpfs", str(tmp_path))
    except FileNotFoundError:
        pytest.skip("there is no unshare to mount disks with")
    if tried.returncode:
        pytest.skip(f"mounting is not allowed: {tried.stderr.strip()}")
    program = (sys.executable, "-c", PROGRAM, str(tmp_path), then, last)
    ended = in_its_own_mounts(*program)
    assert ended.returncode == 0, ended.stderr[-3000:]
    assert ended.stdout.strip() == str([reason, ""])
