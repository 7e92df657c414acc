"""Reading files from strangers in a child process, which no file can hurt this one through.

libhdf5 crashes, hangs or reads memory that it never wrote where a file is damaged in certain ways.
So a file is opened in a process of its own: ``server`` is a process that has h5py loaded and forks
a child for each opening, ``limits`` are what the kernel holds the child to, ``contents`` are the
plain facts that it hands back, and ``client`` is this process's side of it.
"""
