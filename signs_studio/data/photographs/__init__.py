"""Photographs in folders: found, read with Pillow, brought to one size, kept, and written.

``files`` finds what a person chose, ``classes`` tells from names what each shows, ``decoding``
opens one, ``fitting`` brings it to the size of the data, ``cache`` keeps what was read for the next
time, and ``reader`` does all of it. ``writer`` is the way back.

Files from strangers are opened by ``files``, ``decoding`` and ``reader``, in a child process alone.
"""
