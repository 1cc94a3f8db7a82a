"""The coordinators' console, under /console: what stands before every page and after it.

Before: how large a form may be, who is signed in, in which language, and that a form is ours (CSRF). After:
headers by which a browser runs nothing but our two files, and compression. What each page may be seen by
stands at the page (`here.needs`).
"""

import gzip
import hmac

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    current_app,
    g,
    render_template,
    request,
    session,
    url_for,
)
from flask_wtf.csrf import CSRFProtect, generate_csrf
from werkzeug.exceptions import HTTPException, InternalServerError, ServiceUnavailable
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map

from service.access import sign_in
from service.access.roles import Right, seat_of
from service.clock import machine_now, zone
from service.console import here, shown
from service.console.assets import A_YEAR_S, asset
from service.console.menu import PAGES, menu
from service.console.rates import LIMITER, limiter
from service.console.said import LARGEST
from service.console.words import say, say_count
from service.db import new_id
from service.errors import DatabaseUnavailable
from service.house import House
from service.logs import report
from service.text.phone import Phone
from service.text.words import LANGUAGES

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "media-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
LARGEST_FORM = 256 * 1024
LARGEST_FILE = 24 * 1024 * 1024
WORTH_ZIPPING = 600  # bytes; below, one packet carries it anyway
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
SAID_APART = frozenset({400, 403, 404, 413, 429, 503})  # in words of their own


class _Id(IntegerConverter):
    """In an address: no larger than an id can be, so that it is one that isn't there."""

    regex = r"[0-9]{1,10}"

    def __init__(self, map: Map) -> None:
        super().__init__(map, max=LARGEST)


def add_console(app: Flask, house: House) -> None:
    """Mounts it. Cookies are the console's alone, and signed by a key made of the line's own keys."""
    app.secret_key = hmac.digest(
        house.keyring.hash_keys[min(house.keyring.hash_keys)],
        b"porchlight console cookies",
        "sha256",
    )
    app.config.update(
        SESSION_COOKIE_NAME="porchlight",
        SESSION_COOKIE_PATH="/console",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=house.settings.public_url.startswith("https://"),
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session: a page may stand open all evening
    )
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True, "autoescape": True}
    app.extensions[LIMITER] = limiter()
    app.extensions["console_csrf"] = CSRFProtect(app)
    if house.settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=house.settings.proxies)  # type: ignore[method-assign]
    # An address with a slash too few or too many is answered where it is: werkzeug would lead to the right
    # one by whatever name the browser said the host has.
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False
    app.url_map.converters["int"] = _Id
    app.register_blueprint(_door())


def _door() -> Blueprint:
    door = Blueprint("console", __name__, url_prefix="/console", template_folder="templates")
    door.before_request(_find_seat)
    door.before_request(_limit_size)
    door.before_request(_check_form)
    door.after_request(_finish)
    door.context_processor(_for_templates)
    door.register_error_handler(HTTPException, _explain)
    door.register_error_handler(DatabaseUnavailable, _is_away)
    door.register_error_handler(Exception, _broke)
    for page in PAGES:
        door.register_blueprint(page)
    door.add_url_rule("/assets/<mark>/<name>", "asset", _asset)
    door.add_url_rule("/<path:anything>", "nowhere", _nowhere, methods=METHODS)
    return door


def _limit_size() -> None:
    """A large file is read from somebody who is signed in alone: it is held in memory before a view asks."""
    takes_files = g.seat is not None and getattr(_view(), "takes_files", False)
    request.max_content_length = LARGEST_FILE if takes_files else LARGEST_FORM


def _find_seat() -> None:
    g.seat = None
    if token := session.get(here.TOKEN):
        with here.reading() as reads:
            person_id = sign_in.person_of(reads, token, machine_now())
            g.seat = seat_of(reads, person_id) if person_id else None
    if token and g.seat and request.method == "POST":
        with here.house().database.transaction() as writes:
            sign_in.note_seen(writes, token, machine_now())
    g.language = _language()


def _language() -> str:
    """What they chose here; else their own, else the browser's."""
    if (chosen := session.get("language")) in LANGUAGES:
        return str(chosen)
    if g.seat:
        return g.seat.language if g.seat.language in LANGUAGES else LANGUAGES[0]
    return request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]


def _check_form() -> None:
    """PostgreSQL has no text with a NUL in it, and no field of ours either."""
    if any("\0" in said for _, said in request.values.items(multi=True)):
        abort(400)
    if request.method not in {"GET", "HEAD", "OPTIONS"}:
        here.csrf().protect()


def _finish(response: Response) -> Response:
    response.headers.update(HEADERS)
    response.headers.setdefault("Cache-Control", "no-store")
    return _zipped(response)


def _zipped(response: Response) -> Response:
    """On a bad line a page is a third of its size. Nothing secret stands beside what others could write:
    the form's token changes with each page."""
    plain = (
        response.direct_passthrough
        or response.is_streamed
        or "Content-Encoding" in response.headers
        or not (response.mimetype or "").startswith("text/")
        or (response.content_length or 0) < WORTH_ZIPPING
    )
    response.vary.add("Accept-Encoding")
    if plain or not request.accept_encodings["gzip"]:
        return response
    response.set_data(gzip.compress(response.get_data(), 6))
    response.headers["Content-Encoding"] = "gzip"
    return response


def _for_templates() -> dict[str, object]:
    language, home = g.language, zone(here.house().settings.home_zone)
    return {
        "seat": g.get("seat"),
        "rights": Right,
        "language": language,
        "menu": menu(g.seat) if g.get("seat") else (),
        "organisation": here.house().settings.organisation,
        "line_shown": Phone(here.house().settings.line_number).dialled_from(
            here.house().settings.home_country
        ),
        "say": lambda key, **slots: say(key, language, **slots),
        "count": lambda key, number, **slots: say_count(key, number, language, **slots),
        "home": home,
        "moment": lambda at, where=None: shown.moment(at, here.now(), where or home, language),
        "shown": shown,
        "address_of": lambda name: url_for("console.asset", mark=asset(name).mark, name=name),
        "token": generate_csrf,
        "mark": new_id,
    }


def _explain(error: HTTPException) -> tuple[str, int]:
    """Every error is a page of ours, in plain words."""
    g.setdefault("seat", None)
    g.setdefault("language", LANGUAGES[0])
    if what := g.pop("to_note", None):
        here.note(what)
    code = error.code or 500
    return render_template("error.html", code=code if code in SAID_APART else 500), code


def _broke(error: Exception) -> tuple[str, int]:
    """Our fault. Its place is logged and not its message, which may hold what somebody typed."""
    report("console", request.endpoint or "", error)
    return _explain(InternalServerError())


def _is_away(error: DatabaseUnavailable) -> tuple[str, int]:
    """The page needs the database; who texts or calls meanwhile is answered without it."""
    report("console", request.endpoint or "", error)
    g.pop("to_note", None)
    return _explain(ServiceUnavailable())


def _asset(mark: str, name: str) -> Response:
    """Open to anybody: it tells nothing."""
    try:
        found = asset(name)
    except KeyError:
        here.not_there()
    zipped = bool(request.accept_encodings["gzip"])
    response = Response(found.zipped if zipped else found.plain, mimetype=found.mime)
    if zipped:
        response.headers["Content-Encoding"] = "gzip"
    fresh = mark == found.mark
    response.headers["Cache-Control"] = (
        f"public, max-age={A_YEAR_S}, immutable" if fresh else "no-cache"
    )
    return response


def _nowhere(anything: str) -> Response:
    """A page that isn't there: told so, and written down for who is signed in."""
    here.not_there()


def _view() -> object:
    return current_app.view_functions.get(request.endpoint or "")
