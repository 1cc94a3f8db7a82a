"""Through every clock change there is, a reminder goes within contact hours, before its meeting, once."""

from datetime import timedelta
from itertools import product

from service.delivery.hours import last_contact, next_contact
from service.leads import Wall, due
from service.text.hours import DAY_MIN, Hours
from service.text.lead_words import Lead
from tests.zones import DAY, changes

HOUR = timedelta(hours=1)
USUAL, BY_NIGHT, TWO_HOURS = Hours(480, 1200), Hours(22 * 60, 6 * 60), Hours(60, 180)
# Hours from a change, before and after it, in no step with the day.
AROUND = [number * HOUR * 11 / 2 for number in range(-4, 5)]
A_NIGHT = 12 * HOUR + HOUR / 4 + 2 * HOUR  # Troll, in the ice, puts its clocks back by two hours
LEADS = (Lead(15), Lead(60), Lead(DAY_MIN), Lead(2 * DAY_MIN))


def test_in_every_zone_nothing_goes_outside_contact_hours():
    for (zone, moment, _), hours in product(changes(), (USUAL, BY_NIGHT, TWO_HOURS)):
        wall = Wall(zone, hours)
        for number, away in enumerate(AROUND, moment.month):  # another lead at each
            starts, lead = moment + away, LEADS[number % len(LEADS)]
            goes = due(starts, lead, wall, moment - 9 * DAY, awake=False)
            assert goes is not None and not goes.at_any_hour
            assert hours.contain(goes.at, zone) and goes.at < starts


def test_in_every_zone_a_day_before_is_the_same_hour_on_the_wall():
    for zone, moment, by in changes():
        for away in AROUND[2:7]:
            starts = (moment + away).astimezone(zone)
            day = due(starts, Lead(DAY_MIN), Wall(zone, Hours(0, DAY_MIN)), moment - 9 * DAY, False)
            there = day.at.astimezone(zone)
            off = there.replace(tzinfo=None) - (starts.replace(tzinfo=None) - DAY)
            assert off in (timedelta(), by if by > timedelta() else timedelta())


def test_in_every_zone_an_hour_before_is_an_hour_whatever_the_clocks_show():
    for zone, moment, _ in changes():
        always = Wall(zone, Hours(0, DAY_MIN))
        for away in (-HOUR / 2, HOUR / 2, 3 * HOUR / 2):
            starts = moment + away
            assert due(starts, Lead(60), always, moment - DAY, False).at == starts - HOUR


def test_in_every_zone_a_night_comes_to_its_end():
    """The last moment before and the first after any hour of the night are within contact hours."""
    for (zone, moment, _), away in product(changes(), AROUND[1:8]):
        now = moment + away
        earlier, later = last_contact(now, zone, USUAL), next_contact(now, zone, USUAL)
        assert earlier <= now <= later and later - earlier <= A_NIGHT
        assert USUAL.contain(earlier, zone) and USUAL.contain(later, zone)
