"""Whose meeting a row is, in feeds that list several fellowships: by a column, or a type."""

import re
from functools import lru_cache

from service.errors import GroupRefused

# Our short names, and how lists spell them (without marks, lower case, as one word).
SPELLINGS = {
    "aa": "aa alcoholicsanonymous alcoholicosanonimos alcooliquesanonymes",
    "na": "na narcoticsanonymous narcoticosanonimos narcotiquesanonymes",
    "ca": "ca cocaineanonymous cocainomanosanonimos",
    "cma": "cma crystalmethanonymous",
    "ma": "ma marijuanaanonymous",
    "ha": "ha heroinanonymous",
    "al-anon": "alanon alanonfamilygroups alateen afg",
    "nar-anon": "naranon naranonfamilygroups",
    "ga": "ga gamblersanonymous jugadoresanonimos",
    "gam-anon": "gamanon",
    "oa": "oa overeatersanonymous comedorescompulsivosanonimos outremangeursanonymes",
    "aca": "aca acoa acadf adultchildrenofalcoholics adultchildrenofalcoholicsanddysfunctionalfamilies",
    "coda": "coda codependentsanonymous codependientesanonimos",
    "da": "da debtorsanonymous deudoresanonimos",
    "slaa": "slaa sexandloveaddictsanonymous",
    "saa": "saa sexaddictsanonymous",
    "sa": "sa sexaholicsanonymous",
    "ea": "ea emotionsanonymous",
    "nica": "nica nicotineanonymous",
    "wa": "workaholicsanonymous",
    "ua": "underearnersanonymous",
    "smart": "smart smartrecovery",
    "dharma": "recoverydharma dharmarecovery refugerecovery rd",
    "celebrate": "celebraterecovery cr",
    "lifering": "lifering liferingsecularrecovery",
    "grief": "griefshare grief bereavement taps compassionatefriends thecompassionatefriends duelo",
    "caregiver": "caregiver caregivers carers caregiversupport",
    "mental-health": "nami dbsa mentalhealth peersupport saludmental",
    "lgbtq": "pflag",
}
_OF = {word: name for name, words in SPELLINGS.items() for word in words.split()}
KINDS = frozenset({"any", *SPELLINGS})
# As a type, only what no Meeting Guide code or place abbreviation means.
AS_A_TYPE = frozenset({
    "na", "ca", "cma", "ga", "oa", "aca", "acoa", "coda", "slaa", "smart", "smartrecovery",
    "alcoholicsanonymous", "narcoticsanonymous", "cocaineanonymous", "gamblersanonymous",
    "overeatersanonymous", "recoverydharma", "celebraterecovery", "lifering", "marijuanaanonymous",
})  # fmt: skip


@lru_cache(maxsize=1024)
def fellowship_of(said: str) -> str | None:
    """The fellowship a column names; None for what we don't know.

    >>> fellowship_of("N.A."), fellowship_of("SMART Recovery (UK)"), fellowship_of("District 5")
    ('na', 'smart', None)
    """
    whole = _squeezed(re.sub(r"\(.*?\)", "", said))
    if whole in _OF:
        return _OF[whole]
    short = re.search(r"\(([A-Za-z.\-]{2,8})\)", said)
    return _OF.get(_squeezed(short.group(1))) if short else None


def known_kind(said: str) -> str:
    """Our short name: what a member asks for, and what is stored. Raises GroupRefused."""
    found = fellowship_of(said) or said.strip().lower()
    if found not in KINDS:
        known = ", ".join(sorted(KINDS))
        raise GroupRefused("kind", f"We know no fellowship {said}; use one of {known}.")
    return found


def fellowship_of_types(types: tuple[str, ...]) -> str | None:
    """The fellowship a type names: the first that says one."""
    for one in types:
        squeezed = _squeezed(one)
        if squeezed in AS_A_TYPE:
            return _OF[squeezed]
    return None


@lru_cache(maxsize=4096)
def _squeezed(said: str) -> str:
    return re.sub(r"[^a-z]", "", said.lower().replace("ó", "o").replace("é", "e"))
