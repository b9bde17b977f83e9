"""The page of terms."""

from __future__ import annotations

from flask import Blueprint, render_template

__all__ = ["blueprint"]

blueprint = Blueprint("terms", __name__, url_prefix="/terms")


@blueprint.get("/")
def index() -> str:
    """The list, a term and where it is used."""
    return render_template("terms/index.html")
