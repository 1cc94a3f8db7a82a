"""Sheets that leave the console: no cell of them is a formula to whatever opens it."""

from collections.abc import Iterator

from flask import Response, stream_with_context

# What spreadsheets take for the beginning of a formula (OWASP, CSV Injection).
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def defused(cell: object) -> str:
    """As text in every spreadsheet: an apostrophe before what would be reckoned with.

    >>> defused("=1+1"), defused("+14065550100"), defused("Ana"), defused(None)
    ("'=1+1", "'+14065550100", 'Ana', '')
    """
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(FORMULA) else text


def attachment(lines: Iterator[str], name: str) -> Response:
    """A file for the browser to keep, sent as it is written."""
    response = Response(stream_with_context(lines), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
