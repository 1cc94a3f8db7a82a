"""The key that words on a call stand for, by what the caller has just heard.

Read from the document itself, as the carrier got it: to ask a step anew would do once more what it does.
"""

import xml.etree.ElementTree as ET

from service.flows.digits import digit_in
from service.text.offered import meant_key


def key_for(words: str, document: str | None) -> str:
    """ "" for words that no key stands for.

    >>> heard = '<Response><Gather language="en-US"><Say>For grief, press 4.</Say></Gather></Response>'
    >>> key_for("Grief, please.", heard), key_for("four", heard), key_for("hello?", heard)
    ('4', '4', '')
    """
    if digit := digit_in(words):
        return digit
    asked = ET.fromstring(document).find("Gather") if document else None
    if asked is None:
        return ""
    question = " ".join("".join(said.itertext()) for said in asked.iter("Say"))
    return meant_key(words, question, asked.get("language", "en")[:2]) or ""
