"""Who may speak to the page, and what a browser may do with it.

The page listens on a loopback address only. That alone does not keep other web pages out, since the browser of the
same person reaches it: a foreign name may be made to point to 127.0.0.1 (DNS rebinding), and a foreign page may send a
form here. So each request must name our own host; must have a session, which only the address printed at the start
opens; and if it changes anything, must come from our own pages and carry the session's token. Sources: OWASP's cheat
sheet on cross-site request forgery, Jupyter Server's documentation on its start-up token, W3C Fetch Metadata and
Content Security Policy Level 3.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence

from flask import Flask, Response, abort, redirect, render_template, request, session, url_for
from werkzeug.exceptions import BadRequest, Forbidden
from werkzeug.wrappers import Response as AnyResponse

from pinglot.web.sessions import Sessions

__all__ = ["HEADERS", "MAX_REQUEST", "csrf_token", "guard", "hosts_for"]

MAX_REQUEST = 1024 * 1024
"""Bytes of a request's body; a page of checkboxes, or the longest term, is far below."""

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
"""What every answer says to the browser."""

_OPEN = frozenset({"enter", "static"})
"""Endpoints that need no session: the way in, and the style and scripts, which are in every copy of pinglot."""

_PROGRAMS = frozenset({"api"})
"""Blueprints that programs use, which have no session; they change nothing that is kept."""

_READING = frozenset({"GET", "HEAD"})


def hosts_for(address: str, port: int) -> tuple[str, ...]:
    """What a request's ``Host`` may be for a server at a loopback address and port."""
    names = [f"[{address}]" if ":" in address else address]
    if address in ("127.0.0.1", "::1"):
        names.append("localhost")
    return tuple(f"{name}:{port}" for name in names) + (tuple(names) if port == 80 else ())


def guard(app: Flask, token: str, hosts: Sequence[str]) -> None:
    """Puts the checks before every view of an application, and the headers on everything it answers.

    Args:
        app: the application.
        token: what ``/enter?token=…`` must say to open a session.
        hosts: see :func:`hosts_for`.
    """
    app.session_interface = Sessions()
    port = hosts[0].rpartition(":")[2]
    app.config.update(
        # Cookies do not tell ports apart; the name does.
        SESSION_COOKIE_NAME=f"pinglot-{port}",
        MAX_CONTENT_LENGTH=MAX_REQUEST,
        MAX_FORM_MEMORY_SIZE=MAX_REQUEST,
        MAX_FORM_PARTS=2000,
    )
    app.jinja_env.globals["csrf_token"] = csrf_token

    @app.before_request
    def check() -> None:
        if request.headers.get("Host") not in hosts:
            raise BadRequest("This page answers to its own address only; open the one that `pinglot serve` printed.")
        # Another port of this machine is the same site, and another origin all the same.
        foreign = request.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin")
        if foreign and request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate":
            raise Forbidden("Another web page asked for this.")
        if request.blueprint in _PROGRAMS:
            _check_origin(hosts)
            return
        if request.endpoint not in _OPEN and "csrf" not in session:
            raise Forbidden("Open the address that `pinglot serve` printed; it holds the key to this page.")
        if request.method not in _READING:
            _check_write(hosts)

    @app.after_request
    def protect(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers[name] = value
        return response

    @app.get("/enter")
    def enter() -> str | AnyResponse:
        if not hmac.compare_digest(request.args.get("token", "").encode(), token.encode()):
            abort(403, "This is not the address that `pinglot serve` printed at its last start.")
        if "csrf" not in session:
            session["csrf"] = secrets.token_urlsafe(32)
        if request.headers.get("Sec-Fetch-Site", "none") in ("none", "same-origin"):
            return redirect(url_for("home"), 303)
        # After a link in another page the browser would leave a strict cookie out of a redirect, too.
        return render_template("enter.html")


def csrf_token() -> str:
    """The token that every form of this session carries in its field ``csrf``."""
    return str(session.get("csrf", ""))


def _check_origin(hosts: Sequence[str]) -> None:
    origin = request.headers.get("Origin")
    if origin is not None and origin not in [f"http://{host}" for host in hosts]:
        raise Forbidden("Another web page sent this; nothing was changed.")
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        raise Forbidden("Another web page sent this; nothing was changed.")


def _check_write(hosts: Sequence[str]) -> None:
    _check_origin(hosts)
    if request.mimetype not in ("application/x-www-form-urlencoded", "multipart/form-data"):
        raise BadRequest("Only forms are read here; nothing was changed.")
    if not hmac.compare_digest(request.form.get("csrf", "").encode(), csrf_token().encode()):
        raise Forbidden("The form is of an earlier start of this page; nothing was changed. Load the page again.")
