import pytest

from service.errors import ConfigurationError
from service.settings import read_settings

GOOD = {
    "line_number": "+14065550199",
    "public_url": "http://127.0.0.1:8000",
    "carrier_url": "http://127.0.0.1:8001",
    "twilio_account_sid": "AC" + "0" * 32,
    "twilio_auth_token": "secret",
}


@pytest.fixture(autouse=True)
def empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in GOOD:
        monkeypatch.delenv(name.upper(), raising=False)


def test_one_message_names_everything_that_is_wrong():
    with pytest.raises(ConfigurationError) as refused:
        read_settings(line_number="12", home_zone="Mars/Olympus", public_url="ftp://x")
    told = str(refused.value)
    for name in (
        "LINE_NUMBER",
        "HOME_ZONE",
        "PUBLIC_URL",
        "TWILIO_ACCOUNT_SID",
        "TWILIO_AUTH_TOKEN",
    ):
        assert name in told


def test_good_settings_are_read_with_sqlite_as_the_default(tmp_path):
    settings = read_settings(**GOOD)
    assert settings.database == "sqlite:///var/porchlight.db"


def test_a_secret_may_be_a_file(tmp_path, monkeypatch):
    (tmp_path / "token").write_text("from-a-file\n")
    monkeypatch.setenv("TWILIO_AUTH_TOKEN_FILE", str(tmp_path / "token"))
    given = {name: value for name, value in GOOD.items() if name != "twilio_auth_token"}
    assert read_settings(**given).twilio_auth_token.get_secret_value() == "from-a-file"


def test_a_secret_s_file_may_be_named_in_the_env_file(tmp_path):
    (tmp_path / "token").write_text("from-a-file\n")
    (tmp_path / ".env").write_text(f"TWILIO_AUTH_TOKEN_FILE={tmp_path / 'token'}\n")
    given = {name: value for name, value in GOOD.items() if name != "twilio_auth_token"}
    assert read_settings(**given).twilio_auth_token.get_secret_value() == "from-a-file"


def test_an_empty_token_is_none(tmp_path):
    """With it anybody could sign a webhook."""
    with pytest.raises(ConfigurationError, match="TWILIO_AUTH_TOKEN"):
        read_settings(**GOOD | {"twilio_auth_token": ""})


def test_a_secret_file_that_is_missing_is_named(monkeypatch):
    monkeypatch.setenv("TWILIO_AUTH_TOKEN_FILE", "/no/such/file")
    with pytest.raises(ConfigurationError, match="TWILIO_AUTH_TOKEN_FILE"):
        read_settings(**GOOD)


def test_a_real_carrier_needs_https():
    with pytest.raises(ConfigurationError, match="https"):
        read_settings(**{**GOOD, "carrier": "twilio"})


def test_the_token_is_not_printed():
    assert "secret" not in repr(read_settings(**GOOD))


@pytest.mark.parametrize("given", ["postgres://u@h/d", "postgresql://u@h/d"])
def test_a_postgres_address_uses_psycopg_3(given):
    assert read_settings(**GOOD, database_url=given).database == "postgresql+psycopg://u@h/d"


def test_what_two_settings_say_together_is_in_the_same_message():
    with pytest.raises(ConfigurationError) as refused:
        read_settings(
            line_number="12",
            public_url="http://x",
            carrier="twilio",
            contact_from_hour=20,
            contact_until_hour=8,
        )
    told = str(refused.value)
    for words in ("LINE_NUMBER", "PUBLIC_URL with https", "later than CONTACT_FROM_HOUR"):
        assert words in told


def test_a_file_that_is_missing_hides_no_other_fault(monkeypatch):
    monkeypatch.setenv("KEYS_FILE", "/no/such/file")
    with pytest.raises(ConfigurationError, match=r"KEYS_FILE[\s\S]*HOME_ZONE"):
        read_settings(**GOOD, home_zone="Mars/Olympus")


@pytest.mark.parametrize(
    "given",
    ["", "x.org", "https://", "https://x:port", "https:// x", "https://x/?a=1", "https://u:p@x"],
)
def test_an_address_signatures_can_t_be_reckoned_from_is_refused(given):
    with pytest.raises(ConfigurationError, match="PUBLIC_URL"):
        read_settings(**GOOD | {"public_url": given})


@pytest.mark.parametrize(
    "given", [{"database_url": "mysql://u:pw@h/d"}, {"database_url": "postgresql://[u:pw@h"},
              {"redis_url": "h:6379/pw"}]
)  # fmt: skip
def test_a_server_of_another_kind_is_refused_without_its_password(given):
    with pytest.raises(ConfigurationError, match=r"DATABASE_URL|REDIS_URL") as refused:
        read_settings(**GOOD, **given)
    assert "pw" not in str(refused.value)


def test_an_env_file_that_is_no_text_is_named(tmp_path):
    (tmp_path / ".env").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigurationError, match=r"\.env"):
        read_settings(**GOOD)


def test_contact_hours_that_never_come_are_refused():
    with pytest.raises(ConfigurationError, match="CONTACT_FROM_HOUR"):
        read_settings(**GOOD, contact_from_hour=20, contact_until_hour=8)


def test_fallback_numbers_are_read_as_people_write_them():
    given = read_settings(
        **GOOD, crisis_fallback_numbers="(406) 555-0120, +14065550121, 4065550120,"
    )
    assert [one.e164 for one in given.fallback_phones] == ["+14065550120", "+14065550121"]


@pytest.mark.parametrize(
    "given", ["911", GOOD["line_number"], " ".join(f"+1406555012{n}" for n in range(6))]
)
def test_no_short_number_nor_the_line_nor_a_sixth_is_a_fallback(given):
    with pytest.raises(ConfigurationError, match="CRISIS_FALLBACK_NUMBERS"):
        read_settings(**GOOD, crisis_fallback_numbers=given)
