"""porchlight backup and restore: all that a line holds in one file, and how it is put back. Keys go apart."""

import os
from pathlib import Path
from typing import Any

import click

from service.backup import own_settings
from service.backup.making import Made, make
from service.backup.restoring import Restored, restore
from service.commands.opened import opened_house
from service.commands.progress import Progress
from service.commands.running import json_option, print_json
from service.environment import ENV_FILE
from service.errors import BadInput
from service.house import House
from service.notices.states import ref
from service.storage import read_storage

FILE = click.Path(dir_okay=False, path_type=Path)
LOST = "Without them nobody can read this backup, you included."
BESIDE = (
    "They lie beside the backup: whoever takes both reads everything. Keep them somewhere else."
)


@click.command(epilog="Example:  porchlight backup line.backup --keys /mnt/stick/line.keys")
@click.argument("file", type=FILE)
@click.option(
    "--keys", type=FILE, help="Copy the keys to this file, too; it is never one with FILE."
)
@json_option
def backup(file: Path, keys: Path | None, as_json: bool) -> None:
    """Write database, spool and settings to FILE, while the line runs; never its keys, nor other secrets."""
    house = opened_house()
    if keys and keys.absolute() == file.absolute():
        raise BadInput("The keys go into a file of their own: name another one.")
    with Progress("backup") as progress:
        made = make(house, file, progress.expect, progress.step)
    if keys:
        _copy_keys(house, keys)
    print_json(_as_json(file, made)) if as_json else _tell_made(file, made)
    _tell_keys(house, file, keys)


@click.command("restore", epilog="Example:  porchlight restore line.backup --keys line.keys")
@click.argument("file", type=FILE)
@click.option("--keys", type=FILE, help="The copy of the keys, unless they are in their place.")
@click.option("--overwrite", is_flag=True, help="Replace the data that is there.")
@json_option
def put_back(file: Path, keys: Path | None, overwrite: bool, as_json: bool) -> None:
    """Put a backup back where DATA_DIR and DATABASE_URL say: all of it, or nothing."""
    storage = read_storage()
    with Progress("restore") as progress:
        done = restore(file, storage, keys, overwrite, progress.expect, progress.step)
    written = _write_env(done)
    if as_json:
        print_json(_restored_as_json(file, done, written))
    else:
        _tell_restored(done, written)


def _copy_keys(house: House, path: Path) -> None:
    """Readable by its owner only. Raises BadInput when other keys are there: they may be the last copy."""
    text = house.settings.keys.get_secret_value() or house.settings.keys_file.read_text()
    if path.exists():
        if path.read_text(errors="replace").strip() == text.strip():
            return path.chmod(0o600)
        raise BadInput(f"{path} is there and has something else in it: name another file.")
    try:
        with open(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise BadInput(f"{path} can't be written: {error.strerror}.") from error


def _as_json(file: Path, made: Made) -> dict[str, Any]:
    header = made.header
    return {
        "file": str(file),
        "schema": header.schema,
        "rows": header.rows,
        "tables": {table.name: table.rows for table in header.tables},
        "files": header.files,
        "bytes": file.stat().st_size,
        "sha256": made.sha256,
    }


def _tell_made(file: Path, made: Made) -> None:
    header = made.header
    beside = f", {header.files} files beside the database" if header.files else ""
    click.echo(f"{file}: {header.rows} rows of {len(header.tables)} tables{beside}.")


def _tell_keys(house: House, file: Path, keys: Path | None) -> None:
    """On standard error, so that it is read where the rest goes to a program."""
    if keys:
        click.echo(f"The keys are in {keys}. {LOST}", err=True)
        if keys.absolute().parent == file.absolute().parent:
            click.echo(BESIDE, err=True)
        return
    given = bool(house.settings.keys.get_secret_value())
    where = "those of KEYS" if given else f"in {house.settings.keys_file}"
    click.echo(f"The keys are not in it: they are {where}. {LOST}", err=True)


def _write_env(done: Restored) -> Path | None:
    """The settings, where this folder has none. A demo makes its own."""
    path = Path(ENV_FILE)
    if path.exists() or "LINE_NUMBER" in os.environ or "DEMO" in done.settings:
        return None
    path.touch(mode=0o600)
    path.write_text(own_settings.as_env(done.settings, done.secrets), encoding="utf-8")
    return path


def _restored_as_json(file: Path, done: Restored, written: Path | None) -> dict[str, Any]:
    return {
        "file": str(file),
        "made_at": done.header.made_at.isoformat(),
        "schema": done.header.schema,
        "rows": done.header.rows,
        "tables": {table.name: table.rows for table in done.header.tables},
        "files": done.header.files,
        "settings": str(written) if written else None,
        "notices_halted": list(done.notices),
    }


def _tell_restored(done: Restored, written: Path | None) -> None:
    made_at = f"{done.header.made_at:%Y-%m-%d %H:%M} UTC"
    click.echo(f"Restored {done.header.rows} rows, as they were on {made_at}.")
    if written:
        missing = ", ".join(name for name in done.secrets if name != "KEYS")
        click.echo(f"The settings are in {written}. Not in a backup, so add: {missing}")
    if done.notices:
        names = ", ".join(map(ref, done.notices))
        click.echo(
            f"Held back, as they may have gone after the backup was made: {names}."
            " Look at each: porchlight notices show; then resume or stop it."
        )
    click.echo("Next: porchlight doctor")


COMMANDS = (backup, put_back)
