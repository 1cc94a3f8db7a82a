"""Numbers, names and words at rest: encrypted columns and a keyed hash to find a number by.

Keys live in a file of their own, never in the database: `{"encryption": [newest, older...],
"hash": {"1": ...}, "hash_version": 1}`. New values are sealed with the first encryption key and
opened with any; the hash key carries a version so that it can be changed row by row.

Sealed is AES-256-GCM with a nonce by chance (NIST SP 800-38D: at most 2^32 values a key, a text a
second for 30 years), four values a text at a microsecond each. Fernet, which sealed the rows of older
versions and is still opened, took 17.
"""

import base64
import hashlib
import hmac
import json
import os
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Dialect, Engine, LargeBinary
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeDecorator

from service.errors import ConfigurationError

SEALED = b"\x01"  # the first byte of what AES-GCM sealed; Fernet's is always a g
NONCE_BYTES = 12
PROOF = "porchlight keys"


@dataclass(frozen=True)
class Keyring:
    """Seals and opens text, and hashes numbers."""

    ciphers: tuple[AESGCM, ...]  # the newest first
    fernet: MultiFernet
    hash_keys: dict[int, bytes]
    hash_version: int

    @classmethod
    def from_json(cls, text: str) -> "Keyring":
        """Raises ConfigurationError when the text is no key file."""
        try:
            data = json.loads(text)
            ciphers = tuple(_cipher(key) for key in data["encryption"])
            fernet = MultiFernet([Fernet(key) for key in data["encryption"]])
            hash_keys = {int(number): bytes.fromhex(key) for number, key in data["hash"].items()}
            newest = int(data["hash_version"])
            hash_keys[newest]  # a version without its key would be noticed at the first text only
            return cls(ciphers, fernet, hash_keys, newest)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ConfigurationError(
                "The key file can't be read; restore it from its backup."
            ) from error

    def seal(self, text: str | bytes) -> bytes:
        """A string is sealed as UTF-8."""
        nonce = os.urandom(NONCE_BYTES)
        plain = text.encode() if isinstance(text, str) else text
        return SEALED + nonce + self.ciphers[0].encrypt(nonce, plain, None)

    def open(self, sealed: bytes) -> str:
        """Raises ConfigurationError when none of our keys sealed it, or it is no text."""
        try:
            return self.open_bytes(sealed).decode()
        except UnicodeDecodeError as error:
            raise ConfigurationError("A row holds no text where one should be.") from error

    def open_bytes(self, sealed: bytes) -> bytes:
        """Raises ConfigurationError when none of our keys sealed it."""
        try:
            return (self._opened if sealed[:1] == SEALED else self.fernet.decrypt)(sealed)
        except (InvalidTag, InvalidToken, ValueError) as error:
            raise ConfigurationError("A row was sealed with a key we don't have.") from error

    def _opened(self, sealed: bytes) -> bytes:
        nonce, text = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
        for cipher in self.ciphers[:-1]:
            try:
                return cipher.decrypt(nonce, text, None)
            except InvalidTag:
                continue
        return self.ciphers[-1].decrypt(nonce, text, None)

    def proof(self) -> dict[str, Any]:
        """By it `proves` knows these keys again, all of them, and nobody learns any."""
        nonces = [os.urandom(NONCE_BYTES) for _ in self.ciphers]
        sealed = [
            SEALED + nonce + cipher.encrypt(nonce, PROOF.encode(), None)
            for nonce, cipher in zip(nonces, self.ciphers, strict=True)
        ]
        hashes = {str(version): self.hash(PROOF, version) for version in self.hash_keys}
        return {"sealed": [one.hex() for one in sealed], "hashes": hashes}

    def proves(self, proof: Mapping[str, Any]) -> bool:
        """Whether these open and find again all that the keys of `proof` did. Raises ValueError or KeyError
        for what is no proof."""
        mine = {str(version): self.hash(PROOF, version) for version in self.hash_keys}
        try:
            opened = [self.open(bytes.fromhex(one)) for one in proof["sealed"]]
        except ConfigurationError:
            return False
        return set(opened) == {PROOF} and proof["hashes"].items() <= mine.items()

    def hash(self, value: str, version: int | None = None) -> str:
        """A keyed hash with its version, like `1:5f0c...`: the same value always gives the same."""
        number = version or self.hash_version
        digest = hmac.new(self.hash_keys[number], value.encode(), hashlib.sha256).hexdigest()
        return f"{number}:{digest[:32]}"

    def hashes(self, value: str) -> list[str]:
        """By every key we have, the newest first: rows get the newest when they are next met."""
        versions = sorted(self.hash_keys, key=lambda version: version != self.hash_version)
        return [self.hash(value, version) for version in versions]


def _cipher(key: str) -> AESGCM:
    """One cipher's key for one use: Fernet's own key is never AES-GCM's too."""
    secret = base64.urlsafe_b64decode(key)
    return AESGCM(hmac.new(secret, b"porchlight sealed values", hashlib.sha256).digest())


def fresh_keys() -> str:
    """A new key file's content."""
    return json.dumps(
        {
            "encryption": [Fernet.generate_key().decode()],
            "hash": {"1": os.urandom(32).hex()},
            "hash_version": 1,
        }
    )


def keyring_at(path: Path) -> Keyring:
    """The keys of this installation, made on first start, readable by the owner only."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(fresh_keys())
        try:
            os.link(fresh, path)  # fails if another process was first: then its keys are ours too
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return Keyring.from_json(path.read_text(errors="replace"))


_keyrings: WeakKeyDictionary[Dialect, Keyring] = WeakKeyDictionary()


def attach(engine: Engine, keyring: Keyring) -> None:
    """From now on this engine's sealed columns use these keys (a column type knows only its dialect)."""
    _keyrings[engine.dialect] = keyring


def keyring_of(session: Session) -> Keyring:
    """The keys of the database this session is on."""
    return _keyrings[session.get_bind().dialect]


def _as_json(value: Any) -> bytes:
    """In a tenth of the time that Python's own takes: every text writes three such values."""
    return orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS)


class SealedText(TypeDecorator[str]):
    """Text that is encrypted in the database."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        return None if value is None else _keyrings[dialect].seal(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        return None if value is None else _keyrings[dialect].open(value)


class SealedFile(TypeDecorator[bytes]):
    """Bytes that are compressed and encrypted in the database."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return None if value is None else _keyrings[dialect].seal(zlib.compress(value, 1))

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return None if value is None else zlib.decompress(_keyrings[dialect].open_bytes(value))


class SealedJson(TypeDecorator[Any]):
    """A JSON value that is encrypted in the database."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        if value is None:
            return None
        return _keyrings[dialect].seal(_as_json(value))

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Any:
        return None if value is None else orjson.loads(_keyrings[dialect].open(value))
