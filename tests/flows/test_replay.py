"""What waited in the spool is answered once, honestly written down, and holds nobody up for ever."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from service.clock import machine_now
from service.delivery.outbox import claim
from service.delivery.states import move
from service.errors import DatabaseUnavailable
from service.flows.replay import replay
from service.flows.sent_replies import kept_reply
from service.flows.turn import STEPS
from service.house import House
from service.inbound.spool import MOST_TRIES, Kept, Spool
from service.models import Alert, Inbound, Outbox, State, Trouble, Volunteer
from tests.duty import LEE, put_on_duty
from tests.line import ANA, DOV, Line, settings_for


@pytest.fixture
def house(database, clock, keyring, tmp_path) -> House:
    return House(settings_for(tmp_path), clock, keyring, database)


@pytest.fixture
def spool(house) -> Spool:
    return Spool(house.settings.data_dir / "spool", house.keyring)


def keep(spool, house, body, sid="SM1", sender=ANA, **more):
    more = {"answered": False, **more}
    spool.keep(Kept(sid, sender, body, 0, house.clock.now().timestamp(), **more))


def away(*_):
    raise DatabaseUnavailable("gone")


def rows(house) -> dict[str, Outbox]:
    with house.database.reading() as session:
        return {row.message: row for row in session.scalars(select(Outbox))}


def all_rows(house) -> list[Outbox]:
    with house.database.reading() as session:
        return list(session.scalars(select(Outbox)))


def sent(house) -> str | None:
    """What the worker makes of the row that was put out."""
    now = house.clock.now()
    with house.database.transaction() as session:
        taken = claim(session, now, machine_now(), 1)
        rendered = kept_reply(session, house, taken[0], now) if taken else None
    return rendered and rendered.body


def test_an_answer_that_missed_its_webhook_is_sent_by_itself(house, spool):
    keep(spool, house, "MENU")
    replay(house, spool)
    found = rows(house)
    assert (found["reply"].state, found["reply.kept"].state) == ("suppressed", "queued")
    assert sent(house).startswith("1 Find a meeting")


def test_an_answer_whose_transaction_ended_after_all_is_sent_once(house, line, spool):
    """The door gave up waiting, and the work it gave up on was committed later."""
    line.text("MENU", sid="SM1")
    keep(spool, house, "MENU")
    replay(house, spool)
    assert [row.state for row in rows(house).values()] == ["suppressed", "queued"]


def test_what_a_second_webhook_delivered_is_not_sent_again(house, line, spool):
    line.text("MENU", sid="SM1")
    row = rows(house)["reply"]
    form = {"MessageSid": "SM9", "MessageStatus": "delivered"}
    line.post(f"/status/text/{row.id}/1", form)
    keep(spool, house, "MENU")
    replay(house, spool)
    assert [row.state for row in rows(house).values()] == ["delivered"]


def test_what_a_second_webhook_has_just_answered_is_not_sent_again(house, line, clock, spool):
    for sid, body in (("SM1", "MENU"), ("SM2", "i want to kill myself, aa near jordan mt")):
        keep(spool, house, body, sid=sid, answered=sid == "SM2")
    clock.advance(timedelta(seconds=1))
    for sid, body in (("SM1", "MENU"), ("SM2", "i want to kill myself, aa near jordan mt")):
        line.text(body, sid=sid)
    replay(house, spool)
    assert (len(spool), [row.message for row in all_rows(house)]) == (0, ["reply", "reply"])


def test_after_the_crisis_words_went_only_the_rest_is_owed(house, spool):
    keep(spool, house, "unsubscribe me, ending my life tonight", answered=True)
    replay(house, spool)
    told = sent(house)
    assert told.startswith("RidgePeers: You are out.") and "911" not in told


def test_crisis_words_that_went_are_not_sent_again(house, spool):
    keep(spool, house, "i want to kill myself", answered=True)
    replay(house, spool)
    assert [(row.message, row.state) for row in rows(house).values()] == [("reply", "suppressed")]


def test_a_crisis_nobody_answered_is_answered_whatever_its_age(house, clock, spool):
    keep(spool, house, "i want to kill myself")
    clock.advance(timedelta(hours=5))
    replay(house, spool)
    assert rows(house)["reply.kept"].lane == "crisis" and "988" in sent(house)


def test_words_sent_for_a_search_are_kept_no_longer_than_the_search(house, clock, spool):
    keep(spool, house, "aa near jordan mt")
    replay(house, spool)
    with house.database.transaction() as session:
        (taken,) = claim(session, clock.now(), machine_now(), 1)
        rendered = kept_reply(session, house, taken, clock.now())
    assert rendered.keep_until - clock.now() == timedelta(hours=24)


def test_a_text_that_always_breaks_is_set_aside_and_the_next_one_taken(
    house, spool, monkeypatch, capsys
):
    monkeypatch.setitem(STEPS, "menu.hello", {}.__getitem__)  # a defect of ours
    keep(spool, house, "hi")
    keep(spool, house, "STOP", sid="SM2")
    taken = [replay(house, spool) for _ in range(MOST_TRIES + 1)]
    assert (sum(taken), len(spool), spool.set_aside()) == (1, 0, 1)
    assert "spooled_text_set_aside" in capsys.readouterr().err
    with house.database.reading() as session:
        assert [alert.kind for alert in session.scalars(select(Alert))] == [Trouble.TEXT_SET_ASIDE]


def test_that_a_text_was_set_aside_is_told_once_the_database_is_back(house, spool, monkeypatch):
    keep(spool, house, "hi")
    (house.settings.data_dir / "spool" / "0-SM0.text").write_bytes(b"not sealed by us")
    monkeypatch.setattr(house.database, "transaction", away)
    with pytest.raises(DatabaseUnavailable):
        replay(house, spool)
    monkeypatch.undo()
    assert [replay(house, spool), replay(house, spool)] == [1, 0]
    with house.database.reading() as session:
        alerts = session.scalars(select(Alert)).all()
        assert [(alert.kind, alert.count) for alert in alerts] == [(Trouble.TEXT_SET_ASIDE, 1)]


def test_a_text_that_breaks_holds_up_its_own_sender_and_nobody_else(house, spool, monkeypatch):
    monkeypatch.setitem(STEPS, "menu.hello", {}.__getitem__)  # a defect of ours
    keep(spool, house, "hi")
    keep(spool, house, "STOP", sid="SM2")
    keep(spool, house, "STOP", sid="SM3", sender=DOV)
    assert replay(house, spool) == 1
    assert [kept.message_sid for _, kept in spool.waiting()] == ["SM1", "SM2"]


def test_while_one_takes_the_others_leave_it_alone(house, spool):
    keep(spool, house, "MENU")
    with spool.taking():
        assert replay(house, Spool(house.settings.data_dir / "spool", house.keyring)) == 0
    assert replay(house, spool) == 1


def test_the_webhook_of_a_text_whose_answer_goes_by_itself_is_told_nothing_more(house, spool):
    for sid, body in (("SM1", "MENU"), ("SM2", "i want to kill myself")):
        keep(spool, house, body, sid=sid)
        replay(house, spool)
        assert Line(house).text(body, sid=sid) == []


def test_a_crisis_answer_that_could_not_go_by_itself_goes_with_the_webhook(house, clock, spool):
    keep(spool, house, "i want to kill myself")
    replay(house, spool)
    with house.database.transaction() as session:
        row = session.scalars(select(Outbox).where(Outbox.message == "reply.kept")).one()
        move(row, State.EXPIRED, clock.now(), "for this test")
    assert "988" in Line(house).text("i want to kill myself", sid="SM1")[0]


def test_a_text_that_broke_keeps_its_place(house, spool):
    for number in range(3):
        keep(spool, house, "hi", sid=f"SM{number}")
    spool.failed(next(spool.waiting())[0])
    assert [kept.message_sid for _, kept in spool.waiting()] == ["SM0", "SM1", "SM2"]


def test_a_replayed_text_is_one_row(house, spool):
    keep(spool, house, "MENU")
    keep(spool, house, "MENU")
    replay(house, spool)
    Line(house).text("MENU", sid="SM1")
    assert [row.state for row in rows(house).values()] == ["suppressed", "queued"]
    with house.database.reading() as session:
        assert len(session.scalars(select(Inbound)).all()) == 1


def test_one_that_fails_as_if_the_database_were_away_holds_up_its_sender_alone(
    house, spool, monkeypatch
):
    def locked(*_):
        raise DatabaseUnavailable("its conversation is locked")

    monkeypatch.setitem(STEPS, "menu.hello", locked)
    keep(spool, house, "hi")
    keep(spool, house, "STOP", sid="SM2")
    keep(spool, house, "MENU", sid="SM3", sender=DOV)
    taken = [replay(house, spool) for _ in range(MOST_TRIES + 1)]
    assert (taken[0], sum(taken)) == (1, 1)
    assert (len(spool), spool.set_aside()) == (2, 0)
    monkeypatch.undo()
    assert replay(house, spool) == 2


def test_a_database_that_is_away_is_said_to_be(house, spool, monkeypatch):
    for number in range(3):
        keep(spool, house, "hi", sid=f"SM{number}", sender=f"+1406555010{number}")
    monkeypatch.setattr(house.database, "transacted", away)
    with pytest.raises(DatabaseUnavailable):
        replay(house, spool)
    assert (len(spool), spool.set_aside()) == (3, 0)


def test_the_words_that_were_said_while_somebody_was_on_duty_are_not_said_again(
    house, spool, monkeypatch
):
    """By the time it is replayed nobody is."""
    put_on_duty(house, LEE)
    line = Line(house)
    line.app.extensions["on_duty"].look()
    with monkeypatch.context() as broken:
        broken.setattr(house.database, "transacted", away)
        (said,) = line.text("i want to kill myself", sid="SM1")
    with house.database.transaction() as session:
        session.execute(update(Volunteer).values(is_active=False))
    replay(house, spool)
    assert "1 = call me" in said and "alerting a volunteer" in said
    assert [(row.message, row.state) for row in all_rows(house)] == [("reply", "suppressed")]
    assert line.text("i want to kill myself", sid="SM1") == [said]


def test_what_is_said_late_promises_somebody_only_while_they_are_there(house, spool):
    put_on_duty(house, LEE)
    keep(spool, house, "i want to kill myself")
    replay(house, spool)
    assert "alerting a volunteer" in sent(house)
