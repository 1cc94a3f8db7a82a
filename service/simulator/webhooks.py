"""Webhooks as the carrier sends them: signed, retried by its rules, with a fallback for documents.

A 5xx is not retried, nor is a slow answer, unless the URL's fragment asks for it; only a connection
that can't be made is tried once more. A document that can't be had is asked for at the fallback URL,
which is told why. A receipt has no fallback. Redirects are followed, each signed for its own address.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode, urljoin

from service.simulator.alerts import Alerts
from service.simulator.cookies import Jar
from service.simulator.overrides import Overrides, split_overrides
from service.simulator.posting import Answer, NoAnswer, NotConnected, Post, Poster
from service.simulator.signing import sign

# Twilio's codes for an answer it can't use.
HTTP_ERROR, CANNOT_CONNECT, TOO_MANY_REDIRECTS = 11200, 11205, 11215
MOST_REDIRECTS = 10
# Where the same request is made again; elsewhere it becomes a GET without its form, as in a browser. [K]
SAME_AGAIN = frozenset({307, 308})
REDIRECTS = frozenset({301, 302, 303}) | SAME_AGAIN
USER_AGENT = "TwilioProxy/1.1"

Form = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Delivered:
    """What came of a webhook: the last answer (None: none came) and the code for why it failed."""

    answer: Answer | None
    error: int | None = None

    @property
    def status(self) -> int | None:
        return self.answer.status if self.answer else None


class Webhooks:
    """Sends on behalf of the account whose token signs. `spoilt` says whether to sign wrongly now."""

    def __init__(
        self, token: str, post: Poster, alerts: Alerts, spoilt: Callable[[], bool] = lambda: False
    ) -> None:
        self._token, self._post, self._alerts, self._spoilt = token, post, alerts, spoilt

    def send(
        self, url: str, form: Form, method: str = "POST", mark: str = "", jar: Jar | None = None
    ) -> Delivered:
        """One webhook with its retries. `mark` is the idempotency token, where a repeat must show it.

        `jar` holds the cookies of the conversation it belongs to.
        """
        bare, overrides = split_overrides(url)
        post = self._prepare(bare, form, method, mark or secrets.token_hex(16), overrides)
        jar = jar or Jar()
        delivered, failure = self._attempt(post, jar)
        for _ in range(overrides.retries):
            if not failure or not overrides.wants_retry(failure):
                break
            delivered, failure = self._attempt(post, jar)
        if delivered.error:
            self._alerts.add(delivered.error, bare)
        return delivered

    def fetch(
        self, url: str, form: Form, method: str = "POST", fallback: str = "", mark: str = ""
    ) -> Delivered:
        """A document; from the fallback, told of the error, when `url` gives none."""
        delivered = self.send(url, form, method, mark)
        if delivered.error and fallback:
            return self.send_fallback(fallback, form, delivered.error, url)
        return delivered

    def send_fallback(
        self, fallback: str, form: Form, error: int, url: str, jar: Jar | None = None
    ) -> Delivered:
        told = {**form, "ErrorCode": str(error), "ErrorUrl": split_overrides(url)[0]}
        return self.send(fallback, told, jar=jar)

    def _prepare(self, url: str, form: Form, method: str, mark: str, overrides: Overrides) -> Post:
        pairs = tuple(form.items())
        if method == "GET":
            url, pairs = f"{url}{'&' if '?' in url else '?'}{urlencode(pairs)}", ()
        headers = {
            "I-Twilio-Idempotency-Token": mark,
            "User-Agent": USER_AGENT,
            "Accept": "*/*",
        }
        return Post(method, url, pairs, headers, overrides.connect_s, overrides.read_s)

    def _attempt(self, post: Post, jar: Jar) -> tuple[Delivered, str]:
        """What came of it, and the kind of failure as the overrides name it ("" for none)."""
        try:
            answer = self._follow(post, jar)
        except NotConnected:
            return Delivered(None, CANNOT_CONNECT), "ct"
        except NoAnswer:
            return Delivered(None, HTTP_ERROR), "rt"
        if answer.status in REDIRECTS and answer.location:
            return Delivered(answer, TOO_MANY_REDIRECTS), "3xx"
        if answer.status >= 300:
            return Delivered(answer, HTTP_ERROR), f"{answer.status // 100}xx"
        return Delivered(answer), ""

    def _follow(self, post: Post, jar: Jar) -> Answer:
        """The answer at the end of all redirects, or the last redirect of too many."""
        answer = self._post(self._signed(post, jar))
        jar.keep(answer.cookies)
        for _ in range(MOST_REDIRECTS):
            if answer.status not in REDIRECTS or not answer.location:
                break
            post = _redirected(post, answer)
            answer = self._post(self._signed(post, jar))
            jar.keep(answer.cookies)
        return answer

    def _signed(self, post: Post, jar: Jar) -> Post:
        token = self._token[::-1] if self._spoilt() else self._token
        signature = {"X-Twilio-Signature": sign(token, post.url, post.form)}
        return replace(post, headers={**post.headers, **signature, **jar.header()})


def _redirected(post: Post, answer: Answer) -> Post:
    url = urljoin(post.url, answer.location)
    if answer.status in SAME_AGAIN:
        return replace(post, url=url)
    return replace(post, method="GET", url=url, form=())
