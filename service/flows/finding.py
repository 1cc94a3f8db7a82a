"""A page of meetings as a list that fits: two segments by text, one at a time on a call."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from service.flows import discreet, render, searched
from service.flows.headings import heading, is_call, town_said
from service.flows.turn import Channel, Pick, Row, Turn, go
from service.flows.wording import Listing, Teller, row_words, shorter_row
from service.meetings.asking import FAR_MILES
from service.meetings.search import Found, Result, find, find_further
from service.text.words import Prompt, prompt

AT_ONCE = 3
BACK = go("find.start")


def matching(turn: Turn, limit: int) -> Found:
    """What the last search finds now."""
    wanted, near = searched.kept(turn), searched.near(turn)
    return find(turn.session, wanted, turn.now, near, limit, searched.line(turn))


def further_away(turn: Turn) -> Found:
    """Rooms for it as far as anybody would drive."""
    wanted, near = searched.kept(turn), searched.near(turn)
    return find_further(turn.session, wanted, turn.now, near, AT_ONCE, searched.line(turn))


def found_list(
    turn: Turn,
    found: Found,
    fresh: Sequence[Result],
    shown: Sequence[int],
    footer: str | None = None,
) -> Pick:
    """The longest form that fits two segments; what no longer fits comes with MORE."""
    fresh = tuple(discreet.masked_one(turn, one) for one in _as_they_come(found, fresh))
    picks = _shorter_and_shorter(turn, discreet.masked(turn, found), fresh, footer)
    pick = (
        next(picks) if turn.channel is Channel.CALL else render.first_fitting(picks, turn.language)
    )
    page = [row.value for row in pick.rows]
    searched.keep_page(turn, shown, page, fresh)
    return replace(pick, more=go("find.page", [*shown, *page]))


def may_watch(turn: Turn, found: Found) -> bool:
    """Whether to offer to tell them: only where nothing of the kind meets near, and we may tell them."""
    if turn.phone_id is None or found.place is None or found.query.mode in ("phone", "online"):
        return False
    fits = found.results if "kind" not in found.relaxed else ()
    return not any(not is_call(one) and (one.miles or 0) <= FAR_MILES for one in fits)


def _as_they_come(found: Found, fresh: Sequence[Result]) -> Sequence[Result]:
    """Behind the first of a page of calls the others by their hour, unless an hour was asked for: one
    that is no drive away is read like a timetable."""
    if found.query.time or not all(is_call(one) for one in fresh):
        return fresh
    return [*fresh[:1], *sorted(fresh[1:], key=lambda one: one.starts)]


def _shorter_and_shorter(
    turn: Turn, found: Found, fresh: tuple[Result, ...], footer: str | None
) -> Iterator[Pick]:
    """The footer gives way first, then the miles of far ones, then the last of the list."""
    watch = footer is None and may_watch(turn, found)
    teller = Teller(turn.now, turn.language, searched.zone_of(turn))
    long = footer or ("find.footer_watch" if watch else "find.footer")
    short = "find.footer_short_watch" if watch else "find.footer_short"
    while fresh:
        listing = Listing(found, teller, town_said(found, fresh))
        rows = [Row(row_words(one, listing), one.meeting_id) for one in fresh]
        pick = Pick(
            intro=heading(found, fresh, turn.language, turn.settings.home_zone),
            rows=rows,
            then="find.details",
            back=BACK,
            footer=_footer(long, len(rows)),
            choices={len(rows) + 1: go("watch.set")} if watch else {},
        )
        yield pick
        shorter = replace(pick, footer=_footer(short, len(rows)))
        yield shorter
        nearer = [_without_miles(row, one) for row, one in zip(rows, fresh, strict=True)]
        yield replace(shorter, rows=nearer)
        fresh = fresh[:-1]


def _without_miles(row: Row, one: Result) -> Row:
    shorter = shorter_row(row.what, one)
    return Row(shorter, row.value) if shorter else row


def _footer(key: str, rows: int) -> Prompt:
    return prompt(key, which="1" if rows == 1 else f"1-{rows}", watch=rows + 1)
