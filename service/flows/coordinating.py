"""Key 7: what whoever runs a group does by telephone, behind the proof of who calls and four digits, always.

It is not read out in the main menu, and for anybody else 7 is no key there. Whoever has no code of their own
is led to set one first: what reaches a whole group must not hang on a caller's number alone.
"""

from service import codes, coordinators
from service.crisis import board, closing, volunteers
from service.flows import proof  # its guard stands before this one
from service.flows.checkins_menu import Entry
from service.flows.code import AFTERWARDS, WANTED
from service.flows.groups import named
from service.flows.menu import COORDINATES
from service.flows.oncall import server_here
from service.flows.turn import Channel, Choose, Go, Pick, Reply, Row, Say, Turn, go, guard, step
from service.flows.whose import known_person
from service.models import Case, Group
from service.text.times import day_and_time
from service.text.words import prompt

LABEL = "label.coord"
MENU = COORDINATES
CASES_AT_ONCE = 9
# On a call each of these asks for a coordinator, and for their code.
BEHIND_7 = tuple(
    one for one in sorted(proof.OWN) if one.startswith(("coord.", "notice.", "expected."))
)


def groups_here(turn: Turn) -> list[Group]:
    """Those that whoever is known to call runs, by word."""
    person_id = known_person(turn)
    return [] if person_id is None else coordinators.groups_of(turn.session, person_id)


def runs_with_code(turn: Turn, where: Go) -> Go | None:
    """Where a call goes instead: to the menu, or to choose four digits first. By text there are the words."""
    if turn.channel is Channel.TEXT:
        return go("menu.main") if where.step.startswith("coord.") else None
    person_id = known_person(turn)
    if person_id is None or not coordinators.groups_of(turn.session, person_id):
        return go("menu.main")
    if codes.has_code(turn.session, person_id):
        return _surely_theirs(turn, where, person_id)
    turn.memo[AFTERWARDS] = [where.step, list(where.args)]
    return go("code.for_groups")


def _surely_theirs(turn: Turn, where: Go, person_id: int) -> Go | None:
    """A code that somebody else may have set, by a text that shows this number, opens nothing by itself: the
    phone is called back once."""
    if turn.vouched or turn.placed:
        codes.note_proved(turn.session, person_id)
        return None
    if codes.is_proved(turn.session, person_id):
        return None
    turn.memo[WANTED] = [proof.ASKED_BY.get(where.step, where.step), list(where.args)]
    return go("recall.ask")


@step("code.for_groups")
def code_first(turn: Turn) -> Reply:
    return Say(prompt("coord.code_first"), go("code.new"))


@step("coord.menu")
def menu(turn: Turn) -> Reply:
    entries = {digit: one for digit, one in sorted(ENTRIES.items()) if one.works(turn)}
    rows = tuple(prompt(entry.said) for entry in entries.values())
    choices = {digit: entry.where for digit, entry in entries.items()}
    return Choose(prompt("coord.menu", rows=rows), choices, LABEL, go("menu.main"))


def which_group(turn: Turn, then: str, intro: str, all_too: bool = False) -> Reply | Go:
    """On to `then` with a list of groups' ids: at once where there is one."""
    rows = [
        Row(prompt("coord.group", group=named(turn, one)), [one.id]) for one in groups_here(turn)
    ]
    if len(rows) == 1:
        return go(then, rows[0].value)
    if all_too:
        rows.append(Row(prompt("coord.all_groups"), [id for row in rows for id in row.value]))
    return Pick(prompt(intro), rows, then, label=LABEL, back=MENU)


# --- people who wait -----------------------------------------------------------------------------------


@step("coord.waiting")
def waiting(turn: Turn) -> Reply:
    """The cases they may see to, the oldest first; never who it is."""
    rows = [_case(turn, one) for one in _theirs(turn)]
    if not rows:
        return Say(prompt("coord.nobody_waits"), MENU)
    return Pick(prompt("coord.waiting"), rows, "case.shown", label=LABEL, back=MENU)


def _theirs(turn: Turn) -> list[Case]:
    volunteer_id = volunteers.of_phone(turn.session, turn.phone_id or 0)
    if volunteer_id is None:
        return []
    open_ = (one.id for one in board.not_closed(turn.session))
    found = (closing.in_hand_of(turn.session, id, volunteer_id, turn.now) for id in open_)
    return [one for one in found if one is not None][:CASES_AT_ONCE]


def _case(turn: Turn, case: Case) -> Row:
    who = server_here(turn)
    wall = who.wall if who else turn.now.tzinfo
    since = day_and_time(case.opened_at.astimezone(wall), turn.now, turn.language)
    return Row(prompt("coord.case", case=str(case.id), since=since), case.id)


def _is_volunteer(turn: Turn) -> bool:
    return server_here(turn) is not None


# By digit. Only what works stands here; rooms hang theirs in as they are read.
ENTRIES: dict[int, Entry] = {
    4: Entry("coord.on_call", go("oncall.menu"), _is_volunteer),
    5: Entry("coord.people_waiting", go("coord.waiting"), _is_volunteer),
}
guard(runs_with_code, *BEHIND_7)
