"""Whatever works by text works by keypad, and no key of any menu leads nowhere."""

import itertools
from datetime import timedelta
from pathlib import Path

from sqlalchemy import update

from service import codes, coordinators, goals, groups, notes
from service.checkins import plans
from service.checkins.plans import Wish
from service.crisis import roster
from service.flows.account import STEP_OF
from service.flows.arguments import ARGUED
from service.flows.commands import COMMANDS
from service.flows.open_question import what_it_accepts
from service.flows.turn import (
    Channel,
    Choose,
    End,
    Go,
    Listen,
    Pick,
    Record,
    Say,
    Turn,
    follow,
    go,
)
from service.flows.whose import CODE_GIVEN
from service.members import find_or_add_phone, person_of
from service.models import CheckIn, Contact, PhoneRow, Shift, Stands
from service.notices import drafts
from service.notices.wishes import Wish as NoticeWish
from service.text.coordinators_words import WORDS as OF_COORDINATORS
from service.text.language import bare
from service.text.length import seconds_to_a_choice
from service.text.offered import offered
from service.text.optout import consent_word
from service.text.phone import Phone
from service.text.words import spoken
from tests.filled import fill

ZIP = "59457"
# Rows of the page that show how to search, and one whose Spanish word is for Spanish.
NOT_ONE_WORD = (
    "a kind, a place, a day: `aa tonight near 59801`, `59801`, `grief in billings`",
    "`na instead`, `tomorrow?`, `in billings`, `by phone`",
    "ENGLISH, INGLES",
)
MOST, BEHIND = 600, 120  # steps; of what stands behind 7
# What 0 leads to, and how it may end: Lee and Kim are on duty in the sample.
BEHIND_0 = (go("person.ask"), go("person.nobody", None), go("person.line_ended", "busy"))
# Deeper than the walk comes; test_equality goes there by its keys.
CHECK_IN = {"at_min": 540, "days": 127}
DEEP = (
    go("oncall.menu"), go("setup.hour"), go("setup.days", CHECK_IN),
    go("setup.half", CHECK_IN), go("setup.near", CHECK_IN), go("setup.told", True),
)  # fmt: skip
LONGEST_S = 20
EVERYWHERE = {"0", "9"}
# Words that are keys themselves on a call, or need none there.
NOT_BY_KEY = {
    "again": "star",
    "back": "pound",
    "menu.main": "pound at the top",
    "menu.hello": "a call begins with the greeting",
    "menu.welcome": "nobody presses thanks",
    "person.ask": "0, anywhere",
    "talk.ask": "0, anywhere: a caller is answered by a peer as soon as one is free",
    "find.today": "the same as tonight, from where one stands",
    "find.tonight": "3 after the kind",
    "find.more": "2, next",
    "find.by_phone": "2 after the kind",
    "checkin.by_word": "4-1 while one waits, else 4-5",
    "checkin.later": "6, whenever one is asked",
    "remind.last": "1, once a meeting is read; then 3 for another time",
    "account.open": "5-2-1, then 2: a call shows no list it could mean",
    "account.english": "9",
    "account.spanish": "9",
}

# Words with something behind them, and the step that does the same by keys.
BY_KEY = {
    "join unir unirse unirme entrar": "groups.enter",
    "leave dejar salir": "groups.quit",
    "care cuidado clinica": "care.near",
    "code clave": "code.menu",
    "goal meta": "goal.preset",
    "buddy compa": "buddy.new",
    "wave saludo": "buddy.send",
    "appt appointment cita": "appt.hour",
    "note nota": "note.speak",
    "hours horas": "hours.ask",
    "zone zona": "zone.ask",
    "case caso": "case.ask",
    "contact contacto": "contact.new",
    "remind reminder avisar aviseme avisame recordar recuerdame": "remind.set",
    "oncall turno guardia": "oncall.hours",
    "offcall": "oncall.off_on",
    "pause pausa": "pause.ask",
    "away fuera": "away.ask",
    "checkin registro": "setup.menu",
    "try probar": "visit.plan",
}
# Words of whoever runs a group, by what they stand for; these keys are behind 7.
BEHIND_7 = {
    "off": "coord.off",
    "on": "coord.which_date",
    "move": "coord.hour_said",
    "send": "coord.spoken",
    "hear": "coord.hear",
    "undo": "notice.undo",
    "fix": "coord.fix",
    "status": "coord.tally",
    "list": "coord.names",
    "add": "expected.add",
    "who": "coord.joined_it",
    "confirm": "notice.confirm",
}
# Where they lead while a notice is in each state; the draft last, as a newer one would drop it.
IN_STATES = {
    "held": ("coord.held",),
    "sending": ("coord.halt", "coord.tally", "coord.names", "coord.fix"),
    "paused": ("coord.halt",),
    "draft": ("coord.read", "coord.hear", "coord.why_now", "notice.when"),
}
# The same words apart.
IN_TWO = {"check in": "checkin", "on call": "oncall", "off call": "offcall", "sin turno": "offcall"}


def _rows_of_the_page() -> list[list[str]]:
    """The page members' words are on: each row's cells, English, Spanish and keys first."""
    page = (Path(__file__).parents[2] / "docs" / "words.md").read_text()
    rows = [line.strip("| ").split(" | ") for line in page.splitlines() if line.startswith("| ")]
    return [cells for cells in rows[1:] if cells[0] not in NOT_ONE_WORD]


def _steps(cell: str) -> set[str]:
    words = [word for word in cell.split(", ") if not word.startswith("`")]
    return {COMMANDS.get(bare(word)) or STEP_OF[consent_word(word)] for word in words}


def test_the_page_s_words_mean_the_same_in_both_languages():
    for english, spanish, *_ in _rows_of_the_page():
        assert _steps(english) == _steps(spanish), english


def _reached(line, clock):
    """Every step a caller can come to from the menu, with what it says."""
    fill(line.house)
    found, ahead = {}, [(where, {}) for where in (go("menu.first"), *BEHIND_0, *DEEP)]
    with line.house.database.transaction() as session:
        _walk(line, session, _a_phone(line, session, clock), ahead, found, MOST)
        phone_id, places = _a_coordinator(line, session, clock.now())
        proved = {CODE_GIVEN: clock.now().isoformat()}
        _walk(line, session, phone_id, [(where, proved) for where in places], found, BEHIND)
    return list(found.values())


def _walk(line, session, phone_id, ahead, found, at_most) -> None:
    settings, now = line.house.settings, line.house.clock.now()
    limit = len(found) + at_most
    while ahead and len(found) < limit:
        where, memo = ahead.pop(0)
        if str(where) in found:
            continue
        turn = Turn(session, settings, Channel.CALL, "en", now, ZIP, dict(memo), phone_id)
        turn.vouched = True
        _, reply = follow(turn, where)
        session.execute(update(PhoneRow).values(stopped_at=None))  # a STOP among them
        session.execute(update(CheckIn).values(on=True, agreed_at=now))
        found[str(where)] = where, reply
        ahead += [(onwards, turn.memo) for onwards in _onwards(reply)]


def _a_coordinator(line, session, now) -> tuple[int, list[Go]]:
    """Ben's phone, and where 7 leads him: to the menu, and to what he has sent, in each state."""
    keyring, settings = line.house.keyring, line.house.settings
    phone = find_or_add_phone(session, keyring, Phone("+14065550120"), now)
    ben = person_of(session, phone.id, "en", now)
    codes.set_code(session, ben, "4081")
    group = coordinators.groups_of(session, ben)[0]
    wish = NoticeWish(
        kind="news", by_person_id=ben, by_phone_id=phone.id, group_ids=(group.id,), body="soup"
    )
    places = [go("coord.menu")]
    for state, steps in IN_STATES.items():
        made = drafts.draft(session, settings, wish, now)
        made.state, made.goes_at, made.held_until = state, now, now
        session.flush()
        places += [go(one, made.id) for one in steps]
    return phone.id, places


def _a_phone(line, session, clock):
    """Somebody's who is in one group, and on the roster."""
    phone = find_or_add_phone(session, line.house.keyring, Phone("+14065550150"), clock.now())
    person_id = person_of(session, phone.id, "en", clock.now())
    groups.join(session, groups.everything(session)[0].id, person_id, clock.now())
    on_roster = roster.add_volunteer(session, person_id, phone.id, clock.now())
    session.add(Shift(volunteer_id=on_roster, weekday=6, from_min=540, until_min=1020))
    goals.set_up(session, line.house.settings, (person_id, phone.id), "walk", clock.now())
    visit_at = clock.now() + timedelta(days=2)
    notes.set_visit(session, line.house.settings, (person_id, phone.id), visit_at, clock.now())
    wish = Wish(person_id, phone.id, **CHECK_IN)
    plans.set_up(session, line.house.settings, wish, clock.now())
    _a_buddy(session, line, person_id, clock.now())
    return phone.id


def _a_buddy(session, line, person_id, now):
    phone = find_or_add_phone(session, line.house.keyring, Phone("+14065550151"), now)
    stands = {"stands": Stands.BUDDY, "called": "Sam", "place": 1, "agreed_at": now}
    session.add(Contact(person_id=person_id, phone_id=phone.id, **stands))
    session.flush()


def _onwards(reply) -> list[Go]:
    match reply:
        case Choose(choices=choices):
            return list(choices.values())
        case Pick(rows=rows, then=then, more=more):
            return [go(then, rows[0].value), *([more] if more else [])]
        case Listen(then=then):
            return [go(then)]
        case Record(then=then):
            return [then]
        case Say(then=then):
            return [then] if then else []
    return []


def test_every_word_has_its_key_and_every_key_leads_to_words_and_a_way_on(line, clock):
    """One test, because coming to every step takes seconds."""
    reached = _reached(line, clock)
    steps = {where.step for where, _ in reached}
    missing = set(COMMANDS.values()) - steps - NOT_BY_KEY.keys()
    assert missing == set()
    assert ARGUED.keys() - IN_TWO.keys() == {word for words in BY_KEY for word in words.split()}
    assert set(BY_KEY.values()) <= steps
    assert set(OF_COORDINATORS.values()) <= BEHIND_7.keys() and set(BEHIND_7.values()) <= steps
    assert len(reached) > 40
    for where, reply in reached:
        intro = reply.intro if isinstance(reply, Pick) else reply.what
        assert spoken(intro, "en").strip(), where
        assert isinstance(reply, End | Say) or what_it_accepts(reply), where
    menus = [(where, reply) for where, reply in reached if isinstance(reply, Choose)]
    for (where, reply), language in itertools.product(menus, ("en", "es")):
        said = spoken(reply.what, language)
        assert _keys_said(said) == _keys(reply), (where, language)
        assert seconds_to_a_choice(said) <= LONGEST_S, (where, language)


def _keys_said(said) -> set[str]:
    return {key for key in offered(said) if key.isdigit()} - EVERYWHERE


def _keys(reply) -> set[str]:
    """None where it goes on by itself, and any key only goes on at once."""
    only_onwards = reply.passes and {*reply.choices.values()} == {reply.when_silent}
    return set() if only_onwards else set(map(str, reply.choices)) - EVERYWHERE
