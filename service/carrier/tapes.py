"""What was recorded, handed on from the carrier to one of its own calls, piece by piece.

The carrier gives out recordings only to who has the account's key, if the account is set so, as it should
be; the verb that plays one can't bring a key. So a call plays an address of ours: signed, good for a quarter
of an hour, and behind it the sound goes through this process without being kept anywhere.
https://www.twilio.com/docs/voice/api/recording · https://www.twilio.com/docs/voice/twiml/play
"""

import hmac
import io
import ssl
import wave
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import cache

import certifi
import urllib3
from urllib3.exceptions import HTTPError

from service.carrier.http import CONNECT_TIMEOUT_S, PIECE
from service.crypto import Keyring
from service.logs import log
from service.settings import Settings

GOOD_FOR = timedelta(minutes=15)
READ_S = 10.0
KIND = "audio/x-wav"
CARRIER = "https://api.twilio.com"
# The carrier's own links may lead to where it keeps sounds; the key is not taken along to another host.
_FOLLOWED = urllib3.Retry(total=3, connect=0, read=0, redirect=3)

# The sound of a recording by its id; None when the carrier has it no more, or can't be reached.
Tapes = Callable[[str], Iterator[bytes] | None]


def address(settings: Settings, keyring: Keyring, sid: str, now: datetime) -> str:
    """Where a call of the carrier's may hear it from now on, for a while."""
    until = int((now + GOOD_FOR).timestamp())
    signature = _sign(keyring.hash(_name(sid, until)))
    return f"{settings.public_url}/voice/tape/{sid}/{until}/{signature}"


def may_hear(keyring: Keyring, sid: str, until: int, signature: str, now: datetime) -> bool:
    """Whether we gave out this address, and it is good still."""
    ours = [_sign(one) for one in keyring.hashes(_name(sid, until))]
    signed = any(hmac.compare_digest(one.encode(), signature.encode()) for one in ours)
    return signed and now.timestamp() < until


def carried(settings: Settings) -> Tapes:
    """From the carrier in force, over the network."""
    pool = urllib3.PoolManager(num_pools=2, maxsize=4, ssl_context=_trust())
    timeout = urllib3.Timeout(connect=CONNECT_TIMEOUT_S, read=READ_S)

    def pieces(sid: str) -> Iterator[bytes] | None:
        url, headers = request_for(settings, sid)
        try:
            got = pool.request(
                "GET", url, headers=headers, timeout=timeout, retries=_FOLLOWED,
                preload_content=False,
            )  # fmt: skip
        except HTTPError as error:
            log("tapes").warning("tape_not_had", sid=sid, why=type(error).__name__)
            return None
        if got.status != 200:
            log("tapes").warning("tape_not_had", sid=sid, status=got.status)
            got.close()
            return None
        return got.stream(PIECE)

    return pieces


@cache
def _trust() -> ssl.SSLContext:
    """Whom we believe to be the carrier: read once, as it takes 20 ms."""
    return ssl.create_default_context(cafile=certifi.where())


def request_for(settings: Settings, sid: str) -> tuple[str, dict[str, str]]:
    """The address of the sound at the carrier, and the headers with the account's key."""
    account, token = settings.twilio_account_sid, settings.twilio_auth_token.get_secret_value()
    url = f"{settings.carrier_url or CARRIER}/2010-04-01/Accounts/{account}/Recordings/{sid}.wav"
    return url, dict(urllib3.make_headers(basic_auth=f"{account}:{token}"))


def a_moment_of_silence() -> bytes:
    """In place of a sound that can't be had: a verb without one would end the call."""
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setparams((1, 1, 8000, 0, "NONE", ""))
        file.writeframes(b"\x80" * 4000)
    return made.getvalue()


def _name(sid: str, until: int) -> str:
    return f"tape:{sid}:{until}"


def _sign(keyed_hash: str) -> str:
    return keyed_hash.partition(":")[2]
