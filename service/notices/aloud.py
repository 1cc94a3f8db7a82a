"""What a call says of a notice, in full, as somebody hears it who was told by the carrier's voice."""

from service.notices import wording
from service.notices.wording import Telling
from service.text.words import Prompt, Slot, prompt, spoken


def call(it: Telling) -> str:
    """Before the first key is pressed; to who has not said OPEN that is the hour at most."""
    if not it.whom.is_open:
        return _discreet(it)
    if wording.is_about_a_date(it):
        return _said(it, "notice_told.call", what=wording.whole(it), heard=_if_heard(it))
    begins = _said(it, "notice_told.call_plays", what=wording.begins(it))
    words = "" if wording.is_spoken(it) else wording.own_words(it)[0]
    return " ".join(
        filter(None, (begins, words, _said(it, "notice_told.played", heard=_if_heard(it))))
    )


def _discreet(it: Telling) -> str:
    if not wording.is_about_a_date(it):
        return _said(it, "notice_told.gate")
    return _said(it, "notice_told.call_discreet", change=wording.change(it))


def _if_heard(it: Telling) -> Prompt:
    """One key is for the meeting by phone, where there is one instead."""
    return prompt("notice_told.if_heard", digit="2" if it.news.instead else "1")


def _said(it: Telling, key: str, **slots: Slot) -> str:
    caller = it.settings.caller_name(it.language)
    return spoken(prompt(key, caller=caller, **slots), it.language)
