"""Files on offer: exports that are made when somebody fetches them, under addresses nobody can guess.

A file is made in memory and goes straight to whoever asked for it: nothing of it stays on the server. While it is made,
its address tells how far it has come, and takes word that nobody waits for it any more.
"""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from framework.exporting import Progress
from workbench import faults

OFFER_LASTS = 3600.0
GONE = "This export is no longer on offer: go back and ask for it again."


class Stopped(Exception):
    """Nobody waits for the file any more."""


class Making:
    """How far a file has come."""

    def __init__(self) -> None:
        self.words, self.share, self.wanted = "", 0.0, True

    def tell(self, words: str, share: float) -> None:
        """What is being done now. Raises Stopped where it need not be."""
        if not self.wanted:
            raise Stopped
        self.words, self.share = words, share


@dataclass(slots=True)
class Offer:
    """A file that somebody may fetch: made only when they do, checked by the function that makes it.

    `making`: how far it has come for whoever fetched it last.
    """

    name: str
    media_type: str
    make: Callable[[Progress], bytes]
    until: float
    making: Making = field(default_factory=Making)


class Offers:
    """The files on offer, under addresses nobody can guess, for an hour each."""

    def __init__(self) -> None:
        self._offers: dict[str, Offer] = {}

    def add(self, name: str, media_type: str, make: Callable[[Progress], bytes]) -> str:
        """Offer a file; returns its address."""
        now = time.monotonic()
        self._offers = {token: offer for token, offer in self._offers.items() if offer.until > now}
        token = secrets.token_urlsafe(24)
        self._offers[token] = Offer(name, media_type, make, now + OFFER_LASTS)
        return f"/export/{token}"

    def routes(self) -> list[Route]:
        """Where files are fetched, asked after and given up."""
        return [
            Route("/export/{token}", self.answer),
            Route("/export/{token}", self.stop, methods=["DELETE"]),
            Route("/export/{token}/progress", self.progress),
        ]

    def answer(self, request: Request) -> Response:
        """Make the file and hand it out."""
        offer = self._offer(request)
        if offer is None:
            return PlainTextResponse(GONE, 404)
        offer.making = making = Making()
        disposition = f"attachment; filename*=UTF-8''{quote(offer.name)}"
        headers = {"Content-Disposition": disposition, "Cache-Control": "no-store"}
        try:
            return Response(offer.make(making.tell), media_type=offer.media_type, headers=headers)
        except Stopped:
            return PlainTextResponse("Cancelled: no file was made.", 409)
        except Exception as error:
            return PlainTextResponse(faults.sentence(error), 500)

    def progress(self, request: Request) -> Response:
        """How far the file has come that is being made."""
        offer = self._offer(request)
        if offer is None:
            return PlainTextResponse(GONE, 404)
        come = {"words": offer.making.words, "share": offer.making.share}
        return JSONResponse(come, headers={"Cache-Control": "no-store"})

    def stop(self, request: Request) -> Response:
        """Nobody waits for the file any more."""
        if offer := self._offer(request):
            offer.making.wanted = False
        return Response(status_code=204)

    def _offer(self, request: Request) -> Offer | None:
        offer = self._offers.get(request.path_params["token"])
        return offer if offer and offer.until > time.monotonic() else None


offers = Offers()
