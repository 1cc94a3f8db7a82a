"""What an address or a form says, as a number or a date that the database and the calendar can hold.

Browsers send such; whoever types into the address bar sends anything. What is none raises ValueError, which
leaves the field out where it is read with `type=`.
"""

from datetime import date

LARGEST = 2**31 - 1  # of an id, a page: beyond it SQLite and PostgreSQL each break in their own way
YEARS = range(2000, 2200)  # a calendar that is asked about the year 9999 runs over its end


def whole(said: str) -> int:
    """
    >>> whole("12")
    12
    """
    number = int(said)
    if abs(number) > LARGEST:
        raise ValueError("No number of ours is as large.")
    return number


def day_said(said: str) -> date:
    """
    >>> day_said("2026-11-24")
    datetime.date(2026, 11, 24)
    """
    found = date.fromisoformat(said)
    if found.year not in YEARS:
        raise ValueError("No date of ours is as far.")
    return found
