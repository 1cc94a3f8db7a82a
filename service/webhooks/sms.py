"""The door for texts: screen, answer, and record without letting anyone wait for a broken part."""

from collections.abc import Mapping
from concurrent.futures import Executor, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from flask import Blueprint, Response, request

from service.carrier import twiml
from service.carrier.sid import read_sid
from service.crisis.screen import Finding, Tier, screen
from service.crisis.standby import Trouble
from service.db import new_id
from service.errors import DatabaseUnavailable
from service.flows.arrival import (
    Answer,
    ArrivedText,
    busy_words,
    crisis_variants,
    crisis_words,
    receive_text,
)
from service.house import House
from service.inbound.aside import Aside
from service.inbound.spool import Kept, Spool
from service.logs import log, report
from service.text.optout import told_consent
from service.text.phone import maybe_phone
from service.webhooks.guard import Guard
from service.webhooks.shared import Shared

# A crisis answer never waits longer for being written down; anything else is answered long before
# the carrier's own limit of 15 seconds.
CRISIS_WITHIN_S = 0.3
KEPT_WITHIN_S = 0.2  # a disk may hang, too
RECORDED_WITHIN_S = 3.0  # nobody waits for it then; it must only not hold its thread for ever
ANSWER_WITHIN_S = 4.0


@dataclass(frozen=True)
class Rooms:
    """What the door works with. A slow crisis record must not close the breaker for everyone else."""

    house: House
    spool: Spool
    shared: Shared
    ordinary: Aside
    crisis: Aside
    disk: Executor


def text_door(house: House, guard: Guard, spool: Spool, shared: Shared) -> Blueprint:
    """`POST /text`: the carrier hands over a text and sends back what we answer."""
    door = Blueprint("text", __name__)
    ordinary, crisis = Aside(here=True, crowd=shared.crowd), Aside(threads=8, hurried=True)
    disk = ThreadPoolExecutor(4, "disk")
    rooms = Rooms(house, spool, shared, ordinary, crisis, disk)

    @door.post("/text")
    @guard
    def text() -> Response:
        arrived = read_text(request.form)
        finding = screen(arrived.body)
        if finding.tier is Tier.NONE:
            return _document(_answer(rooms, arrived), house)
        return _document(_answer_crisis(rooms, arrived, finding), house)

    return door


def read_text(form: Mapping[str, str]) -> ArrivedText:
    """A text as the carrier's form has it; one without an id gets one of ours, and is answered too."""
    sid = read_sid(form.get("MessageSid") or form.get("SmsMessageSid"))
    if sid is None:
        log("text").warning("text_without_sid")
        sid = new_id()
    media = form.get("NumMedia", "0")[:3]
    return ArrivedText(
        message_sid=sid,
        sender=maybe_phone(form.get("From", "")),
        body=form.get("Body", "").replace("\x00", ""),
        media=int(media) if media.isascii() and media.isdigit() else 0,
        carrier_did=told_consent(form.get("OptOutType")),
    )


def _answer(rooms: Rooms, arrived: ArrivedText) -> Answer:
    def receive() -> Answer:
        return rooms.house.database.transacted(
            lambda session: receive_text(session, rooms.house, arrived, rooms.house.clock.now()),
            ANSWER_WITHIN_S,
        )

    try:
        return rooms.ordinary.run(receive, ANSWER_WITHIN_S)
    except DatabaseUnavailable as error:
        log("text").error("text_without_database", sid=arrived.message_sid, why=str(error))
    except Exception as error:  # a defect of ours: the carrier asks once only, so the text is kept
        report("text", "answer", error)
    _spool(rooms, arrived)
    return Answer((busy_words(rooms.house, arrived),))


def _answer_crisis(rooms: Rooms, arrived: ArrivedText, finding: Finding) -> Answer:
    """The words first, from the process alone; then the record, for as long as its deadline."""
    # While nothing can be written down nobody is told, whoever is on duty.
    someone = not rooms.crisis.is_broken and rooms.shared.on_duty.has_somebody(but=arrived.sender)
    words = crisis_words(rooms.house, arrived, finding, someone)
    log("crisis").warning(
        "crisis_text", sid=arrived.message_sid, tier=finding.tier, rule=finding.rule
    )

    now = rooms.house.clock.now()  # before it is kept, should both happen: see flows/taking

    def receive() -> Answer:
        return rooms.house.database.transacted(
            lambda session: receive_text(session, rooms.house, arrived, now, finding, words),
            RECORDED_WITHIN_S,
        )

    try:
        answer = rooms.crisis.run(receive, CRISIS_WITHIN_S)
    except Exception as error:  # whatever fails here must not cost the answer
        log("crisis").error(
            "crisis_not_recorded", sid=arrived.message_sid, why=type(error).__name__
        )
        kept = rooms.disk.submit(_spool, rooms, arrived, said=words)
        wait([kept], KEPT_WITHIN_S)
        _ask_standby(rooms, arrived, finding, kept)
        return Answer((words,))
    if answer.goes_by_itself:  # recovered a moment ago: said once, not twice
        return answer
    if crisis_variants(rooms.house, arrived, finding).intersection(answer.texts):
        return answer
    # A repetition so late that its answer is forgotten, or of a text that we read otherwise then.
    return Answer((words, *answer.texts), answer.outbox_id)


def _ask_standby(rooms: Rooms, arrived: ArrivedText, finding: Finding, kept: Future[bool]) -> None:
    """Whether they are needed is asked a little later: the record may only have been late."""
    if finding.tier is not Tier.IMMINENT or arrived.sender is None:
        return
    at, sid = rooms.house.clock.now().timestamp(), arrived.message_sid
    trouble = Trouble(sid, arrived.sender.e164, finding.kind, finding.rule[:60], at)
    rooms.shared.standby.ask(trouble, lambda: not _is_kept(kept) or rooms.spool.holds(sid))


def _is_kept(kept: Future[bool]) -> bool:
    return kept.done() and kept.exception() is None and kept.result()


def _spool(rooms: Rooms, arrived: ArrivedText, said: str = "") -> bool:
    return rooms.spool.keep(
        Kept(
            message_sid=arrived.message_sid,
            sender=arrived.sender.e164 if arrived.sender else "",
            body=arrived.body,
            media=arrived.media,
            received_at=rooms.house.clock.now().timestamp(),
            answered=bool(said),
            carrier_did=arrived.carrier_did,
            said=said,
        )
    )


def _document(answer: Answer, house: House) -> Response:
    url = (
        f"{house.settings.public_url}/status/text/{answer.outbox_id}/1"
        if answer.outbox_id
        else None
    )
    verbs = [twiml.message(words, url) for words in answer.texts]
    return Response(twiml.response(*verbs), mimetype="text/xml")
