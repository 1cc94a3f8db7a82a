"""The towns of `places.sqlite` while it is built, each known by all its names."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from statistics import median

from service.meetings.geo import miles_between
from service.meetings.place_names import NICKNAMES
from service.meetings.places import key_of

Point = tuple[float, float]  # latitude, longitude

# Towns of one name in one state lie a mile apart in the median, but 120 at p99: then they are two.
SAME_TOWN_MILES = 30
# What the mail writes short and people read in full; St and Ft are how people write them too.
IN_FULL = {
    "N": "North", "S": "South", "E": "East", "W": "West", "Hts": "Heights", "Spgs": "Springs",
    "Spg": "Spring", "Pt": "Point", "Jct": "Junction", "Bch": "Beach", "Vlg": "Village",
    "Twp": "Township", "Ctr": "Center", "Cty": "City", "Mtn": "Mountain",
}  # fmt: skip


_NICKNAMES = {
    (key_of(nickname), named.split(", ")[1]): key_of(named.split(", ")[0])
    for named, nicknames in NICKNAMES.items()
    for nickname in nicknames.split(", ")
}


@dataclass(frozen=True, slots=True)
class Code:
    """A postal code and the town it belongs to."""

    code: str
    town: str
    region: str
    country: str
    lat: float
    lon: float
    also: tuple[str, ...] = ()  # other names the post accepts
    county: str = ""
    area_codes: tuple[str, ...] = ()

    @property
    def has_point(self) -> bool:
        """53 ZIPs lie at 0, 0 in their list, and Santa's H0H at the pole."""
        return bool(self.lat or self.lon) and abs(self.lat) < 85


@dataclass(frozen=True, slots=True)
class City:
    """A town of GeoNames: its middle and how many live there."""

    name: str
    region: str
    country: str
    lat: float
    lon: float
    people: int


@dataclass(slots=True)
class Town:
    """A row of `towns`, and every name it answers to."""

    name: str
    region: str
    country: str
    lat: float
    lon: float
    people: int
    county: str = ""
    beside: str = ""  # the county, where the state has another of this name
    also: list[str] = field(default_factory=list)


class Towns:
    """All towns, found by name and region; GeoNames' cities give them their middle and their people."""

    def __init__(self, cities: list[City]) -> None:
        self.all: list[Town] = []
        self.named: dict[tuple[str, str], list[Town]] = defaultdict(list)
        self._cities: dict[tuple[str, str], list[City]] = defaultdict(list)
        for city in cities:
            self._cities[key_in(city.name, city.region), city.region].append(city)

    def add(self, name: str, codes: list[Code], people: int) -> Town:
        """The town these codes belong to, one that `find` may give again."""
        lat, lon = middle_of(codes)
        town = Town(in_full(name), codes[0].region, codes[0].country, lat, lon, people)
        town.county = Counter(code.county for code in codes).most_common(1)[0][0]
        if city := self._city(town):
            town.lat, town.lon, town.people = city.lat, city.lon, max(city.people, people)
            if city.name.isascii() and key_of(city.name) == key_of(name):
                town.name = city.name  # Coeur d'Alene, which the mail writes Coeur D Alene
            town.also.append(city.name)
        return self.put(town)

    def put(self, town: Town) -> Town:
        self.all.append(town)
        self.named[key_in(town.name, town.region), town.region].append(town)
        return town

    def find(self, name: str, region: str, near: Point | None = None) -> Town | None:
        """The biggest so called, or the one within SAME_TOWN_MILES of `near`."""
        found = self.named.get((key_in(name, region), region), [])
        if near:
            found = [town for town in found if apart((town.lat, town.lon), near) < SAME_TOWN_MILES]
        return max(found, key=lambda town: town.people, default=None)

    def add_cities_left(self) -> None:
        """Suburbs and quarters that are no postal names, and all towns abroad."""
        for cities in self._cities.values():
            for city in sorted(cities, key=lambda one: -one.people):
                if not self.find(city.name, city.region, (city.lat, city.lon)):
                    where = (city.region, city.country, city.lat, city.lon)
                    self.put(Town(city.name, *where, city.people))

    def _city(self, town: Town) -> City | None:
        found = [
            city
            for city in self._cities.get((key_in(town.name, town.region), town.region), [])
            if apart((city.lat, city.lon), (town.lat, town.lon)) < SAME_TOWN_MILES
        ]
        return max(found, key=lambda city: city.people, default=None)


def key_in(name: str, region: str) -> str:
    """One key for all names of a town: New York City is New York, The Bronx is Bronx."""
    key = key_of(name.removeprefix("The "))
    return _NICKNAMES.get((key, region), key)


def in_full(name: str) -> str:
    return " ".join(IN_FULL.get(word, word) for word in name.split())


def clusters_of(codes: list[Code]) -> list[list[Code]]:
    clusters: list[list[Code]] = []
    for code in codes:
        for cluster in clusters:
            first = cluster[0]
            if apart((code.lat, code.lon), (first.lat, first.lon)) < SAME_TOWN_MILES:
                cluster.append(code)
                break
        else:
            clusters.append([code])
    return clusters


def apart(one: Point, other: Point) -> float:
    return miles_between(*one, *other)


def middle_of(codes: Iterable[Code]) -> Point:
    """The median, because post office boxes lie downtown and one far ZIP must not pull a town away."""
    points = list(codes)
    return median(code.lat for code in points), median(code.lon for code in points)
