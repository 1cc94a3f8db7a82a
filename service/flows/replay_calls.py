"""Turns of calls that were kept while the database was away, taken in their order.

Nobody hears the answers; what counts is what they leave: a case, a claim, a message. Each is known by its
call and turn, so one that was answered after all changes nothing.
"""

from sqlalchemy.orm import Session

from service.alerts import raise_alert
from service.crisis import ladder
from service.crisis.screen import NOTHING, Tier, screen
from service.errors import DatabaseUnavailable
from service.flows import calls, standby
from service.flows.call_form import Call, read_call
from service.flows.render import NO_VOLUNTEER
from service.house import House
from service.inbound.call_spool import CallSpool, KeptTurn
from service.logs import report
from service.models import Trouble

TAKEN_WITHIN_S = 10.0


def replay_calls(house: House, spool: CallSpool) -> int:
    """Takes all that waits, unless another process does; how many. Raises DatabaseUnavailable."""
    with spool.taking() as mine:
        return _take_all(house, spool) if mine else 0


def _take_all(house: House, spool: CallSpool) -> int:
    spool.drop_halves()
    count, before = 0, spool.set_aside()
    for path, kept in spool.waiting():
        if _take(house, kept):
            spool.done(path)
            count += 1
        else:
            spool.failed(path)
    if spool.set_aside() > before:
        _tell(house)
    return count


def _take(house: House, kept: KeptTurn) -> bool:
    """False for one that breaks: its tries are counted, others' go on."""
    try:
        house.database.transacted(lambda s: _turn(s, house, kept), TAKEN_WITHIN_S)
    except DatabaseUnavailable:
        raise
    except Exception as error:  # one bad turn must not hold up the turns of others
        report("calls", kept.at, error)
        return False
    return True


def _turn(session: Session, house: House, kept: KeptTurn) -> None:
    room, _, told = kept.at.partition("/")
    if room == "standby":
        standby.note(session, house, told, kept.turn)
        return
    call = read_call(kept.form, kept.turn, kept.at, kept.language)
    finding = screen(call.words) if call.words else NOTHING
    if finding.tier is not Tier.NONE:
        calls.note_crisis(session, house, call, finding)
        return
    if kept.at.startswith("whisper/"):
        _took(session, house, call)
    else:
        calls.press(session, house, call)


def _took(session: Session, house: House, call: Call) -> None:
    """A volunteer's 1, perhaps to a question that the process alone had asked."""
    _, case_id, volunteer_id = call.at.split("/")
    if int(volunteer_id) == NO_VOLUNTEER:
        return  # who was called back: the volunteer's own call tells whether the two have talked
    ladder.took(session, house.settings, int(case_id), int(volunteer_id), house.clock.now())


def _tell(house: House) -> None:
    """A message that nobody hears of needs a person."""
    with house.database.transaction() as session:
        detail = "A turn of a call could not be taken; its sealed file is in spool/calls/."
        raise_alert(session, Trouble.TEXT_SET_ASIDE, detail, house.clock.now())
