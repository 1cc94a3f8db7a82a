"""The same thing done by text and by keys, each from an equally blank database, and what is left behind."""

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from service.flows.open_question import Open
from service.models import (
    Attendance,
    ConsentRow,
    Conversation,
    Goal,
    GoalMark,
    Membership,
    Note,
    Outbox,
    Person,
    PhoneRow,
    Question,
    Reminder,
    Ride,
    Shift,
    Suppression,
    Timer,
    Watch,
)
from service.text.segments import to_gsm
from service.text.words import CATALOGUE
from tests.equality.walks import BEFORE, TYPED, Walk
from tests.line import Caller, Line

TEXTER, CALLER = "+14065550152", "+14065550153"
LANGUAGE_FIRST = {"en": "", "es": "9"}
# What stays of what somebody did; not what a conversation remembers.
KEPT = (
    Person, PhoneRow, Membership, Reminder, ConsentRow, Watch, Attendance, Ride, Timer, Suppression,
    Outbox, Shift, Goal, GoalMark, Note,
)  # fmt: skip
# A row's own names, whose it is, and which channel and words it came by.
OWN = frozenset(
    """id phone_id person_id volunteer_id number number_hash how words token subject dedupe_key sid attempts
    lease_until lease_token only_calls""".split()
)
# A caller's slip of the thumb has a question asked anew, and what it asks for again is dated anew.
MOMENTS = frozenset("at asked_at expires_at looked_at decided_at".split())
# STOP for those who can't text it, whom no slip of the thumb must end; what a text has in hand already.
KEY_ALONE = {"settings.ending": "1", "find.details": "6"}
# A person's key anywhere, and on a call of ours the end of these calls: both are tried by themselves.
ANYWHERE = frozenset("08")
Rows = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class Outcome:
    """What was answered last, what is asked now, and the rows that are left."""

    heard: str
    asks: Open | None
    rows: Rows


def by_text(line: Line, walk: Walk, language: str) -> Outcome:
    heard: list[str] = line.text("ESPANOL", TEXTER) if language == "es" else []
    before = None
    for one in _with_before(walk):
        for said in getattr(one, language).split("|"):
            before = _asked(line)
            heard = line.text(said, TEXTER)
    asks = _asked(line)  # only what the last answer asked itself
    asks = None if asks and before and asks.id == before.id else asks
    return Outcome("\n".join(heard), asks, left_behind(line))


def by_keys(line: Line, walk: Walk, language: str) -> Outcome:
    """Each of what comes before, and the walk, is a call of its own; so is the choice of a language."""
    paths = [LANGUAGE_FIRST[language], *(f"{one.lead}-{one.path}" for one in _with_before(walk))]
    for number, path in enumerate(paths):
        caller = Caller(line, CALLER, f"CA{number:032x}", vouched=True)
        heard = caller.press()
        for key in filter(None, path.split("-")):
            heard = caller.press(TYPED.get(key, key))
    return Outcome(heard, _asked(line), left_behind(line))


def _with_before(walk: Walk) -> list[Walk]:
    return [*(BEFORE[name] for name in walk.before), walk]


def left_behind(line: Line) -> Rows:
    with line.house.database.reading() as session:
        return rows_of(session)


def rows_of(session: Session, but: frozenset[str] = OWN) -> Rows:
    """Each table's rows without those columns; replies are a text's own."""
    return {
        table.__tablename__: _told_apart(
            table,
            [_plain(row, but) for row in session.scalars(select(table)) if not _is_a_reply(row)],
        )
        for table in KEPT
    }


def _told_apart(table: type, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """In one order. The ledger has a line for each yes: a caller sets a reminder, then its hour."""
    unique = {str(row): row for row in rows}
    return [unique[key] for key in sorted(unique)] if table is ConsentRow else sorted(rows, key=str)


def _plain(row: Any, but: frozenset[str]) -> dict[str, Any]:
    columns = {column.key: getattr(row, column.key) for column in inspect(type(row)).columns}
    kept = {name: value for name, value in columns.items() if name not in but}
    if "code_hash" in kept:
        kept["code_hash"] = bool(row.code_hash)  # it is keyed with whose it is
    if isinstance(row, PhoneRow):
        kept["language"] = row.language or "en"  # a word tells one, a key does not
    return kept


def _is_a_reply(row: Any) -> bool:
    return isinstance(row, Outbox) and row.state == "inline"


def _asked(line: Line) -> Open | None:
    """What the newest conversation waits for."""
    newest = select(Conversation.id).order_by(Conversation.id.desc()).limit(1).scalar_subquery()
    columns = Question.id, Question.step, Question.accepts, Question.kind, Question.asked_at
    waits = Question.conversation_id == newest, Question.state == "open"
    with line.house.database.reading() as session:
        found = session.execute(select(*columns).where(*waits).order_by(Question.id.desc())).first()
    return Open(*found) if found else None


def ask_the_same(text: Open, call: Open) -> bool:
    """Each digit leads to the same; of a list a call stands at one row."""
    ours, theirs = _choices(text), _choices(call)
    if call.step == "list.row":
        return ours["1"] == theirs["1"]
    return (text.listens, ours) == (call.listens, theirs)


# What is read already can be had as a text only by who hears it.
ONLY_HEARD = frozenset({"find.text_me"})


def _choices(question: Open) -> dict[str, Any]:
    alone = KEY_ALONE.get(question.step)
    choices = question.accepts["choices"].items()
    return {digit: where for digit, where in choices if digit not in ANYWHERE and digit != alone}


def was_said(key: str, heard: str, language: str, ear: bool) -> bool:
    """Whether a prompt of the catalogue is in it, whatever stands in its slots."""
    forms = CATALOGUE[key].forms
    form = forms.get(f"{language}_ear", forms[language]) if ear else to_gsm(forms[language])
    parts = map(re.escape, re.split(r"\{\w+\}", form))
    return re.search(".*?".join(parts), heard, re.DOTALL) is not None
