"""The formats: what comes in, what becomes of it, what is refused, what goes out. Pages, command line and README agree.

A row begins with the name of a format; `exports` has the same for what leaves, under the names the writers go by.
"""

from dataclasses import dataclass

from framework.exporting import WRITERS

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Formats of one sort: a table. `screen` is the page that takes them, `command` what does so without a page."""

    title: str
    about: str
    headings: Row
    rows: tuple[Row, ...]
    screen: str = ""
    command: str = ""


TRANSCRIPTS = Section(
    "Transcripts",
    "Single files, a whole folder, or a .zip of them. What a file is, is told from its content, not from its name. "
    "Words that nobody sees in a document (deleted, hidden, blacked out) are listed; you decide whether they come in.",
    ("Format", "What is read", "What is left out"),
    (
        (
            "Word (.docx)",
            "All text, content controls, tables, tracked insertions; text boxes at the end",
            "Tracked deletions, hidden text, notes, comments, headers and footers, pictures",
        ),
        ("OpenDocument (.odt)", "As Word, headings too", "As Word"),
        ("Rich Text (.rtf)", "As Word", "As Word"),
        (
            "Old Word (.doc)",
            "As Word, where LibreOffice is installed",
            "As Word; refused where there is no LibreOffice",
        ),
        (
            "PDF (.pdf)",
            "The lines of its pages, where it has a text layer",
            "Line numbers, running heads and page numbers",
        ),
        ("Web page (.html)", "What a browser shows", "Menus, scripts, hidden and deleted parts"),
        ("Plain text (.txt)", "Everything, in any encoding; the guess is said", "Byte-order marks"),
        ("Markdown (.md)", "Everything, its signs too; bold labels are speakers", "Byte-order marks"),
        ("Captions (.vtt)", "Words, voices and the time of every caption", "Styles, notes, names of captions"),
        (
            "Captions (.srt)",
            "As .vtt; without voices, captions are joined up to the end of a sentence",
            "Numbers of captions",
        ),
        ("Table of turns (.csv, .tsv, .xlsx)", "A row a turn: speaker, words, perhaps a time", "Other sheets"),
    ),
    "importing",
    "import transcripts",
)

FACESHEETS = Section(
    "Attributes of cases",
    "A row for each case, transcript or participant. Every value that would change is listed before it does.",
    ("Format", "What is read", "What is left out"),
    (
        (
            "Spreadsheet of attributes (.xlsx, .csv, .tsv)",
            "Columns become attributes, known or new; their types are guessed",
            "Rows about no one case, values on which rows differ or that are not of their type",
        ),
    ),
    "cases",
    "import facesheet",
)

CODEBOOKS = Section(
    "Codebooks",
    "Themes to begin with, or to add: nothing that is there is replaced. On the page: “Start from…”.",
    ("Format", "What is read", "What is left out"),
    (
        (
            "Codebook as a table (.xlsx, .csv, .tsv)",
            "A column of paths (Training / University), of parents or of numbers; definitions, limits, origin",
            "Other columns",
        ),
        (
            "REFI-QDA codebook (.qdc)",
            "Codes as themes, with what stands above them and their descriptions",
            "Colours, sets, codes without a name",
        ),
    ),
    "framework",
    "import codebook",
)

WORKBOOKS = Section(
    "Edited workbooks",
    "A workbook exported here, changed in a spreadsheet program: exactly the changed cells are offered.",
    ("Format", "What is read", "What is left out"),
    (
        (
            "Workbook with summary matrices (.xlsx)",
            "Cells, with rows sorted, columns moved, sheets renamed",
            "Cells of cases or themes that are gone; sheets without marks",
        ),
    ),
    "bringing_back",
    "import workbook",
)

EXCERPTS = Section(
    "Coded excerpts",
    "A report of quotations from another program, for transcripts that are here already.",
    ("Format", "What is read", "What is left out"),
    (
        (
            "Table of excerpts (.xlsx, .csv, .tsv)",
            "A row a quotation: document, quotation, codes. Each is found in its text and becomes a passage",
            "Quotations that are not found in their text are listed",
        ),
    ),
    "excerpts",
    "import excerpts",
)

PROJECTS = Section(
    "Projects of other programs",
    "Codes become themes, cases and codes that stand for cases become cases, variables attributes, text sources "
    "transcripts, codings passages with coder and date, notes memos. Before, you see what would come; afterwards, what "
    "did not. An undo takes it all back.",
    ("Format", "What comes in", "What is carried and written back", "What is lost"),
    (
        (
            "REFI-QDA project (.qdpx, .qde)",
            "Codes, cases, variables, texts, codings, notes, links to them, coders",
            "Pictures, audio, video, regions of PDFs, graphs, sets, links",
            "Colours but for the nearest of ours; cases that are only parts of documents; which case a picture is of",
        ),
        (
            "QualCoder project (.qda, or its folder as a .zip)",
            "Categories and codes, cases, attributes, texts, codings, memos, coders",
            "–",
            "The content of pictures and recordings; the mark “important”",
        ),
        (
            "Taguette project (.sqlite3)",
            "Tags, documents as text, highlights",
            "–",
            "The look of the documents; further projects in the file",
        ),
        (
            "RQDA project (.rqda)",
            "Categories and codes, cases, attributes, files, codings, memos",
            "Further categories of a code and of files, as sets",
            "What was deleted in RQDA",
        ),
    ),
    "bring_in",
    "import project",
)

ARCHIVES = Section(
    "Archives of Workbench",
    "The archive of a whole study, as it was exported here, becomes a study again, beside those that are there.",
    ("Format", "What comes in", "What is left out"),
    (
        (
            "Archive (.zip)",
            "Everything: texts, tables, memos, history, audit trail",
            "Nothing; a damaged archive is refused whole",
        ),
    ),
    "overview",
    "import archive",
)

REFUSED = Section(
    "What is refused",
    "Each such file is refused in a sentence; the others go in.",
    ("File", "Why", "What to do"),
    (
        ("Locked by a password", "It cannot be opened", "Save it without a password"),
        ("Scanned PDF", "It holds pictures of pages and no text", "Have its words recognised (OCR)"),
        ("Picture", "It holds no words", "Have its words typed or recognised"),
        ("Recording (audio, video)", "It holds no words", "Import its transcript or captions"),
        (
            "Damaged or hostile file",
            "It could not be read whole, or could harm this machine",
            "Save it anew in the program that wrote it",
        ),
        (
            "NVivo project (.nvp, .nvpx)",
            "A format of its own",
            "In NVivo, export the project as REFI-QDA (Share or File, Export) and import the .qdpx",
        ),
        (
            "MAXQDA project (.mx20 and others)",
            "A format of its own",
            "In MAXQDA, export a REFI-QDA project (Home or Export tab) and import the .qdpx",
        ),
        (
            "ATLAS.ti project (.atlproj)",
            "A format of its own",
            "In ATLAS.ti, export the project as QDPX (File, Export) and import it",
        ),
        ("Pages document, presentation", "No transcript can be told in it", "Export it as .docx"),
    ),
)

INCOMING = (TRANSCRIPTS, FACESHEETS, CODEBOOKS, WORKBOOKS, EXCERPTS, PROJECTS, ARCHIVES, REFUSED)

# What leaves, by whom it is for: the export page offers these, `workbench export` too.
HOLDS = {
    "Excel": {
        "everything": "All of these in one workbook, with a cover, links from cells to evidence, abbreviations",
        "locating": "Cases × sub-themes: where each is represented, ● ○ or why not",
        "summary": "One sheet a theme: the summaries with line references; the quotations, the sign-off",
        "findings": "Sub-themes by site and by role: in how many cases, which ones, where there are no data",
        "sign-off": "Who signed which matrix off, at which version, what has changed; each cell's approval",
        "codebook": "Numbers, names, definitions, limits, examples, origin, how much stands under each",
        "history": "The frozen versions, and what became of each theme from one to the next, with reasons",
        "quotations": "Every passage with its case and attributes, speakers, lines, themes, marks, analyst, memos",
        "cases": "The cases with their sites, roles, attributes, words and readers",
    },
    "Word": {
        "summary-docx": "A chapter for each theme: what it means, its note, its matrix in tables that fit the page",
        "quotations-docx": "The passages under each theme, case by case, with speaker, lines, other themes and memos",
        "codebook-docx": "For reading and for an appendix, with the example of each theme",
    },
    "Plain rows for other programs": {
        "summary-csv": "A row for each part of a cell, with its case, attributes, lines, status and analyst",
        "quotations-csv": "A row for each passage: what the sheet of quotations holds",
        "codebook-csv": "A row for each theme",
    },
    "On paper": {
        "coded-docx": "Whole transcripts, even words not to be quoted: line numbers, and the themes in the margin",
        "coded-html": "The same as one page for a browser, to be read or printed",
    },
    "NVivo, MAXQDA, ATLAS.ti, QualCoder and others": {
        "project-qdpx": "Whole transcripts, even words not to be quoted; codings, cases, memos; summaries as notes",
        "project-nvivo": "The same with places as NVivo counts them, which differs where a transcript has emoji",
        "codebook-qdc": "The themes as codes: hierarchy, colours, definitions, limits. Nothing of the participants",
    },
    "For a data archive, and as a copy": {
        "archive-zip": "Everything in open formats, with checksums: texts, tables, history, and most of the above",
        "deposit-zip": "The same without earlier texts, history and words of the trail: what was replaced is gone",
    },
    "A page to read": {
        "reading-room": "All matrices and their evidence; each reference leads to its passage and back",
    },
}
ABOUT = {
    "Plain rows for other programs": "CSV: commas, UTF-8. Words that look like a formula get an apostrophe.",
    "On paper": "Coded transcripts, to be read with a pen. They hold all that was said: for the team alone.",
    "NVivo, MAXQDA, ATLAS.ti, QualCoder and others": "REFI-QDA, the exchange format of such programs.",
    "For a data archive, and as a copy": "The first is a .zip to keep, which the Overview page brings back as a full "
    "study; the second, to deposit, can’t come back. Both hold the whole study, whatever is chosen above, and withhold "
    "nothing: words not to be quoted and withdrawn cells are in them. Keep them as safe as the study itself.",
    "A page to read": "One file that opens in any browser, from a memory stick too. Nothing is loaded from a network.",
}


def outgoing() -> Section:
    """What leaves: every export under the name it goes by on the command line."""
    rows = [
        (WRITERS[what].title, f".{WRITERS[what].suffix}", holds, what)
        for exports in HOLDS.values()
        for what, holds in exports.items()
    ]
    about = "A file is made when somebody asks for it, and the audit trail notes it."
    return Section("What goes out", about, ("Export", "File", "What it holds", "Name"), tuple(rows), "export", "export")
