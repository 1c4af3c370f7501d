"""What reading a project had to mend, guess or leave out, counted, and said in sentences."""

from collections import Counter

# What is counted → what is said of one, and of several.
_SAID = {
    "encoding": ("The file says of its letters what isn’t so; it was read as UTF-8.",) * 2,
    "controls": (
        "One character that no XML file may hold was replaced by “\ufffd”.",
        "{} characters that no XML file may hold were replaced by “\ufffd”.",
    ),
    "guid": (
        "One element had no GUID, or the one of another; it was given one.",
        "{} elements had no GUID, or the one of another; they were given one.",
    ),
    "nodes": ("“Nodes”, which NVivo puts above all codes, was left out.",) * 2,
    "case codes": (
        "One code is a case as well; it was taken as a case, and what is coded there as belonging to it.",
        "{} codes are cases as well; they were taken as cases, and what is coded there as belonging to them.",
    ),
    "empty folders": (
        "One heading of codes held nothing but cases; it was left out.",
        "{} headings of codes held nothing but cases; they were left out.",
    ),
    "nameless code": ("One code has no name.", "{} codes have no name."),
    "colour": ("One colour of a code could not be read.", "{} colours of codes could not be read."),
    "not codable": (
        "One coding stands at a code that is only a heading there; it was kept.",
        "{} codings stand at codes that are only headings there; they were kept.",
    ),
    "missing code": (
        "One code is referred to but not in the file; it stands as “(missing code …)”.",
        "{} codes are referred to but not in the file; they stand as “(missing code …)”.",
    ),
    "missing variable": (
        "One variable is referred to but not in the file; it stands as “(missing variable …)”.",
        "{} variables are referred to but not in the file; they stand as “(missing variable …)”.",
    ),
    "missing user": (
        "One person is referred to but not in the file; they stand as “unknown (…)”.",
        "{} people are referred to but not in the file; they stand as “unknown (…)”.",
    ),
    "missing note": (
        "One reference leads to a note that is not in the file.",
        "{} references lead to notes that are not in the file.",
    ),
    "no code": ("One coding names no code; it was left out.", "{} codings name no code; they were left out."),
    "twice": (
        "One coding stood in the file more than once (same words, code and person); it was kept once.",
        "{} codings stood in the file more than once (same words, code and person); each was kept once.",
    ),
    "merged": (
        "One selection had the same place as another; they became one.",
        "{} selections had the same place as another; they became one each.",
    ),
    "value": (
        "One value does not read as its variable says (a number, a date); it was kept as it stands.",
        "{} values do not read as their variable says (a number, a date); they were kept as they stand.",
    ),
    "no variable": (
        "One value names no variable; it was left out.",
        "{} values name no variable; they were left out.",
    ),
    "nameless case": (
        "One case without a name belongs to a single source; its values were taken as the source’s.",
        "{} cases without a name belong to a single source each; their values were taken as the source’s.",
    ),
    "date": ("One date could not be read.", "{} dates could not be read."),
    "folded": (
        "One part of the package has the name of another but for capital letters; each was looked up as it is written.",
        "{} parts of the package have the names of others but for capital letters; "
        "each was looked up as it is written.",
    ),
    "no text": (
        "The text of one source is missing in the file.",
        "The texts of {} sources are missing in the file.",
    ),
    "no note text": ("The text of one note is missing in the file.", "The texts of {} notes are missing in the file."),
    "rich": (
        "The text of one source was taken from its formatted document: places in it are unreliable.",
        "The texts of {} sources were taken from their formatted documents: places in them are unreliable.",
    ),
    "letters": (
        "One text does not say how its letters are written; check accents and quotation marks.",
        "{} texts do not say how their letters are written; check accents and quotation marks.",
    ),
    "nul": (
        "One character without meaning (NUL) in the texts was replaced by “\ufffd”.",
        "{} characters without meaning (NUL) in the texts were replaced by “\ufffd”.",
    ),
    "long text": (
        "One text is far longer than a transcript; it was left out.",
        "{} texts are far longer than a transcript; they were left out.",
    ),
    "clamped": (
        "One place lay outside its text and was cut to it.",
        "{} places lay outside their text and were cut to it.",
    ),
    "reversed": ("One place ended before it began; it was turned round.",)
    + ("{} places ended before they began; they were turned round.",),
    "unplaced": (
        "One place is not given as a number; it was put at the beginning.",
        "{} places are not given as numbers; they were put at the beginning.",
    ),
    "points": (
        "One selection holds no words; it was kept as a point in the text.",
        "{} selections hold no words; they were kept as points in the text.",
    ),
    "no sync point": (
        "One selection of a transcript names a time that is not in the file.",
        "{} selections of transcripts name times that are not in the file.",
    ),
    "regions": (
        "One coded region of a picture, page or recording is carried: it isn’t shown, and goes back as it came.",
        "{} coded regions of pictures, pages or recordings are carried: they aren’t shown, and go back as they came.",
    ),
    "media": (
        "One source has no text; it is carried: it isn’t shown, and goes back as it came.",
        "{} sources have no text; they are carried: they aren’t shown, and go back as they came.",
    ),
    "coded notes": (
        "One note is itself coded; it comes in without that.",
        "{} notes are themselves coded; they come in without that.",
    ),
    "carried": (
        "One link or graph is carried: it isn’t shown, and goes back as it came.",
        "{} links and graphs are carried: they aren’t shown, and go back as they came.",
    ),
    "link notes": (
        "One note about a link to a note lost what it was about.",
        "{} notes about links to notes lost what they were about.",
    ),
    "lost": (
        "One file that is named in the project is not in the package.",
        "{} files that are named in the project are not in the package.",
    ),
    "outside": (
        "One file lies outside the package and did not come with it.",
        "{} files lie outside the package and did not come with it.",
    ),
}


class Remarks:
    """What is to be said of a project, in the order in which it came up."""

    def __init__(self) -> None:
        self._found: Counter[str] = Counter()
        self._more: list[str] = []

    def count(self, what: str, times: int = 1) -> None:
        """One more of a kind."""
        if times:
            self._found[what] += times

    def say(self, sentence: str) -> None:
        """A sentence of its own."""
        self._more.append(sentence)

    def counted(self, what: str) -> int:
        """How many of a kind there were."""
        return self._found[what]

    def said(self) -> tuple[str, ...]:
        """All sentences."""
        counts = [_SAID[what][times > 1].format(f"{times:,}") for what, times in self._found.items() if times]
        return (*counts, *self._more)
