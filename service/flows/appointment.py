"""APPT: an appointment of somebody's own, told by its hour alone."""

from datetime import date, datetime, timedelta

from service import notes
from service.flows.kept_menu import BACK, hidden
from service.flows.note import LABEL, WORDS, asking, back, keep, of_turn, wall_of, when
from service.flows.turn import Channel, Choose, Go, Listen, Reply, Say, Turn, go, step
from service.flows.whose import person_here
from service.meetings.query import understand
from service.schedule import on_the_wall
from service.text.check_words import hour_typed, later_half
from service.text.visit_words import visit_in
from service.text.words import prompt

# As far ahead as an appointment is kept.
AHEAD = timedelta(days=366)
A_WEEK = timedelta(days=7)
# What a conversation remembers: the day whose hour is asked for.
ON = "visit_on"


@step("appt.ask")
def ask(turn: Turn, key: str = "appt.ask") -> Reply:
    """Words by text; on a call a day of the coming week, and then the hour."""
    if turn.phone_id is None:
        return hidden()
    if turn.channel is Channel.TEXT:
        return Listen(prompt(key), "appt.said", label=LABEL, back=BACK)
    today = turn.now.astimezone(wall_of(turn).zone).date()
    days = [today + timedelta(days=number) for number in range(7)]
    choices = {
        number: go("appt.hour", day.isoformat())
        for number, day in enumerate(sorted(days, key=date.weekday), 1)
    }
    return Choose(prompt("appt.which_day"), choices, LABEL, BACK)


def behind(turn: Turn, rest: str) -> Go | None:
    """APPT with a day and an hour; `APPT OFF`."""
    return (
        go("appt.off")
        if rest.lower() in ("off", "no", "quitar", "borrar")
        else go("appt.given", rest)
    )


@step("appt.said")
def said(turn: Turn) -> Reply | Go:
    """What is no hour may be a search."""
    if visit_in(turn.said, _now(turn)) is None and (search := understand(turn.said)):
        return go("find.asked", search.as_json())
    return go("appt.given", turn.said)


@step("appt.given")
def given(turn: Turn, words: str) -> Reply | Go:
    if turn.phone_id is None:
        return hidden()
    at = visit_in(words, _now(turn))
    return go("appt.ask", "appt.again") if at is None else go("appt.set", at.isoformat())


@step("appt.hour")
def hour(turn: Turn, day: str, key: str = "appt.hour") -> Reply:
    turn.memo[ON] = day
    return Listen(prompt(key), "appt.hour_said", 4, LABEL, go("appt.ask"))


@step("appt.hour_said")
def hour_said(turn: Turn) -> Reply | Go:
    """Four keys; until one o'clock they are asked which half of the day."""
    day, typed = turn.memo.get(ON), hour_typed(turn.said.strip())
    if day is None:
        return go("appt.ask")
    if typed.at_min is None:
        return go("appt.hour", day, "appt.no_hour")
    if not typed.is_bare:
        return go("appt.set", _moment(turn, day, typed.at_min))
    halves = {1: typed.at_min, 2: later_half(typed.at_min)}
    choices = {one: go("appt.set", _moment(turn, day, at)) for one, at in halves.items()}
    return Choose(prompt("appt.which_half"), choices, LABEL, go("appt.hour", day))


@step("appt.set")
def set_(turn: Turn, at: str) -> Reply | Go:
    """Kept, and asked what they want to bring up."""
    if turn.phone_id is None:
        return hidden()
    visit_at = _to_come(turn, datetime.fromisoformat(at))
    if visit_at is None:
        return go("appt.ask", "appt.again")
    whose = person_here(turn, turn.phone_id), turn.phone_id
    note = notes.set_visit(turn.session, turn.settings, whose, visit_at, turn.now)
    if words := turn.memo.pop(WORDS, None):
        return keep(turn, note, words)
    if notes.has_words(note):
        return Say(prompt("appt.moved", when=when(turn, visit_at), back=back(turn, note)), BACK)
    return asking(turn, note, "appt.set")


@step("appt.off")
def off(turn: Turn) -> Reply:
    if (note := of_turn(turn)) is None:
        return Say(prompt("appt.none"), BACK)
    notes.end(turn.session, note, turn.now)
    return Say(prompt("appt.ended"), BACK)


def _now(turn: Turn) -> datetime:
    """By their clock, naive."""
    return turn.said_at.astimezone(wall_of(turn).zone).replace(tzinfo=None)


def _moment(turn: Turn, day: str, at_min: int) -> str:
    """That day's hour; where it has passed today, next week's."""
    at = datetime.fromisoformat(day) + timedelta(minutes=at_min)
    return (at if at > _now(turn) else at + A_WEEK).isoformat()


def _to_come(turn: Turn, at: datetime) -> datetime | None:
    """None where it has passed, or is so far ahead that it is a slip."""
    moment = on_the_wall(at.date(), at.time(), wall_of(turn).zone)
    return moment if turn.now < moment < turn.now + AHEAD else None
