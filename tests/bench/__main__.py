"""`python -m tests.bench [NAME...]`: prints one JSON row a figure."""

import sys
from collections.abc import Callable, Iterable

from tests.bench import imports, memory, searching, understanding, webhook
from tests.bench.measure import Row

BENCHES: dict[str, Callable[[], Iterable[Row]]] = {
    "webhook_find": webhook.webhook_find,
    "webhook_find_pg": webhook.webhook_find_pg,
    "webhook_crisis": webhook.webhook_crisis,
    "understand_vs_webhook": understanding.understand_vs_webhook,
    "import_vs_orm": imports.import_vs_orm,
    "search_cell_vs_bbox": searching.search_cell_vs_bbox,
    "search_rural_vs_urban": searching.search_rural_vs_urban,
    "search_growth": searching.search_growth,
    "web_memory": memory.web_memory,
}


def main(names: list[str]) -> int:
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        sys.stderr.write(f"No benchmark is called {unknown[0]}. There are: {', '.join(BENCHES)}\n")
        return 2
    for name in names or BENCHES:
        for row in BENCHES[name]():
            row.print()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
