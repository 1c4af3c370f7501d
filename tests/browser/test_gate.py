"""The page belongs to this machine: nobody else's page gets in, nothing gets out, and people's words stay words."""

import base64
import os
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import closing
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest
from in_browser import Screen, Server, Watch
from playwright.sync_api import expect
from written_study import write_study

from framework.workspace import Workspace
from workbench.navigation import SCREENS

NAMES = [name for screens in SCREENS.values() for name, _, _ in screens]
EVIL = "evil.example"
HOSTILE = (
    f"![x](http://{EVIL}/a.png) <img src='http://{EVIL}/b.png' onerror='window.hacked=1'>"
    f" <script>window.hacked=1</script> [y](javascript:window.hacked=1) **bold** :red[z] $x$ =1+1 `c` _d_ &amp;"
)

# Everything a reader of the page can read, in our own components too.
WORDS = """() => {
  const read = (node) => node.nodeType === Node.TEXT_NODE ? node.data
    : /^(STYLE|SCRIPT)$/.test(node.nodeName) ? ""
    : [node.value ?? "", node.shadowRoot ? read(node.shadowRoot) : "", ...[...node.childNodes].map(read)].join("");
  return read(document.body);
}"""

# What Markdown or HTML would have made of it. Streamlit turns an address standing in a heading into a link to just that
# address; it leads nowhere before somebody follows it, and tells the other side nothing.
MADE = """(evil) => [...document.querySelectorAll(`[src*="${evil}"], [href*="${evil}"], [href^=javascript], [onerror]`)]
  .filter((node) => !(node.matches("a[rel~=noopener][rel~=noreferrer]") && node.href === node.textContent))
  .map((node) => node.outerHTML)"""


def ask(server: Server, path: str, method: str = "GET", **headers: str) -> HTTPResponse:
    """One request as somebody else's program or page would send it. Underscores in header names stand for hyphens."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    with closing(HTTPConnection("127.0.0.1", server.port, timeout=20)) as connection:
        connection.putrequest(method, path, skip_host="Host" in named)
        for name, value in named.items():
            connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        answer.read()
        return answer


def knock(server: Server, **headers: str) -> int:
    """The first step of a websocket connection; returns the status: 101 opens it."""
    wanted = {
        "Host": f"127.0.0.1:{server.port}",
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(),
        **headers,
    }
    lines = ["GET /_stcore/stream HTTP/1.1", *(f"{name}: {value}" for name, value in wanted.items()), "", ""]
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        connection.sendall("\r\n".join(lines).encode())
        return int(connection.recv(4096).split()[1])


@pytest.mark.parametrize("host", [EVIL, f"{EVIL}:8501", "127.0.0.1.evil.example", "", "localhost@evil.example"])
def test_a_request_under_a_foreign_name_is_refused(demo: Server, host: str) -> None:
    assert ask(demo, "/", Host=host).status in (400, 403)
    assert ask(demo, "/_stcore/health", Host=host).status in (400, 403)


def test_the_names_of_this_machine_are_let_in(demo: Server) -> None:
    for host in (f"127.0.0.1:{demo.port}", f"localhost:{demo.port}", f"LOCALHOST:{demo.port}"):
        assert ask(demo, "/", Host=host).status == 200


def test_only_our_own_page_may_open_a_connection(demo: Server) -> None:
    own = f"127.0.0.1:{demo.port}"
    assert knock(demo, Origin=f"http://{own}") == 101
    assert knock(demo) == 403
    assert knock(demo, Origin=f"http://{EVIL}") == 403
    assert knock(demo, Origin="null") == 403
    assert knock(demo, Origin=f"http://127.0.0.1:{demo.port + 1}") == 403
    assert knock(demo, Origin=f"http://{EVIL}", Host=EVIL) == 403


def test_another_page_can_neither_upload_nor_embed(demo: Server) -> None:
    upload = "/_stcore/upload_file/session/file"
    assert ask(demo, upload, "PUT", Origin=f"http://{EVIL}").status == 403
    assert ask(demo, "/", Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="no-cors").status == 403
    assert ask(demo, "/", Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="navigate").status == 200


@pytest.mark.parametrize("path", ["/", "/_stcore/health", "/_stcore/host-config", "/export/unknown", "/no/such/page"])
def test_every_answer_carries_the_headers_that_keep_the_page_to_itself(demo: Server, path: str) -> None:
    answer = ask(demo, path)
    policy = str(answer.getheader("Content-Security-Policy"))
    assert "default-src 'self'" in policy
    assert "unsafe-eval" not in policy
    assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]
    assert "frame-ancestors 'none'" in policy
    assert answer.getheader("X-Content-Type-Options") == "nosniff"
    assert answer.getheader("Referrer-Policy") == "no-referrer"
    assert answer.getheader("Cross-Origin-Opener-Policy") == "same-origin"


@pytest.fixture
def hostile(run: Callable[..., Server], tmp_path: Path) -> Iterator[Server]:
    """A study in which every text that people write is an attempt at something."""
    turns = (("S1", f"I say {HOSTILE} and no more."), ("S2", "That is all."))
    file = write_study(tmp_path, title=HOSTILE, turns=turns, file=f"{HOSTILE.replace('/', '-')}.txt", themes=WITH_SUBS)
    workspace = Workspace(file)
    person = workspace.local_person().id
    study = workspace.studies(person)[0][0].id

    def act(name: str, /, **arguments: object) -> object:
        return workspace.run(study, person, name, arguments).result

    other = workspace.add_person(HOSTILE)
    act("add_to_study", person_id=other.id, role="lead")
    act("describe_study", title=HOSTILE, questions=HOSTILE)
    act("set_sites", rows=[{"code": HOSTILE}])
    act("define_theme", theme_id=3, definition=HOSTILE)
    act("index_passage", transcript_id=1, start=4, end=4 + len(HOSTILE) + 6, themes=[3])
    act("write_memo", about="passage", about_id=1, text=HOSTILE)
    act("write_memo", about="theme", about_id=3, text=HOSTILE)
    act("note_in_margin", transcript_id=1, start=4, end=9, text=HOSTILE)
    act("add_attribute", name=HOSTILE, kind="text", choices=[])
    act("set_value", case_id=1, attribute_id=1, value=HOSTILE)
    part = {"kind": "summary", "text": HOSTILE, "passages": [1]}
    cell = act("write_cell", case_id=1, theme_id=3, parts=[part], seen=0)
    act("remark_on_cell", case_id=1, theme_id=3, text=HOSTILE, words=HOSTILE)
    act("submit_cells", cells=[{"case_id": 1, "theme_id": 3, "seen": getattr(cell, "version", 0)}])
    act("add_question", text=HOSTILE, roles=[], themes=[3])
    act("mark_as_read", transcript_id=1)
    workspace.close()
    return run()


WITH_SUBS = {HOSTILE: [f"1 {HOSTILE}"], f"2 {HOSTILE}": [f"3 {HOSTILE}"]}

# Where people's words stand on the page at once, and not in a chart or a list that is still closed.
# The others show such words only when asked to, or never.
UPLOADS = ("importing", "bring_in", "bringing_back", "excerpts")
ASKED = (*UPLOADS, "comparison", "export", "versions", "search", "coverage", "identifiers")
NEVER = ("formats",)
SHOWN = [name for name in NAMES if name not in (*ASKED, *NEVER)]


def test_what_people_write_is_shown_letter_for_letter_and_does_nothing(
    hostile: Server, screen: Callable[[Server], Screen]
) -> None:
    on = screen(hostile)
    watch = Watch(on.page, hostile)
    for name in NAMES:
        on.open(f"{name}?theme=3&transcript=1&passage=1" if name in ("extracts", "indexing", "framework") else name)
        if name in SHOWN:
            on.wait(f"(words) => ({WORDS})().includes(words)", HOSTILE)
        if name in ("locating", "summaries", "export"):
            on.press(re.compile("Rows"))
            expect(on.page.get_by_test_id("stPopoverBody")).to_contain_text(HOSTILE)
        assert on.page.evaluate(MADE, EVIL) == [], name
        assert on.page.evaluate("() => window.hacked === undefined"), name
    assert watch.abroad == []
    assert watch.complaints == []
