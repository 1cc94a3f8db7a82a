"""What the carrier says for us when it can't reach us: two documents without any address of ours."""

from service.carrier import twiml
from service.crisis.answers import own_too, where_help_is
from service.crisis.confirmed import book_of
from service.crisis.lines import number_to_join
from service.settings import Settings
from service.text.language import Language
from service.text.segments import segments
from service.text.words import prompt, spoken, written

BOTH: tuple[Language, ...] = ("en", "es")


def for_calls(settings: Settings) -> str:
    """The crisis line's number in both languages, twice; then the line itself, where it can be joined
    to; then the number again."""
    away = [_say("trouble.away", settings, language) for language in BOTH] * 2
    number = number_to_join(settings.home_country, settings.bridges, book_of(settings))
    if number is None:
        return twiml.response(*away)
    joining = [_say("trouble.away_joining", settings, language) for language in BOTH]
    again = [_say("trouble.away_again", settings, language) for language in BOTH]
    return twiml.response(*away, *joining, twiml.static_dial(number.e164), *again)


def for_texts(settings: Settings) -> str:
    """Both languages in one segment."""
    full = _texted(settings, with_hours=True)
    fits = segments(full).count == 1
    return twiml.response(twiml.message(full if fits else _texted(settings, with_hours=False)))


def _texted(settings: Settings, *, with_hours: bool) -> str:
    country, book = settings.home_country, book_of(settings)
    return " ".join(
        written(
            prompt("trouble.away", help=where_help_is(country, one, "eye", with_hours, book)), one
        )
        for one in BOTH
    )


def _say(key: str, settings: Settings, language: Language) -> str:
    country, book = settings.home_country, book_of(settings)
    help_ = where_help_is(country, language, book=book) + own_too(country, language, "ear", book)
    words = prompt(key, organisation=settings.organisation, help=help_)
    return twiml.say(spoken(words, language), language)
