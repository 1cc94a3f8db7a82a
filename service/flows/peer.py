"""A volunteer has picked up: they take the call by a key, or it goes on to the next.

Without a key it is passed on, so that a machine takes nothing. Of two who press 1 in the same second one
has it, by our own record, and the other one hears so.
"""

from service.crisis import cases, ladder
from service.flows.turn import Accept, Choose, End, Go, Reply, Turn, go, step
from service.models import Case, CaseState, CaseStep
from service.text.words import Prompt, Slot, prompt

GATE = "peer.gate"
# How long a key is waited for: the caller waits, too.
WAITS_S = 4
# So often it is said to who presses other keys.
ASKED, MOST_ASKED = "asked", 2
LANGUAGES = {"en": "peer.in_english", "es": "peer.in_spanish"}


@step("peer.gate")
def gate(turn: Turn, case_id: int, volunteer_id: int) -> Reply | Go:
    """Whoever holds this phone hears no more than who calls."""
    if not ladder.is_rung(turn.session, case_id, volunteer_id, turn.now):
        return End(_too_late(turn, case_id))
    passing = go("peer.pass", case_id, volunteer_id)
    turn.memo[ASKED] = turn.memo.get(ASKED, 0) + 1
    if turn.memo[ASKED] > MOST_ASKED:
        return passing
    # On other calls of ours 8 is STOP; a slip here must not end a volunteer's calls for good.
    choices = {1: go("peer.take", case_id, volunteer_id), 2: passing, 8: passing}
    who = turn.settings.caller_name(turn.language)
    what = prompt(GATE, caller=who, language=_language(turn, case_id))
    return Choose(
        what, choices, "label.person",
        back=passing, when_silent=passing, passes=True, waits_s=WAITS_S,
    )  # fmt: skip


@step("peer.take")
def take(turn: Turn, case_id: int, volunteer_id: int) -> Reply:
    if ladder.take(turn.session, turn.settings, case_id, volunteer_id, turn.now):
        return Accept(prompt("peer.joined"))
    return End(_too_late(turn, case_id))


@step("peer.pass")
def pass_on(turn: Turn, case_id: int, volunteer_id: int) -> Reply:
    """They stay held until the ringing is over: nobody else rings them in the same moment."""
    if not turn.gone and ladder.is_rung(turn.session, case_id, volunteer_id, turn.now):
        cases.note(turn.session, case_id, CaseStep.PASSED, turn.now, volunteer_id)
    return End(prompt("peer.passed"))


def _too_late(turn: Turn, case_id: int) -> Prompt:
    case = turn.session.get(Case, case_id)
    taken = case is not None and case.state == CaseState.CLAIMED
    return prompt("peer.taken" if taken else "peer.gone")


def _language(turn: Turn, case_id: int) -> Slot:
    """What the caller speaks, where the volunteer's phone speaks another."""
    case = turn.session.get(Case, case_id)
    if case is None or case.language in (None, turn.language):
        return ""
    return prompt(LANGUAGES[case.language])
