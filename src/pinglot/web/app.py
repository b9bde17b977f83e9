"""The application: one :class:`Flask` a project, with a blueprint for each page."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from flask import Flask, Response, current_app, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from pinglot import locales
from pinglot.errors import PinglotError
from pinglot.jobs.project import Project
from pinglot.jobs.service import Service
from pinglot.jobs.terms import Terms
from pinglot.web import api, security
from pinglot.web.forms import shown

__all__ = ["Desk", "create_app", "desk", "read_ahead"]


@dataclass(frozen=True, slots=True)
class Desk:
    """What every view works on.

    Attributes:
        terms: the glossary's rows, and what is done with them.
    """

    terms: Terms

    @property
    def project(self) -> Project:
        """The settings, with a glossary that has come to be since the start."""
        return self.terms.project


def desk() -> Desk:
    """The desk of the application that answers."""
    return cast(Desk, current_app.extensions["pinglot"])


def create_app(
    project: Project,
    *,
    token: str,
    hosts: Sequence[str],
    reviewer: str = "",
    articles: Sequence[Path] = (),
    engine: str | None = None,
    service: Service | None = None,
    api_key: str = "",
) -> Flask:
    """The review page of a project.

    Args:
        project: the settings.
        token: the key in the address that opens the page.
        hosts: what ``Host`` may say, see :func:`pinglot.web.security.hosts_for`.
        reviewer: who decides.
        articles: files to show sentences from and to extract from; none takes what the project holds.
        engine: the engine that drafts suggestions, None for the settings' one, ``none`` for none.
        service: what translates for other programs, see :mod:`pinglot.web.api`; None leaves that out.
        api_key: what those programs must say; ``""`` asks for none.
    """
    app = Flask("pinglot.web")
    terms = Terms(project, reviewer=reviewer, articles=articles, engine=engine)
    app.extensions["pinglot"] = Desk(terms)
    app.jinja_env.filters["direction"] = _direction
    app.jinja_env.filters["parts"] = _parts
    app.jinja_env.filters["column"] = shown
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["pages"] = _PAGES
    app.config["SOURCE_LOCALE"] = project.settings.source
    security.guard(app, token, hosts)
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(PinglotError, _trouble)
    app.after_request(_keep_address)

    @app.get("/")
    def home() -> AnyResponse:
        return redirect(url_for(_PAGES[0][0]), 303)

    _register(app)
    if service is not None:
        api.enable(app, service, api_key)
    return app


def read_ahead(app: Flask) -> None:
    """Reads what the pages show first, so that the first request need not; what is wrong, the pages say."""
    from pinglot.web import terms, translations

    with app.app_context():
        for page in (terms, translations):
            with contextlib.suppress(PinglotError):
                page.read_ahead()


_PAGES = (("terms.index", "Terms"), ("translations.index", "Translations"))
"""Endpoint and name of each page, as the navigation lists them."""


def _register(app: Flask) -> None:
    from pinglot.web import terms, translations

    app.register_blueprint(terms.blueprint)
    app.register_blueprint(translations.blueprint)


def _direction(locale: str) -> str:
    """The ``dir`` of a text in a locale: its own where the locale is known, else by its first strong letter."""
    if not locale:
        return "auto"
    return "rtl" if locales.is_rtl(locale) else "ltr"


def _parts(text: str, start: int, end: int) -> tuple[str, str, str]:
    """What stands before, in and after a stretch of a text, for marking it."""
    return text[:start], text[start:end], text[end:]


def _keep_address(response: Response) -> Response:
    """An answer to a form, unless it leads elsewhere, keeps the address of the form, which can be loaded again."""
    if request.method == "POST" and not 300 <= response.status_code < 400:
        response.headers["HX-Push-Url"] = "false"
    return response


def _refused(error: HTTPException) -> AnyResponse | tuple[str, int]:
    """An answer of Werkzeug's as a page with one sentence."""
    if error.code is not None and error.code < 400:
        return error.get_response()
    return render_template("error.html", sentence=_sentence(error), title=error.name), error.code or 500


_SENTENCES = {
    404: "There is no such page.",
    405: "This page cannot be asked that way.",
    413: "That was too much at once; nothing was changed.",
    500: "The page stumbled over a fault of its own; what was saved before is whole. The terminal has the details.",
}


def _sentence(error: HTTPException) -> str:
    own = error.description if error.description != type(error).description else None
    return own or _SENTENCES.get(error.code or 500, f"{error.name}.")


def _trouble(error: PinglotError) -> tuple[str, int]:
    """What pinglot refuses, as on the command line: one sentence."""
    return render_template("error.html", sentence=str(error), title="That cannot be done"), 400
