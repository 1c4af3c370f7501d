"""Files on offer: exports that are made when somebody fetches them, under addresses nobody can guess."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from workbench import faults

OFFER_LASTS = 3600.0


@dataclass(frozen=True, slots=True)
class Offer:
    """A file that somebody may fetch: made only when they do, checked by the function that makes it."""

    name: str
    media_type: str
    make: Callable[[], bytes]
    until: float


class Offers:
    """The files on offer, under addresses nobody can guess, for an hour each."""

    def __init__(self) -> None:
        self._offers: dict[str, Offer] = {}

    def add(self, name: str, media_type: str, make: Callable[[], bytes]) -> str:
        """Offer a file; returns its address."""
        now = time.monotonic()
        self._offers = {token: offer for token, offer in self._offers.items() if offer.until > now}
        token = secrets.token_urlsafe(24)
        self._offers[token] = Offer(name, media_type, make, now + OFFER_LASTS)
        return f"/export/{token}"

    def answer(self, request: Request) -> Response:
        """Make the file and hand it out."""
        offer = self._offers.get(request.path_params["token"])
        if offer is None or offer.until <= time.monotonic():
            return PlainTextResponse("This export is no longer on offer: go back and ask for it again.", 404)
        disposition = f"attachment; filename*=UTF-8''{quote(offer.name)}"
        headers = {"Content-Disposition": disposition, "Cache-Control": "no-store"}
        try:
            return Response(offer.make(), media_type=offer.media_type, headers=headers)
        except Exception as error:
            return PlainTextResponse(faults.sentence(error), 500)


offers = Offers()
