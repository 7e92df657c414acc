import threading

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from signs_studio.runs.events import RunPaused, Snapshot
from signs_studio.worker.mailbox import Mail, Mailbox

events = st.lists(
    st.builds(RunPaused, epochs=st.integers(0, 99))
    | st.builds(
        lambda epoch: Snapshot(epoch=epoch, probabilities=np.empty((0, 2), np.float32)),
        st.integers(0, 99),
    )
)


@given(st.lists(events))
def test_every_event_comes_out_once_in_order_and_the_latest_snapshot(
    rounds: list[list[RunPaused | Snapshot]],
) -> None:
    mailbox = Mailbox()
    for sent in rounds:
        for event in sent:
            mailbox.put(event)

        mail = mailbox.drain()

        snapshots = [event for event in sent if isinstance(event, Snapshot)]
        assert list(mail.events) == [event for event in sent if isinstance(event, RunPaused)]
        assert mail.snapshot is (snapshots[-1] if snapshots else None)
        assert mailbox.drain() == Mail((), None)


def test_nothing_is_lost_between_threads() -> None:
    mailbox = Mailbox()
    senders, count = 4, 2000
    barrier = threading.Barrier(senders + 1)

    def send(first: int) -> None:
        barrier.wait(10)
        for i in range(count):
            mailbox.put(RunPaused(epochs=first + i))

    threads = [threading.Thread(target=send, args=(i * count,)) for i in range(senders)]
    for thread in threads:
        thread.start()
    barrier.wait(10)
    received: list[RunPaused] = []
    while any(thread.is_alive() for thread in threads):
        received.extend(mailbox.drain().events)
    received.extend(mailbox.drain().events)

    for sender in range(senders):
        mine = range(sender * count, (sender + 1) * count)
        assert [event.epochs for event in received if event.epochs in mine] == list(mine)
