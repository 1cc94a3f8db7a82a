from service.flows.arguments import ARGUED
from service.flows.commands import WORDS
from service.sample.community import GROUPS
from service.text.coordinators_words import WORDS as COORDINATORS_WORDS
from service.text.language import bare

# What carriers act on before us (Twilio's default opt-out, help and opt-in words).
RESERVED = set(
    "stop stopall unsubscribe cancel end quit revoke optout start yes unstop help info".split()
)


def test_no_product_word_is_one_the_carrier_acts_on():
    assert not (WORDS | ARGUED.keys() | COORDINATORS_WORDS.keys()) & RESERVED
    assert not (WORDS | ARGUED.keys()) & COORDINATORS_WORDS.keys()
    assert not {club.word.lower() for club in GROUPS} & RESERVED


def test_no_group_answers_to_a_product_word():
    words = WORDS | ARGUED.keys() | COORDINATORS_WORDS.keys()
    assert not {bare(club.word) for club in GROUPS} & words
