"""What can be a speaker's label, and what a label says about its speaker.

Labels are found by their look, so nothing here is sure; what counts is that no voice is lost. A false label can be
rejected in the preview, a label that was overlooked leaves one person's words in another's mouth.
"""

import re
from functools import lru_cache

LONGEST_LABEL = 40

_LEADS = "interviewer|moderator|facilitator|researcher|investigator|host|chair|co-?moderator|co-?facilitator"
_ROLES = (
    f"{_LEADS}|interviewee|respondent|participant|speaker|informant|observer|note-?taker|translator|interpreter|"
    "(?:male|female) voice|unknown|unidentified|all|several voices|group"
)
_QUALIFIER = r"(?:(?:male|female|unknown|unidentified|first|second|third|other|lead|assistant|the) )?"
_WHICH = r"(?:[ #.-]{0,2}\d{1,3}|[ #.-]{1,2}[a-z]\d{0,3})?(?: \([^)]{1,30}\))?"
_ROLE = re.compile(rf"{_QUALIFIER}(?:{_ROLES})s?{_WHICH}", re.IGNORECASE)
_LEAD = re.compile(rf"{_QUALIFIER}(?:{_LEADS})s?{_WHICH}", re.IGNORECASE)
_CODE = re.compile(r"(?:[AFIMPQRS]|IV|PPT|(?i:fac|int|mod|par|res|resp|sp|spk))(?:[ .-]?\d{1,3}[A-Za-z]?)?\.?")
_LEAD_CODE = re.compile(r"(?:FAC|INT|IV|MOD|I|M|Q)[ .-]?\d{0,2}\.?", re.IGNORECASE)
_NAME_WORD = re.compile(r"\(?(?:[^\W\d_a-z][\w.'’-]*|\d{1,4}),?\)?")
_ALIASED = re.compile(r"(?P<name>.+?)\s*[(\[](?P<alias>[^\W_][\w.]{0,7})[)\]]")

# A label is a name, never a clause: any of these words gives the clause away.
_CLAUSE_WORDS = (
    "a am an and are as at be because been but by can could did do does don't for from get give go got had has have "
    "he her here him his how i'd i'll i'm i've if in into is it it's its just know like make me mean my nothing of "
    "ok okay on or our really said same say says she should so some something than that that's the their them then "
    "there there's these they they're thing things think this those thought to was we we're well went were what "
    "what's when where which who why with would yes yeah you you're your"
)
_CLAUSE = frozenset(_CLAUSE_WORDS.split())
# Words that open a line like a label once in a while. As labels they must earn their place by being frequent.
_NO_SPEAKER_WORDS = (
    "actually after afterwards again also answer anyway before besides caution conclusion currently date difference "
    "e.g eg end example examples fact finally first firstly generally however http https i.e ie important issue "
    "keywords later likewise location look maybe meaning nb no note notes now obviously ok overall part perhaps "
    "place plus point problem ps question questions re reason result second secondly section sometimes sorry step "
    "subject summary theme third thirdly time tip title today topic transcript truth update usually warning"
)
_NO_SPEAKER = frozenset(_NO_SPEAKER_WORDS.split())
_ASIDE = re.compile(
    r"\b(?:applause|background|break|cough|cross ?talk|end|inaudible|indistinct|interruption|laugh\w*|music|noise|"
    r"overlapping|pause|phone|recording|redacted|removed|sigh\w*|silence|start|unclear|unintelligible|whisper\w*)",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def alike(label: str) -> str:
    """A key under which variants of one label meet: "Interviewer1", "INTERVIEWER 1", "interviewer  01.".

    >>> alike("Interviewer1") == alike("INTERVIEWER  01.")
    True
    """
    plain = re.sub(r"[\W_]+", "", label.casefold())
    return re.sub(r"(?<!\d)0+(?=\d)", "", plain) or label.casefold()


def is_role(label: str) -> bool:
    """True for a role word or its usual code: Interviewer 1, Respondent B, P3, INT."""
    return bool(_ROLE.fullmatch(label) or _CODE.fullmatch(label))


def is_role_word(label: str) -> bool:
    """True for a role written out, with or without a number: Interviewer 1, Participant."""
    return bool(_ROLE.fullmatch(label))


def leads(label: str) -> bool:
    """True where the label itself says that its speaker leads the talk: Moderator, Interviewer 2, INT, M."""
    return bool(_LEAD.fullmatch(label) or _LEAD_CODE.fullmatch(label))


def is_plausible(label: str) -> bool:
    """True where a stretch before a colon can be a label: one to five words, no clause, no end of a sentence."""
    words = [word.casefold().replace("’", "'").strip(".,") for word in label.split()]
    if not 1 <= len(words) <= 5 or len(label) > LONGEST_LABEL or not re.search(r"[^\W\d_]", label):
        return False
    if re.search(r"[?!;\"“”=]|\.{2}|…", label) or label.count("(") != label.count(")"):
        return False
    if re.search(r"[^\W\d_]{4}\.$", label) or ("," in label and len(words) > 3):
        return False
    return len(label) == 1 or not _CLAUSE.intersection(words)


def is_name(label: str) -> bool:
    """True where a plausible label looks like a name or a code even if it comes only once: Mia, AB01, Jo Smith."""
    words = label.split()
    return len(words) <= 4 and label.casefold() not in _NO_SPEAKER and all(_NAME_WORD.fullmatch(w) for w in words)


def is_aside(label: str) -> bool:
    """True for what is noted in brackets and spoken by nobody: [inaudible], [BREAK FOR LUNCH]."""
    return bool(_ASIDE.search(label)) or (len(label.split()) > 1 and label.isupper() and not is_role_word(label))


def aliased(label: str) -> tuple[str, str] | None:
    """Name and short form of a label that introduces one: "Interviewer (I)" → ("Interviewer", "I")."""
    found = _ALIASED.fullmatch(label)
    return (found["name"], found["alias"]) if found else None
