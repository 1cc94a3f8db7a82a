"""Why no notice is made of what a coordinator asked for."""

from enum import StrEnum

from service.errors import NoticeRefused


class Why(StrEnum):
    """`NoticeRefused.why`; in brackets what its `amount` is."""

    NOBODY = "nobody"  # nobody has joined these groups, or nobody may be written to
    EMPTY = "empty"  # no words
    TOO_LONG = "too_long"  # (how many letters over)
    TOO_SHORT = "too_short"  # a recording of nothing (its seconds)
    TOO_SPOKEN = "too_spoken"  # a recording of more than a minute (its seconds)
    SAID_ALREADY = "said_already"  # the same of the same date (that notice's id)
    ON_ITS_WAY = "on_its_way"  # another of the same date is held just now (that notice's id)
    BEING_FIXED = "being_fixed"  # another correction of the same is held just now (its id)
    TOO_LATE = "too_late"  # its date begins before its minute is over
    OVER_CAP = "over_cap"  # it would cost more than notices may this month
    NOT_SENT = "not_sent"  # a correction of what nobody has


MESSAGES = {
    Why.NOBODY: "There is nobody to tell.",
    Why.EMPTY: "It needs words.",
    Why.TOO_LONG: "It is too long.",
    Why.TOO_SHORT: "Nothing can be heard in it.",
    Why.TOO_SPOKEN: "It takes too long to hear.",
    Why.SAID_ALREADY: "That has been said already.",
    Why.ON_ITS_WAY: "Another notice of that date goes out just now.",
    Why.BEING_FIXED: "Another correction of it goes out just now.",
    Why.TOO_LATE: "It begins before anybody could be told.",
    Why.OVER_CAP: "That would pass this month's limit.",
    Why.NOT_SENT: "Nobody has what it would correct.",
}


def refused(why: Why, amount: int = 0) -> NoticeRefused:
    return NoticeRefused(why, MESSAGES[why], amount)
