"""Style sheets inside a web page, as far as they hide words: not displayed, not visible, without a size, see-through.

Rules are weighed as browsers do it: the more particular selector wins, of two alike the later. Sheets in other files
are not fetched.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from bs4 import BeautifulSoup
from bs4.element import Tag
from soupsieve import SelectorSyntaxError

_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.DOTALL)
_NOTHING = r"0*(?:\.0*)?(?:px|pt|em|rem|ex|ch|vw|vh|%)?"
_HIDING = {
    "display": re.compile("none"),
    "visibility": re.compile("hidden|collapse"),
    "font-size": re.compile(_NOTHING),
    "opacity": re.compile(_NOTHING),
}
_NAMES, _CLASSES, _TYPES = (re.compile(p) for p in (r"#[\w-]", r"\.[\w-]|\[|(?<!:):(?!:)", r"(?:^|[\s>+~(])[a-z]"))
_SCREEN = re.compile(r"@(?:supports|layer|media(?!\s+print\b[^,]*$))", re.IGNORECASE)
_MOST_RULES = 2_000

Weight = tuple[bool, int, int, int, int]  # important, names, classes, types, place


class _Rule(NamedTuple):
    """That elements have this value of a property."""

    selector: str
    name: str
    value: str
    weight: Weight

    @property
    def hides(self) -> bool:
        """Whether nobody sees such elements."""
        return bool(_HIDING[self.name].fullmatch(self.value))


def hides(style: str) -> bool:
    """Whether a style that an element carries itself hides it."""
    return any(_HIDING[name].fullmatch(value) for name, value, _ in _declared(style))


def hidden_by_rules(page: BeautifulSoup) -> frozenset[int]:
    """The ids (of Python) of the elements that the page's own style sheets hide."""
    sheets = (_COMMENT.sub("", "".join(map(str, sheet.contents))) for sheet in page.find_all("style"))
    rules = [rule for sheet in sheets for rule in _rules(sheet)][:_MOST_RULES]
    rules = [rule._replace(weight=(*rule.weight[:4], place)) for place, rule in enumerate(rules)]
    found: dict[tuple[int, str], tuple[Tag, _Rule]] = {}
    for rule in (rule for rule in rules if rule.hides):
        for tag in _matching(page, rule.selector):
            before = found.get((id(tag), rule.name))
            if before is None or before[1].weight < rule.weight:
                found[id(tag), rule.name] = tag, rule
    shown = [rule for rule in rules if not rule.hides and rule.name in {name for _, name in found}]
    return frozenset(id(tag) for tag, rule in found.values() if not _is_overruled(tag, rule, shown))


def _is_overruled(tag: Tag, rule: _Rule, others: list[_Rule]) -> bool:
    """Whether the element's own style, or another rule, shows it after all."""
    own = [important for name, _, important in _declared(str(tag.get("style") or "")) if name == rule.name]
    if own and (own[-1] or not rule.weight[0]):
        return True
    heavier = (other for other in others if other.name == rule.name and other.weight > rule.weight)
    return any(_fits(tag, other.selector) for other in heavier)


def _matching(page: BeautifulSoup, selector: str) -> list[Tag]:
    """The elements of a selector; none for one that asks what only a browser knows."""
    try:
        return list(page.select(selector))
    except (SelectorSyntaxError, ValueError, NotImplementedError):
        return []


def _fits(tag: Tag, selector: str) -> bool:
    try:
        return bool(tag.css.match(selector))
    except (SelectorSyntaxError, ValueError, NotImplementedError):
        return False


def _rules(sheet: str) -> Iterator[_Rule]:
    """The rules of a sheet, also those for screens; not those for paper alone."""
    for head, block in _blocks(sheet):
        if head.startswith("@"):
            if _SCREEN.match(head):
                yield from _rules(block)
            continue
        for selector in head.split(","):
            for name, value, important in _declared(block):
                yield _Rule(selector.strip(), name, value, (important, *_particular(selector), 0))


def _blocks(sheet: str) -> Iterator[tuple[str, str]]:
    """(what stands before the braces, what stands in them), the outermost ones."""
    at, depth, head, opened = 0, 0, "", 0
    for brace in re.finditer("[{}]", sheet):
        if brace[0] == "{":
            if not depth:
                head, opened = sheet[at : brace.start()].rpartition(";")[2].strip(), brace.end()
            depth += 1
        elif depth:
            depth -= 1
            if not depth:
                yield head, sheet[opened : brace.start()]
                at = brace.end()


def _declared(block: str) -> Iterator[tuple[str, str, bool]]:
    """The properties that can hide words: name, value, whether it is important."""
    for declaration in block.lower().split(";"):
        name, _, value = declaration.partition(":")
        if (name := name.strip()) in _HIDING:
            value, important, _ = value.partition("!")
            yield name, value.strip(), bool(important)


def _particular(selector: str) -> tuple[int, int, int]:
    names, classes, types = (len(pattern.findall(selector)) for pattern in (_NAMES, _CLASSES, _TYPES))
    return names, classes, types
