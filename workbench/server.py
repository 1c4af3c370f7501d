"""The server: Streamlit's ASGI app behind our own gate, and the route that hands out exports.

The gate stands in front of every request: it knows which names this server goes by, lets no other site's page open a
connection, and gives each answer the headers that keep the page to itself.
"""

import gc
import hashlib
import re
from base64 import b64encode
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from workbench import faults
from workbench.offers import offers

LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})

# What Streamlit is told before it starts: never call outside, show no inner details, offer no exports of its own.
SETTINGS: Mapping[str, Any] = {
    "browser_gatherUsageStats": False,
    "client_disableDataExport": True,
    "client_showErrorDetails": "none",
    "client_showErrorLinks": False,
    "client_toolbarMode": "minimal",
    "global_developmentMode": False,
    "logger_enableRich": False,
    "logger_level": "warning",
    "server_enableStaticServing": False,
    "server_fileWatcherType": "none",
    "server_headless": True,
    "server_maxMessageSize": 100,
    "server_maxUploadSize": 200,  # megabytes: the archive of a large study; other files are refused beyond 50
}


def content_policy() -> str:
    """The page may load from this server alone; the one script inside Streamlit's own page is known by its hash."""
    page = (Path(st.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    inline = [body for body in re.findall(r"<script[^>]*>(.*?)</script>", page, re.DOTALL) if body]
    hashes = " ".join(f"'sha256-{b64encode(hashlib.sha256(body.encode()).digest()).decode()}'" for body in inline)
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' {hashes}".strip(),
            "worker-src 'self' blob:",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "frame-src 'none'",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


class Gate:
    """ASGI middleware: refuses foreign Hosts and Origins, drops forged identities, adds the security headers."""

    def __init__(self, app: ASGIApp, hosts: frozenset[str] = LOOPBACK) -> None:
        self.app = app
        self.hosts = hosts
        self.headers = {
            "Content-Security-Policy": content_policy(),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is ours, answer 403 to everything else."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        if not self.is_ours(scope):
            await self._refuse(scope, receive, send)
            return
        scope["headers"] = [(name, value) for name, value in scope["headers"] if not name.startswith(b"x-fw-")]

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self.headers)
            await send(message)

        await self.app(scope, receive, with_headers)

    def is_ours(self, scope: Scope) -> bool:
        """Whether a request is addressed to this server by one of its names and comes from one of its own pages.

        A connection must say where it comes from; so must a request that could change something, if a browser sends it.
        """
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if urlsplit(f"//{host}").hostname is None or _name(host) not in self.hosts:
            return False
        origin = headers.get("origin")
        if scope["type"] == "websocket":
            return origin is not None and _same(origin, host)
        if headers.get("sec-fetch-site") == "cross-site" and headers.get("sec-fetch-mode") != "navigate":
            return False
        return scope["method"] in ("GET", "HEAD") or origin is None or _same(origin, host)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        else:
            await PlainTextResponse("This request did not come from Workbench.", 403)(scope, receive, send)


def _name(host: str) -> str:
    return re.sub(r":\d+$", "", host).lower()


def _same(origin: str, host: str) -> bool:
    parts = urlsplit(origin)
    return parts.scheme in ("http", "https") and parts.netloc.lower() == host.lower()


@asynccontextmanager
async def _lifespan(app: st.App) -> AsyncIterator[dict[str, Any]]:
    """Load what every page needs before the first one asks, and spare it from each later search for garbage."""
    import altair  # noqa: F401
    import pandas  # noqa: F401

    import framework.exporting  # noqa: F401
    import framework.history  # noqa: F401
    import framework.interpretation  # noqa: F401

    gc.collect()
    gc.freeze()
    yield {}


def make_app(hosts: frozenset[str] = LOOPBACK) -> st.App:
    """The whole application, to be served under these host names."""
    faults.keep_words_out_of_the_log()
    return st.App(
        Path(__file__).parent / "app.py",
        lifespan=_lifespan,
        routes=offers.routes(),
        middleware=[Middleware(Gate, hosts=hosts)],
        on_script_error=faults.show,
    )
