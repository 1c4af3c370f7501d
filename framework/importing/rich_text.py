"""Rich Text files (.rtf), also those whose name says .doc.

A walk of our own over the groups and control words, because the usual reader loses text boxes and rows of tables,
halves emoji, and reads out what somebody has deleted or hidden.
"""

import codecs
import re
from dataclasses import dataclass, replace

from framework.errors import Unreadable
from framework.importing.collected import BLACKED_OUT, Collected, Unseen
from framework.importing.text import cleaned
from framework.model import Draft

_TOKEN = re.compile(
    r"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,9})? ?|\\'(?P<hex>[0-9a-fA-F]{2})|\\(?P<sign>.)|(?P<brace>[{}])"
    r"|[\r\n]+|(?P<letters>[^\\{}\r\n]+)|.",
    re.DOTALL,
)
_SIGNS = {
    **{"tab": "\t", "line": "\n", "page": "\n", "column": "\n", "nestcell": "\t", "nestrow": "\n"},
    **{"emdash": "—", "endash": "–", "emspace": "\u2003", "enspace": "\u2002", "qmspace": "\u2005", "bullet": "•"},
    **{"lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "zwj": "\u200d", "zwnj": "\u200c"},
    **{"ltrmark": "\u200e", "rtlmark": "\u200f", "~": "\u00a0", "-": "\u00ad", "_": "\u2011"},
    **{"{": "{", "}": "}", "\\": "\\"},
}
# Groups that hold no words of the text. Those that begin with \* hold none either, but for the few named below.
_SILENT_WORDS = (
    "annotation atnauthor atnid atrfend atrfstart author background bkmkend bkmkstart blipuid buptim category "
    "colortbl comment company creatim datafield datastore doccomm docvar falt fchars ffname fldinst filetbl fonttbl "
    "footer footerf footerl footerr footnote formfield ftncn ftnsep ftnsepc generator header headerf headerl "
    "headerr info keywords latentstyles lchars listoverridetable listtable listtext manager nesttableprops "
    "nonesttables objclass objdata object operator pict pn pntext pntxta pntxtb printim revtbl revtim rsidtbl rxe "
    "shp shprslt sn sp stylesheet subject sv tc themedata title txe upr wgrffmtfilter xe xmlnstbl"
)
_SILENT = frozenset(_SILENT_WORDS.split())
_BOXES = frozenset({"shptxt", "dptxbxtext"})
_SPOKEN = _BOXES | {"ud", "result"}  # words again, inside a group that holds none
_NOTES = {"footnote": "footnotes", "annotation": "comments", "pict": "pictures", "stylesheet": "", "info": ""}
_MARGINS = frozenset(["header", "headerf", "headerl", "headerr", "footer", "footerf", "footerl", "footerr"])
_CODE_PAGES = {
    **{77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gbk", 136: "cp950", 161: "cp1253", 162: "cp1254"},
    **{163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250"},
    **{254: "cp437", 255: "cp850"},
}
_MAC, _PC = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}, {10000: "mac_roman", 65001: "utf-8"}
_DEEPEST = 1000


@dataclass(frozen=True, slots=True)
class _State:
    """What holds until the end of a group. `buried`: silent for good; `box`: inside a text box."""

    group: str = ""
    silent: bool = False
    buried: bool = False
    box: bool = False
    hidden: bool = False
    deleted: bool = False
    colour: int = 0
    font: int = -1
    skips: int = 1
    in_table: bool = False

    def entered(self, group: str) -> "_State":
        """The state in a group that begins with a word of its own."""
        if group in _SPOKEN and not self.buried:
            return replace(self, group=group, silent=False, box=self.box or group in _BOXES)
        return replace(self, group=group, silent=True, buried=self.buried or group in _NOTES or group in _MARGINS)


def read(name: str, data: bytes, take: bool = False) -> Draft:
    """A Rich Text file as a draft; `take`: with its unseen words.

    Raises Unreadable where its groups are nested beyond all sense.
    """
    page = _Page(take)
    groups = _Groups(name, page)
    groups.run(data.decode("latin-1"))
    page.finish()
    return page.draft(name, *groups.remarks())


class _Page(Collected):
    """The words of the file where they belong: in a paragraph, in a row of a table, in a text box."""

    def __init__(self, take: bool) -> None:
        super().__init__(take)
        self._line = ""
        self._row: list[str] | None = None
        self._rows: list[list[str]] = []
        self._box = ""
        self._boxes: list[str] = []
        self._aside: tuple[Unseen, str] | None = None

    def say(self, text: str, state: _State, black: bool) -> None:
        """Put words where they belong, or aside where nobody sees them."""
        out = Unseen.DELETED if state.deleted else Unseen.HIDDEN if state.hidden else None
        self._set_aside(out or (Unseen.BLACKENED if black else None), text)
        if not self.takes:
            if out:
                return
            if black and text.strip():
                text = BLACKED_OUT
        if state.box:
            self._box += text
        elif self._row is not None or state.in_table:
            self._row = self._row or [""]
            self._row[-1] += text
        else:
            self._line += text

    def end_paragraph(self, state: _State) -> None:
        """A paragraph ends; inside a cell or a text box it is a line of it."""
        unseen = (state.deleted or state.hidden) and not self.takes
        if state.box or unseen or state.in_table or self._row is not None:
            self.say("\n", state, False)
            return
        self._end_table()
        self.add(self._line)
        self._line = ""

    def end_cell(self) -> None:
        """A cell ends; what was said before the first one of a row, without a sign of a table, is in it."""
        if self._row is None:
            self._row, self._line = [self._line], ""
        self._row[-1] = self._row[-1].strip("\n")
        self._row.append("")

    def end_row(self) -> None:
        """A row ends."""
        if self._row:
            self._rows.append(self._row if self._row[-1] else self._row[:-1])
        self._row = None

    def end_box(self) -> None:
        """A text box ends."""
        if self._box.strip():
            self._boxes.append(self._box.strip("\n"))
        self._box = ""

    def finish(self) -> None:
        """End what the file has left open; text boxes come at the end."""
        self._set_aside(None, "")
        self.end_row()
        self._end_table()
        if self._line:
            self.add(self._line)
        for box in self._boxes:
            self.add(box)
        self.seen["boxes"] += len(self._boxes)

    def _end_table(self) -> None:
        if self._rows:
            self.add_table(self._rows)
        self._rows = []

    def _set_aside(self, why: Unseen | None, text: str) -> None:
        """Words that nobody sees and that stand together are noted together."""
        if self._aside and self._aside[0] != why:
            self.leaves(*self._aside)
            self._aside = None
        if why:
            self._aside = (why, (self._aside[1] if self._aside else "") + text)


class _Groups:
    """Goes over groups, control words and letters. Letters wait in `_bytes` until their code page is sure."""

    def __init__(self, name: str, page: _Page) -> None:
        self._name, self._page = name, page
        self._stack: list[_State] = []
        self._state = _State()
        self._closed = self._star = False
        self._encoding = "cp1252"
        self._fonts: dict[int, str] = {}
        self._font = 0  # the one that the table of fonts is just describing
        self._colours: list[dict[str, int]] = [{}]
        self._skip = self._high = self._lost = 0
        self._bytes = bytearray()

    def run(self, text: str) -> None:
        """Read the whole file; what follows its outermost group is none of it."""
        at = 0
        while at < len(text) and not self._closed:
            found = _TOKEN.match(text, at)
            if found is None:
                break
            at = found.end()
            if word := found["word"]:
                number = int(found["number"]) if found["number"] else None
                self._word(word, number)
                at += max(0, number or 0) if word == "bin" else 0
            elif brace := found["brace"]:
                self._open() if brace == "{" else self._close()
            elif found["hex"]:
                self._letters(bytes.fromhex(found["hex"]))
            elif found["letters"]:
                self._letters(found["letters"].encode("latin-1"))
            elif found["sign"]:
                self._sign(found["sign"])
        self._flush()

    def remarks(self) -> tuple[str, ...]:
        """Sentences on a file that is not whole."""
        said = []
        if not self._closed:
            said.append("The file breaks off before its end; what there is of it was read.")
        if self._lost:
            said.append(
                f"{self._lost:,} {'letter' if self._lost == 1 else 'letters'} could not be read and became “�”."
            )
        return tuple(said)

    def _open(self) -> None:
        self._flush()
        self._skip = 0
        if len(self._stack) > _DEEPEST:
            raise Unreadable(
                f"{self._name} is damaged inside. Open it in a word processor and save it anew.", self._name
            )
        self._stack.append(self._state)

    def _close(self) -> None:
        self._flush()
        self._skip = 0
        inner, self._state = self._state, self._stack.pop() if self._stack else _State()
        if inner.box and not self._state.box:
            self._page.end_box()
        self._closed = not self._stack

    def _sign(self, sign: str) -> None:
        if sign == "*":
            self._star = True
        elif sign in "\r\n":
            self._word("par", None)
        elif sign in _SIGNS:
            self._say(_SIGNS[sign])

    def _word(self, word: str, number: int | None) -> None:
        star, self._star = self._star, False
        self._flush()
        self._skip = 0
        if word in _SILENT or word in _SPOKEN or star:
            self._page.seen[_NOTES.get(word, "")] += not self._state.buried
            self._page.seen["margins"] += word in _MARGINS and self._state.group not in _MARGINS
            self._state = self._state.entered(word)
        elif self._state.silent:
            self._described(word, number)
        elif word == "u":
            self._unit(number or 0)
        elif word in _SIGNS:
            self._say(_SIGNS[word])
        else:
            self._act(word)
            self._set(word, number)

    def _act(self, word: str) -> None:
        if word in ("par", "sect"):
            self._page.end_paragraph(self._state)
        elif word == "cell":
            self._page.end_cell()
        elif word == "row":
            self._page.end_row()

    def _set(self, word: str, number: int | None) -> None:
        on = number != 0
        if word == "plain":
            self._state = replace(self._state, hidden=False, deleted=False, colour=0, font=-1)
        elif word in ("pard", "intbl"):
            self._state = replace(self._state, in_table=word == "intbl" and on)
        elif word == "v":
            self._state = replace(self._state, hidden=on)
        elif word == "deleted":
            self._state = replace(self._state, deleted=on)
        elif word == "revised":
            self._page.seen["inserted"] += on
        elif word in ("highlight", "cb", "chcbpat"):
            self._state = replace(self._state, colour=number or 0)
        elif word == "f":
            self._state = replace(self._state, font=number or 0)
        elif word == "uc":
            self._state = replace(self._state, skips=max(0, number if number is not None else 1))
        elif word == "ansicpg" and number:
            self._encoding = _known(_PC.get(number, f"cp{number}")) or self._encoding
        elif word in _MAC:
            self._encoding = _MAC[word]

    def _described(self, word: str, number: int | None) -> None:
        """The tables of fonts and colours, which hold no words but say how the words are meant."""
        if word == "f":
            self._font = number or 0
        elif word == "fcharset" and number in _CODE_PAGES:
            self._fonts[self._font] = _CODE_PAGES[number]
        elif word in ("red", "green", "blue") and self._state.group == "colortbl":
            self._colours[-1][word] = number or 0

    def _letters(self, letters: bytes) -> None:
        if self._skip:
            gone = min(self._skip, len(letters))
            self._skip -= gone
            letters = letters[gone:]
        if self._state.group == "colortbl":
            self._colours += [{} for _ in range(letters.count(b";"))]
        if not self._state.silent:
            self._bytes += letters

    def _unit(self, number: int) -> None:
        """A character given as a number of 16 bits; those beyond come as two of them."""
        code = number + 0x10000 if number < 0 else number
        self._skip = self._state.skips
        high, self._high = self._high, 0
        if 0xD800 <= code < 0xDC00:
            self._high = code
        elif 0xDC00 <= code < 0xE000:
            self._say(chr(0x10000 + ((high - 0xD800) << 10) + code - 0xDC00) if high else "�")
        elif code:
            self._say(chr(code) if code < 0x110000 else "�")

    def _flush(self) -> None:
        if self._bytes:
            letters, self._bytes = bytes(self._bytes), bytearray()
            text = letters.decode(self._fonts.get(self._state.font, self._encoding), "replace")
            self._lost += text.count("�")
            self._say(text)

    def _say(self, text: str) -> None:
        self._flush()
        if not self._state.silent:
            self._page.say(cleaned(text), self._state, self._is_black())

    def _is_black(self) -> bool:
        place = self._state.colour
        colour = self._colours[place] if 0 < place < len(self._colours) else {}
        return bool(colour) and not any(colour.values())


def _known(encoding: str) -> str:
    try:
        return codecs.lookup(encoding).name
    except LookupError:
        return ""
