"""Files of named arrays: formats that each open as an archive.

``archive`` says what an archive is; ``hdf5``, ``npz`` (also a lone ``.npy``) and ``idx`` are the
formats; ``opening`` opens a file as what its first bytes say it is, and ``recognition`` names what
is no archive. All of it runs in the child process of ``reading``.
"""
