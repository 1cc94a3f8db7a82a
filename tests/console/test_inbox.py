"""What waits for an answer on the console: who hears a voice message or a report, and what may be sent."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from service import consent
from service.access.log import What
from service.crisis import reports
from service.crisis.canned import Canned
from service.crisis.cases import Asked
from service.crisis.reports import Told
from service.delivery.outbox import Claimed
from service.flows.registry import MESSAGES
from service.members import find_phone
from service.models import Case, Lane, LogEntry, Outbox, PhoneRow, Post, Topic, VoiceMessage, Way
from service.models import Role as Duty
from service.text.phone import Phone
from tests.console.desk import Desk, post_of
from tests.console.test_on_call import a_case, on_the_roster
from tests.duty import LEE
from tests.line import ANA, BEN

TAPE = "RE" + "7" * 32


@pytest.fixture
def ben(desk) -> Desk:
    """Ben owns the line, and is on its roster as a coordinator."""
    post_of(desk.house, BEN, Post.OWNER, "Ben")
    on_the_roster(desk.house, BEN, Duty.COORDINATOR, "Ben")
    desk.sign_in(BEN)
    return desk


def asked(house, number=ANA, **more) -> int:
    """Somebody asked for a person, and left a message."""
    now = house.clock.now()
    case_id = a_case(
        house, number, tier="asked", kind=None, paged_since=None,
        call_back_by=now + timedelta(minutes=30), **more,
    )  # fmt: skip
    with house.database.transaction() as session:
        lives = {"made_at": now, "delete_at": now + timedelta(days=30)}
        session.add(VoiceMessage(recording_sid=TAPE, case_id=case_id, seconds=40, **lives))
    return case_id


def taken(desk) -> int:
    case_id = asked(desk.house)
    desk.get("/inbox")
    desk.post(f"/on-call/cases/{case_id}/take")
    return case_id


def sent(house):
    with house.database.reading() as session:
        return [
            row.message for row in session.scalars(select(Outbox)) if row.message in set(Canned)
        ]


def test_each_stands_by_what_it_needs(ben):
    asked(ben.house)
    a_case(ben.house, "+14065550101")
    a_case(ben.house, "+14065550102", tier="silent", kind=None)
    page = ben.get("/inbox").text
    needs = [page.index(f">{one}</h2>") for one in
             ("Crisis", "Asked for a person", "Check-ins without an answer")]  # fmt: skip
    assert needs == sorted(needs)
    assert "A voice message of 40 seconds" in page and "Who takes the case may hear it" in page


def test_nobody_waits(ben):
    assert "Nobody waits for an answer" in ben.get("/inbox").text


def test_who_has_it_hears_the_tape_and_that_is_written_down(ben):
    case_id = asked(ben.house)
    ben.app.extensions["tapes"] = lambda sid: iter([b"RIFF", sid.encode()])
    assert ben.get(f"/inbox/cases/{case_id}/tape").status_code == 404
    ben.get("/inbox")
    page = ben.post(f"/on-call/cases/{case_id}/take").text
    assert 'preload="none"' in page
    answer = ben.get(f"/inbox/cases/{case_id}/tape")
    assert answer.data == b"RIFF" + TAPE.encode()
    assert answer.headers["Cache-Control"] == "no-store"
    with ben.house.database.reading() as session:
        assert What.CASE_HEARD in session.scalars(select(LogEntry.what)).all()


def test_a_tape_the_carrier_has_no_more_is_not_there(ben):
    case_id = taken(ben)
    ben.app.extensions["tapes"] = lambda sid: None
    assert ben.get(f"/inbox/cases/{case_id}/tape").status_code == 404


def test_a_short_answer_goes_out_once_in_their_language(ben):
    case_id = taken(ben)
    for mark in ("the-first-mark", "the-second-mark"):
        page = ben.post(f"/inbox/cases/{case_id}/reply", what="case.reply_tried", mark=mark).text
    assert "on its way" in page
    assert sent(ben.house) == ["case.reply_tried"]


def test_what_it_says_names_nobody(ben):
    case_id, house = taken(ben), ben.house
    with house.database.transaction() as session:
        phone = find_phone(session, house.keyring, Phone(ANA))
        now = house.clock.now()
        claimed = Claimed(
            "1",
            Way.TEXT,
            Lane.NOTICE,
            1,
            False,
            phone.id,
            None,
            Canned.HAVE,
            case_id,
            None,
            now,
            "",
        )
        rendered = MESSAGES[Canned.HAVE](session, house, claimed, now)
    assert rendered.body.startswith("Your message is with a person now.")


@pytest.mark.parametrize("what", ["stopped", "violence", "imminent"])
def test_none_goes_where_it_is_not_wanted_or_may_harm(ben, what):
    house = ben.house
    case_id = taken(ben)
    with house.database.transaction() as session:
        case = session.get_one(Case, case_id)
        phone = find_phone(session, house.keyring, Phone(ANA))
        if what == "stopped":
            consent.opt_out(session, phone.id, "text", "STOP", house.clock.now())
        case.kind = "violence" if what == "violence" else None
        case.tier = "imminent" if what == "imminent" else "asked"
    ben.post(f"/inbox/cases/{case_id}/reply", what="case.reply_tried")
    assert sent(house) == []


def test_a_landline_is_sent_no_text(ben):
    case_id, house = taken(ben), ben.house
    with house.database.transaction() as session:
        phone = find_phone(session, house.keyring, Phone(ANA))
        session.get_one(PhoneRow, phone.id).line_type = "landline"
    assert "short answer" not in ben.get(f"/on-call/cases/{case_id}").text


def test_who_has_not_taken_it_answers_nothing(ben):
    case_id = asked(ben.house)
    ben.get("/inbox")
    answer = ben.post(f"/inbox/cases/{case_id}/reply", what="case.reply_done")
    assert answer.status_code == 404 and sent(ben.house) == []


def reported(house, barred=()) -> int:
    now = house.clock.now()
    with house.database.transaction() as session:
        told = Told(Asked(None, "en"), Topic.MONEY, "they took my money", frozenset(barred))
        return reports.file(session, house.settings, told, now)


def test_a_report_is_rung_to_who_may_hear_it_and_never_shown(ben):
    house = ben.house
    with house.database.transaction() as session:
        reports.set_takes(session, 1, True, house.clock.now())
    case_id = reported(house)
    page = ben.get("/inbox").text
    assert "Ring my phone to hear it" in page and "money" not in page
    assert "Your phone rings now" in ben.post(f"/inbox/reports/{case_id}").text
    with house.database.reading() as session:
        assert ("report.call", "call") in [
            (r.message, r.way) for r in session.scalars(select(Outbox))
        ]


def test_who_leads_the_group_learns_of_no_report(ben):
    house = ben.house
    owner = post_of(house, BEN, Post.OWNER)
    with house.database.transaction() as session:
        reports.set_takes(session, 1, True, house.clock.now())
    case_id = reported(house, barred=[owner])
    assert "Reports that you may hear" not in ben.get("/inbox").text
    assert ben.post(f"/inbox/reports/{case_id}").status_code == 404


def test_a_peer_has_no_inbox(desk):
    on_the_roster(desk.house, LEE)
    desk.sign_in(LEE)
    assert desk.get("/inbox").status_code == 403
