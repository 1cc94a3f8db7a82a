"""Numbers, names and words at rest: encrypted columns and a keyed hash to find a number by.

Keys live in a file of their own, never in the database: `{"encryption": [newest, older...],
"hash": {"1": ...}, "hash_version": 1}`. New values are sealed with the first encryption key and
opened with any; the hash key carries a version so that it can be changed row by row.
"""

import hashlib
import hmac
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import Dialect, Engine, LargeBinary
from sqlalchemy.types import TypeDecorator

from service.errors import ConfigurationError


@dataclass(frozen=True)
class Keyring:
    """Seals and opens text, and hashes numbers."""

    fernet: MultiFernet
    hash_keys: dict[int, bytes]
    hash_version: int

    @classmethod
    def from_json(cls, text: str) -> "Keyring":
        """Raises ConfigurationError when the text is no key file."""
        try:
            data = json.loads(text)
            fernet = MultiFernet([Fernet(key) for key in data["encryption"]])
            hash_keys = {int(number): bytes.fromhex(key) for number, key in data["hash"].items()}
            newest = int(data["hash_version"])
            hash_keys[newest]  # a version without its key would be noticed at the first text only
            return cls(fernet, hash_keys, newest)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ConfigurationError(
                "The key file can't be read; restore it from its backup."
            ) from error

    def seal(self, text: str) -> bytes:
        return self.fernet.encrypt(text.encode())

    def open(self, sealed: bytes) -> str:
        """Raises ConfigurationError when none of our keys sealed it."""
        try:
            return self.fernet.decrypt(sealed).decode()
        except InvalidToken as error:
            raise ConfigurationError("A row was sealed with a key we don't have.") from error

    def hash(self, value: str, version: int | None = None) -> str:
        """A keyed hash with its version, like `1:5f0c...`: the same value always gives the same."""
        number = version or self.hash_version
        digest = hmac.new(self.hash_keys[number], value.encode(), hashlib.sha256).hexdigest()
        return f"{number}:{digest[:32]}"

    def hashes(self, value: str) -> list[str]:
        """By every key we have, the newest first: rows get the newest when they are next met."""
        versions = sorted(self.hash_keys, key=lambda version: version != self.hash_version)
        return [self.hash(value, version) for version in versions]


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


class SealedText(TypeDecorator[str]):
    """Text that is encrypted in the database."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        return None if value is None else _keyrings[dialect].seal(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        return None if value is None else _keyrings[dialect].open(value)


class SealedJson(TypeDecorator[Any]):
    """A JSON value that is encrypted in the database."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        if value is None:
            return None
        return _keyrings[dialect].seal(json.dumps(value, separators=(",", ":"), ensure_ascii=False))

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(_keyrings[dialect].open(value))
