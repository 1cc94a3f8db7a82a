from importlib import import_module

import pytest
from click.testing import CliRunner

from service.cli import MODULES, main


@pytest.mark.parametrize("name", sorted(MODULES))
def test_each_command_explains_itself_with_an_example(name):
    told = CliRunner().invoke(main, [name, "--help"])
    assert told.exit_code == 0
    assert f"porchlight {name}" in told.output


def test_the_table_of_commands_has_every_command():
    modules = {import_module(f"service.commands.{module}") for module in MODULES.values()}
    assert {one.name for module in modules for one in module.COMMANDS} == set(MODULES)
