"""porchlight bench: one benchmark, from a clone of the project."""

import subprocess
import sys
from pathlib import Path

import click

import service
from service.errors import BadInput

ROOT = Path(service.__file__).parents[1]


@click.command(epilog="Example:  porchlight bench webhook_find")
@click.argument("names", nargs=-1)
@click.pass_context
def bench(ctx: click.Context, names: tuple[str, ...]) -> None:
    """Measure one thing, or all, and print a JSON row a figure: what counts is its ratio."""
    if not (ROOT / "tests" / "bench").is_dir():
        raise BadInput("The benchmarks are in the project's clone; run it from there.")
    ran = subprocess.run([sys.executable, "-m", "tests.bench", *names], cwd=ROOT, check=False)
    ctx.exit(ran.returncode)


COMMANDS = (bench,)
