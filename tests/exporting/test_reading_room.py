"""The reading room: one page, no network, and every link leads somewhere."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from exported_study import Small

from framework import indexing, versions
from framework.exporting import ALL_OF_IT, WRITERS, Selection
from framework.model import Blank, Consent

LECTURE = "one lecture in LA1 FG1, and that was all there ever was for us"
SUPERVISION = "In LA3 supervision is where it happens"


class Page(HTMLParser):
    """A page as its elements: tags with their attributes, links with their words, words below what has an id."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.said: dict[str, str] = {}
        self._open: list[tuple[str, str]] = []
        self.text = content.decode("utf-8")
        self.feed(self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        self.tags.append((tag, known))
        if tag != "meta":
            self._open.append((tag, known.get("id", "")))

    def handle_endtag(self, tag: str) -> None:
        opened, _ = self._open.pop()
        assert opened == tag, f"{tag} closes {opened}"

    def handle_data(self, data: str) -> None:
        for _, id in self._open:
            if id:
                self.said[id] = self.said.get(id, "") + data

    @property
    def ids(self) -> list[str]:
        return [known["id"] for _, known in self.tags if "id" in known]

    @property
    def links(self) -> list[str]:
        return [known["href"] for _, known in self.tags if "href" in known]


def page(small: Small, selection: Selection = ALL_OF_IT) -> Page:
    with small.read() as study:
        return Page(WRITERS["reading-room"].write(study, selection))


@pytest.fixture
def at(small: Small) -> Iterator[dict[str, str]]:
    """The ids of cells and passages as they stand in the page."""
    yield {
        "cell": f"c{small.case['LA1, FG1']}-{small.theme['University']}",
        "passage": f"p{small.passage[LECTURE].id}",
    }


def test_every_link_leads_to_something_in_the_page_and_nothing_is_loaded(small: Small) -> None:
    found = page(small)
    assert len(found.ids) == len(set(found.ids))
    assert {link.removeprefix("#") for link in found.links} <= set(found.ids)
    assert all(link.startswith("#") for link in found.links)
    assert not {tag for tag, _ in found.tags} & {"script", "img", "link", "iframe", "object", "form", "base"}
    assert not any("src" in known or any(name.startswith("on") for name in known) for _, known in found.tags)
    assert not re.search(r"url\(|@import|https?:", found.text)
    policy = next(known["content"] for _, known in found.tags if "http-equiv" in known)
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'")


def test_a_reference_leads_to_its_passage_and_the_passage_back_to_the_cell(small: Small, at: dict[str, str]) -> None:
    found = page(small)
    assert found.said[at["cell"]] == (
        "Recall a single lecture. (2)“that was all there ever was” (2)Comment: Compare with managers.draft"
    )
    assert LECTURE in found.said[at["passage"]] and "lines 2" in found.said[at["passage"]]
    assert found.links.count(f"#{at['passage']}") == 2
    assert found.links.count(f"#{at['cell']}") == 1
    assert "Rests on it: LA1, FG1, 1.1 University" in found.said[at["passage"]]
    assert "Ada Analyst: Said with a laugh." in found.said[at["passage"]]


def test_a_passage_stands_between_what_was_said_before_and_after(small: Small, at: dict[str, str]) -> None:
    said = page(small).said[at["passage"]]
    assert "Before: S1 We had" in said and "After: S2 I learnt it on the job" in said


def test_tables_have_captions_and_headers_with_their_scope(small: Small) -> None:
    found = page(small)
    assert sum(tag == "table" for tag, _ in found.tags) == sum(tag == "caption" for tag, _ in found.tags) == 2
    scopes = [known.get("scope") for tag, known in found.tags if tag == "th"]
    assert scopes.count("row") == 2 * 9 and scopes.count("col") == 2 * (1 + 3)


def test_a_blank_cell_says_why_and_leads_to_what_is_there(small: Small) -> None:
    found = page(small)
    university = small.theme["University"]
    assert found.said[f"c{small.case['LA2, FG2']}-{university}"] == "asked, nothing saiddraft"
    assert found.said[f"c{small.case['LA2, FG1']}-{university}"] == "not charted yet (1 passage)"
    assert f"#p{small.passage['one lecture in LA2 FG1'].id}" in found.links


def test_what_is_withheld_or_may_not_be_quoted_is_nowhere_in_the_page(small: Small, at: dict[str, str]) -> None:
    passage = small.passage[LECTURE]
    small.act(indexing.mark_passage, passage.id, passage.strength, passage.key, Consent.REFUSED)
    small.blank("LA3, FG2", "Colleagues", Blank.SUPPRESSED)
    found = page(small)
    for words in (LECTURE, "“that was all there ever was”", "not described", SUPERVISION):
        assert words not in found.text
    assert "(the words may not be quoted)" in found.said[at["passage"]]
    assert f"p{small.passage[SUPERVISION].id}" not in found.ids
    assert found.said[f"c{small.case['LA3, Manager 1']}-{small.theme['Supervision']}"] == "withdrawn"


def test_beside_withheld_words_nothing_of_the_talk_is_shown(small: Small) -> None:
    shared = small.passage["all there ever was for us.\nS2: I learnt it on the job"]
    small.act(indexing.mark_passage, shared.id, shared.strength, shared.key, Consent.REFUSED)
    found = page(small)
    beside = found.said[f"p{small.passage[LECTURE].id}"]
    assert "Before:" not in beside and "After:" not in beside and "learnt it on the job" not in beside
    assert "Before:" in found.said[f"p{small.passage['one lecture in LA2 FG1'].id}"]


def test_words_are_never_taken_for_markup(small: Small) -> None:
    text = "<script>alert(1)</script> & \"quoted\" 'so' \x01 שלום 😀"
    small.chart("LA2, FG1", "Colleagues", {"kind": "summary", "text": text})
    found = page(small)
    where = f"c{small.case['LA2, FG1']}-{small.theme['Colleagues']}"
    assert found.said[where] == f"{text.replace(chr(1), '␁')}draft"
    assert not any(tag == "script" for tag, _ in found.tags)


def test_only_the_chosen_cases_and_themes_are_in_it(small: Small) -> None:
    some = Selection(frozenset([small.case["LA1, FG1"]]), frozenset([small.theme["Training"]]), "Site: LA1")
    found = page(small, some)
    assert "LA2" not in found.text.replace("LA2 FG1", "") and "Supervision" not in found.text
    assert "Site: LA1" in found.said["about"]
    assert {link.removeprefix("#") for link in found.links} <= set(found.ids)


def test_it_stands_as_of_a_version(small: Small) -> None:
    frozen = small.act(versions.freeze_framework, "Pilot")
    small.chart("LA1, FG1", "University", {"kind": "summary", "text": "Written later."})
    then = page(small, Selection(version_id=frozen.id))
    assert "Recall a single lecture." in then.text and "Written later." not in then.text
    assert "Written later." in page(small).text
