"""HEAR: what members will get, to its coordinator alone, before anything is sent."""

from service.flows.headings import NOTHING
from service.flows.notice import LABEL
from service.flows.notice_tried import as_told
from service.flows.runs import Runner, is_theirs, runs
from service.flows.turn import Go, Listen, Reply, Say, Turn, go, step
from service.models import Notice, NoticeState
from service.notices import drafts, states, wording
from service.text.dialled import as_dialled
from service.text.words import Prompt, Slot, prompt


@step("notice.hear")
@runs
def hear(turn: Turn, who: Runner, notice_id: int | None = None) -> Reply | Go:
    """As it is texted to who has said OPEN, and what comes before that: less, and the rest at a digit."""
    notice = _waiting(turn, who, notice_id)
    if notice is None:
        return Say(prompt("notice.nothing_to_hear"))
    press = drafts.key_of(notice)
    before = _before_open(turn, who, notice)
    said = prompt("notice.test", words=_words(turn, who, notice), before=before, press=press)
    return Listen(said, "notice.said", len(press), LABEL, when_silent=go("menu.goodbye"))


def _waiting(turn: Turn, who: Runner, notice_id: int | None) -> Notice | None:
    """Their draft; or the one with that number, while it is one."""
    if notice_id is None:
        return states.last_of(turn.session, who.person_id, NoticeState.DRAFT)
    found = states.found(turn.session, notice_id)
    if found is None or found.state != NoticeState.DRAFT or not is_theirs(turn, who, found):
        return None
    return found


def _words(turn: Turn, who: Runner, notice: Notice) -> Prompt:
    it = as_told(turn, notice, who.person_id)
    if notice.recording_sid is not None or it is None:
        number = as_dialled(turn.settings.line_number)
        return prompt("notice.recorded", seconds=notice.seconds, number=number)
    return wording.text(it)


def _before_open(turn: Turn, who: Runner, notice: Notice) -> Slot:
    it = as_told(turn, notice, who.person_id, discreet=True)
    return NOTHING if it is None else prompt("notice.before_open", words=wording.text(it))
