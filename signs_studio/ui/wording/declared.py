"""Words that recipe and lessons declare in English, as the window shows them."""

from PySide6.QtCore import QCoreApplication


def shown(text: str) -> str:
    """Returns a title or a help that knows no Qt in the window's language."""
    return QCoreApplication.translate("declared", text)
