"""The demo's settings: everything on loopback, in ./var/, with an account made up on first start.

They are written to `demo.env`, by which the other commands and a curious reader find them, and given
to each process whole, so that nothing of a real installation's environment slips in.
"""

import secrets
from pathlib import Path

from dotenv import dotenv_values
from pydantic import SecretStr

from service.commands.ports import port_beside, require_free
from service.environment import SECRETS
from service.settings import Settings

HOST = "127.0.0.1"
FILE = "demo.env"
# What a demo leaves in its folder, and `--reset` takes away.
LEFT_BEHIND = (
    "porchlight.db", "porchlight.db-wal", "porchlight.db-shm", "keys.json", "clock", FILE, "run.json",
)  # fmt: skip


def demo_settings(folder: Path, port: int) -> Settings:
    """Raises BadInput when the port is taken."""
    require_free("demo", HOST, port)
    kept = dotenv_values(folder / FILE) if (folder / FILE).exists() else {}
    return Settings(
        _env_file=None,
        organisation="RidgePeers",
        line_number="+14065550199",
        home_zone="America/Denver",
        home_country="US",
        public_url=f"http://{HOST}:{port}",
        data_dir=folder.resolve(),
        database_url=SecretStr(""),
        redis_url=SecretStr(""),
        keys=SecretStr(""),
        carrier="simulator",
        carrier_url=f"http://{HOST}:{port_beside(HOST, port)}",
        twilio_account_sid=kept.get("TWILIO_ACCOUNT_SID") or f"AC{secrets.token_hex(16)}",
        twilio_auth_token=SecretStr(kept.get("TWILIO_AUTH_TOKEN") or secrets.token_hex(16)),
        # Nobody waits for a simulated network.
        segments_a_second=100,
        calls_a_second=10,
        demo=True,
    )


def environment_of(settings: Settings) -> dict[str, str]:
    """Every setting by its name in the environment; no `*_FILE` overrules one."""
    values = {name.upper(): _plain(getattr(settings, name)) for name in Settings.model_fields}
    return values | {f"{name.upper()}_FILE": "" for name in SECRETS}


def write_env(settings: Settings) -> Path:
    """Writes `demo.env`, readable by its owner only."""
    path = settings.data_dir / FILE
    path.touch(mode=0o600)
    lines = [f"{name}={_quoted(value)}\n" for name, value in environment_of(settings).items()]
    path.write_text("".join(lines))
    return path


def _plain(value: object) -> str:
    return value.get_secret_value() if isinstance(value, SecretStr) else str(value)


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
