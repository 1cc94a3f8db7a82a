"""The gate before a call of ours: who picked up is not known, so nothing is said before they press a key."""

from service.flows import caller
from service.flows.turn import Choose, End, Go, Turn, go


def gate(turn: Turn, key: str, label: str, behind: Go, again: Go) -> Choose:
    """1 leads behind it, 8 ends such calls for good; with silence nobody was there."""
    who = caller.gate(key, turn.settings, turn.language)
    choices = {1: behind, 8: go("account.stop")}
    return Choose(who, choices, label, back=again, when_silent=go("call.nobody"))


def left_on_a_machine(turn: Turn, key: str) -> End:
    """What others may play."""
    return End(caller.voicemail(key, turn.settings, turn.language))
