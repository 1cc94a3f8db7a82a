"""What the forms of all webhooks have in common."""

API_VERSION = "2010-04-01"
PLACES = ("City", "State", "Zip", "Country")


def blank_places(*sides: str) -> dict[str, str]:
    """FromCity, FromState and so on: the carrier sends them empty where it doesn't know them."""
    return {f"{side}{place}": "" for side in sides for place in PLACES}
