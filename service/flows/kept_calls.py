"""Calls about what somebody keeps with us: behind a gate that says no more than that they asked for it."""

from service import goals, notes
from service.flows import gates
from service.flows.turn import Go, Reply, Step, Turn, go, step

GATE, VOICEMAIL = "kept.gate", "kept.voicemail"
LABEL = "label.kept"
# Where a 1 leads, by the message; its first step has the subject's id.
BEHIND = {
    goals.WEEK: goals.WEEK,
    goals.BUDDY: goals.BUDDY,
    notes.REMIND: notes.REMIND,
    notes.BACK: "note.read",
    **{message: message for message in goals.LINES.values()},
}
SCRIPTS = {message: f"{message}_gate" for message in BEHIND}


@step(VOICEMAIL)
def voicemail(turn: Turn) -> Reply:
    return gates.left_on_a_machine(turn, VOICEMAIL)


def _gate_before(message: str) -> Step:
    def gate(turn: Turn, subject_id: int, _occurs_at: str | None = None) -> Reply | Go:
        behind, again = go(BEHIND[message], subject_id), go(SCRIPTS[message], subject_id)
        return gates.gate(turn, GATE, LABEL, behind, again)

    return gate


for _message, _name in SCRIPTS.items():
    step(_name)(_gate_before(_message))
