"""How far compressed streams expand; reading is tested in test_hdf5.py and test_streamed.py."""

import zlib

import h5py
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from signs_studio.data.archives.hdf5.arrays import inflated_bytes, lzf_bytes

MIB = 1 << 20


@given(st.binary(max_size=5000), st.integers(1, 50))
def test_the_measured_size_of_a_zlib_stream(data: bytes, times: int) -> None:
    stored = zlib.compress(data * times)
    size = len(data) * times
    assert inflated_bytes(stored, size) == size
    assert inflated_bytes(stored[:-5], size) == -1
    assert inflated_bytes(b"\0" + stored, size) == -1


def test_measuring_a_zlib_stream_stops_soon_after_the_limit() -> None:
    stored = zlib.compress(bytes(200 * MIB))
    assert MIB < inflated_bytes(stored, MIB) < 20 * MIB


@given(data=st.binary(min_size=1, max_size=400), times=st.integers(1, 40))
def test_the_measured_size_of_an_lzf_stream(data: bytes, times: int) -> None:
    # The oracle is h5py's own lzf: what it stored for so many bytes.
    plain = np.frombuffer(data * times, np.uint8)
    with h5py.File("any.h5", "w", driver="core", backing_store=False) as file:
        dataset = file.create_dataset("x", data=plain, chunks=plain.shape, compression="lzf")
        skipped, stored = dataset.id.read_direct_chunk((0,))
    assert skipped or lzf_bytes(stored, len(plain)) == len(plain)


@pytest.mark.parametrize("stored", [b"\x05abc", b"\xe0", b"\xe0\xff", b"\x40"])
def test_a_damaged_lzf_stream(stored: bytes) -> None:
    assert lzf_bytes(stored, 1000) == -1
