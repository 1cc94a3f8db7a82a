"""Is the line well? One check a part, for `/readyz`, `/metrics` and `porchlight doctor`.

A check that is not `needed` may fail while the line still works, only slower: then it is degraded.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service import schema, timers
from service.alerts import FIXES, open_alerts
from service.crisis import board
from service.errors import DatabaseUnavailable
from service.house import House
from service.inbound.call_spool import call_spool
from service.inbound.held import UNLOOKED, count_unread
from service.inbound.spool import Spool
from service.meetings.freshness import how_many, unwell
from service.models import Alert, CatchUp, Heartbeat, Outbox, State, Trouble

TICKER, MIGRATIONS = "ticker", "migrations"
# The ticker beats every five seconds; six beats missed is no coincidence.
TICKER_SILENT = timedelta(seconds=30)
QUEUE_LATE = timedelta(minutes=2)
REDIS_TIMEOUT_S = 0.5
FEEDS_NAMED = 3
TIMERS_FIX = "Look at: porchlight reminders --failing, and in the log for the failure itself."
CASES_FIX = "Ask a volunteer to call them back. See: porchlight cases"
UNREAD_FIX = "See that each web process runs and reaches the database: it takes what waits there."


@dataclass(frozen=True, slots=True)
class Check:
    """What was looked at and found; `fix` is the next step when it is not well.

    `detail` is for anybody who asks the line how it is; names and paths are in `particulars` and `fix`,
    for those who run it.
    """

    check: str
    ok: bool
    detail: str
    fix: str = ""
    needed: bool = True
    particulars: str = ""

    @property
    def in_full(self) -> str:
        return f"{self.detail}: {self.particulars}" if self.particulars else self.detail


@dataclass(frozen=True, slots=True)
class Health:
    """All checks together."""

    checks: tuple[Check, ...]

    @property
    def ready(self) -> bool:
        return all(one.ok for one in self.checks if one.needed)

    @property
    def has_tables(self) -> bool:
        """Whether the database answers with the tables this version needs."""
        return any(one.check == MIGRATIONS and one.ok for one in self.checks)

    @property
    def word(self) -> str:
        if not self.ready:
            return "not ready"
        return "ok" if all(one.ok for one in self.checks) else "degraded"


def examine(house: House, machine_now: datetime) -> Health:
    """Looks at database, Redis, ticker and queue. Never raises; a hanging database is the caller's."""
    redis = check_redis(house.settings.redis_url.get_secret_value())
    try:
        with house.database.reading() as session:
            found = _inside(session, house.clock.now(), machine_now)
    except DatabaseUnavailable as error:
        return Health((database_is_away(str(error)), redis))
    return Health((*found, redis, check_spool(house)))


def database_is_away(why: str) -> Check:
    return Check("database", False, why, "Start the database, or mend DATABASE_URL.")


def check_migrated(session: Session) -> Check:
    found, wanted = schema.present(session), schema.wanted()
    return Check(MIGRATIONS, found == wanted, f"has {found}, wants {wanted}", schema.ADVICE)


def check_ticker(session: Session, machine_now: datetime) -> Check:
    """Its last heartbeat, by the machine's clock."""
    last = session.scalar(select(Heartbeat.at).where(Heartbeat.name == TICKER))
    fix = "Start the ticker: porchlight up, or the Procfile's line."
    if last is None:
        return Check(TICKER, False, "has never run", fix)
    silent = machine_now - last
    detail = f"last heartbeat {silent.total_seconds():.0f} s ago"
    return Check(TICKER, silent <= TICKER_SILENT, detail, fix)


def check_queue(session: Session, now: datetime) -> Check:
    """How long the oldest row that is due has waited, by the service's clock."""
    waited = queue_age(session, now)
    detail = f"oldest has waited {waited.total_seconds():.0f} s" if waited else "nothing waits"
    return Check("queue", waited < QUEUE_LATE, detail, "Look at: porchlight outbox", needed=False)


def queue_age(session: Session, now: datetime) -> timedelta:
    """Zero when nothing is due."""
    oldest = session.scalar(
        select(func.min(Outbox.not_before)).where(
            Outbox.state == State.QUEUED, Outbox.not_before <= now
        )
    )
    return now - oldest if oldest else timedelta()


def check_timers(session: Session) -> Check:
    """What was due and could not be done: it is tried again, later and later, and nothing waits for it."""
    count = timers.failing(session)
    detail = f"{count} failed and are tried again" if count else "none has failed"
    return Check("timers", not count, detail, TIMERS_FIX, needed=False)


def check_spool(house: House) -> Check:
    """Texts and turns of calls that came while the database was away, on this machine."""
    texts = Spool(house.settings.spool, house.keyring)
    turns = call_spool(house.settings.data_dir, house.keyring)
    aside = texts.set_aside() + turns.set_aside()
    detail = f"{len(texts) + len(turns)} wait, {aside} set aside"
    fix = "Read the log where it says set_aside; the sealed files are in spool/ and spool/calls/."
    return Check("spool", not aside, detail, fix, needed=False)


def check_unread(session: Session, machine_now: datetime) -> Check:
    """Whether a text may lie unread on some machine, or in the carrier's list: then only answers go."""
    texts, silent = count_unread(session)
    if texts or silent:
        detail = f"only answers go out: {texts} texts wait, {silent} machines are silent"
        return Check("unread", False, detail, UNREAD_FIX, needed=False)
    looked_at = session.scalar(select(func.max(CatchUp.looked_at)))
    if looked_at is None:
        return Check("unread", True, "the carrier's list was never read", needed=False)
    ago = max(machine_now - looked_at, timedelta())
    detail = f"0 wait; carrier's list read {ago.total_seconds():.0f} s ago"
    return Check("unread", ago <= UNLOOKED, detail, FIXES[Trouble.LIST_UNREAD], needed=False)


def check_cases(session: Session, now: datetime) -> Check:
    """Who needs a person; one that nobody takes, or a time that was named and has passed, is a promise we
    broke."""
    found = board.count(session, now)
    detail = f"{found.open} open, {found.claimed} being seen to, {found.overdue} overdue"
    if found.unclaimed:
        detail += f", {found.unclaimed} taken by nobody in a whole round of pages"
    return Check("cases", not (found.overdue or found.unclaimed), detail, CASES_FIX, needed=False)


def check_feeds(session: Session, now: datetime) -> Check:
    """Feeds with an alarm or without a good copy; what they listed is listed still."""
    found, feeds = unwell(session, now), how_many(session)
    if not found:
        return Check("feeds", True, f"{feeds} feeds, all well", needed=False)
    told = "; ".join(f"{one.feed}: {one.why}" for one in found[:FEEDS_NAMED])
    detail = f"{len({one.feed for one in found})} of {feeds} feeds need a look"
    return Check("feeds", False, detail, found[0].fix, needed=False, particulars=told)


def check_alerts(session: Session) -> Check:
    """What a person has to know of; the line goes on as well as it can."""
    found = open_alerts(session)
    if not found:
        return Check("alerts", True, "none", needed=False)
    told = "; ".join(
        f"{one.kind} {one.count} times, last {_when(one)}: {one.detail}" for one in found
    )
    fix = f"{FIXES[Trouble(found[0].kind)]} Then: porchlight alerts --clear {found[0].kind}"
    return Check("alerts", False, f"{len(found)} to look at", fix, needed=False, particulars=told)


def _when(alert: Alert) -> str:
    return f"{alert.last_at:%Y-%m-%d %H:%M} UTC"


def check_redis(url: str) -> Check:
    """The line works without Redis: the ticker sends by itself, slower."""
    fix = "Start Redis, or mend REDIS_URL; until then the ticker sends by itself, slower."
    if not url:
        return Check("redis", False, "none is configured", fix, needed=False)
    try:
        with _client(url) as client:
            client.ping()
    except (RedisError, ValueError) as error:
        return Check("redis", False, type(error).__name__, fix, needed=False)
    return Check("redis", True, "answers", needed=False)


def _inside(session: Session, now: datetime, machine_now: datetime) -> tuple[Check, ...]:
    answers = Check("database", True, "answers")
    migrated = check_migrated(session)
    if not migrated.ok:
        return answers, migrated
    ticker, queue = check_ticker(session, machine_now), check_queue(session, now)
    alerts, feeds = check_alerts(session), check_feeds(session, now)
    unread, failing = check_unread(session, machine_now), check_timers(session)
    cases = check_cases(session, now)
    return answers, migrated, ticker, queue, failing, unread, cases, alerts, feeds


def _client(url: str) -> Redis:
    return Redis.from_url(
        url,
        socket_timeout=REDIS_TIMEOUT_S,
        socket_connect_timeout=REDIS_TIMEOUT_S,
        retry=Retry(NoBackoff(), 0),
    )
