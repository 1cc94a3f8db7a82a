"""How often one address may try to sign in, or send any form. Counted in each web process by itself.

This only slows who guesses at many numbers at once: what guards one number is counted in the database
(`access/sign_in`), for all processes. Behind a proxy, PROXIES says whose address counts.
"""

from functools import wraps
from typing import Any

from flask import abort, current_app, request
from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from service.console.here import View

TRIES: tuple[RateLimitItem, ...] = (RateLimitItemPerMinute(10), RateLimitItemPerHour(60))
LIMITER = "console_limiter"


def limiter() -> MovingWindowRateLimiter:
    return MovingWindowRateLimiter(MemoryStorage())


def limited(view: View) -> View:
    """429 for an address that tries too often."""

    @wraps(view)
    def within(*args: Any, **kwargs: Any) -> Any:
        counted: MovingWindowRateLimiter = current_app.extensions[LIMITER]
        who = request.remote_addr or "unknown"
        if not all(counted.hit(item, request.endpoint or "", who) for item in TRIES):
            abort(429)
        return view(*args, **kwargs)

    return within
