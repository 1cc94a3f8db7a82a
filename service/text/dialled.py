"""A telephone number as people write it and as it is said."""

import re

from service.text.words import Voiced


def as_dialled(number: str) -> str:
    """A North American number as people write it there; any other as the feed has it.

    >>> as_dialled("+14065550190")
    '406-555-0190'
    """
    found = re.fullmatch(r"\+?1?[- ]?(\d{3})[- ]?(\d{3})[- ]?(\d{4})", number)
    return "-".join(found.groups()) if found else number


def digits(number: str) -> Voiced:
    """A number is spoken digit by digit, in the groups it is written in."""
    spoken = re.sub(r"(\w)(?=\w)", r"\1 ", re.sub(r"[^\w]+", ", ", number)).strip(" ,")
    return Voiced(number, spoken)
