"""HEAR: what members will get, to its coordinator alone, before anything is sent."""

from dataclasses import replace

from service.flows.notice import LABEL
from service.flows.runs import Runner, is_theirs, runs
from service.flows.turn import Go, Listen, Reply, Say, Turn, go, step
from service.models import Notice, NoticeState
from service.notices import drafts, news, states, wording
from service.notices.wording import Telling
from service.text.dialled import as_dialled
from service.text.words import Prompt, prompt


@step("notice.hear")
@runs
def hear(turn: Turn, who: Runner, notice_id: int | None = None) -> Reply | Go:
    """As it is texted to who has said OPEN: before that a text says less, and the rest at a digit."""
    notice = _waiting(turn, who, notice_id)
    if notice is None:
        return Say(prompt("notice.nothing_to_hear"))
    press = drafts.key_of(notice)
    said = prompt("notice.test", words=_words(turn, who, notice), press=press)
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
    found = news.read(turn.session, turn.settings, notice.id, turn.now)
    if notice.recording_sid is not None or found is None or turn.phone_id is None:
        number = as_dialled(turn.settings.line_number)
        return prompt("notice.recorded", seconds=notice.seconds, number=number)
    whom = news.whom(turn.session, notice.id, turn.phone_id, who.person_id)
    whom = replace(whom, language=turn.language, discreet=False, private=False, is_member=True)
    return wording.text(Telling(found, whom, turn.settings, turn.now))
