"""Sessions that are kept by the server for as long as it runs; the cookie holds a random name and nothing else.

Flask's own sessions travel in the cookie whole, and a browser drops a cookie over 4 kB: a message with a long term in
it would take the session along.
"""

from __future__ import annotations

import secrets
from typing import Any

from flask import Flask, Request, Response
from flask.sessions import SessionInterface, SessionMixin

__all__ = ["Sessions"]

_MOST = 64


class _Session(dict[str, Any], SessionMixin):
    """One browser's session; it has a name as soon as the browser was told."""

    name = ""


class Sessions(SessionInterface):
    """At most 64 sessions; the oldest gives way to a new one."""

    def __init__(self) -> None:
        self._known: dict[str, _Session] = {}

    def open_session(self, app: Flask, request: Request) -> _Session:
        """The session that the cookie names, else an empty one that is not kept unless something is put into it."""
        return self._known.get(request.cookies.get(self.get_cookie_name(app), ""), None) or _Session()

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Names a new session that holds something, and tells the browser."""
        assert isinstance(session, _Session)
        if session.name or not session:
            return
        session.name = secrets.token_urlsafe(32)
        while len(self._known) >= _MOST:
            del self._known[next(iter(self._known))]
        self._known[session.name] = session
        response.set_cookie(self.get_cookie_name(app), session.name, path="/", httponly=True, samesite="Strict")
