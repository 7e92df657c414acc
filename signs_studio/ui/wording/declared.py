"""Words that recipe and lessons declare in English, as the window shows them."""

from PySide6.QtCore import QCoreApplication


def shown(text: str) -> str:
    """A title, a help or a text of what knows no Qt, in the window's language."""
    return QCoreApplication.translate("declared", text)
