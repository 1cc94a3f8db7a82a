"""What an import says on a terminal: counts, what was left out and why, and how rows would be worded."""

from service.flows.wording import Listing, Teller, row_words
from service.house import House
from service.meetings.attributes import from_bits
from service.meetings.copies import Copy
from service.meetings.query import Query
from service.meetings.recurring import Series, next_from
from service.meetings.report import Columns, Report
from service.meetings.search import Found, Result
from service.text.words import written

SAMPLES = 10
ANYWHERE = Found(Query(), None, None, ())  # rows as in a list that was asked for without a place


def lines_of(report: Report, samples: list[str], dry_run: bool) -> str:
    """The whole report; of a dry run with everything one wants to see before publishing."""
    lines = [
        f"{report.feed}: {report.rows} rows ({report.format})",
        f"  {report.listed} listed, {report.hidden} hidden",
        f"  {report.added} added, {report.changed} changed, {report.gone} gone; times in {report.timezone}",
    ]
    lines += [f"  hidden: {count} {reason}" for reason, count in sorted(report.reasons.items())]
    if dry_run:
        lines += _counts(report) + [f"  | {sample}" for sample in samples]
        lines.append("  Nothing was changed: this was a dry run.")
    if report.unchanged:
        lines.append("  It is the copy we had.")
    if report.alarm:
        lines.append(f"  It lost more than 30 % of its meetings. {report.alarm} Look at it;")
        lines.append("  if that is right, import it again with --accept-shrink.")
    return "\n".join(lines)


def samples_of(copy: Copy, house: House) -> list[str]:
    """Ten listed rows from all over the feed, as a text would have them in a list."""
    listed = [row for row in copy.rows if not row["hidden_reason"]]
    step = max(1, len(listed) // SAMPLES)
    return [_line(row, house) for row in listed[::step][:SAMPLES]]


def _counts(report: Report) -> list[str]:
    told = [
        ("by mode", report.modes),
        ("by day", report.days),
        ("zones", report.zones),
        ("points", report.precision),
    ]
    lines = [f"  {what}: {_joined(counts)}" for what, counts in told if counts]
    return [*lines, f"  {report.geocoded_percent or 0} % have a point"]


def _joined(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.items())


def _line(row: Columns, house: House) -> str:
    now, home_zone = house.clock.now(), house.settings.home_zone
    series = Series(row["minute_of_week"], row["zone"], row["rrule"])
    coming = next_from(series.schedule(), now)
    shown = ("slug", "name", "fellowship", "duration_min", "mode", "location", "address", "town")
    kept = {name: row[name] for name in (*shown, "region", "dial_in", "dial_code", "rrule")}
    one = Result(
        meeting_id=0,
        starts=coming.starts if coming else now,
        miles=None,
        direction=None,
        attrs=from_bits(row["attrs"]),
        **kept,
    )
    listing = Listing(ANYWHERE, Teller(now, "en", home_zone), None)
    return written(row_words(one, listing), "en")
