import pytest

from service.errors import ConfigurationError
from service.house import open_house
from service.logs import log
from tests.line import settings_for


@pytest.fixture(autouse=True)
def usual_level(tmp_path):
    yield
    open_house(settings_for(tmp_path / "after")).database.close()


def test_keys_are_made_on_the_first_start_and_kept(tmp_path):
    sealed = open_house(settings_for(tmp_path)).keyring.seal("Ana")
    assert open_house(settings_for(tmp_path)).keyring.open(sealed) == "Ana"


def test_lost_keys_are_not_replaced_by_new_ones(tmp_path):
    (tmp_path / "porchlight.db").touch()
    with pytest.raises(ConfigurationError, match=r"keys\.json is missing"):
        open_house(settings_for(tmp_path))
    assert not (tmp_path / "keys.json").exists()


def test_a_folder_that_can_t_be_one_is_named(tmp_path):
    (tmp_path / "taken").touch()
    with pytest.raises(ConfigurationError, match=r"DATA_DIR can't be used: .*taken"):
        open_house(settings_for(tmp_path / "taken"))


def test_a_key_file_that_is_no_text_is_refused(tmp_path):
    (tmp_path / "keys.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigurationError, match="key file can't be read"):
        open_house(settings_for(tmp_path))


def test_the_log_level_is_what_is_set(tmp_path, capsys):
    open_house(settings_for(tmp_path, log_level="warning"))
    log("house").info("not_shown")
    log("house").warning("shown")
    told = capsys.readouterr()
    assert "not_shown" not in told.err + told.out and "shown" in told.err + told.out
