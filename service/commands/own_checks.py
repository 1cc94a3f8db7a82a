"""What the doctor looks at here: whose line it is, its keys, its last backup and who runs it."""

import stat
from datetime import datetime, timedelta

from service.backup.making import last_made
from service.health import Check
from service.house import House
from service.settings import Settings
from service.text.phone import Phone

# What has a value that is somebody's, but hardly yours.
OWN = ("organisation", "home_zone", "home_country")
BACKED_UP = timedelta(days=8)
BACKUP = "porchlight backup line.backup --keys line.keys"


def setting_fix(name: str) -> str:
    """What to do about one setting."""
    if name == "CARRIER_URL":
        return "Set CARRIER in .env: twilio, or with the simulator CARRIER_URL too"
    field = Settings.model_fields.get(name.lower())
    return f"Set {name} in .env: {field.description if field else 'a file that we can read'}"


def check_whose(settings: Settings) -> Check:
    """Members' hours and crisis lines depend on it; Montana's are not everybody's."""
    open_ = [name for name in OWN if name not in settings.model_fields_set]
    if not open_ or settings.carrier == "simulator":
        return Check("whose", True, f"{settings.organisation}, {settings.home_zone}")
    names = ", ".join(name.upper() for name in open_)
    return Check("whose", False, f"not said: {names}", setting_fix(open_[0].upper()))


def check_line(settings: Settings) -> Check:
    country = Phone.parse(settings.line_number).country
    detail = f"{Phone.parse(settings.line_number)}, of {country or 'no single country'}"
    same = country == settings.home_country
    fix = "" if same else "Check LINE_NUMBER and HOME_COUNTRY: whose crisis lines should be given?"
    return Check("line", same, detail, fix)


def check_keys(settings: Settings) -> Check:
    """Without its keys the data is lost, and who reads them reads everything."""
    if settings.keys.get_secret_value():
        return Check("keys", True, "from the environment or a file named there")
    path = settings.keys_file
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        return Check("keys", False, f"others may read {path}", f"Run: chmod 600 {path}")
    return Check("keys", True, f"in {path}, for the owner only")


def check_backup(house: House, now: datetime) -> Check:
    """Of ours: a server's own are its provider's business. `now` is the machine's."""
    made_at = last_made(house)
    if made_at is None:
        told, late = "there was none yet", True
    else:
        ago = now - datetime.fromisoformat(made_at)
        told, late = f"the last one {ago.days} days ago", ago > BACKED_UP
    if house.settings.carrier == "simulator" or not house.database.is_sqlite:
        return Check("backup", True, told)
    return Check("backup", not late, told, f"Run: {BACKUP}")


def check_operator(settings: Settings) -> Check:
    """Who is texted when something needs a person. Nobody is a choice, too."""
    if not settings.operator_number:
        return Check("operator", True, "nobody is texted when something needs a person")
    return Check("operator", True, f"{Phone.parse(settings.operator_number)} is texted")
