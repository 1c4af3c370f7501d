"""What each column of the archive's tables means: a sentence for every one of them, for whoever opens them in years."""

from framework.store.schema import TABLES

_WHO = "Who did this."
_NUMBER = "The number by which the tables of this archive know the row; it has no meaning outside of it."

# Columns that mean the same wherever they stand.
COMMON = {
    "id": _NUMBER,
    "at": "When this was done.",
    "person_id": _WHO,
    "position": "The place of the row among its like, counted from 0.",
    "case_id": "The case this belongs to.",
    "theme_id": "The theme or sub-theme this is about.",
    "transcript_id": "The transcript this belongs to.",
    "passage_id": "The passage this is about.",
    "cell_id": "The cell of the matrix this belongs to.",
    "note": "What was noted with it.",
    "start": "Where the stretch begins: the number of characters (Unicode code points) of the text before it.",
    "end": "Where the stretch ends: the number of characters (Unicode code points) of the text up to its end.",
    "guid": "The identifier under which other programs know this.",
    "name": "The name it goes by.",
    "text": "The words themselves.",
}

# Table → column → its meaning there.
MEANINGS: dict[str, dict[str, str]] = {
    "projects": {
        "guid": "The identifier of the study, the same wherever it is kept.",
        "version": "The number of the study’s latest act, which is the version archived here.",
        "created_at": "When the study was begun.",
    },
    "people": {"name": "The person’s name.", "initials": "The person’s initials, which stand beside their work."},
    "designs": {
        "title": "The title of the study.",
        "questions": "The research questions, one a line.",
        "row_order": "The attributes by which the rows of the matrices are ordered, one a line; empty is by site, "
        "group and role.",
    },
    "memberships": {"person_id": "The person who takes part.", "role": "What the person may do in the study."},
    "sites": {
        "code": "The code of the site, its only public name.",
        "geography": "What kind of place it is.",
        "level": "The level at which the site is counted, as the study words it.",
        "managers": "How many managers the site has, where known.",
        "social_workers": "How many social workers the site has, where known.",
    },
    "role_groups": {"name": "The name of the group of roles, as it is reported."},
    "group_types": {"code": "The code of this kind of focus group.", "name": "What this kind of focus group is."},
    "abbreviations": {"term": "The short form.", "meaning": "What the short form stands for."},
    "cases": {
        "kind": "How the case was heard.",
        "site_id": "The site of the case, where it has one.",
        "role_group_id": "The group of roles that was heard, where there is one.",
        "group_type_id": "The kind of focus group, where it was one.",
        "number": "The number that tells interviews of one site and role apart.",
        "called": "The name the case brought from another program; empty where its name follows from site, group and "
        "role.",
    },
    "attributes": {
        "name": "The name of the attribute.",
        "kind": "What kind of values the attribute has.",
        "choices": "The values there are to choose from, one a line, where it is a choice.",
    },
    "attribute_values": {
        "attribute_id": "The attribute whose value this is.",
        "value": "The value, in the form of its attribute.",
    },
    "participants": {
        "label": "The pseudonym or label of the speaker.",
        "moderator": "Whether this is whoever leads the talk and not a participant.",
    },
    "transcripts": {
        "source": "The name of the file the transcript was imported from.",
        "digest": "The SHA-256 of the text as it is now; files.csv says in which file it stands.",
        "layout": "How the file marked its speakers.",
        "words": "How many words the text has.",
        "lines": "How many lines of at most 80 characters the text has, by which it is cited.",
        "at": "When the transcript was imported.",
    },
    "turns": {
        "number": "The number of the turn in its transcript, counted from 1.",
        "participant_id": "Who speaks; empty for headings and other stretches that nobody speaks.",
        "speech": "Where the words begin, after the speaker’s label: a number of characters (Unicode code points).",
        "seconds": "The time of the turn in the recording, in seconds, where known.",
    },
    "sync_points": {
        "position": "The place in the text: the number of characters (Unicode code points) before it.",
        "seconds": "The time in the recording, in seconds.",
    },
    "readings": {"person_id": "Who has read the transcript through."},
    "themes": {
        "parent_id": "The theme above; empty for a main theme.",
        "name": "The name of the theme.",
        "definition": "What the theme means.",
        "origin": "Where the theme came from.",
        "other": "Whether it is the sub-theme “Other” that ends a main theme.",
        "retired": "Whether the theme takes no new passages any more.",
        "include": "What belongs under the theme.",
        "exclude": "What does not belong under the theme.",
        "example_id": "A telling passage of the theme, where one was chosen; it may have been removed since.",
        "colour": "The place of the theme’s colour in the palette, where it is not that of its main theme.",
    },
    "questions": {"text": "The question as the topic guide asks it."},
    "asked_of": {
        "question_id": "The question that is asked.",
        "role_group_id": "The group of roles that is asked; a question without any is put to everybody.",
    },
    "asks_about": {"question_id": "The question that asks.", "theme_id": "The theme that the question asks about."},
    "passages": {
        "first_line": "The first line of the passage as it is cited.",
        "last_line": "The last line of the passage as it is cited.",
        "quote": "The words of the passage.",
        "person_id": "Who marked the passage.",
        "strength": "How strongly the passage speaks for its themes, from 1 to 3, where somebody has said so.",
        "key": "Whether it is a key quotation.",
        "consent": "Whether the passage may be quoted.",
        "adrift": "Whether its words are not found in the corrected text; then places and lines are those of the "
        "earlier one.",
    },
    "index_entries": {
        "passage_id": "The passage that stands under the theme.",
        "person_id": "Who placed the passage there.",
    },
    "cells": {
        "version": "The version of the study at which the cell was last written.",
        "blank": "Why there is no summary, where there is none.",
        "person_id": "Who last wrote the cell.",
        "evidence": "The passages the cell was written from: of each its number, a colon and a mark of its words.",
        "dynamics": "How the group talked about the sub-theme, one word a line.",
        "settled": "The remarks of the writing guides that the analyst has answered, one a line.",
    },
    "blocks": {
        "kind": "Whose voice it is: the analyst’s summary, the participant’s own words, the analyst’s thought.",
        "text": "The words of this part of the cell.",
    },
    "links": {
        "block_id": "The part of a cell that rests on the passage.",
        "passage_id": "The passage it rests on.",
        "spans": "The stretches of the passage it rests on, as places in its transcript; empty is all of it.",
    },
    "cell_reviews": {
        "version": "The version of the cell that the step was taken on.",
        "stage": "How far the cell came by this step.",
    },
    "remarks": {
        "answers": "The remark that began the thread, where this answers one.",
        "words": "The words of the cell that the remark is about, where it is about some.",
        "passage_id": "The passage that the remark is about, where it is about one; it may have been removed since.",
        "text": "The remark itself.",
        "settled": "Whether the thread that this remark began is settled.",
    },
    "assignments": {
        "theme_id": "The main theme whose matrix is meant.",
        "person_id": "Who charts the case there.",
    },
    "sign_offs": {
        "theme_id": "The main theme whose matrix was signed off.",
        "version": "The version of the study at which it was signed off.",
        "person_id": "The supervisor who stands behind the matrix.",
    },
    "looks": {
        "person_id": "Who has looked.",
        "version": "The version of the study up to which the person has looked at what changed.",
    },
    "memos": {
        "about": "What sort of thing the memo is about.",
        "about_id": "The row that the memo is about, in the table of that sort.",
        "kind": "What sort of memo it is.",
        "text": "The words of the memo.",
        "start": "Where in the transcript a margin note begins, in characters (Unicode code points).",
        "end": "Where in the transcript a margin note ends, in characters (Unicode code points).",
        "person_id": "Who wrote the memo.",
        "pinned": "Whether the memo is kept at the top.",
    },
    "pins": {
        "person_id": "Whose number key it is.",
        "theme_id": "The theme that lies on the key.",
        "position": "Which key it is: 0 is the key 1.",
    },
    "sweeps": {"person_id": "Who has judged every passage of the transcript for the index."},
    "dues": {"reason": "Why the transcript has to be looked at again."},
    "triages": {"verdict": "What was decided about this stretch, which stands under no theme."},
    "framework_versions": {
        "number": "The number of the version: 1 is v1.",
        "name": "The name of the version.",
        "study_version": "The version of the study at that moment.",
        "person_id": "Who froze the framework.",
    },
    "frozen_themes": {
        "framework_version_id": "The version of the framework that this belongs to.",
        "theme_id": "The theme whose state this is; it may have been removed since.",
        "parent_id": "The theme that stood above it then.",
        "place": "Its place in the order of the index.",
        "number": "The number of the theme then, such as 3.2.",
        "name": "The name of the theme then.",
        "definition": "What the theme meant then.",
        "include": "What belonged under the theme then.",
        "exclude": "What did not belong under the theme then.",
        "origin": "Where the theme came from.",
        "other": "Whether it was the sub-theme “Other” that ends a main theme.",
        "retired": "Whether the theme took no new passages then.",
    },
    "theme_reviews": {"verdict": "What the person thought of the theme after reading all that stands under it."},
    "earlier_texts": {
        "number": "The place of the text among the earlier ones of its transcript, counted from 1.",
        "digest": "The SHA-256 of the earlier text; files.csv says in which file it stands.",
        "note": "What was noted when the text was corrected.",
        "person_id": "Who corrected the text.",
        "at": "When the text was corrected.",
    },
    "identities": {
        "key": "What is known under the identifier: its kind, a colon and its number in the table of that kind.",
        "guid": "The identifier under which project.qdpx, codebook.qdc and other programs know it.",
    },
    "carried": {
        "kind": "The part of the other program’s project that it stood in.",
        "guid": "The identifier it has in the other program’s project.",
        "xml": "The element as it came, which is written back when the project is exported again.",
    },
    "carried_files": {
        "carried_id": "The element that the file belongs to.",
        "name": "The name of the file in the other program’s project.",
        "digest": "The SHA-256 of the file; files.csv says where in the archive it lies.",
    },
    "acts": {
        "number": "The number of the act, which is the study’s version after it.",
        "operation": "The name of the act in the program.",
        "label": "What the act is called.",
        "sentence": "What was done, in words.",
        "undoes": "The act that this one took back, where it took one back.",
        "undone_by": "The act that took this one back, where it no longer counts.",
        "reason": "The reason that was given for it.",
    },
    "files": {
        "file": "Where the file lies in the archive.",
        "sha256": "The SHA-256 of the file, by which other tables name it.",
        "what": "Whether it is a transcript as it is now, an earlier text of one, a text that the history alone still "
        "knows, or a file carried for another program.",
        "transcript_id": "The transcript it belongs to, where it is the text of one.",
        "number": "The place of an earlier text among those of its transcript.",
    },
    "dictionary": {
        "table": "The table that the column stands in.",
        "column": "The name of the column.",
        "type": "What kind of values the column has.",
        "meaning": "What the column means.",
        "allowed": "The values that are allowed, where they can be listed.",
        "refers_to": "The table whose rows are named by the numbers in the column.",
    },
}
_TABLES = {
    "identities": "The GUID under which other programs know something of the study.",
    "files": "A file of the archive that holds a text or something carried, and which row it belongs to.",
    "dictionary": "What a column of a table means.",
}
_RECORDS = {table.name: record for record, table in TABLES.items()}


def meaning(table: str, column: str) -> str:
    """What a column means. Raises KeyError where nobody has written it down."""
    return MEANINGS.get(table, {}).get(column) or COMMON[column]


def about(table: str) -> str:
    """What a row of a table says: the first sentence of what its record says of itself."""
    if table in _TABLES:
        return _TABLES[table]
    first = (_RECORDS[table].__doc__ or "").strip().split("\n\n")[0].splitlines()[0]
    return f"{first.split('. ')[0].rstrip('.').replace('`', '')}."
