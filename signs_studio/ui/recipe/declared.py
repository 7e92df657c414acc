"""Words that the recipe declares in English, as the window shows them."""

from PySide6.QtCore import QCoreApplication


def shown(text: str) -> str:
    """A title or help of ``signs_studio.recipe``, which knows no Qt, in the window's language."""
    return QCoreApplication.translate("recipe", text)
