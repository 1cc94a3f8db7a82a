from pathlib import Path

from service import jobs
from service.commands.processes import WORKERS, Plan, line_of

ROOT = Path(__file__).parents[2]
PROCFILE = dict(
    line.split(": ", 1) for line in (ROOT / "Procfile").read_text().splitlines() if line
)


def test_each_queue_has_a_worker_in_the_procfile():
    workers = {name: line for name, line in PROCFILE.items() if "main worker" in line}
    assert workers == {queue: f"python -m workers.main worker {queue}" for queue in jobs.QUEUES}


def test_one_machine_runs_what_the_procfile_runs():
    ours = {service.name for service in line_of(Plan("127.0.0.1:8000", {}), has_redis=True)}
    assert ours == set(PROCFILE) - {"release"}
    assert set(WORKERS) == set(jobs.QUEUES)


def test_a_release_migrates_first():
    assert PROCFILE["release"] == "porchlight db upgrade"
