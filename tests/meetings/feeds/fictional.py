"""Fictional meetings of four countries, and how each format would list them. Nothing here is real."""

import csv
import io
import json
from dataclasses import dataclass

NAMES = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
SPANISH = ("domingo", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado")
FRENCH = ("dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi")
# Town, state, code, point: real places, so that points, codes and zones agree.
TOWNS = {
    "US": [
        ("Bozeman", "MT", "59715", 45.6793, -111.0373),
        ("Butte", "MT", "59701", 46.0038, -112.5348),
        ("Cody", "WY", "82414", 44.5263, -109.0565),
    ],
    "CA": [
        ("Lethbridge", "AB", "T1J 0A1", 49.6956, -112.8451),
        ("Kelowna", "BC", "V1Y 1A1", 49.888, -119.496),
        ("Rimouski", "QC", "G5L 1A1", 48.4488, -68.524),
    ],
    "GB": [
        ("Guildford", "Surrey", "GU1 3AA", 51.2362, -0.5704),
        ("Hexham", "Northumberland", "NE46 1AA", 54.9719, -2.1014),
        ("Oban", "Argyll", "PA34 4AA", 56.4152, -5.471),
    ],
    "AU": [
        ("Wagga Wagga", "NSW", "2650", -35.1082, 147.3598),
        ("Albany", "WA", "6330", -35.0269, 117.8837),
        ("Cairns", "QLD", "4870", -16.9186, 145.7781),
    ],
    "MX": [
        ("Mérida", "Yucatán", "97000", 20.9674, -89.5926),
        ("Saltillo", "Coahuila", "25000", 25.4232, -101.0053),
        ("Tijuana", "Baja California", "22000", 32.5149, -117.0382),
    ],
}
COUNTRY = {
    "US": "USA",
    "CA": "Canada",
    "GB": "United Kingdom",
    "AU": "Australia",
    "MX": "México",
}
HALLS = ("Grange Hall", "Église Saint-Luc", "St Mary’s Church", "Salón Ejidal", "Friends' House")


@dataclass(frozen=True)
class Meeting:
    """What is true of a meeting, whatever a feed makes of it."""

    number: int
    name: str
    day: int  # 0 is Sunday
    start_min: int
    hall: str
    street: str
    town: str
    state: str
    code: str
    lat: float
    lon: float
    country: str
    published: bool

    @property
    def time(self) -> str:
        return f"{self.start_min // 60:02}:{self.start_min % 60:02}"

    @property
    def american_time(self) -> str:
        hour = self.start_min // 60
        return f"{hour % 12 or 12}:{self.start_min % 60:02} {'PM' if hour >= 12 else 'AM'}"

    @property
    def whole(self) -> str:
        return f"{self.street}, {self.town}, {self.state} {self.code}, {COUNTRY[self.country]}"


def meetings(country: str, count: int = 84) -> list[Meeting]:
    """Every seventh unpublished; mornings at the weekend, a weekday's name in some names."""
    return [_meeting(number, country) for number in range(count)]


def _meeting(number: int, country: str) -> Meeting:
    town, state, code, lat, lon = TOWNS[country][number % 3]
    day = (number * 3) % 7
    hour = (7 if number % 2 else 9) if day in (0, 6) and number % 3 else 12 + number % 9
    named = f"{NAMES[day]} {town}" if number % 4 == 0 else f"Steps of {town}"
    return Meeting(
        number=number,
        name=f"{named} {number}",
        day=day,
        start_min=hour * 60 + (number % 4) * 15,
        hall=HALLS[number % 5],
        street=f"{number + 1} Bridge St",
        town=town,
        state=state,
        code=code,
        lat=round(lat + number / 5000, 5),
        lon=lon,
        country=country,
        published=number % 7 != 3,
    )


def meeting_guide(listed: list[Meeting]) -> bytes:
    return json.dumps([_guide_row(one) for one in listed if one.published]).encode()


def tsml(listed: list[Meeting]) -> bytes:
    """The plugin's; an unpublished one is `inactive` there."""
    rows = [
        _guide_row(one)
        | {
            "id": one.number,
            "location_url": "https://example.org/l",
            "attendance_option": "in_person" if one.published else "inactive",
        }
        for one in listed
    ]
    return json.dumps(rows).encode()


def _guide_row(one: Meeting) -> dict[str, object]:
    return {
        "name": one.name,
        "slug": f"m-{one.number}",
        "day": one.day,
        "time": one.time,
        "location": one.hall,
        "formatted_address": one.whole,
        "latitude": one.lat,
        "longitude": one.lon,
        "types": ["O", "X"],
    }


def guide_sheet(listed: list[Meeting]) -> bytes:
    headings = "Types,ID,Name,Time,Day,Location,Full Address,Conference URL,Region".split(",")
    rows = [
        [
            "Open, Big Book",
            f"m-{one.number}",
            one.name,
            one.american_time,
            NAMES[one.day],
            one.hall,
            one.whole,
            "",
            f"{one.state} > {one.town}",
        ]
        for one in listed
        if one.published
    ]
    return _csv(headings, rows).encode()


def bmlt(listed: list[Meeting], only: tuple[str, ...] = (), wrapped: bool = False) -> bytes:
    """GetSearchResults; `only` the columns asked for."""
    rows = [_bmlt_row(one) for one in listed]
    if only:
        rows = [{key: row[key] for key in only} for row in rows if row["published"] == "1"]
    return json.dumps({"meetings": rows, "formats": FORMATS} if wrapped else rows).encode()


FORMATS = [
    {"key_string": "B", "name_string": "Beginners", "world_id": "BEG", "id": "1", "lang": "en"},
    {"key_string": "RP", "name_string": "Rampe", "world_id": "WCHR", "id": "2", "lang": "fr"},
    {"key_string": "SL", "name_string": "ASL", "world_id": "", "id": "3", "lang": "en"},
]


def _bmlt_row(one: Meeting) -> dict[str, str]:
    return {
        "id_bigint": str(one.number),
        "weekday_tinyint": str(one.day + 1),
        "start_time": f"{one.time}:00",
        "duration_time": "01:30:00",
        "meeting_name": one.name,
        "location_text": one.hall,
        "location_street": one.street,
        "location_municipality": one.town,
        "location_province": one.state,
        "location_postal_code_1": one.code,
        "latitude": str(one.lat),
        "longitude": str(one.lon),
        "formats": "B,RP",
        "venue_type": "1" if one.number % 2 else "",
        "published": "1" if one.published else "0",
        "time_zone": "",
    }


def plain_csv(listed: list[Meeting]) -> bytes:
    """An office's own table: 1 is Sunday, status in words."""
    headings = "Mtg No,Group Name,Weekday,Start,Building,Street,City,State,Zip,LatLng,Status"
    rows = [
        [
            one.number,
            one.name,
            one.day + 1,
            one.american_time,
            one.hall,
            one.street,
            one.town,
            one.state,
            one.code,
            f"{one.lat},{one.lon}",
            "Active" if one.published else "Draft",
        ]
        for one in listed
    ]
    return _csv(headings.split(","), rows).encode("utf-8-sig")


def iso_csv(listed: list[Meeting]) -> bytes:
    """1 is Monday, tabs, UTF-16, as a database writes it."""
    headings = "title dow begins venue address1 town county postcode lat lng isPublished"
    rows = [
        [
            one.name,
            one.day or 7,
            one.time,
            one.hall,
            one.street,
            one.town,
            one.state,
            one.code,
            one.lat,
            one.lon,
            str(one.published).upper(),
        ]
        for one in listed
    ]
    return _csv(headings.split(), rows, "\t").encode("utf-16")


def spanish_csv(listed: list[Meeting]) -> bytes:
    """Semicolons, decimal commas, Windows letters."""
    headings = (
        "Nombre del grupo;Día;Hora;Lugar;Dirección;Ciudad;Estado;C.P.;Latitud;Longitud;Activo"
    )
    rows = [
        [
            one.name,
            SPANISH[one.day],
            f"{one.time} hrs",
            one.hall.replace("’", "'"),
            one.street,
            one.town,
            one.state,
            one.code,
            _comma(one.lat),
            _comma(one.lon),
            "Sí" if one.published else "No",
        ]
        for one in listed
    ]
    return _csv(headings.split(";"), rows, ";").encode("cp1252")


def french_csv(listed: list[Meeting]) -> bytes:
    """Old Macintosh: its letters, CR alone between lines, newlines inside notes."""
    headings = (
        "Nom du groupe,Jour,Heure,Lieu,Adresse,Ville,Province,Code postal,Pays,Remarques,Privé"
    )
    rows = [
        [
            one.name,
            FRENCH[one.day],
            one.time.replace(":", "h"),
            one.hall,
            one.street,
            one.town,
            one.state,
            one.code,
            COUNTRY[one.country],
            "Entrée\rà côté",
            "" if one.published else "oui",
        ]
        for one in listed
    ]
    return _csv(headings.split(","), rows, end="\r").encode("mac_roman")


def _comma(number: float) -> str:
    return str(number).replace(".", ",")


def _csv(
    headings: list[str], rows: list[list[object]], delimiter: str = ",", end: str = "\r\n"
) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end)
    writer.writerows([headings, *rows])
    return out.getvalue()


FEEDS = {
    "meeting-guide": ("meeting-guide", meeting_guide),
    "tsml": ("tsml", tsml),
    "guide-sheet": ("meeting-guide-csv", guide_sheet),
    "bmlt": ("bmlt", bmlt),
    "bmlt-wrapped": ("bmlt", lambda listed: bmlt(listed, wrapped=True)),
    "bmlt-narrow": (
        "bmlt",
        lambda listed: bmlt(
            listed,
            only=(
                "weekday_tinyint",
                "start_time",
                "meeting_name",
                "location_street",
                "location_municipality",
                "location_province",
                "latitude",
                "longitude",
                "published",
            ),
        ),
    ),
    "office-csv": ("csv", plain_csv),
    "iso-csv": ("csv", iso_csv),
    "spanish-csv": ("csv", spanish_csv),
    "french-csv": ("csv", french_csv),
}
