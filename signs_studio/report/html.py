"""Reports as HTML: one file that needs no other, holds no script, and prints on A4."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from signs_studio.report.contents import make_document
from signs_studio.resources import resource

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from jinja2 import Template

    from signs_studio.report.run import ReportRun


def html_report(runs: Sequence[ReportRun], *, made_at: datetime | None = None) -> str:
    """Returns a report as one file of HTML.

    Args:
        runs: As of ``make_document``.
        made_at: As of ``make_document``.
    """
    return _template().render(report=make_document(runs, made_at=made_at))


@cache
def _template() -> Template:
    from jinja2 import Environment, StrictUndefined

    # Whatever is put in is plain text, but for the SVG, which is of our own making.
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(resource("report", "report.html").read_text("utf-8"))
