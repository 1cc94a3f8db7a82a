"""Fixtures of more than one test here; each file says which `store` they are on."""

from tests.laddering import asked, here, settings

__all__ = ["asked", "here", "settings"]
