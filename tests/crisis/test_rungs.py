"""The rungs of a round by themselves; and what two do in the same moment, on each database."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from service import timers
from service.crisis import callbacks, pages, rungs
from service.crisis.cases import LADDER
from service.crisis.episodes import open_case, see_to
from service.crisis.roster import OnCall
from service.crisis.rungs import ROUND, RUNGS, reached
from service.crisis.screen import Finding, Kind, Tier
from service.members import find_or_add_phone
from service.models import Case, CaseEvent, CasePage, CaseState, Role
from service.text.phone import Phone
from tests.conftest import MONDAY_EVENING as NOW
from tests.duty import KIM, LEE, SAM, volunteer
from tests.line import ANA, settings_for

DYING = Finding(Tier.IMMINENT, Kind.SELF, "want_to_die")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def store(database):
    return database


@pytest.fixture
def waits(store, keyring):
    """Ana waits; Lee and Kim are on duty, Sam is not."""
    with store.transaction() as session:
        for number, more in ((LEE, {}), (KIM, {}), (SAM, {"shifts": ()})):
            volunteer(session, keyring, NOW, number, **more)
        ana = find_or_add_phone(session, keyring, Phone(ANA), NOW).id
        episode = open_case(session, "SM1", ana, DYING, NOW)
        see_to(session, episode, DYING, NOW)
    return episode.case_id


def climb(store, settings, case_id, now) -> None:
    with store.transaction() as session:
        for due in timers.due(session, now, 9):
            if due.kind == LADDER and timers.take(session, due):
                rungs.go_on(session, settings, case_id, now)


def at_once(*work) -> list:
    """All of these in threads that begin together: what each returns."""
    ready, found = threading.Barrier(len(work)), [None] * len(work)

    def run(place, one):
        ready.wait()
        found[place] = one()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(work)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_the_times_are_the_protocol_s():
    assert [rung.after // MINUTE for rung in RUNGS] == [0, 3, 6, 10] and ROUND == 15 * MINUTE


@pytest.mark.parametrize(
    ("place", "whom"), [(0, "Lee"), (1, "Lee"), (2, "Lee Kim Ben"), (3, "Lee Kim Ben Pat")]
)
def test_each_rung_reaches_its_own(place, whom):
    roles = {"Lee": Role.PEER, "Kim": Role.PEER, "Ben": Role.COORDINATOR, "Pat": Role.SUPERVISOR}
    everyone = [
        (OnCall(number, Phone(LEE), number, name, None, role), name == "Lee")
        for number, (name, role) in enumerate(roles.items())
    ]
    assert [one.language for one in reached(RUNGS[place], everyone)] == whom.split()


def test_two_tickers_at_once_page_each_once(store, waits, tmp_path):
    settings = settings_for(tmp_path)
    for minute in (0, 3, 6):
        now = NOW + minute * MINUTE
        at_once(*[lambda now=now: climb(store, settings, waits, now)] * 3)
    with store.reading() as session:
        found = [(one.volunteer_id, one.way) for one in session.scalars(select(CasePage))]
    assert sorted(found) == [(id, way) for id in (1, 2, 3) for way in ("call", "text")]


def test_of_two_who_take_it_at_once_one_has_it(store, waits, tmp_path):
    settings = settings_for(tmp_path)
    for minute in (0, 3):
        climb(store, settings, waits, NOW + minute * MINUTE)

    def take(event_id):
        with store.transaction() as session:
            return callbacks.take(session, pages.page_of(session, event_id), NOW + 4 * MINUTE)

    with store.reading() as session:
        told = [*session.scalars(select(CaseEvent.id).where(CaseEvent.what == "paged"))]
    assert sorted(at_once(*(lambda one=one: take(one) for one in told))) == [False, True]


def test_a_key_and_the_next_rung_at_once_leave_it_taken_or_paged(store, waits, tmp_path):
    settings = settings_for(tmp_path)
    climb(store, settings, waits, NOW)

    def take():
        with store.transaction() as session:
            told = session.scalars(select(CaseEvent.id).where(CaseEvent.what == "paged")).first()
            return callbacks.take(session, pages.page_of(session, told), NOW + 3 * MINUTE)

    took, _ = at_once(take, lambda: climb(store, settings, waits, NOW + 3 * MINUTE))
    with store.reading() as session:
        assert took and session.get_one(Case, waits).state == CaseState.CLAIMED


def test_two_texts_at_once_begin_one_round(store, waits):
    def again(number):
        with store.transaction() as session:
            ana = session.get_one(Case, waits).phone_id
            see_to(session, open_case(session, f"SM{number}", ana, DYING, NOW), DYING, NOW)

    at_once(*(lambda number=number: again(number) for number in (2, 3)))
    with store.reading() as session:
        assert session.get_one(Case, waits).round == 1


def test_a_hidden_number_pages_nobody(store):
    with store.transaction() as session:
        see_to(session, open_case(session, "SM9", None, DYING, NOW), DYING, NOW)
        assert session.scalars(select(Case.paged_since)).one() is None
