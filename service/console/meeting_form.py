"""What the form of a group's meeting holds, and what it means: the fields of `porchlight groups add`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from service.errors import BadInput, GroupRefused, NotAPhone, NotARule, UnknownZone
from service.flows.group_words import own_said
from service.house import House
from service.meetings.attributes import ATTRS, from_bits
from service.meetings.feeds.fellowships import KINDS as KNOWN_KINDS
from service.meetings.own import Own
from service.meetings.rule_words import rule_said
from service.models import Group, GroupFacts, Meeting
from service.settings import Settings

Form = MultiDict[str, str]
KINDS = tuple(sorted(KNOWN_KINDS))
# How often it is, and how `porchlight groups add --rule` would be told so; `rule` is for all else.
RHYTHMS = {
    "weekly": "", "two": "every 2 weeks", "three": "every 3 weeks", "four": "every 4 weeks",
    "first": "1st", "second": "2nd", "third": "3rd", "fourth": "4th", "last": "last",
    "first_third": "1st and 3rd", "second_fourth": "2nd and 4th", "once": "once", "rule": "",
}  # fmt: skip
CHOICES: Mapping[str, Sequence[str]] = {
    "led_by": ("members", "trained", "professional"),
    "structure": ("set", "open", "both"),
    "commitment": ("drop_in", "weekly", "closed"),
}
MOST_COME = 500
_DAY_NAMES = "Sun Mon Tue Wed Thu Fri Sat".split()
_ABOUT: tuple[tuple[type[BadInput], str], ...] = (
    (NotARule, "rule"),
    (UnknownZone, "zone"),
    (NotAPhone, "dial_in"),
)


@dataclass(frozen=True, slots=True)
class Typed:
    """The form as it stands in the browser: what was typed, or what is listed."""

    values: Mapping[str, str] = field(default_factory=dict)
    attrs: frozenset[str] = frozenset()

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")


EMPTY = Typed({"rhythm": "weekly", "time": "19:00", "day": "2", "kind": "any"})


def typed(form: Form) -> Typed:
    return Typed(form.to_dict(), frozenset(form.getlist("attr")))


def stored(session: Session, group: Group, meeting: Meeting, settings: Settings) -> Typed:
    """As it is listed now."""
    start = meeting.start_min or 0
    facts = session.get(GroupFacts, group.id)
    values = {
        "name": group.name,
        "kind": group.kind,
        "day": str(meeting.day),
        "time": f"{start // 60:02d}:{start % 60:02d}",
        "rhythm": _rhythm_of(meeting),
        "rule": meeting.rrule,
        "since": meeting.starts_on.isoformat() if meeting.starts_on else None,
        "mode": meeting.mode,
        "location": meeting.location,
        "address": meeting.address,
        "town": ", ".join(filter(None, (meeting.town, meeting.region))),
        "zip": meeting.postal_code,
        "dial_in": meeting.dial_in,
        "code": meeting.dial_code,
        "url": meeting.url,
        # A room's place tells its zone, also when it has moved; a call's is nowhere else.
        "zone": meeting.zone if meeting.mode in ("phone", "online") else None,
        **({name: getattr(facts, name) for name in (*CHOICES, "size")} if facts else {}),
    }
    shown = {name: str(value) for name, value in values.items() if value is not None}
    return Typed(shown, from_bits(meeting.attrs))


def own_of(session: Session, house: House, word: str, form: Form, now: datetime) -> Own:
    """The meeting that was typed. Raises BadInput; `about` says which field it is about."""
    day = int(form["day"]) if form.get("day", "") in tuple("0123456") else 0
    own = own_said(
        session,
        house,
        word,
        {
            "name": _said(form, "name"),
            "kind": _said(form, "kind"),
            "at": f"{_DAY_NAMES[day]} {_said(form, 'time')}",
            "rule": _rule_said(form),
            "since": _day_said(form, "since"),
            "zone_name": _said(form, "zone") or None,
            "mode": _said(form, "mode") or None,
            "location": _said(form, "location") or None,
            "address": _said(form, "address") or None,
            "town": _said(form, "town") or None,
            "zip_code": _said(form, "zip") or None,
            "dial_in": _said(form, "dial_in") or None,
            "code": _said(form, "code") or None,
            "url": _said(form, "url") or None,
        },
        now,
    )
    _size_said(form)
    return replace(own, attrs=_attrs_said(form))


def keep_facts(session: Session, group_id: int, form: Form) -> None:
    facts = session.merge(GroupFacts(group_id=group_id))
    for name, known in CHOICES.items():
        said = _said(form, name)
        setattr(facts, name, said if said in known else None)
    facts.size = _size_said(form)


def about(error: BadInput) -> str:
    """Which field it is about; what names none is about the day and hour."""
    if isinstance(error, GroupRefused):
        return error.about
    return next((name for kind, name in _ABOUT if isinstance(error, kind)), "at")


def _said(form: Form, name: str) -> str:
    return form.get(name, "").strip()[:500]


def _rule_said(form: Form) -> str:
    rhythm = _said(form, "rhythm")
    return _said(form, "rule") if rhythm == "rule" else RHYTHMS.get(rhythm, "")


def _day_said(form: Form, name: str) -> datetime | None:
    said = _said(form, name)
    try:
        return datetime.strptime(said, "%Y-%m-%d") if said else None
    except ValueError:
        raise GroupRefused("since", "That is no date.") from None


def _attrs_said(form: Form) -> frozenset[str]:
    chosen = frozenset(form.getlist("attr")) & set(ATTRS)
    if {"open", "closed"} <= chosen:
        raise GroupRefused("attrs", "It is open to all, or closed: not both.")
    return chosen


def _size_said(form: Form) -> int | None:
    said = _said(form, "size")
    if not said:
        return None
    if not said.isdecimal() or not 0 < int(said) <= MOST_COME:
        raise GroupRefused("size", "About how many come: a number.")
    return int(said)


def _rhythm_of(meeting: Meeting) -> str:
    """By which of our names its rule goes."""
    if meeting.rrule is None:
        return "weekly"
    day = meeting.day or 0
    named = (
        name for name, said in RHYTHMS.items() if said and rule_said(said, day) == meeting.rrule
    )
    return next(named, "rule")
