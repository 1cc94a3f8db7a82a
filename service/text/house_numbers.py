"""A house's number as Americans say it: in pairs."""

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()


def house_number(number: int) -> str:
    """Up to 9999, without "hundred and".

    >>> [house_number(number) for number in (12, 212, 205, 300, 3186, 1200, 2005, 4000)]
    ['twelve', 'two twelve', 'two oh five', 'three hundred', 'thirty-one eighty-six', 'twelve hundred', \
'twenty oh five', 'four thousand']
    """
    hundreds, rest = divmod(number, 100)
    if not hundreds:
        return _under_hundred(rest)
    if rest:
        return f"{_under_hundred(hundreds)} {'oh ' if rest < 10 else ''}{_under_hundred(rest)}"
    if hundreds % 10:
        return f"{_under_hundred(hundreds)} hundred"
    return f"{_under_hundred(hundreds // 10)} thousand"


def _under_hundred(number: int) -> str:
    if number < 20:
        return _UNITS[number]
    tens, unit = divmod(number, 10)
    return _TENS[tens - 2] + (f"-{_UNITS[unit]}" if unit else "")
