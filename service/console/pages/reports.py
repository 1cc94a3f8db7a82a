"""How the line did, as figures that tell of nobody; and the log of who did what here."""

import csv
import io
from collections.abc import Iterator

from flask import Blueprint, Response, request

from service.access.roles import Right
from service.console import report_rows
from service.console.here import house, needs, now, reading, render
from service.console.said import whole
from service.console.sheets import attachment, defused

page = Blueprint("reports", __name__, url_prefix="/reports")
LOG_COLUMNS = ("at", "by_person", "what", "subject", "subject_id")


@page.get("/")
@needs(Right.REPORTS)
def show() -> str:
    days = request.args.get("days", type=whole)
    days = days if days in report_rows.SPANS else report_rows.SPANS[0]
    with reading() as session:
        return render(
            "reports/reports.html",
            days=days,
            spans=report_rows.SPANS,
            reach=report_rows.reach(session, days),
            twice=report_rows.sent_twice(session, days),
            opted_out=report_rows.opted_out(session, now(), days),
            crisis=report_rows.crisis(session, now(), days),
            weeks=report_rows.check_ins(session, house(), now()),
            spent=report_rows.cost(session, house(), now()),
            fewest=report_rows.FEWEST,
        )


@page.get("/log")
@needs(Right.LOG)
def log() -> str:
    number = max(request.args.get("page", 1, type=whole), 1)
    with reading() as session:
        entries, more = report_rows.log(session, number)
    return render("reports/log.html", entries=entries, page=number, more=more)


@page.get("/log.csv")
@needs(Right.LOG)
def log_file() -> Response:
    """The whole log, by ids: a sheet with names in it would be one more place to guard."""
    return attachment(_log_lines(), "log.csv")


def _log_lines() -> Iterator[str]:
    written = io.StringIO()
    sheet = csv.writer(written)
    sheet.writerow(LOG_COLUMNS)
    with reading() as session:
        for row in report_rows.whole_log(session):
            at = row.at.isoformat(timespec="seconds")
            cells = (at, row.by_person_id, row.what, row.subject_kind, row.subject_id)
            sheet.writerow([defused(cell) for cell in cells])
            if written.tell() > 1 << 15:
                yield written.getvalue()
                written.seek(0)
                written.truncate()
    yield written.getvalue()
