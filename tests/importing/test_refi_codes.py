"""Codes, variables, people and dates of other programs, in all the ways in which they are written."""

from datetime import UTC, datetime

import pytest
from refi_files import (
    CASE,
    CODE,
    TEXT,
    USER,
    code,
    codes,
    coding,
    element,
    filed,
    guid,
    one_text,
    opened,
    project,
    qdpx,
    ref,
    selection,
    source,
    sources,
    words,
)

from framework.foreign import User
from framework.importing.foreign import read
from framework.model import AttributeKind


def case(*inner: str, own: str = CASE, **more: object) -> str:
    return element("Case", *inner, guid=own, **more)


def tree(*inner: str) -> list[tuple[str, str]]:
    """(name, name of the code above) of all codes."""
    found = opened(codes(*inner)).codes
    names = {one.guid: one.name for one in found}
    return [(one.name, names.get(one.parent, "")) for one in found]


def test_codes_keep_their_order_and_what_is_above_them() -> None:
    below = code(guid(3), name="Placements")
    top = code(guid(1), code(guid(2), below, name="University"), code(guid(4), name="On the job"), name="Training")
    assert tree(top, code(guid(5), name="Support")) == [
        ("Training", ""),
        ("University", "Training"),
        ("Placements", "University"),
        ("On the job", "Training"),
        ("Support", ""),
    ]


def test_a_deep_tree_and_a_large_one() -> None:
    deep = ""
    for level in reversed(range(12)):
        deep = code(guid(level), deep, name=f"level {level}")
    assert tree(deep)[11] == ("level 11", "level 10")
    many = [code(guid(number), name=f"code {number % 50}") for number in range(5000)]
    assert len(tree(*many)) == 5000


def test_codes_of_one_name_stay_apart() -> None:
    found = opened(codes(code(guid(1), name="Other"), code(guid(2), name="Other")))
    assert [one.guid for one in found.codes] == [guid(1), guid(2)] and not found.remarks


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("#AABBCC", "#aabbcc"),
        ("#abc", "#aabbcc"),
        ("aabbcc", "#aabbcc"),
        ("rgb(1, 2, 255)", "#0102ff"),
        ("rgba(255, 128, 0, 0.5)", "#ff8000"),
        ("-65536", "#ff0000"),
        ("#FF336699", "#336699"),
        ("", ""),
    ],
)
def test_colours(written: str, read_as: str) -> None:
    found = opened(codes(code(color=written)))
    assert found.codes[0].colour == read_as and not found.remarks


def test_a_colour_that_is_none_is_told() -> None:
    found = opened(codes(code(color="rgb(1, 2, 999)"), code(guid(2), color="sunny")))
    assert [one.colour for one in found.codes] == ["", ""]
    assert found.remarks == ("2 colours of codes could not be read.",)


@pytest.mark.parametrize(("said", "codable"), [("true", True), ("1", True), ("false", False), ("0", False)])
def test_headings(said: str, codable: bool) -> None:
    assert opened(codes(code(isCodable=said))).codes[0].codable is codable


def test_whether_it_is_a_heading_may_be_left_unsaid() -> None:
    assert opened(codes(element("Code", guid=CODE, name="x"))).codes[0].codable


@pytest.mark.parametrize(
    "namespace", ["urn:QDA-XML:project:1.0", "urn:QDA-XML:project:0:10", "urn:QDA-XML:codebook:0:4", ""]
)
def test_any_namespace_will_do(namespace: str) -> None:
    assert opened(codes(code()), namespace=namespace).codes[0].name == "Support"


def test_one_file_may_mix_namespaces_and_prefixes() -> None:
    mixed = '<q:Codes xmlns:q="urn:QDA-XML:codebook:1:0">' + code(xmlns="urn:x:y") + "</q:Codes>"
    assert opened(element("CodeBook", mixed)).codes[0].name == "Support"


@pytest.mark.parametrize("written", [CODE.upper(), f"{{{CODE}}}", f"{{{CODE.upper()}}}"])
def test_guids_are_the_same_in_any_letters_with_braces_or_without(written: str) -> None:
    mark = selection(0, 6, coding(written))
    found = opened(codes(code(CODE)), sources(source(mark, text="Nobody asked.")))
    assert found.sources[0].selections[0].codings[0].code == found.codes[0].guid == CODE


def test_a_guid_may_be_missing_or_anothers_within_its_kind_alone() -> None:
    twice = codes(code(TEXT), code(TEXT, name="Second"), code("", name="Third"))
    first, second = (opened(twice, sources(source(own=TEXT, text="Yes."))) for _ in range(2))
    guids = [one.guid for one in first.codes]
    assert guids[0] == TEXT == first.sources[0].guid
    assert len({*guids, ""}) == 4
    assert first == second
    assert first.remarks == ("2 elements had no GUID, or the one of another; they were given one.",)


def test_a_code_that_is_not_there_gets_a_place() -> None:
    marks = [selection(0, 3, coding("99999999-1111"), number=1), selection(4, 6, coding("99999999-1111"), number=2)]
    found = one_text("One two.", *marks)
    assert found.codes[-1].name == "(missing code 99999999)" and found.codes[-1].guid == "99999999-1111"
    assert "One code is referred to but not in the file" in found.remarks[0]


def test_a_coding_at_a_heading_is_kept_and_one_without_a_code_is_not() -> None:
    marks = [selection(0, 3, coding(), number=1), selection(4, 7, element("Coding", guid=guid(9)), number=2)]
    found = opened(codes(code(isCodable="false")), sources(source(*marks, text="One two.")))
    assert [len(place.codings) for place in found.sources[0].selections] == [1, 0]
    assert found.remarks == (
        "One coding stands at a code that is only a heading there; it was kept.",
        "One coding names no code; it was left out.",
    )


def test_nodes_above_all_codes_is_left_out() -> None:
    found = opened(codes(code(guid(1), code(guid(2), name="Training"), name="Nodes", isCodable="false")))
    assert [(one.name, one.parent) for one in found.codes] == [("Training", "")]
    assert found.remarks == ("“Nodes”, which NVivo puts above all codes, was left out.",)


def test_cases_that_are_codes_leave_the_tree() -> None:
    held = code(guid(7), code(CASE, name="Dana"), name="Cases", isCodable="false")
    below = code(guid(8), code(guid(9), name="Really a code"), name="Site manager")
    cases = element("Cases", case(name="Dana"), case(own=guid(8), name="Site manager"))
    found = opened(codes(code(), held, below), cases)
    assert [(one.name, one.parent) for one in found.codes] == [("Support", ""), ("Really a code", "")]
    assert [one.name for one in found.cases] == ["Dana", "Site manager"]
    assert found.remarks == (
        "2 codes are cases as well; they were taken as cases, and what is coded there as belonging to them.",
        "One heading of codes held nothing but cases; it was left out.",
    )


def test_coding_at_a_case_means_that_the_words_belong_to_it() -> None:
    text = "A sentence of one, and a sentence of another."
    whole, part = selection(0, 45, coding(CASE), number=1), selection(0, 17, coding(CASE), coding(CODE, 2), number=2)
    cases = element("Cases", case(name="Dana"), case(own=guid(8), name="Lee"))
    other = source(coding(guid(8)), text="Whole.", own=guid(5))
    found = opened(codes(code(), code(CASE, name="Dana")), cases, sources(source(whole, part, text=text), other))
    dana, lee = found.cases
    assert (dana.sources, dana.selections, lee.sources) == ((TEXT,), (guid(2),), (guid(5),))
    kept = found.sources[0].selections
    assert [(place.guid, [one.code for one in place.codings]) for place in kept] == [(guid(2), [CODE])]
    assert not found.sources[1].codings


def test_values_of_a_nameless_case_go_to_its_only_source() -> None:
    variable = element("Variable", guid=guid(4), name="Age", typeOfVariable="Integer")
    value = element("VariableValue", ref("VariableRef", guid(4)), words("IntegerValue", "41"))
    nameless = case(value, ref("SourceRef", TEXT))
    named = case(value, ref("SourceRef", TEXT), ref("CodeRef", CODE), own=guid(6), name="Dana")
    parts = (element("Variables", variable), element("Cases", nameless, named), sources(source(value, text="Yes.")))
    found = opened(codes(code()), *parts)
    assert [(one.name, len(one.values), one.codes) for one in found.cases] == [("Dana", 1, (CODE,))]
    assert [one.text for one in found.sources[0].values] == ["41"]
    assert "One case without a name belongs to a single source" in found.remarks[0]


def test_variables_have_types_and_their_values_stay_as_they_stand() -> None:
    kinds = {"Text": "TEXT", "Boolean": "YES_NO", "Integer": "NUMBER", "Float": "NUMBER", "Date": "DATE"}
    kinds |= {"DateTime": "DATE", "Colour": "TEXT"}
    made = [element("Variable", guid=guid(n), name=kind, typeOfVariable=kind) for n, kind in enumerate(kinds)]
    said = [
        (3, "FloatValue", "1,5"),
        (2, "IntegerValue", "n/a"),
        (1, "BooleanValue", "true"),
        (0, "TextValue", " a\nb "),
    ]
    values = [element("VariableValue", ref("VariableRef", guid(n)), words(tag, text)) for n, tag, text in said]
    nothing = element("VariableValue", ref("VariableRef", guid(0)))
    unknown = element("VariableValue", ref("VariableRef", "99999999-1"), words("TextValue", "x"))
    cases = element("Cases", case(*values, nothing, unknown, name="Dana"))
    found = opened(element("Variables", *made), cases)
    assert [one.kind for one in found.variables[:-1]] == [AttributeKind[kind] for kind in kinds.values()]
    assert found.variables[-1].name == "(missing variable 99999999)"
    assert [value.text for value in found.cases[0].values] == ["1,5", "n/a", "true", " a\nb ", "x"]
    assert any(remark.startswith("2 values do not read as their variable says") for remark in found.remarks)


def test_people_are_known_by_name_or_as_unknown() -> None:
    user = element("User", guid=USER.upper(), name="Síle O’Brien 王", id="SO")
    mark = selection(0, 3, coding(CODE, 1, creatingUser=USER), creatingUser="")
    other = selection(4, 7, coding(CODE, 2), number=2, creatingUser="77777777-2")
    found = opened(element("Users", user), codes(code()), sources(source(mark, other, text="One two.")))
    assert found.users == (
        User(guid=USER, name="Síle O’Brien 王", initials="SO"),
        User(guid="77777777-2", name="unknown (77777777)"),
    )
    first, second = found.sources[0].selections
    assert (first.user, first.codings[0].user, second.codings[0].user) == ("", USER, "77777777-2")
    assert found.remarks[0].startswith("One person is referred to but not in the file")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2024-03-01T10:20:30Z", datetime(2024, 3, 1, 10, 20, 30, tzinfo=UTC)),
        ("2024-03-01T10:20:30", datetime(2024, 3, 1, 10, 20, 30, tzinfo=UTC)),
        ("2024-03-01T10:20:30+02:00", datetime(2024, 3, 1, 8, 20, 30, tzinfo=UTC)),
        ("2024-03-01T10:20:30.1234567Z", datetime(2024, 3, 1, 10, 20, 30, 123456, tzinfo=UTC)),
        ("yesterday", None),
        ("0001-01-01T00:00:00+05:00", None),
    ],
)
def test_dates(written: str, meant: datetime | None) -> None:
    found = one_text("One two.", selection(0, 3, coding(creationDateTime=written)))
    assert found.sources[0].selections[0].codings[0].at == meant
    assert ("One date could not be read." in found.remarks) == (meant is None)


def test_children_may_come_in_any_order_and_strangers_are_told() -> None:
    mark = element("PlainTextSelection", coding(), words("Description", "Said twice"), guid=guid(1), startPosition=0)
    strange = mark.replace("<PlainTextSelection", '<PlainTextSelection weight="3" endPosition="3"')
    parts = (sources(filed(strange)), codes(code(description="What it means")), element("Comments", "x"))
    found = read("s.qdpx", qdpx(project(*parts), {f"sources/{TEXT}.txt": "One."}))
    assert found.codes[0].description == "What it means"
    assert found.sources[0].selections[0].description == "Said twice"
    assert found.remarks == (
        "Elements that the format doesn’t know at their place were left out: Project/Comments (1).",
        "Attributes that the format doesn’t know were left out: PlainTextSelection/weight (1).",
    )


def test_containers_may_be_empty() -> None:
    found = opened(codes(), element("Sets"), element("Sources"), element("Cases"), element("Notes"))
    assert not (found.codes or found.sets or found.sources or found.remarks)


def test_a_case_without_a_name_has_that_of_its_code_with_its_note() -> None:
    note = element("Note", words("PlainTextContent", "Look."), guid=guid(1, "1"), name="n")
    coded = code(CASE, words("Description", "Site manager"), ref("NoteRef", guid(1, "1")), name="Dana")
    found = opened(codes(coded), element("Cases", case(ref("SourceRef", TEXT))), element("Notes", note))
    assert [(one.name, one.description) for one in found.cases] == [("Dana", "Site manager")]
    assert [(link.origin, link.target) for link in found.links] == [(CASE, guid(1, "1"))]


def test_names_that_say_what_is_beneath_what_are_left_as_they_are() -> None:
    found = opened(codes(code(name="Training::University")))
    assert found.codes[0].name == "Training::University"
    assert found.remarks[0].startswith("Some names of codes hold “::”")
