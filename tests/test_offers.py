"""Files on offer: made when they are fetched, told how far, given up when nobody waits."""

import json
from threading import Event, Thread

from starlette.requests import Request
from starlette.responses import Response

from framework.exporting import Progress
from workbench.offers import Offers

PATIENCE = 10.0


def asking(address: str) -> Request:
    return Request({"type": "http", "path_params": {"token": address.rsplit("/", 1)[1]}})


def test_a_file_is_made_when_it_is_fetched_and_each_time_anew() -> None:
    offers, made = Offers(), []

    def make(progress: Progress) -> bytes:
        made.append(1)
        return b"words"

    address = offers.add("a – b.csv", "text/csv", make)
    assert not made
    answer = offers.answer(asking(address))
    assert (answer.status_code, answer.body, answer.headers["cache-control"]) == (200, b"words", "no-store")
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''a%20%E2%80%93%20b.csv"
    offers.answer(asking(address))
    assert len(made) == 2


def test_while_it_is_made_it_tells_how_far_it_has_come_and_can_be_given_up() -> None:
    offers, begun, ended = Offers(), Event(), Event()
    answers: list[Response] = []

    def make(progress: Progress) -> bytes:
        try:
            while True:
                progress("writing Quotations", 0.5)
                begun.set()
        finally:
            ended.set()

    address = offers.add("whole.xlsx", "application/x", make)
    assert json.loads(bytes(offers.progress(asking(address)).body)) == {"words": "", "share": 0.0}
    waiting = Thread(target=lambda: answers.append(offers.answer(asking(address))))
    waiting.start()
    assert begun.wait(PATIENCE)
    assert json.loads(bytes(offers.progress(asking(address)).body)) == {"words": "writing Quotations", "share": 0.5}
    assert offers.stop(asking(address)).status_code == 204
    waiting.join(PATIENCE)
    assert ended.is_set() and answers[0].status_code == 409
    again = offers.add("small.csv", "text/csv", lambda progress: b"all of it")
    assert offers.answer(asking(again)).body == b"all of it"


def test_what_nobody_offers_is_not_found_and_a_fault_is_a_sentence() -> None:
    offers = Offers()
    for ask in (offers.answer, offers.progress):
        assert ask(asking("/export/guessed")).status_code == 404
    assert offers.stop(asking("/export/guessed")).status_code == 204

    def fail(progress: Progress) -> bytes:
        raise ZeroDivisionError

    answer = offers.answer(asking(offers.add("a.csv", "text/csv", fail)))
    assert answer.status_code == 500 and b"ZeroDivision" not in bytes(answer.body)
