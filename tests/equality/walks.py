"""Each row of docs/words.md as it is texted and as it is keyed: data, from a blank database.

A path is what the page's key column has, from the main menu: keys, `star`, `pound`, and what is typed:
`ZIP`, `code`, `hours`, `days`, and another ZIP, `ZIP2`.
"""

from dataclasses import dataclass

TYPED = {
    "ZIP": "59457",
    "ZIP2": "59718",
    "code": "4081",
    "code2": "7302",
    "hours": "0917",
    "days": "07",
    "star": "*",
    "pound": "#",
}


@dataclass(frozen=True)
class Walk:
    """The texts of either language, with bars between; the keys that do the same.

    `says`: the prompt that both channels answer with in the end. `before`: what is done first, in a call
    and in texts of its own. `lead`: the keys to where the path begins, if not at the main menu.
    """

    en: str
    es: str
    path: str
    says: str
    before: tuple[str, ...] = ()
    call_says: str = ""  # where a caller is told the same in another prompt
    lead: str = ""
    on_roster: bool = False  # for whoever is on call on Fridays, from six to ten


# What somebody may have already.
BEFORE = {
    "a check-in": Walk(
        "CHECKIN 9:17am daily|59457",
        "REGISTRO 9:17am diario|59457",
        "4-5-hours-1-1-ZIP",
        "setup.first",
    ),
    "joined": Walk("JOIN TUE|SKIP", "UNIR MAR|OMITIR", "2-2-2-2-1", "groups.rules"),
    "reminded": Walk("aa near 59457|1|1", "aa cerca de 59457|1|1", "1-ZIP-1-4-1-1", "remind.set"),
    "a code": Walk("CODE 4081", "CLAVE 4081", "5-2-2-code", "code.set"),
    "hours": Walk("HOURS 9-17", "HORAS 9-17", "5-3-2-1-hours", "settings.done"),
    "stopped": Walk("STOP", "ALTO", "8-1", "account.stop"),
    "a goal": Walk("GOAL walk", "META caminar", "4-4-1-1", "goal.saved"),
    "an appointment": Walk("APPT Thu 9:17am", "CITA jue 9:17am", "4-4-2-4-hours-1", "appt.set"),
    "private": Walk("PRIVATE", "PRIVADO", "5-2-1-1", "account.private"),
}
WHAT = "about.what"
RULES = "about.rules"
FIRST = "about.first_visit"
DIFFER = "about.which"
MEETING = "find.details"
OTHER_KIND = "1-ZIP-1-4-pound-pound-2-4-1"
LIST = "aa near 59457", "aa cerca de 59457"
TWO_CODES = "5-2-4-1-code-code2"
# By the first cell of the row.
WALKS: dict[str, list[Walk]] = {
    "a kind, a place, a day: `aa tonight near 59801`, `59801`, `grief in billings`": [
        Walk("aa tonight near 59457|1", "aa esta noche cerca de 59457|1", "1-ZIP-1-3-1", MEETING)
    ],
    "`na instead`, `tomorrow?`, `in billings`, `by phone`": [
        Walk(
            f"{LIST[0]}|na instead|1",
            f"{LIST[1]}|mejor na|1",
            "1-ZIP-1-4-pound-pound-2-4-1",
            MEETING,
        ),
        Walk(f"{LIST[0]}|in 59718|1", f"{LIST[1]}|en 59718|1", "1-ZIP-1-4-pound-ZIP2-1", MEETING),
    ],
    "FIND": [Walk("FIND", "BUSCAR", "1", "find.where")],
    "TODAY, TONIGHT, TONITE": [
        Walk(f"{LIST[0]}|TONIGHT|1", f"{LIST[1]}|ESTA NOCHE|1", "1-ZIP-1-3-1", MEETING),
        Walk(f"{LIST[0]}|TODAY|1", f"{LIST[1]}|HOY|1", "3-4-3-1-1-ZIP-1", MEETING),
    ],
    "PHONE, DIAL": [Walk(f"{LIST[0]}|PHONE|1", f"{LIST[1]}|TELEFONO|1", "1-ZIP-1-2-1", MEETING)],
    "MORE, FURTHER, FARTHER, ANY OTHERS": [
        Walk(f"{LIST[0]}|MORE|1", f"{LIST[1]}|MAS|1", "1-ZIP-1-4-2-2-2-1", MEETING)
    ],
    "NEAR ME": [Walk(f"{LIST[0]}|NEAR ME", f"{LIST[1]}|CERCA", "1-ZIP-1-4-pound", "find.where")],
    "AGAIN, BACK": [
        Walk("WHICH|1|AGAIN", "CUAL|1|REPETIR", "star", "about.differ.1", lead="3-3-1"),
        Walk("WHICH|1|BACK", "CUAL|1|VOLVER", "pound", DIFFER, lead="3-3-1"),
    ],
    "FIT": [Walk("FIT", "ELEGIR", "3-4", "fit.how")],
    "WHICH": [Walk("WHICH", "CUAL", "3-3", DIFFER)],
    "TRY, `TRY 2`": [
        Walk("TRY", "PROBAR", "1-ZIP-1-4-1-3-3", FIRST),
        Walk(f"{LIST[0]}|TRY 1", f"{LIST[1]}|PROBAR 1", "1-ZIP-1-4-1-3-4", "visit.planned"),
    ],
    "ABOUT, RULES": [
        Walk("ABOUT", "QUE ES", "3-1", WHAT),
        Walk("RULES", "REGLAS", "3-2", RULES),
    ],
    "what happens at a meeting, what should I expect, do I have to talk, do I have to speak, can I"
    " just listen": [Walk("do I have to talk", "tengo que hablar", "1-ZIP-1-4-1-3-3", FIRST)],
    "is it free, how much does it cost, what is peer support": [
        Walk("is it free", "es gratis", "3-1", WHAT)
    ],
    "is it anonymous, is it confidential": [Walk("is it anonymous", "es anonimo", "3-2", RULES)],
    "which one is right for me, is it religious": [
        Walk("is it religious", "es religioso", "3-3", DIFFER)
    ],
    "CARE": [Walk("CARE", "CUIDADO", "3-5", "care.whole")],
    "REPORT": [Walk("REPORT", "REPORTE", "3-6", "report.ask")],
    "JOIN, `JOIN TUE`, how do I join, how do I join a group": [
        BEFORE["joined"],
        Walk("JOIN|2|SKIP", "UNIR|2|OMITIR", "2-2-2-1", "groups.rules"),
    ],
    "LEAVE, `LEAVE TUE`, `STOP TUE`, `LEAVE ALL`": [
        Walk("LEAVE TUE", "DEJAR MAR", "5-5-2-1", "groups.left", ("joined",)),
        Walk("LEAVE|1", "DEJAR|1", "5-5-2-1", "groups.left", ("joined",)),
        Walk("STOP TUE", "ALTO MAR", "2-1-2", "groups.left", ("joined",)),
    ],
    "REMIND, REMIND ME, REMINDER, `REMIND TUE 2h`, `REMIND TUE 9am`, `REMIND 1d`": [
        Walk(f"{LIST[0]}|1|REMIND", f"{LIST[1]}|1|AVISAR", "1-ZIP-1-4-1-1", "remind.set"),
        Walk("REMIND TUE 2h", "AVISAR MAR 2h", "2-1-1-3-2", "remind.set", ("joined",)),
        Walk("REMIND 1d", "AVISAR 1 dia", "2-1-2-3", "remind.set", ("reminded",)),
    ],
    "MY": [
        Walk("MY|1", "MIS|1", "2-1", "remind.one", ("reminded",)),
        Walk("MY|1", "MIS|1", "2-1", "mine.group", ("joined",)),
    ],
    "AWAY, `AWAY 7`, `AWAY until mon`": [
        Walk("AWAY|7", "FUERA|7", "4-2-1-days", "away.set", ("a check-in",)),
        Walk("AWAY 7|BACK", "FUERA 7|VOLVER", "4-2-1-days-2", "away.ended", ("a check-in",)),
    ],
    "PAUSE, `PAUSE 7`, `PAUSE 2 weeks`, `PAUSE until mon`": [
        Walk("PAUSE|7", "PAUSA 7", "4-2-2-days", "pause.set"),
        Walk("PAUSE 7|BACK", "PAUSA 7|VOLVER", "4-2-2-days-2", "break.ended"),
    ],
    "CHECKIN, CHECK IN, `CHECKIN 9am daily`, `CHECKIN 8:30pm mon wed fri`, `CHECKIN 10am 30`,"
    " `CHECKIN OFF`": [
        BEFORE["a check-in"],
        Walk("CHECKIN OFF", "REGISTRO NO", "4-5-6", "setup.ended", ("a check-in",)),
    ],
    "CONTACT, `CONTACT Sam`": [
        Walk("CONTACT|SKIP|SKIP", "CONTACTO|OMITIR|OMITIR", "4-3-1", "contact.code")
    ],
    "CONTACTS": [Walk("CONTACTS", "CONTACTOS", "4-3-2", "contact.none")],
    "PRIVATE, OPEN": [
        BEFORE["private"],
        Walk("OPEN", "ABIERTO", "5-2-1-2", "account.open", ("private",)),
        Walk("OPEN|4081", "ABIERTO|4081", "5-2-1-2-code", "account.open", ("a code",)),
    ],
    "CODE, `CODE 4081`, `CODE OFF`": [
        Walk("CODE|4081", "CLAVE|4081", "5-2-2-code", "code.set"),
        Walk("CODE OFF|4081", "CLAVE NO|4081", "5-2-2-2-code", "code.removed", ("a code",)),
    ],
    "SHARED": [
        Walk("SHARED", "COMPARTIDO", "5-2-4", "shared.ask"),
        Walk("SHARED|1|4081|7302", "COMPARTIDO|1|4081|7302", "", "shared.done", lead=TWO_CODES),
    ],
    "HOURS, `HOURS 9-17`, `HOURS OFF`": [
        BEFORE["hours"],
        Walk("HOURS OFF", "HORAS NO", "5-3-2-2", "settings.done", ("hours",)),
    ],
    "VOICE, TEXT, BOTH": [
        Walk("VOICE", "VOZ", "5-3-1-1", "settings.done"),
        Walk("TEXT", "TEXTO", "5-3-1-2", "settings.done"),
        Walk("BOTH", "LOS DOS", "5-3-1-3", "settings.done"),
    ],
    "ZONE, `ZONE 59718`, `ZONE mountain`": [
        Walk("ZONE 59457", "ZONA 59457", "5-3-3-ZIP", "settings.done")
    ],
    "GOAL, `GOAL walk 3 times`, `GOAL OFF`": [
        BEFORE["a goal"],
        Walk("GOAL OFF", "META NO", "4-4-1-3", "goal.ended", ("a goal",)),
    ],
    "DONE": [Walk("DONE", "HECHO", "4-4-1-1", "goal.done", ("a goal",))],
    "BUDDY, `BUDDY Sam`": [Walk("BUDDY", "COMPA", "4-4-3", "buddy.none")],
    "WAVE, `WAVE 1`": [Walk("WAVE", "SALUDO", "4-4-3", "buddy.none")],
    "APPT, APPOINTMENT, `APPT Thu 2pm`, `APPT OFF`": [
        Walk(
            "APPT Thu 9:17am|NOTE", "CITA jue 9:17am|NOTA", "4-4-2-4-hours-1-pound-2", "note.menu"
        ),
        Walk("APPT OFF", "CITA NO", "4-4-2-3", "appt.ended", ("an appointment",)),
    ],
    "NOTE, `NOTE the pills make me dizzy`": [
        Walk("NOTE", "NOTA", "4-4-2", "note.menu", ("an appointment",))
    ],
    "SETTINGS": [Walk("SETTINGS", "AJUSTES", "5", "settings.menu")],
    "PRIVACY": [Walk("PRIVACY", "PRIVACIDAD", "5-4-2", "own_data.privacy")],
    "MYDATA, MY DATA": [
        Walk("MYDATA", "MISDATOS", "5-2-3", "own_data.number"),
        Walk("MYDATA|4081", "MISDATOS|4081", "5-2-3-code", "own_data.number", ("a code",)),
    ],
    "ERASE, ERASE ME, ERASE EVERYTHING, ERASE MY DATA, DELETE MY DATA": [
        Walk("ERASE|1", "BORRAR|1", "5-5-3-1", "own_data.erased", ("joined", "reminded")),
        Walk("ERASE|1|4081", "BORRAR|1|4081", "5-5-3-1-code", "own_data.erased", ("a code",)),
    ],
    "STOP": [
        Walk("STOP", "ALTO", "8-1", "account.stop", ("joined", "reminded")),
        Walk("STOP", "ALTO", "5-5-1", "account.stop"),
    ],
    "START": [Walk("START", "EMPEZAR", "8-1", "account.start", ("stopped",))],
    "HELP": [Walk("HELP", "AYUDA", "pound", "account.help", call_says="menu.main")],
    "TALK, PEER": [Walk("TALK", "HABLAR", "0", "person.text", call_says="person.line_only")],
    "PERSON": [Walk("PERSON", "PERSONA", "0", "person.text", call_says="person.line_only")],
    "LINES": [Walk("LINES|1", "LINEAS|1", "0-3-1", "helplines.line")],
    "MENU": [Walk("MENU", "MENU", "pound", "menu.main")],
    "ENGLISH, INGLES": [Walk("ESPANOL", "ENGLISH", "9", "account.language_set")],
    "HI, HELLO, HEY, GOOD MORNING, GOOD EVENING": [
        Walk("HI", "HOLA", "", "menu.hello", call_says="menu.greeting")
    ],
    "ONCALL, ON CALL, `ONCALL fri 18-22`, `ONCALL until 10pm`, `ONCALL tonight`": [
        Walk("ONCALL", "TURNO", "5-7-2", "oncall.menu", on_roster=True),
        Walk(
            "ONCALL fri 9-17", "TURNO vie 9-17", "5-7-2-1-5-hours", "oncall.added", on_roster=True
        ),
    ],
    "OFFCALL, OFF CALL, `OFFCALL fri`, `OFFCALL tonight`": [
        Walk("OFFCALL", "SIN TURNO", "5-7-2-2", "oncall.off", on_roster=True),
        Walk("OFFCALL fri", "SIN TURNO vie", "5-7-2-3-5", "oncall.off", on_roster=True),
        Walk("OFFCALL fri|1", "SIN TURNO vie|1", "5-7-2-3-5-1", "oncall.undone", on_roster=True),
    ],
    "THANKS, THANK YOU, OK, OKAY, OK THANKS, OK THANK YOU": [],
}
