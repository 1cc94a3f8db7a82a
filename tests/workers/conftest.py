"""Fixtures for the tests of the workers."""

from tests.real_redis import real_redis, running_redis
from tests.sending import asked, carrier, database_in_use, house, put_out, settings, simulator

__all__ = [
    "asked",
    "carrier",
    "database_in_use",
    "house",
    "put_out",
    "real_redis",
    "running_redis",
    "settings",
    "simulator",
]
