"""Fixtures for the tests of delivery."""

from sending import database_in_use, house, put_out, settings

__all__ = ["database_in_use", "house", "put_out", "settings"]
