"""How a workbook shows the numbers in its cells: a date is a count of days, and only its format says so."""

import re
from datetime import date, datetime, timedelta
from enum import Enum

from lxml import etree

from framework.importing.docx import parsed
from framework.importing.zip_guard import Package

_BUILT_IN_DATES = {14: "d", 15: "d", 16: "d", 17: "m", 22: "dh", 18: "h", 19: "h", 20: "h", 21: "h", 45: "h", 46: "h"}
_NOT_THE_FORMAT = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^]]*\]')
_WHOLE = re.compile(r"-?\d+\.0+")
_LAST_DAY = 2_958_465  # 9999-12-31


class Shown(Enum):
    """What the number in a cell stands for."""

    NUMBER = "a number"
    DAY = "a date"
    MOMENT = "a date and a time"
    TIME = "a time"


def formats(name: str, package: Package) -> list[Shown]:
    """What each of a workbook's cell styles makes of a number, in the order in which cells refer to them."""
    part = "xl/styles.xml"
    if part not in package.names:
        return []
    styles = parsed(name, package.read(part))
    codes = {n.get("numFmtId"): n.get("formatCode") or "" for n in styles.iter("{*}numFmt")}
    used = [style for block in styles.iter("{*}cellXfs") for style in block]
    return [_shown(style, codes) for style in used]


def starts_in_1904(name: str, package: Package) -> bool:
    """Whether days count from 1904, as on old Macs, and not from 1900."""
    part = "xl/workbook.xml"
    if part not in package.names:
        return False
    properties = next(parsed(name, package.read(part)).iter("{*}workbookPr"), None)
    return properties is not None and properties.get("date1904") in ("1", "true")


def _shown(style: etree._Element, codes: dict[str | None, str]) -> Shown:
    number = style.get("numFmtId", "0")
    code = codes.get(number, _BUILT_IN_DATES.get(int(number), "") if number.isdecimal() else "")
    code = _NOT_THE_FORMAT.sub("", code.split(";")[0]).casefold()
    if code == "general" or re.search(r"[0#?@]", re.sub(r"[.,]0+", "", code)):
        return Shown.NUMBER
    day, time = (
        re.search(r"[dy]", code) or ("m" in code and "h" not in code and "s" not in code),
        re.search("[hs]", code),
    )
    return Shown.MOMENT if day and time else Shown.DAY if day else Shown.TIME if time else Shown.NUMBER


def in_words(value: str, shown: Shown, in_1904: bool) -> str:
    """The number of a cell as people write it: 2026-03-31, 2026-03-31 14:05, 1:02:33, or without the dust of binary.

    >>> in_words("46112", Shown.DAY, False), in_words("3.1000000000000001", Shown.NUMBER, False)
    ('2026-03-31', '3.1')
    """
    if _WHOLE.fullmatch(value):
        value = value.split(".")[0]
    try:
        number = float(value)
    except ValueError:
        return value
    if shown is Shown.NUMBER or not 0 <= number <= _LAST_DAY - 1462:
        return f"{number:.15g}" if "." in value else value
    seconds = round(number % 1 * 86_400)
    if shown is Shown.TIME:
        minutes, second = divmod(round(number * 86_400), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{second:02}"
    first = date(1904, 1, 1) if in_1904 else date(1899, 12, 30)
    moment = datetime(first.year, first.month, first.day) + timedelta(int(number), seconds)  # noqa: DTZ001 - no zone
    return f"{moment:%Y-%m-%d}" if shown is Shown.DAY or not seconds else f"{moment:%Y-%m-%d %H:%M}"
