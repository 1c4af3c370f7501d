"""Real bytes for the tests: OpenDocument and Rich Text by hand, PDF pages line by line, spreadsheets by openpyxl."""

import shutil
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import openpyxl
from word_files import package, saved

OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
SPACES = " ".join(
    f'xmlns:{short}="{OASIS}{name}:1.0"'
    for short, name in {
        **{"office": "office", "text": "text", "table": "table", "style": "style", "draw": "drawing"},
        **{"fo": "xsl-fo-compatible", "manifest": "manifest"},
    }.items()
)
SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")


def odt(body: str, styles: str = "", others: Mapping[str, str] = MappingProxyType({})) -> bytes:
    """An OpenDocument text with the given elements (office:, text:, table:, draw: are declared)."""
    content = (
        f"<office:document-content {SPACES}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    parts = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content}
    return package({**parts, **{name: text.replace("<root", f"<root {SPACES}") for name, text in others.items()}})


def rtf(body: str) -> bytes:
    """A Rich Text file; font 1 is Cyrillic, colour 1 black, colour 2 red. Letters beyond ASCII as \\u words."""
    escaped = "".join(
        letter if ord(letter) < 128 else "".join(f"\\u{unit}?" for unit in units(letter)) for letter in body
    )
    head = r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss\fcharset0 Arial;}{\f1\fcharset204 Arial Cyr;}}"
    colours = r"{\colortbl;\red0\green0\blue0;\red255\green0\blue0;}{\info{\title Not said}}"
    return f"{head}{colours}\\pard\\plain {escaped}}}".encode("ascii")


def units(letter: str) -> Iterable[int]:
    """The UTF-16 units of a character, as signed numbers."""
    data = letter.encode("utf-16-le")
    return [int.from_bytes(data[at : at + 2], "little", signed=True) for at in range(0, len(data), 2)]


def pdf(*pages: Sequence[str], boxes: Iterable[tuple[int, int]] = ()) -> bytes:
    """A PDF whose pages have these lines, 20 points apart. `boxes`: (page, line) that a black box covers."""
    covered = set(boxes)
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    kids = []
    for number, lines in enumerate(pages):
        drawn = []
        for place, line in enumerate(lines):
            y = 760 - 20 * place
            letters = line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
            drawn.append(f"BT /F1 11 Tf 60 {y} Td ({letters}) Tj ET")
            if (number, place) in covered:
                drawn.append(f"0 0 0 rg 55 {y - 3} 300 14 re f 0 0 0 rg")
        stream = "\n".join(drawn)
        objects.append(f"<</Length {len(stream.encode('cp1252'))}>>\nstream\n{stream}\nendstream")
        kids.append(f"{len(objects) + 1} 0 R")
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents {len(objects)} 0 R"
            "/Resources<</Font<</F1 3 0 R>>>>>>"
        )
    objects[1] = f"<</Type/Pages/Kids[{' '.join(kids)}]/Count {len(kids)}>>"
    made, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(made))
        made += f"{number} 0 obj\n{content}\nendobj\n".encode("cp1252")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer<</Size {len(objects) + 1}/Root 1 0 R>>\n"
    return made + f"{end}startxref\n{len(made)}\n%%EOF".encode()


def xlsx(rows: Iterable[Sequence[object]]) -> bytes:
    """A workbook with one sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    return saved(book.save)


def converted(folder: Path, data: bytes, kind: str) -> bytes:
    """A Word document as LibreOffice saves it in another format."""
    source = folder / "talk.docx"
    source.write_bytes(data)
    command = [str(SOFFICE), f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", kind]
    subprocess.run([*command, "--outdir", str(folder), str(source)], check=True, capture_output=True, timeout=120)
    return (folder / f"talk.{kind}").read_bytes()
