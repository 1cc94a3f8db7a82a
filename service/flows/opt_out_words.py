"""What HELP answers, as the carrier must say it where it answers in our place: with the crisis line."""

from service.crisis.answers import in_a_few_words
from service.crisis.confirmed import book_of
from service.settings import Settings
from service.text.language import Language
from service.text.words import prompt, written


def help_text(settings: Settings, language: Language) -> str:
    """The very words of ours, for somebody in the line's own country."""
    crisis = in_a_few_words(settings.home_country, language, "eye", book_of(settings))
    said = prompt("account.help", organisation=settings.organisation, crisis=crisis)
    return written(said, language)
