"""Which process of pytest-xdist runs which file of tests, and how XLA compiles there.

To compile a small network takes XLA seconds, of which most go to making it fast. So all processes
but the first have XLA compile in a hurry. What holds networks against oracles, and one program
against another, is run by the first, which compiles as the program does that is shipped; without
pytest-xdist all is.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from xdist.scheduler import LoadFileScheduling

if TYPE_CHECKING:
    from xdist.workermanage import WorkerController

FIRST = "gw0"
"""Name that pytest-xdist gives its first process."""

HURRIED = "--xla_backend_optimization_level=0 --xla_cpu_use_fusion_emitters=false"

AS_SHIPPED = (
    "tests/engine/network/test_augmentation.py",
    "tests/engine/network/test_forward.py",
    "tests/engine/network/test_layers.py",
    "tests/engine/network/test_optimizers.py",
    "tests/engine/test_evaluation.py",
    "tests/engine/training/test_blocks.py",
    "tests/engine/training/test_resident.py",
    "tests/engine/training/test_streamed.py",
    "tests/engine/training/test_trainer.py",
)
"""Files whose tests depend on what XLA makes of a program, not only on what is computed with it."""

COMPILING = (
    "tests/engine/",
    "tests/insight/",
    "tests/worker/",
    "tests/test_cli.py",
    "tests/commands/",
    "tests/runs/",
)
"""Prefixes of files whose tests compile many networks, which takes up to twice as long as shipped:
the processes that compile in a hurry begin with them, and the first process takes them last."""

LONG = ("tests/engine/", "tests/ui/test_")
"""Prefixes of files with few but long tests, which are begun early: at the end one process would
wait for another."""


def set_xla_flags() -> None:
    """Has XLA compile in a hurry in this process and those it starts, unless it is the first."""
    if os.environ.get("PYTEST_XDIST_WORKER", FIRST) != FIRST:
        os.environ.setdefault("XLA_FLAGS", HURRIED)


class LaneScheduling(LoadFileScheduling):
    """Gives the first process what is to be compiled as shipped, and then any file, as the others.

    Should the first one die, the others take over what it leaves.
    """

    def add_node(self, node: WorkerController) -> None:
        super().add_node(node)
        if node.gateway.id == FIRST:
            # Where there is too little for all, the last are left without.
            self.assigned_work = {node: {}, **self.assigned_work}

    def _assign_work_unit(self, node: WorkerController) -> None:
        if files := self._files_for(node):
            self.workqueue.move_to_end(files[0], last=False)
            super()._assign_work_unit(node)

    def _reschedule(self, node: WorkerController) -> None:
        if self._files_for(node):
            super()._reschedule(node)
        elif not node.shutting_down:
            node.shutdown()

    def _files_for(self, node: WorkerController) -> list[str]:
        """Those that a process may be given next, the first of them first."""
        is_first = node.gateway.id == FIRST
        first_lives = any(each.gateway.id == FIRST for each in self.nodes)
        files = [
            file for file in self.workqueue if is_first or not first_lives or file not in AS_SHIPPED
        ]
        # The others stay as they are: those of many tests first.
        return sorted(
            files,
            key=lambda file: (
                not (is_first and file in AS_SHIPPED),
                file.startswith(COMPILING) is is_first,
                not file.startswith(LONG),
            ),
        )
