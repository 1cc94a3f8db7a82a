"""7-2: a message spoken after the tone, for a group or all of theirs; heard again, or said anew, first.

It lies at the carrier. What is never sent is deleted there within the hour, what is taken back at once, and
what was sent within three days.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from service.carrier import tapes
from service.crypto import keyring_of
from service.flows.checkins_menu import Entry
from service.flows.coordinating import ENTRIES, LABEL, MENU, which_group
from service.flows.notice_draft import made
from service.flows.runs import Runner, is_theirs, runs
from service.flows.turn import Choose, Go, Nothing, Record, Reply, Say, Turn, go, step
from service.models import NoticeKind, VoiceMessage
from service.notices import corrections, states
from service.notices.wishes import Wish
from service.text.words import prompt

SHORTEST, LONGEST = timedelta(seconds=2), timedelta(seconds=60)
# Until somebody has said how many get it; afterwards, for the night, a day, and whoever calls in late.
UNSENT_LIVES, SENT_LIVES = timedelta(hours=1), timedelta(days=3)
# In what the call remembers (sealed): where what was said lies, and how long it is.
TAPE = "coord_tape"

ENTRIES[2] = Entry("coord.record", go("coord.record"))


@step("coord.record")
def record(turn: Turn) -> Reply | Go:
    return which_group(turn, "coord.speak", "coord.record_for", all_too=True)


@step("coord.speak")
def speak(turn: Turn, group_ids: list[int], fixes_id: int | None = None) -> Reply:
    return Record(prompt("coord.speak"), go("coord.spoken", group_ids, fixes_id), LONGEST)


@step("coord.spoken")
def spoken(turn: Turn, group_ids: list[int], fixes_id: int | None, how: str = "") -> Reply | Go:
    """What was said after the tone; of who has hung up nothing is kept, and silence is no message."""
    left = turn.recording
    if left is None:
        return Nothing() if turn.gone else go("coord.unheard", group_ids, fixes_id)
    is_one = timedelta(seconds=left.seconds) >= SHORTEST and not turn.gone
    _keep(turn, left.sid, left.seconds, turn.now + UNSENT_LIVES if is_one else turn.now)
    if not is_one:
        return Nothing() if turn.gone else go("coord.unheard", group_ids, fixes_id)
    let_go(turn)
    turn.memo[TAPE] = [left.sid, left.seconds]
    return go("coord.said_so", group_ids, fixes_id)


@step("coord.unheard")
def unheard(turn: Turn, group_ids: list[int], fixes_id: int | None) -> Reply:
    choices = {1: go("coord.speak", group_ids, fixes_id)}
    return Choose(prompt("coord.unheard"), choices, LABEL, MENU, when_silent=go("menu.goodbye"))


@step("coord.said_so")
def said_so(turn: Turn, group_ids: list[int], fixes_id: int | None) -> Reply | Go:
    """Before they hear it: that it may have been cut off, where it was as long as it can be."""
    if TAPE not in turn.memo:
        return MENU
    cut = timedelta(seconds=turn.memo[TAPE][1]) >= LONGEST
    what = prompt("coord.cut" if cut else "coord.you_said")
    return Say(what, go("coord.again", group_ids, fixes_id))


@step("coord.again")
def again(turn: Turn, group_ids: list[int], fixes_id: int | None) -> Reply | Go:
    """It is played; star plays it once more."""
    if TAPE not in turn.memo:
        return MENU
    choices = {
        1: go("coord.recorded", group_ids, fixes_id),
        2: go("coord.speak", group_ids, fixes_id),
    }
    return Choose(
        prompt("coord.again"), choices, LABEL, MENU,
        when_silent=go("menu.goodbye"), plays=sound(turn, turn.memo[TAPE][0]),
    )  # fmt: skip


@step("coord.recorded")
@runs
def recorded(turn: Turn, who: Runner, group_ids: list[int], fixes_id: int | None) -> Reply | Go:
    """It becomes a draft, and lives as long as members may call in to hear it."""
    wish = _wish(turn, who, group_ids, fixes_id)
    if TAPE not in turn.memo or wish is None:
        return MENU
    sid, seconds = turn.memo.pop(TAPE)
    _keep(turn, sid, seconds, turn.now + SENT_LIVES)
    seconds = min(seconds, round(LONGEST.total_seconds()))
    return made(turn, who, replace(wish, recording_sid=sid, seconds=seconds))


def _wish(turn: Turn, who: Runner, group_ids: list[int], fixes_id: int | None) -> Wish | None:
    """To groups of theirs, or as a correction of what they have sent."""
    if not set(group_ids) <= {one.id for one in who.groups}:
        return None
    if fixes_id is None:
        return Wish(
            kind=NoticeKind.VOICE,
            by_person_id=who.person_id,
            by_phone_id=turn.phone_id,
            group_ids=tuple(group_ids),
        )
    first = states.found(turn.session, fixes_id)
    if first is None or not is_theirs(turn, who, first):
        return None
    return corrections.wish(turn.session, first, "", who.person_id, turn.phone_id)


def sound(turn: Turn, sid: str) -> str:
    """Where the call may play it from."""
    return tapes.address(turn.settings, keyring_of(turn.session), sid, turn.now)


def let_go(turn: Turn) -> None:
    """What was said before is said anew: it goes at once."""
    if (before := turn.memo.pop(TAPE, None)) is not None:
        _keep(turn, before[0], before[1], turn.now)


def _keep(turn: Turn, sid: str, seconds: int, until: datetime) -> None:
    tape = turn.session.get(VoiceMessage, sid)
    if tape is None:
        tape = VoiceMessage(recording_sid=sid, seconds=seconds, made_at=turn.now, delete_at=until)
        turn.session.add(tape)
    tape.delete_at = until
    turn.session.flush()
