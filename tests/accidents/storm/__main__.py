"""A storm by hand: `python -m tests.accidents.storm --size full --database postgres --seed 7`."""

import argparse
import json
import sys
import time

from tests.accidents.storm.databases import DATABASES
from tests.accidents.storm.mistakes import MISTAKES
from tests.accidents.storm.size import SIZES
from tests.accidents.storm.storm import Plan, blow


def main() -> int:
    """1 when anything was lost, came twice or ended wrongly."""
    asked = _arguments()
    began = time.monotonic()
    plan = Plan(asked.database, asked.size, asked.seed, asked.mistake)
    found = blow(plan, lambda line: print(line, file=sys.stderr, flush=True))
    if asked.json:
        print(json.dumps({"wrong": found.wrong, "counts": found.counts}))
    else:
        print(f"A {plan.size_name} storm on {plan.database}, seed {plan.seed}:")
        print("\n".join(found.lines()))
        print(f"{'Something is wrong' if found.wrong else 'All is well'}; "
              f"it took {time.monotonic() - began:.0f} s.")  # fmt: skip
    return 1 if found.wrong else 0


def _arguments() -> argparse.Namespace:
    reader = argparse.ArgumentParser(prog="python -m tests.accidents.storm")
    reader.add_argument("--size", choices=SIZES, default="small")
    reader.add_argument("--database", choices=DATABASES, default="sqlite")
    reader.add_argument("--seed", type=int, default=1)
    reader.add_argument("--mistake", choices=["", *MISTAKES], default="")
    reader.add_argument("--json", action="store_true")
    return reader.parse_args()


if __name__ == "__main__":
    sys.exit(main())
