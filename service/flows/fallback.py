"""What the carrier says for us when it can't reach us: two documents without any address of ours."""

from service.carrier import twiml
from service.crisis.answers import emergency, own_too, where_help_is
from service.crisis.confirmed import book_of
from service.crisis.lines import emergency_number, line_for, number_to_join
from service.settings import Settings
from service.text.language import Language
from service.text.segments import segments
from service.text.words import Prompt, Voiced, prompt, spoken, written

BOTH: tuple[Language, ...] = ("en", "es")


def for_calls(settings: Settings) -> str:
    """The crisis line's number in both languages, twice; then the line itself, where it can be joined
    to; then the number again."""
    lines = [_spoken(_away("trouble.away", settings, one), one) for one in BOTH]
    danger = [_spoken(what, one) for one in BOTH for what in _danger(settings, one)]
    away = [*lines, *danger] * 2
    number = number_to_join(settings.home_country, settings.bridges, book_of(settings))
    if number is None:
        return twiml.response(*away)
    joining, again = (
        [_spoken(_away(key, settings, language), language) for language in BOTH]
        for key in ("trouble.away_joining", "trouble.away_again")
    )
    return twiml.response(*away, *joining, twiml.static_dial(number.e164), *again)


def for_texts(settings: Settings) -> str:
    """Both languages in one segment: with the emergency number where there is room, then with hours."""
    danger = " ".join(written(what, one) for one in BOTH for what in _danger(settings, one))
    forms = [
        f"{_texted(settings, with_hours=with_hours)} {more}".strip()
        for more in (danger, "")
        for with_hours in (True, False)
    ]
    fitting = (said for said in forms if segments(said).count == 1)
    return twiml.response(twiml.message(next(fitting, forms[-1])))


def _texted(settings: Settings, *, with_hours: bool) -> str:
    country, book = settings.home_country, book_of(settings)
    return " ".join(
        written(
            prompt("trouble.away", help=where_help_is(country, one, "eye", with_hours, book)), one
        )
        for one in BOTH
    )


def _danger(settings: Settings, language: Language) -> tuple[Prompt, ...]:
    """Where the country has a line; else the emergency number is what is told already."""
    country = settings.home_country
    number = emergency_number(country)
    if number is None or line_for(country, "crisis", book_of(settings)) is None:
        return ()
    known = Voiced(number, emergency(country, language, "ear"))
    return (prompt("trouble.away_danger", emergency=known),)


def _away(key: str, settings: Settings, language: Language) -> Prompt:
    country, book = settings.home_country, book_of(settings)
    help_ = where_help_is(country, language, book=book) + own_too(country, language, "ear", book)
    return prompt(key, organisation=settings.organisation, help=help_)


def _spoken(what: Prompt, language: Language) -> str:
    return twiml.say(spoken(what, language), language)
