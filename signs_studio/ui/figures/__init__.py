"""Views of the figures of ``signs_studio.figures``, a kind each."""
