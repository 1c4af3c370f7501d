"""Every format, in and out, as a new user would: one batch of transcripts of all kinds, then every export there is."""

import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path

from in_browser import Screen, Server
from playwright.sync_api import expect
from word_files import word
from written_files import SOFFICE, converted, odt, pdf, rtf, xlsx

from framework.exporting import WRITERS
from framework.model import Participant, Transcript

SAID = (("Moderator", "What helps you in {0}?"), ("S1", "The team in {0} helps."), ("Moderator", "And else?"))
SAID_ALL = (*SAID, ("S1", "A manager who asks."))
MAGIC = {"xlsx": b"PK", "docx": b"PK", "zip": b"PK", "qdpx": b"PK", "qdc": b"<?xml", "html": b"<!"}


def lines(place: str) -> list[str]:
    """A short talk, of which no two are alike."""
    return [f"{who}: {words.format(place)}" for who, words in SAID_ALL]


def captions(place: str, head: str, comma: str) -> str:
    """The same as captions."""
    cues = [
        f"{number}\n00:00:0{number}{comma}000 --> 00:00:0{number}{comma}900\n{line}"
        for number, line in enumerate(lines(place), 1)
    ]
    return head + "\n\n".join(cues) + "\n"


def rows(place: str) -> list[list[str]]:
    """The same as a table of turns."""
    return [["Speaker", "Text"], *([who, words.format(place)] for who, words in SAID_ALL)]


def files(folder: Path) -> Mapping[str, bytes]:
    """One file of each format."""
    text = {name: "\n".join(lines(name)) for name in ("txt", "utf16", "md", "archive")}
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("LA13_FG1.txt", text["archive"])
    found = {
        "LA1_FG1.docx": word(*lines("docx")),
        "LA2_FG1.odt": odt("".join(f"<text:p>{line}</text:p>" for line in lines("odt"))),
        "LA3_FG1.rtf": rtf(r"\par ".join(lines("rtf"))),
        "LA4_FG1.pdf": pdf(lines("pdf")),
        "LA5_FG1.txt": text["txt"].encode(),
        "LA6_FG1.txt": text["utf16"].encode("utf-16"),
        "LA7_FG1.md": "\n\n".join(f"**{line.replace(': ', ':** ', 1)}" for line in lines("md")).encode(),
        "LA8_FG1.html": f"<html><body>{''.join(f'<p>{line}</p>' for line in lines('html'))}</body></html>".encode(),
        "LA9_FG1.vtt": captions("vtt", "WEBVTT\n\n", ".").encode(),
        "LA10_FG1.srt": captions("srt", "", ",").encode(),
        "LA11_FG1.csv": "\n".join(",".join(row) for row in rows("csv")).encode(),
        "LA12_FG1.xlsx": xlsx(rows("xlsx")),
        "all.zip": packed.getvalue(),
        "LA14_FG1.tsv": "\n".join("\t".join(row) for row in rows("tsv")).encode(),
    }
    if SOFFICE:
        found["LA15_FG1.doc"] = converted(folder, word(*lines("doc")), "doc")
    return found


def test_a_transcript_of_every_format_comes_in(
    run: Callable[..., Server], screen: Callable[[Server], Screen], tmp_path: Path
) -> None:
    given = files(tmp_path)
    on = screen(run(port=8889))
    on.open()
    on.main.get_by_label("What is your study called?").fill("Formats")
    on.press("Start the study")
    on.go("Import transcripts")
    on.main.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(
        [
            {"name": name, "mimeType": "application/octet-stream", "buffer": content}
            for name, content in [*given.items(), ("photo.png", b"\x89PNG\r\n\x1a\n0000")]
        ]
    )
    on.says("Not read: 1 file.")
    on.press(f"Import {len(given)} transcripts")
    on.says("Added LA1; added LA2")
    with on.server.study() as study:
        texts = {t.source.rpartition("/")[2]: study.text(t.digest) for t in study.all(Transcript)}
        assert set(texts) == {name if name != "all.zip" else "LA13_FG1.txt" for name in given}
        for name, text in texts.items():
            assert "A manager who asks." in text, name
        voices = {name.label for name in study.all(Participant)}
        assert voices == {"Moderator", "S1"}


def test_every_export_arrives(demo: Server, screen: Callable[[Server], Screen], tmp_path: Path) -> None:
    on = screen(demo)
    on.open("export")
    links = on.main.locator("a[download]")
    expect(links).to_have_count(len(WRITERS))
    for number in range(len(WRITERS)):
        with on.page.expect_download(timeout=90_000) as started:
            links.nth(number).click()
        name = started.value.suggested_filename
        file = tmp_path / f"{number}"
        started.value.save_as(file)
        content = file.read_bytes()
        assert len(content) > 500, name
        assert content.startswith(MAGIC.get(name.rpartition(".")[2], b"")), name
