"""Nobody has been free yet: what who waits reads, or hears once they have pressed a key."""

from service.flows import caller, crisis_line
from service.flows.turn import Choose, End, Go, Reply, Turn, go, step
from service.text.words import prompt

GATE, VOICEMAIL = "unclaimed.gate", "unclaimed.voicemail"


@step("unclaimed.gate")
def gate(turn: Turn, _case_id: int | None = None, _occurs_at: str | None = None) -> Reply:
    """Whoever picks up hears no more than who calls; a machine is told nothing."""
    choices = {1: go("unclaimed.told"), 2: go("call.nobody")}
    what = caller.gate(GATE, turn.settings, turn.language)
    again = go("unclaimed.gate")
    return Choose(what, choices, "label.person", back=again, when_silent=go("call.nobody"))


@step("unclaimed.voicemail")
def voicemail(turn: Turn) -> Reply:
    return End(caller.voicemail(VOICEMAIL, turn.settings, turn.language))


@step("unclaimed.told")
def told(turn: Turn) -> Reply | Go:
    return End(prompt("unclaimed.told", **crisis_line.numbers(turn)))
