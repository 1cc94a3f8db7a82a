"""What a notice says, to how many, for how much: as its coordinator is told it."""

from service.clock import zone
from service.flows.groups import LONGEST_NAME
from service.flows.headings import NOTHING
from service.flows.notice_dates import when_of
from service.flows.runs import groups_of
from service.flows.turn import Turn
from service.meetings.wording import short_name
from service.models import Group, Meeting, Notice, NoticeKind
from service.notices import states
from service.text.aloud import spoken_name
from service.text.words import Prompt, Slot, Voiced, prompt

CENT_MICROS = 10_000
# How an amount is said, by its dollars and cents; None: any.
AMOUNTS = {(0, 1): "notice.cent", (0, None): "notice.cents", (1, None): "notice.dollar"}


def subject_of(turn: Turn, notice: Notice) -> Prompt:
    """`TUE tonight 7 pm OFF, "snow"`."""
    groups = groups_of(turn, notice)
    word: Slot = _named(turn, groups[0]) if groups else prompt("notice.no_group")
    if notice.kind == NoticeKind.FIX:
        return prompt("notice.fix", ref=states.ref(notice.fixes_id or 0))
    if notice.usual_at is None:
        key = "notice.voice" if notice.kind == NoticeKind.VOICE else "notice.news"
        if len(groups) > 1:
            word = prompt("notice.and_more", group=word, count=len(groups) - 1)
        return prompt(key, groups=word)
    meeting = turn.session.get(Meeting, notice.meeting_id) if notice.meeting_id else None
    wall = zone(meeting.zone if meeting else turn.settings.home_zone)
    slots: dict[str, Slot] = {
        "group": word,
        "when": when_of(turn, notice.usual_at.astimezone(wall)),
    }
    if notice.moved_to is not None:
        slots["to"] = when_of(turn, notice.moved_to.astimezone(wall))
    return prompt(_key(notice), **slots, place=notice.place or "", reason=notice.reason or "")


def _named(turn: Turn, group: Group) -> Voiced:
    """By its word; said aloud, by its name."""
    return Voiced(
        group.word, lambda: spoken_name(short_name(group.name, LONGEST_NAME), turn.language)
    )


def _key(notice: Notice) -> str:
    if notice.kind == NoticeKind.OFF:
        return "notice.off_why" if notice.reason else "notice.off"
    if notice.kind == NoticeKind.ON:
        return "notice.on"
    if notice.place is None:
        return "notice.move"
    return "notice.move_both" if notice.moved_to else "notice.move_place"


def people_of(notice: Notice) -> Prompt:
    """`41 people, 29 text + 12 call`."""
    people = counted(notice.people)
    if notice.texts and notice.calls:
        return prompt("notice.by_both", people=people, texts=notice.texts, calls=notice.calls)
    return prompt("notice.by_call" if notice.calls else "notice.by_text", people=people)


def counted(people: int) -> Prompt:
    return prompt("notice.people_one") if people == 1 else prompt("notice.people", people=people)


def cost_of(notice: Notice) -> Slot:
    """Nothing where no price is set."""
    if not notice.cost_micros:
        return NOTHING
    dollars, cents = divmod(max(1, round(notice.cost_micros / CENT_MICROS)), 100)
    key = AMOUNTS.get((dollars, cents)) or AMOUNTS.get((dollars, None), "notice.dollars")
    amount = prompt(key, dollars=dollars, cents=Voiced(f"{cents:02d}", str(cents)))
    return prompt("notice.cost", cost=amount)
