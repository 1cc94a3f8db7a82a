from time import perf_counter

import pytest

from service.crisis import screen as room
from service.crisis.screen import Finding, Kind, Tier, screen
from service.text.optout import plain_opt_out


@pytest.mark.parametrize(
    "text",
    ["i want to die", "I WANNA DIEEE", "iwanttodie", "i w4nt to d1e", "i wnat to die", "i want to dei",
     "k i l l  m y s e l f", "kill my self", "kms", "quiero morir", "Quiero MORIRME", "me kiero matar",
     "no quiero vivir", "i want to k*ll myself", "im su1c1dal", "want 2 die"],
)  # fmt: skip
def test_it_hears_the_wish_to_die_however_it_is_spelled(text):
    assert screen(text).tier is Tier.IMMINENT


@pytest.mark.parametrize(
    ("text", "tier"),
    [
        ("i'm not suicidal", Tier.NONE),
        ("no estoy pensando en suicidarme", Tier.NONE),
        ("i would never hurt myself", Tier.NONE),
        ("no i want to die", Tier.IMMINENT),
        ("i'm not ok i want to die", Tier.IMMINENT),
        ("can't stop thinking about killing myself", Tier.IMMINENT),
        ("don't let me kill myself", Tier.IMMINENT),
        ("i dont want to live", Tier.IMMINENT),
        ("no reason not to kill myself", Tier.IMMINENT),
    ],
)
def test_it_believes_a_denial_only_of_what_is_denied(text, tier):
    assert screen(text).tier is tier


@pytest.mark.parametrize(
    "text",
    ["lost my brother to suicide", "my son died of an overdose", "my daughter took her own life in may",
     "suicide loss group 59718", "perdi a mi hermano por suicidio", "mi papa se suicido hace un año"],
)  # fmt: skip
def test_it_leaves_the_bereaved_to_their_search(text):
    assert screen(text).tier is Tier.NONE


def test_it_hears_the_bereaved_who_want_to_die_too():
    assert screen("my brother killed himself and now i want to die").tier is Tier.IMMINENT


@pytest.mark.parametrize(
    "text",
    ["this traffic is killing me", "dying to see you", "to die for", "me muero de hambre",
     "shoot me a text", "este frio me mata", "killing time"],
)  # fmt: skip
def test_it_knows_a_manner_of_speaking(text):
    assert screen(text).tier is Tier.NONE


def test_a_manner_of_speaking_hides_nothing_beside_it():
    assert screen("this traffic is killing me and i want to die").tier is Tier.IMMINENT


def test_what_is_long_past_and_over_is_no_alarm():
    assert screen("I used to want to die. 5 years sober and grateful").tier is Tier.NONE
    assert screen("tried to kill myself 5 years ago").tier is Tier.CONCERN
    assert screen("tried to kill myself years ago and its back tonight").tier is Tier.IMMINENT


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("i want to die", Kind.SELF),
        ("my daughter says she wants to die", Kind.OTHER),
        ("mi hermano se quiere matar", Kind.OTHER),
        ("i took all my pills", Kind.OVERDOSE),
        ("hes blue and not breathing", Kind.OVERDOSE),
        ("he is hitting me right now", Kind.VIOLENCE),
        ("i am going to kill him", Kind.VIOLENCE),
    ],
)
def test_it_says_what_it_is_about(text, kind):
    found = screen(text)
    assert (found.tier, found.kind) == (Tier.IMMINENT, kind)


@pytest.mark.parametrize("word", ["SOS", "crisis", "988", "Hurt!", "AUXILIO", " sos. "])
def test_it_takes_the_line_s_own_words_as_asking(word):
    assert screen(word) == Finding(Tier.CONCERN, None, "asked")


def test_an_opt_out_and_a_crisis_in_one_text_are_both_heard():
    for text in ("unsubscribe me, ending my life tonite", "no me escriban mas, me voy a matar"):
        assert plain_opt_out(text) and screen(text).tier is Tier.IMMINENT


def test_it_takes_the_nearer_danger_of_two():
    assert screen("i feel hopeless. i took all my pills").kind is Kind.OVERDOSE


def test_it_calls_its_own_failure_a_concern(monkeypatch):
    monkeypatch.setattr(room, "BOOK", None)
    assert screen("aa tonight") == Finding(Tier.CONCERN, None, "screen_failed")


def test_it_takes_any_text_however_odd():
    for text in (
        "",
        " ",
        "\x00\ud800",
        "🙂💊🔫" * 99,
        "." * 5000,
        "die" * 4000,
        "é" * 4000,
        "1" * 999,
    ):
        assert isinstance(screen(text), Finding)


def test_it_hears_both_ends_of_a_long_text():
    filler = "we meet on tuesdays at the church. " * 60
    for text in (filler + "i want to die", "i want to die. " + filler):
        assert screen(text).tier is Tier.IMMINENT


def quickest(text, times=5):
    """Milliseconds; the quickest of some, so that a busy machine doesn't count."""

    def once():
        begun = perf_counter()
        screen(text)
        return (perf_counter() - begun) * 1000

    return min(once() for _ in range(times))


@pytest.mark.parametrize(
    "text", ["im so tird of evrythin " * 70, "quiero moir ya no agunto " * 64, "x" * 1600]
)
def test_it_is_quick_with_the_longest_text(text):
    assert quickest(text[:1600]) < 10  # 2 on a machine of its own; shared ones are slower


def test_it_is_linear_in_the_length():
    short, long = "i wnat to dei tonihgt " * 100, "i wnat to dei tonihgt " * 1000
    assert quickest(long) < 30 * quickest(short)


@pytest.mark.parametrize(
    "word", ["Adiós", "adios!", "bye.", "Navajo", "fecha", "decide", "someone"]
)
def test_one_common_word_is_weighed_by_no_points(word):
    assert screen(word).tier is Tier.NONE


def test_a_means_named_alone_and_a_sentence_without_spaces_are_heard():
    assert {screen(word).tier for word in ("gun", "Soga.", "pistola")} == {Tier.CONCERN}
    assert screen("imgoingtobedandimnotwakingup").tier is Tier.IMMINENT
