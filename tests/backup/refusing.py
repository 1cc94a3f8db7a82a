"""A restore that is refused, with everything as it was."""

from pathlib import Path

import pytest

from service.backup.restoring import restore
from service.errors import BadInput


def refused(backup, storage, keys, why, **more):
    before = there(storage.data_dir)
    with pytest.raises(BadInput, match=why):
        restore(backup, storage, keys, **more)
    assert there(storage.data_dir) == before


def there(folder: Path):
    """Files by name with their content; an empty folder is none, nor is what SQLite shares by memory."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".db-shm"]
    return {path: path.read_bytes() for path in files}
