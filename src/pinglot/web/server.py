"""The server of the page: waitress on one loopback address."""

from __future__ import annotations

import errno
import ipaddress
import os
import secrets
import socket
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pinglot.errors import UsageError
from pinglot.jobs.project import Project
from pinglot.jobs.service import Service

__all__ = ["Opened", "has_screen", "listen", "serve"]


@dataclass(frozen=True, slots=True)
class Opened:
    """A server that is ready: the address to open, with the key in it, and what runs it until it is interrupted."""

    url: str
    run: Callable[[], None]


def listen(address: str, port: int) -> socket.socket:
    """Takes a port of a loopback address.

    Args:
        address: ``127.0.0.1``, another address of 127.0.0.0/8, or ``::1``.
        port: 0 takes any free one.

    Raises:
        UsageError: it is no loopback address, or the port is taken or refused.
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        raise UsageError(f"{address} is no address of this machine; use 127.0.0.1") from None
    if not found.is_loopback:
        raise UsageError(
            f"{address} can be reached from other machines, and the page is for one person at this one; use 127.0.0.1, "
            "and `ssh -L` to come from elsewhere"
        )
    family = socket.AF_INET6 if found.version == 6 else socket.AF_INET
    try:
        return socket.create_server((str(found), port), family=family, backlog=64)
    except OSError as trouble:
        if trouble.errno == errno.EADDRINUSE:
            raise UsageError(
                f"port {port} of {address} is taken, perhaps by another `pinglot serve`; name another with --port"
            ) from None
        raise UsageError(f"port {port} of {address} cannot be used ({os.strerror(trouble.errno or 0)})") from None


def serve(
    project: Project,
    listening: socket.socket,
    *,
    reviewer: str = "",
    articles: Sequence[Path] = (),
    engine: str | None = None,
    api: bool = False,
    api_key: str = "",
) -> Opened:
    """Makes the page of a project ready to be served on a socket of :func:`listen`.

    Args:
        project, reviewer, articles, engine: see :func:`pinglot.web.app.create_app`.
        listening: the socket; it is closed at the end.
        api: whether other programs may translate too.
        api_key: what they must say; ``""`` asks for none.

    Raises:
        PinglotError: the project cannot be read.
    """
    from waitress.server import create_server

    from pinglot.web import security
    from pinglot.web.app import create_app, read_ahead

    address, port = listening.getsockname()[:2]
    token = secrets.token_urlsafe(32)
    hosts = security.hosts_for(address, port)
    service = Service(project) if api else None
    app = create_app(
        project,
        token=token,
        hosts=hosts,
        reviewer=reviewer,
        articles=articles,
        engine=engine,
        service=service,
        api_key=api_key,
    )
    server = create_server(
        app,
        sockets=[listening],
        threads=4,
        ident="",
        max_request_body_size=security.MAX_REQUEST,
        max_request_header_size=64 * 1024,
        clear_untrusted_proxy_headers=True,
    )

    def run() -> None:
        threading.Thread(target=read_ahead, args=(app,), daemon=True).start()
        try:
            server.run()  # waitress ends at an interrupt by itself, and its threads with it
        finally:
            server.close()
            listening.close()
            if service is not None:
                service.close()

    return Opened(f"http://{hosts[0]}/enter?token={token}", run)


def has_screen() -> bool:
    """Whether a browser window can open here; a browser in the terminal would take the terminal away."""
    return sys.platform == "darwin" or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"))
