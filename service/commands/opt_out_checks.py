"""Who answers STOP, START and HELP: exactly one side must, and HELP must name the crisis line.

The carrier has no interface that tells how its own answers are set, and they are in none of its lists. So a
person texts HELP, reads what comes, and says so by name; what they have seen is dated, and counts until one
of its words changes. That the carrier took somebody's STOP where we should, is seen from what it tells us.
"""

import json
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.consent import BY_CARRIER
from service.crisis import confirmed
from service.crisis.confirmed import Mark, Record
from service.flows.opt_out_words import help_text
from service.health import Check
from service.models import ConsentRow
from service.settings import Settings
from service.text.language import Language

WHAT = "opt-out"
SEEN_LAST = timedelta(days=180)
LANGUAGES: tuple[Language, ...] = ("en", "es")
BY = {
    "carrier": "the carrier answers STOP, START and HELP; we keep the record",
    "us": "we answer STOP, START and HELP",
}
TRY = (
    "Text HELP to the line: one answer must come, and name the crisis line. How to set it: porchlight"
    ' twilio opt-out. When it is so, run: porchlight twilio opt-out --by "Your Name"'
)
TWO = "The carrier answers STOP as well. Switch its answers off, or set OPT_OUT_BY=carrier in .env"
AT_CARRIER = """\
OPT_OUT_BY=carrier: the carrier answers STOP, START and HELP, and we are silent.
In its console (Messaging, Services, your service, Opt-Out Management) set the answer to HELP to this,
or else nobody who texts HELP is told the crisis line:"""
AT_US = """\
OPT_OUT_BY=us: we answer STOP, START and HELP. The carrier must not: have its own answers switched off
(its support does that for a number), or everybody gets two. Ours to HELP is:"""
THEN = """\
Then text HELP to the line from your own phone. When exactly one answer comes, with these words:
  porchlight twilio opt-out --by "Your Name\""""


def how_to_set(settings: Settings) -> str:
    words = [f"  {language}: {help_text(settings, language)}" for language in LANGUAGES]
    return "\n".join([AT_CARRIER if settings.opt_out_by == "carrier" else AT_US, *words, THEN])


def confirm(settings: Settings, by: str, now: datetime) -> Record:
    """Keeps that this person has seen it so."""
    return confirmed.confirm_as(settings, WHAT, _digest(settings), by, now)


def check_opt_out(settings: Settings, now: datetime) -> Check:
    detail = BY[settings.opt_out_by]
    if settings.carrier == "simulator":
        return Check("opt-out", True, detail)
    mark = _mark(settings)
    if mark is None:
        return Check("opt-out", False, f"{detail}; nobody has tried HELP since that is so", TRY)
    seen = f"{detail}; HELP tried by {mark.by} on {mark.at:%Y-%m-%d}"
    return Check("opt-out", now - mark.at <= SEEN_LAST, seen, TRY)


def check_one_owner(session: Session, settings: Settings) -> Check:
    """Since somebody has looked: before, it may have been otherwise."""
    mark = _mark(settings)
    since = () if mark is None else (ConsentRow.at > mark.at,)
    taken = select(ConsentRow.id).where(ConsentRow.how == BY_CARRIER, *since).limit(1)
    two = settings.opt_out_by == "us" and session.scalar(taken) is not None
    detail = (
        "the carrier took a STOP that we answer" if two else "no STOP was taken by the other side"
    )
    return Check("one owner", not two, detail, TWO)


def _mark(settings: Settings) -> Mark | None:
    mark = confirmed.record_of(settings).confirmed.get(WHAT)
    return mark if mark and mark.digest == _digest(settings) else None


def _digest(settings: Settings) -> str:
    """Of who answers, on which number, and in which words."""
    words = [help_text(settings, language) for language in LANGUAGES]
    told = [settings.opt_out_by, settings.line_number, *words]
    return sha256(json.dumps(told).encode()).hexdigest()
