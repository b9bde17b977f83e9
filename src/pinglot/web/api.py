"""Translation for other programs on this machine, in the shape of LibreTranslate's API, so that its clients work.

``GET /languages``, ``POST /translate`` and ``POST /detect`` take and answer what LibreTranslate's documentation says;
an answer to ``/translate`` also has ``pins`` and ``findings``, which other clients pass over. Errors are
``{"error": sentence}``. Source: https://docs.libretranslate.com/api/.

There is no session here: a program has no browser. What keeps other web pages out is the ``Host`` and ``Origin`` of
each request, and what keeps other people of the same machine out is a key, where one was given.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Flask, Response, current_app, jsonify, request
from werkzeug.exceptions import BadRequest, Forbidden, HTTPException

from pinglot.errors import EngineMissing, PinglotError
from pinglot.jobs.service import Service
from pinglot.model import Translation

__all__ = ["blueprint", "enable"]

blueprint = Blueprint("api", __name__)


def enable(app: Flask, service: Service, key: str = "") -> None:
    """Adds the API to an application.

    Args:
        app: the review page's, whose checks of ``Host`` and ``Origin`` hold here too.
        service: what translates.
        key: what ``api_key`` must say; ``""`` asks for none.
    """
    app.extensions["pinglot.api"] = service, key
    app.register_blueprint(blueprint)


@blueprint.before_request
def _check_key() -> None:
    _, key = current_app.extensions["pinglot.api"]
    if (
        key
        and request.method != "GET"
        and not hmac.compare_digest(str(_given().get("api_key", "")).encode(), key.encode())
    ):
        raise Forbidden("the api_key is missing or wrong; `pinglot serve --api-key` set it")


@blueprint.errorhandler(HTTPException)
def _refused(error: HTTPException) -> tuple[Response, int]:
    return jsonify(error=error.description or error.name), error.code or 500


@blueprint.errorhandler(PinglotError)
def _trouble(error: PinglotError) -> tuple[Response, int]:
    return jsonify(error=str(error)), 501 if isinstance(error, EngineMissing) else 400


@blueprint.get("/languages")
def languages() -> Response:
    return jsonify([{"code": one.code, "name": one.name, "targets": one.targets} for one in _service().languages()])


@blueprint.post("/detect")
def detect() -> Response:
    guesses = _service().detect(_text(_given(), "q"))
    return jsonify([{"language": one.code, "confidence": round(100 * one.confidence, 1)} for one in guesses])


@blueprint.post("/translate")
def translate() -> Response:
    given = _given()
    texts = given.get("q")
    several = isinstance(texts, list)
    asked = [_text({"q": text}, "q") for text in texts] if isinstance(texts, list) else [_text(given, "q")]
    source, target = _text(given, "source"), _text(given, "target")
    detected: dict[str, Any] = {}
    if source == "auto":
        guess = next(iter(_service().detect("\n".join(asked))), None)
        if guess is None:
            raise BadRequest("the language of the text cannot be told; name it in 'source'")
        source = guess.code
        detected = {"language": guess.code, "confidence": round(100 * guess.confidence, 1)}
    form = given.get("format", "text")
    if form not in ("text", "html"):
        raise BadRequest(f"'format' is text or html, not '{form}'")
    answer: dict[str, Any]
    if form == "html":
        pages = [_service().translate_html(text, source, target) for text in asked]
        done = [page for page, _ in pages]
        answer = {"fuzzy": sum(fuzzy for _, fuzzy in pages)}
    else:
        results = _service().translate(asked, source, target)
        done = [result.text for result in results]
        said = [_said(result) for result in results]
        answer = {name: [one[name] for one in said] if several else said[0][name] for name in ("pins", "findings")}
    answer["translatedText"] = done if several else done[0]
    if detected:
        answer["detectedLanguage"] = [detected] * len(done) if several else detected
    return jsonify(answer)


def _said(result: Translation) -> dict[str, list[dict[str, Any]]]:
    pins = [
        {"term": pin.term.term, "translation": pin.term.target, "held": pin.held, "form": pin.form}
        for pin in result.pins
    ]
    findings = [{"check": one.check, "severity": one.severity, "message": one.message} for one in result.findings]
    return {"pins": pins, "findings": findings}


def _service() -> Service:
    service, _ = current_app.extensions["pinglot.api"]
    assert isinstance(service, Service)
    return service


def _given() -> Mapping[str, Any]:
    """The fields of a request: JSON, a form, or the query."""
    if not request.is_json:
        return request.values
    given = request.get_json(silent=True)
    if not isinstance(given, dict):
        raise BadRequest("the body is no JSON object")
    return given


def _text(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name)
    if not isinstance(value, str) or not value.strip():
        raise BadRequest(f"'{name}' is missing; it is a text")
    return value
