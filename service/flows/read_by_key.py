"""What is to be sent, read back on a call with the number of its people: that number and pound send it.

Whoever is here has given their code, so nothing more is asked for, however many it goes to. One key plays
what members will hear. Then it is held for its minute, and one key takes it back. What a word of a text leads
to is led here on a call, where a call has to offer more.
"""

from sqlalchemy import select

from service.flows.coordinating import LABEL, MENU
from service.flows.discreet import is_private
from service.flows.notice_read import REASON, WAITS, WAITS_FOR, decided
from service.flows.notice_subject import cost_of, people_of, subject_of
from service.flows.notice_tried import as_told
from service.flows.recorded import sound
from service.flows.runs import Runner, of_notice, runs
from service.flows.turn import Channel, Choose, Go, Listen, Reply, Say, Turn, go, guard, step
from service.models import Notice, NoticeEvent, NoticeState
from service.notices import drafts, wording
from service.notices.drafts import Answer
from service.notices.wording import NOTHING, Telling
from service.text.words import Slot, prompt, spoken

# Beside its number; none is one, as that has two digits at least.
BESIDES = {"4": "coord.hear", "5": "notice.drop"}
LONGEST_COUNT = 6  # digits: nobody has more members
GOODBYE = go("menu.goodbye")
# What makes it urgent, by key: kept with it, and sent to nobody.
WHYS = {1: "coord.weather", 2: "coord.closed", 3: "coord.illness", 4: "coord.other"}
# Steps that texts and calls share, and what takes their place on a call.
BY_KEY = {
    "notice.read_back": "coord.read",
    "notice.urgent": "coord.why_now",
    "notice.held": "coord.held",
}


def on_a_call(turn: Turn, where: Go) -> Go | None:
    return Go(BY_KEY[where.step], where.args[:1]) if turn.channel is Channel.CALL else None


def was_wrong(turn: Turn, where: Go) -> Go | None:
    """A number that is not the right one, on a call: it is read back once more."""
    notice_id, answer = where.args
    by_key = turn.channel is Channel.CALL and answer == Answer.WRONG
    return go("coord.read", notice_id, "coord.wrong") if by_key else None


def begun_by_text(notice: Notice) -> Go:
    """Their own words are heard before their number is asked for: of two texts that showed one number the
    second may be somebody else's, and its words are what waits."""
    return go("coord.hear" if notice.body else "coord.read", notice.id)


@step("coord.read")
@of_notice
def read(turn: Turn, who: Runner, notice: Notice, key: str = "coord.read") -> Reply | Go:
    if notice.state != NoticeState.DRAFT:
        return go("coord.last")
    count = drafts.key_of(notice)
    turn.memo[WAITS] = [notice.id, count, (turn.now + WAITS_FOR).isoformat()]
    what, people = subject_of(turn, notice), people_of(notice)
    said = prompt(key, what=what, people=people, cost=cost_of(notice), count=" ".join(count))
    back = go("confirm.gate", notice.id) if turn.placed else MENU
    return Listen(said, "coord.counted", LONGEST_COUNT, LABEL, back, when_silent=GOODBYE)


@step("coord.counted")
@runs
def counted(turn: Turn, who: Runner) -> Go:
    notice_id, said = turn.memo.get(WAITS, (None,))[0], turn.said.strip()
    if notice_id is None:
        return MENU
    if said in BESIDES:
        return go(BESIDES[said], notice_id)
    if len(said) == 1 or not said.isdecimal():
        return go("coord.read", notice_id, "coord.two_digits")
    return go("notice.counted", notice_id, said)


@step("coord.hear")
@of_notice
def hear(turn: Turn, who: Runner, notice: Notice) -> Reply | Go:
    """What members hear who may be told all of it, and who may not yet; a recording is played."""
    back = go("coord.read", notice.id)
    if notice.recording_sid is not None:
        plays = sound(turn, notice.recording_sid)
        asks = prompt("coord.played")
        return Choose(asks, {1: back}, LABEL, back, when_silent=GOODBYE, plays=plays)
    it = as_told(turn, notice, who.person_id, private=is_private(turn))
    if it is None:
        return MENU
    what, before = wording.whole(it), _before_open(turn, it)
    return Say(prompt("coord.they_hear", what=what, before=before), back)


def _before_open(turn: Turn, it: Telling) -> Slot:
    """What comes before OPEN; not on a call of ours, where they confirm their own words: that is short."""
    if turn.placed:
        return NOTHING
    if wording.is_about_a_date(it):
        return prompt("coord.before_open_date", change=wording.change(it))
    return prompt("coord.before_open")


# --- urgent --------------------------------------------------------------------------------------------


@step("coord.why_now")
@of_notice
def why_now(turn: Turn, who: Runner, notice: Notice) -> Reply | Go:
    """Whoever has said why in a text isn't asked again."""
    if _reason_of(turn, notice):
        return go("coord.urgent", notice.id, "")
    choices = {key: go("coord.urgent", notice.id, why) for key, why in WHYS.items()}
    back = go("notice.when", notice.id)
    return Choose(prompt("coord.why_now"), choices, LABEL, back, when_silent=GOODBYE)


@step("coord.urgent")
@of_notice
def urgent(turn: Turn, who: Runner, notice: Notice, why: str) -> Reply | Go:
    said = f"said by keys: {spoken(prompt(why), 'en')}" if why else _reason_of(turn, notice)
    this = turn.session, turn.settings, notice.id, who.person_id, said or ""
    return decided(turn, notice, lambda: drafts.urgent(*this, turn.now))


def _reason_of(turn: Turn, notice: Notice) -> str | None:
    """Why, as they wrote it before their code was asked for."""
    said = NoticeEvent.notice_id == notice.id, NoticeEvent.what == REASON
    newest = select(NoticeEvent.why).where(*said).order_by(NoticeEvent.id.desc()).limit(1)
    return turn.session.scalar(newest)


# --- held ----------------------------------------------------------------------------------------------


@step("coord.held")
@of_notice
def held(turn: Turn, who: Runner, notice: Notice) -> Reply | Go:
    """For its minute; whoever hangs up now has sent it."""
    if notice.state != NoticeState.HELD:
        return go("coord.last")
    key = "coord.held_later" if notice.goes_at != notice.held_until else "coord.held"
    choices = {1: go("notice.undo", notice.id)}
    said = prompt(key, people=people_of(notice))
    return Choose(said, choices, LABEL, MENU, when_silent=GOODBYE)


guard(on_a_call, *BY_KEY)
guard(was_wrong, "notice.answered")
