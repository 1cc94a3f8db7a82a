"""The settings by number, and PRIVATE and OPEN: what may be said to somebody."""

from service import preferences
from service.crisis import volunteers
from service.flows import searched
from service.flows.discreet import is_private
from service.flows.turn import Channel, Choose, Go, Reply, Say, Turn, go, step
from service.flows.whose import ask_first, person_here
from service.text.words import Slot, prompt


@step("settings.menu")
def menu(turn: Turn) -> Reply:
    if turn.phone_id is None:
        return _menu_hidden()
    choices = {
        1: go("account.language"),
        2: go("settings.privacy"),
        3: go("settings.how"),
        4: go("settings.papers"),
        5: go("settings.ending"),
    }
    duty = _duty(turn)
    if duty:
        choices[7] = go("duty.menu")
    return Choose(prompt("settings.menu", duty=duty), choices, "label.settings", go("menu.main"))


def _duty(turn: Turn) -> Slot:
    """Heard by a volunteer alone, on a call that the network vouches for; who can text has the words."""
    if turn.phone_id is None or turn.channel is Channel.TEXT or not turn.vouched:
        return ""
    theirs = volunteers.of_phone(turn.session, turn.phone_id) is not None
    return prompt("settings.duty") if theirs else ""


def _menu_hidden() -> Choose:
    """What holds for the call alone, under the same digits."""
    choices = {1: go("account.language"), 2: go("account.private"), 4: go("settings.papers")}
    return Choose(prompt("settings.menu_hidden"), choices, "label.settings", go("menu.main"))


@step("settings.privacy")
def privacy(turn: Turn) -> Reply:
    choices = {
        1: go("settings.discretion"),
        2: go("code.menu"),
        3: go("own_data.read"),
        4: go("shared.ask"),
    }
    return Choose(prompt("settings.privacy"), choices, "label.settings", go("settings.menu"))


@step("settings.how")
def how(turn: Turn) -> Reply:
    """A landline is told of no choice that it does not have."""
    choices = {1: go("settings.ways"), 2: go("hours.menu"), 3: go("zone.ask")}
    key = "settings.how" if turn.can_text else "settings.how_by_call"
    return Choose(prompt(key), choices, "label.settings", go("settings.menu"))


@step("settings.papers")
def papers(turn: Turn) -> Reply:
    choices = {1: go("about.rules"), 2: go("own_data.privacy")}
    return Choose(prompt("settings.papers"), choices, "label.settings", go("settings.menu"))


@step("settings.ending")
def ending(turn: Turn) -> Reply:
    """STOP by a key for those who can't text it: a slip of the thumb must end nothing."""
    choices = {2: go("groups.mine"), 3: go("own_data.erase")}
    if turn.channel is Channel.CALL:
        choices[1] = go("account.stop")
    return Choose(prompt("settings.ending"), choices, "label.settings", go("settings.menu"))


@step("settings.discretion")
def discretion(turn: Turn) -> Reply:
    choices = {1: go("account.private"), 2: go("settings.open")}
    return Choose(prompt("settings.discretion"), choices, "label.settings", go("settings.privacy"))


@step("account.private")
def private(turn: Turn) -> Reply | Go:
    """From now on our answers name no kind and no group either; what we start never does.

    Where it must be asked first whose wish it is, it counts for the conversation at once.
    """
    turn.private = turn.memo["private"] = True
    if asked := ask_first(turn, go("account.private")):
        return asked
    if turn.phone_id is not None:
        del turn.memo["private"]
        person_id = person_here(turn, turn.phone_id)
        preferences.make_private(turn.session, person_id, turn.said_at)
    return Say(prompt("account.private"))


@step("account.open")
def open_(turn: Turn) -> Reply | Go:
    """The word is a kind of meeting, too: beside a list it is asked which was meant."""
    wanted = None if is_private(turn) else searched.search_in(turn)
    if wanted is None or searched.recent(turn) is None:
        return go("settings.open")
    choices = {1: go("find.asked", wanted.as_json()), 2: go("settings.open")}
    return Choose(prompt("settings.which_open"), choices, "label.settings")


@step("settings.open")
def ask_to_open(turn: Turn) -> Reply | Go:
    if turn.phone_id is None:
        return Say(prompt("settings.hidden"))
    return go("settings.opened")


@step("settings.opened")
def opened(turn: Turn) -> Reply:
    turn.memo.pop("private", None)
    turn.private = False
    if turn.phone_id is not None:
        person_id = person_here(turn, turn.phone_id)
        preferences.open_up(turn.session, person_id, turn.said_at)
    return Say(prompt("account.open"))
