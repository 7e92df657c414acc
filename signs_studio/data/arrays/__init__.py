"""Pictures in files of arrays: which files belong together, which array is what, and reading them.

``file_names`` finds the files, ``names`` is the table of names in use, ``roles`` says which array
holds what, ``reader`` reads it, and ``pictures`` brings the numbers into memory or leaves them on
the disk. What is done to the numbers is decided in ``plausibility``.
"""
