"""`python -m tests.bench [NAME...]`: prints one JSON row a figure."""

import io
import sys
from collections.abc import Callable, Iterable

from service.logs import start_logging
from tests.bench import (
    bursting,
    calling,
    checkins,
    consoles,
    imports,
    memory,
    notice_costs,
    notices,
    outages,
    screening,
    searching,
    sending,
    sending_jobs,
    sending_tables,
    sending_whole,
    understanding,
    webhook,
)
from tests.bench.measure import Row

BENCHES: dict[str, Callable[[], Iterable[Row]]] = {
    "webhook_find": webhook.webhook_find,
    "webhook_find_pg": webhook.webhook_find_pg,
    "webhook_crisis": webhook.webhook_crisis,
    "understand_vs_webhook": understanding.understand_vs_webhook,
    "send_paced": sending.send_paced,
    "send_drain": sending.send_drain,
    "send_vs_job_per_message": sending_jobs.send_vs_job_per_message,
    "send_cpu_vs_default_sdk": sending.send_cpu_vs_default_sdk,
    "send_outbox_cpu": sending.send_outbox_cpu,
    "send_full_loop": sending_whole.send_full_loop,
    "due_growth": sending_tables.due_growth,
    "claim_growth": sending_tables.claim_growth,
    "fanout_vs_orm": sending_tables.fanout_vs_orm,
    "notice_urgent_latency": notices.notice_urgent_latency,
    "notice_cost": notice_costs.notice_cost,
    "reminders_burst": bursting.reminders_burst,
    "checkins_burst": checkins.checkins_burst,
    "crisis_recall": screening.crisis_recall,
    "crisis_precision": screening.crisis_precision,
    "screen_vs_webhook": screening.screen_vs_webhook,
    "screen_long_text": screening.screen_long_text,
    "call_step_vs_text": calling.call_step_vs_text,
    "import_vs_orm": imports.import_vs_orm,
    "search_cell_vs_bbox": searching.search_cell_vs_bbox,
    "search_rural_vs_urban": searching.search_rural_vs_urban,
    "search_growth": searching.search_growth,
    "crisis_when_down": outages.crisis_when_down,
    "web_memory": memory.web_memory,
    "console_under_load": consoles.console_under_load,
}


def main(names: list[str]) -> int:
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        sys.stderr.write(f"No benchmark is called {unknown[0]}. There are: {', '.join(BENCHES)}\n")
        return 2
    start_logging(io.StringIO())  # only figures are printed
    for name in names or BENCHES:
        for row in BENCHES[name]():
            row.print()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
