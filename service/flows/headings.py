"""What is said above a list: what was looked for and where, and honestly what is shown instead."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from service.meetings.asking import DRIVE_MILES, FAR_MILES
from service.meetings.attributes import BITS
from service.meetings.places import Place
from service.meetings.query import Query
from service.meetings.search import Found, Result
from service.meetings.wording import spoken_region
from service.text.times import hour_of
from service.text.words import CATALOGUE, Prompt, Slot, Voiced, prompt

NOTHING = Voiced("", "")  # a slot with no words
ONE_GENDER = frozenset({"women", "men"})
# What may be given up that is no attribute.
NO_ATTRS = frozenset({"when", "mode", "kind"})


def heading(found: Found, shown: Sequence[Result], language: str, home_zone: str) -> Prompt:
    """Names the place back, always; when nothing fitted, says so before what does."""
    when = _when(found.query, language)
    instead = _instead(found, shown)
    if instead is None:
        return _as_asked(found, shown, when, home_zone)
    slots: dict[str, Slot] = {
        "what": what(found.query, "inside"),
        "when": when or prompt("when.week"),
    }
    if found.place is None:
        return prompt("find.nothing_anywhere", instead=instead, **slots)
    return prompt(
        "find.nothing", guess=_guess(found), place=named(found.place), instead=instead, **slots
    )


def what(query: Query, form: str = "kind") -> tuple[Prompt, ...]:
    """The kind with all that was wanted of it: `AA for women by phone`; `form` inside: in a sentence."""
    wanted = [prompt(f"wanted.{name}") for name in sorted(query.attrs, key=BITS.__getitem__)]
    mode = [prompt(f"mode.{query.mode}")] if query.mode else []
    return (kind_named(query.kind, form), *wanted, *mode)


def kind_named(kind: str | None, form: str = "kind") -> Prompt:
    """A kind as the catalogue has it, or in capitals, which is how fellowships are known."""
    for key in (f"{form}.{kind or 'any'}", f"kind.{kind or 'any'}"):
        if key in CATALOGUE:
            return prompt(key)
    return prompt("kind.other", name=str(kind).upper())


def named(place: Place) -> Voiced:
    """`Jordan MT`, and for the ear "Jordan, Montana"."""

    def spoken() -> str:
        return ", ".join(part for part in (place.name, spoken_region(place.region)) if part)

    return Voiced(str(place).replace(",", ""), spoken)


def is_call(one: Result) -> bool:
    """True for what is taken part in from home; of a hybrid one, when no way to it was told."""
    return not one.in_person or (one.mode == "hybrid" and one.miles is None)


def town_said(found: Found, shown: Sequence[Result]) -> str | None:
    """The one other town in which all of these are: the heading names it once, the rows need not."""
    towns = {None if is_call(one) else one.town for one in shown}
    near = found.place and not found.relaxed and not found.fallback and not _is_far(shown)
    if not near or len(towns) != 1 or found.place is None:
        return None
    (town,) = towns
    return town if town != found.place.name else None


def _is_far(shown: Sequence[Result]) -> bool:
    return (shown[0].miles or 0) > FAR_MILES


def _as_asked(found: Found, shown: Sequence[Result], when: Slot, home_zone: str) -> Prompt:
    slots: dict[str, Slot] = {"what": what(found.query), "when": when}
    if found.place is None:
        city = home_zone.split("/")[-1].replace("_", " ")
        return prompt("find.heading_calls", guess=NOTHING, place=city, **slots)
    slots |= {"guess": _guess(found), "place": named(found.place)}
    if all(is_call(one) for one in shown):
        return prompt("find.heading_calls", **slots)
    if _is_far(shown):
        return prompt("find.heading_far", **slots)
    if town := town_said(found, shown):
        return prompt("find.heading_town", town=town, **slots)
    return prompt("find.heading", **slots)


def _guess(found: Found) -> Slot:
    """A ZIP that does not exist is said: it was placed by its first three digits."""
    if found.place is None or not found.place.guessed:
        return NOTHING
    return prompt("find.guess", code=found.place.code or "")


def _when(query: Query, language: str) -> tuple[Prompt, ...]:
    parts = [prompt(f"when.{query.when}")] if query.when else []
    if query.daypart:
        parts.append(prompt(f"{'part_of' if query.when else 'part'}.{query.daypart}"))
    if query.time:
        hour = hour_of(datetime.strptime(query.time, "%H:%M"), language)
        parts.append(prompt("part.time", hour=hour))
    return tuple(parts)


def _instead(found: Found, shown: Sequence[Result]) -> Prompt | None:
    """What is shown instead; None when it is what was asked for."""
    attrs = frozenset(found.relaxed) - NO_ATTRS
    if "kind" in found.relaxed:
        afar = f"_{found.fallback}" if found.fallback in ("phone", "online") else ""
        return prompt(f"find.instead.kind{afar}")
    if found.fallback == "other_day" and any(is_call(one) and one.dial_in for one in shown[1:]):
        return prompt("find.instead.other_day_phone", rest=_rest(attrs))
    if found.fallback == "wider" and (shown[0].miles or 0) > DRIVE_MILES:
        return prompt("find.instead.long_drive", rest=_rest(attrs))
    if found.fallback:
        return prompt(f"find.instead.{found.fallback}", rest=_rest(attrs))
    if "mode" in found.relaxed:
        return prompt("find.instead.mode", rest=_rest(attrs))
    return _without(found.query, attrs) if attrs else None


def _without(query: Query, given_up: frozenset[str]) -> Prompt:
    """What still holds of what was asked for, if anything does."""
    if kept := query.attrs - given_up:
        return prompt("find.instead.kept", what=what(replace(query, attrs=kept)))
    return prompt(f"find.instead.{'everyone' if given_up <= ONE_GENDER else 'others'}")


def _rest(attrs: frozenset[str]) -> Slot:
    if not attrs:
        return NOTHING
    return prompt(f"find.rest.{'everyone' if attrs <= ONE_GENDER else 'others'}")
