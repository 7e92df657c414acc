"""The leak check: photographs that are in the data twice.

``search`` says what a near-copy is, and how one is found: ``pool`` reads the pictures, ``groups``
are those that are the same, ``descriptions`` are compared for ``candidates``, and ``verification``
looks at each pair of these, for which it has one picture placed upon the other by ``registration``.
``pairs`` are what is found.
"""
