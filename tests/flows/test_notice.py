"""A coordinator's words by text: for anybody else none, read back, and sent by the count alone."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from service import codes, consent, coordinators, groups
from service.flows import readers
from service.meetings import freshness
from service.members import (
    add_person,
    find_or_add_phone,
    find_person,
    find_phone,
    person_of,
    set_name,
)
from service.models import Feed, Group, Meeting, Notice
from service.text.coordinators_words import WORDS
from service.text.phone import Phone
from tests.duty import KIM
from tests.filled import fill
from tests.line import ANA, BEN

SLIPS = ("moev tue 8pm", "udno", "TUE off", "sned tue hi", "off", "day off")
TAILS = ("", " TUE", " TUE tonight snow", " B1", ": aa near 59801")
MINE = (readers._count, readers._coordinated)


def says(line, *texts, sender=BEN):
    return [line.text(one, sender)[0] for one in texts][-1]


def test_from_any_other_phone_the_words_are_what_they_were_before(community, monkeypatch):
    said = [*SLIPS, *(f"{word}{tail}" for word in WORDS for tail in TAILS)]
    now = [community.text(one, ANA) for one in said]
    fill(community.house)
    others = [one for one in readers.OF_A_TEXT if one not in MINE]
    monkeypatch.setattr(readers, "OF_A_TEXT", others)
    assert now == [community.text(one, ANA) for one in said]


@pytest.mark.parametrize(
    "said", ["on my way", "off to bed now thanks a lot", "move on", "list meetings near 59801"]
)
def test_a_sentence_that_only_begins_so_is_read_on(community, said):
    assert says(community, said) == says(community, said, sender=ANA)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("OFF TUE snow", 'TUE tomorrow 7 pm OFF, "snow"'),
        ("tonight? off", "I did not get that"),
        ("off tuesday: ice, no heat", 'TUE tomorrow 7 pm OFF, "ice, no heat"'),
        ("NOHAY MAR nieve", 'TUE tomorrow 7 pm OFF, "nieve"'),
        ("OFF nov 24 TUE", "TUE tomorrow 7 pm OFF:"),
        ("OFF TUE dec 1", "TUE Tue Dec 1 7 pm OFF"),
        ("OFF TUE no heat today", 'OFF, "no heat today"'),
        ("OFF TEU snow", "Did you mean TUE"),
        ("OFF thu snow", "Did you mean GRIEF"),
        ("OFF TUE GRIEF", "One group at a time"),
        ("TUE off: snow", 'TUE tomorrow 7 pm OFF, "snow"'),
        ("OOF TUE snow", "I did not get that"),
        ("MOEV TUE 8pm", "Did you mean MOVE?"),
        ("sned tue: hi", "Did you mean SEND?"),
        ("UDNO", "Did you mean UNDO?"),
        ("estdo", "Did you mean ESTADO?"),
        ("OFF ALL", "One group at a time"),
        ("OFF", "Which group?"),
        ("OFF snow", "Which group?"),
        ("OFF TUE nov 20", "Fri Nov 20 is over. Which date?\n1 Tue Nov 24\n2 Tue Dec 1"),
        ("OFF TUE 11/25", "Wed Nov 25 is no date of TUE."),
        ("OFF TUE feb 30", "I can't read that date."),
        ("OFF TUE " + "x" * 61, "that is 1 too many"),
        ("OFF TUE " + "x" * 2000, "that is 1940 too many"),
        ("ON TUE", "All dates of TUE are as usual."),
        ("MOVE TUE 8", "TUE tomorrow 7 pm moves to tomorrow 8 pm"),
        ("mover mar a las 20:00 en la Biblioteca", "moves to tomorrow 8 pm, la Biblioteca"),
        ("MOVE TUE wed 6pm", "TUE tomorrow 7 pm moves to Wed Nov 25 6 pm"),
        ("MOVE TUE 12 Pine St", "moves to 12 Pine St"),
        ("MOVE TUE", "to which hour or place?"),
        ("MOVE TUE nov 24 to nov 20 7pm", "It can't be then"),
        ("SEND TUE: Bring soup", "Your words to TUE: 2 people"),
        ("SEND ALL: Bring soup", "Your words to GRIEF and 2 more: 3 people"),
        ("SEND TUE, KIN: soup", "Your words to KIN and 1 more"),
        ("SEND hello you", "Which group?"),
        ("SEND TUE", "What should they get?"),
        ("SEND TUE: " + "x" * 330, "That is 10 letters too long"),
        ("SEND TUE: " + "x" * 1990, "letters too long"),
        ("SEND TUE: !", "Your words to TUE"),
        ("FIX 8, not 7", "You have sent no notice yet"),
        ("UNDO", "Nothing of yours waits"),
        ("STATUS", "You have sent no notice yet"),
        ("LISTA", "You have sent no notice yet"),
        ("STATUS B99", "B99 is no notice of yours."),
    ],
)  # fmt: skip
def test_what_is_said_is_read_back_or_asked_back(community, said, told):
    assert told in says(community, said)


def test_hear_shows_what_they_get_and_the_count_still_sends(community):
    says(community, "OFF TUE snow")
    told = says(community, "HEAR")
    assert told.startswith(
        "They get: RidgePeers: TUE: tomorrow 7 pm is OFF (snow). Next: Tue Dec 1"
    )
    assert "Who has not said OPEN gets first: Change of plan: tomorrow 7 pm is off." in told
    assert "Reply 02 to send" in told
    assert says(community, "OIR", "menu", "02").startswith("B1 goes out in 1 minute")
    assert says(community, "HEAR").startswith("Nothing of yours waits")


def test_words_that_take_more_than_two_texts_are_said_to(community):
    assert "texts each" not in says(community, "SEND TUE: " + "Bring a chair. " * 16)
    assert "2 people, by text, 3 texts each" in says(
        community, "SEND TUE: " + "Bring a chair. " * 21
    )


def test_confirm_keeps_the_listing_true_and_says_what_it_is(community, clock):
    told = says(community, "CONFIRM TUE")
    assert told.startswith("Thank you. Confirmed today as listed: Tuesday Night Lamp, Tue 7 pm, ")
    with community.house.database.transaction() as session:
        meeting_id = session.scalars(select(Group.meeting_id).where(Group.word == "TUE")).one()
        feed = session.get_one(Feed, session.get_one(Meeting, meeting_id).feed_id)
        feed.failing_since = clock.now() - timedelta(days=20)
        session.flush()
        unsure = [
            freshness.may_have_changed(session, meeting_id, clock.now() + timedelta(days=days))
            for days in (1, 20)
        ]
    assert unsure == [False, True]
    assert says(community, "confirmar") == says(community, "Confirm")


def test_words_on_which_the_screen_fires_are_answered_and_read_back_all_the_same(
    community, monkeypatch
):
    monkeypatch.setattr("service.webhooks.sms.CRISIS_WITHIN_S", 5.0)  # however busy this machine is
    crisis, read_back = community.text("SEND GRIEF: I want to die, he wrote to us. Come.", BEN)
    assert "988" in crisis and read_back.startswith("Not sent yet. Your words to GRIEF: 1 person")
    assert (
        "Your words to GRIEF and 2 more"
        in community.text("SEND ALL: I want to die, he said", BEN)[1]
    )
    assert community.text("send help, I want to die", BEN)[1:] == []


def test_the_minute_lasts_to_the_second_and_the_count_sends_once(community, clock):
    says(community, "OFF TUE", "02")
    assert says(community, "02").startswith("B1 is confirmed already")
    clock.advance(timedelta(seconds=59))
    assert says(community, "UNDO").startswith("B1 is taken back.")
    says(community, "OFF TUE", "02")
    clock.advance(timedelta(seconds=60))
    assert says(community, "UNDO").startswith("Too late: 0 of 2 have B2.")
    assert "B2" in says(community, "1")


def test_what_is_held_is_taken_back_and_not_corrected(community):
    says(community, "OFF TUE", "02")
    assert "UNDO takes it back" in says(community, "FIX it is on by phone")


def test_after_three_wrong_numbers_it_is_dropped_and_its_own_comes_too_late(community):
    says(community, "OFF TUE")
    told = [says(community, one) for one in ("41", "42", "43", "02")]
    assert all(one.startswith("That is not its number") for one in told[:2])
    assert "dropped it" in told[2] and told[3].startswith("B1 is not waiting any more")


def test_of_two_coordinators_the_first_is_sent_and_the_other_told(community, clock):
    run_by(community, KIM, "TUE")
    assert says(community, "OFF GRIEF", sender=KIM).startswith("Somebody else runs that group.")
    says(community, "OFF TUE snow")
    says(community, "OFF TUE ice", sender=KIM)
    assert says(community, "02").startswith("B1 goes out")
    assert says(community, "02", sender=KIM).startswith(
        "B1, about the same date, goes out just now"
    )
    assert says(community, "UNDO B1", sender=KIM).startswith("B1 is taken back.")


def test_who_chose_the_morning_too_late_is_told_that_another_was_quicker(community, clock):
    clock.advance(timedelta(hours=5))
    run_by(community, KIM, "TUE")
    says(community, "OFF TUE snow", "02")
    says(community, "OFF TUE ice", "02", "1", sender=KIM)
    assert says(community, "1").startswith("B2, about the same date, goes out just now")


def test_who_runs_a_group_no_more_has_nothing_more_to_say_to_it(community, clock):
    says(community, "OFF TUE snow", "02")
    run_no_more(community, "TUE")
    for said in ("UNDO", "STATUS B1", "LIST B1", "FIX B1 it is on", "FIX it is on"):
        assert not {"TUE", "taken", "Correction"} & set(
            says(community, said).replace(",", " ").split()
        )


def test_names_that_are_many_come_in_several_texts(community, clock):
    for number in range(40, 63):
        join(community, f"+140655501{number}", f"Member{chr(number + 25)}")
    says(community, "OFF TUE", "25", "UNDO")
    with community.house.database.transaction() as session:
        session.execute(update(Notice).values(state="stopped"))
    first, second = says(community, "LIST"), says(community, "MORE")
    assert first.startswith("B1, not known to have it, 25: Ana") and first.endswith(
        "MORE for the next."
    )
    assert "MORE" in second and "MORE" not in says(community, "MAS")
    assert says(community, "LIST", sender=ANA) == says(community, "xyzzy", sender=ANA)


def run_by(line, number, word):
    with line.house.database.transaction() as session:
        phone = find_phone(session, line.house.keyring, Phone(number))
        group = session.scalars(select(Group).where(Group.word == word)).one()
        person_id = find_person(session, phone.id)
        coordinators.add(session, group, person_id, line.house.clock.now())


def run_no_more(line, word):
    with line.house.database.transaction() as session:
        group = session.scalars(select(Group).where(Group.word == word)).one()
        coordinators.remove(session, group.id, group.coordinator_id)


def join(line, number, name):
    now = line.house.clock.now()
    with line.house.database.transaction() as session:
        phone = find_or_add_phone(session, line.house.keyring, Phone(number), now)
        person_id = person_of(session, phone.id, "en", now)
        set_name(session, person_id, name)
        group = session.scalars(select(Group).where(Group.word == "TUE")).one()
        groups.join(session, group.id, person_id, now)
        consent.agree(session, phone.id, "text", "JOIN TUE", now)


@pytest.mark.parametrize(
    ("code", "told"),
    [("4081", 'Not sent yet. TUE tomorrow 7 pm OFF, "snow"'), ("7302", "I did not get that.")],
    ids=["coordinator", "another"],
)
def test_on_a_phone_that_two_share_a_code_tells_whose_word_it_is(community, code, told):
    with community.house.database.transaction() as session:
        phone = find_phone(session, community.house.keyring, Phone(BEN))
        codes.set_code(session, find_person(session, phone.id), "4081")
        another = add_person(session, phone.id, "en", community.house.clock.now())
        codes.set_code(session, another, "7302")
    assert "code" in says(community, "OFF TUE snow")
    assert says(community, code).startswith(told)


def test_at_night_it_is_asked_when_and_no_drops_it(community, clock):
    clock.advance(timedelta(hours=5))
    assert says(community, "OFF TUE", "02").startswith("It is outside contact hours")
    assert says(community, "NO").startswith("Dropped.")
    assert says(community, "OFF TUE", "02", "1").startswith("B2 goes out at 8 am")
