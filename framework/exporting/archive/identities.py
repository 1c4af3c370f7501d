"""Under which GUIDs other programs know what is in the study: written out, because they follow from ids given anew."""

from framework.exporting.refi.elements import Guids
from framework.model import Identity
from framework.store.journal import Image
from framework.store.references import KINDS
from framework.store.whole import Whole
from framework.study import Study

# What every project that leaves has once.
ONCE = ("matrices", "summaries", "variable:Kind", "variable:Site", "variable:Role", "variable:Group")


def all_identities(study: Study, whole: Whole) -> list[Image]:
    """The identities that are stored, and after them those that everything else has in exports."""
    rows = whole.rows(Identity)
    known = {row["key"] for row in rows}
    guids = Guids(study)
    of_all = {
        f"{kind}:{new}": guids(kind, id)
        for kind, table in sorted(KINDS.items())
        for id, new in whole.numbers.of.get(table, {}).items()
    }
    of_all |= {key: guids(*key.split(":")) for key in ONCE}
    last = max(whole.numbers.of.get("identities", {}).values(), default=0)
    rest = [(key, guid) for key, guid in of_all.items() if key not in known]
    return [*rows, *({"id": last + n, "key": key, "guid": guid} for n, (key, guid) in enumerate(rest, 1))]
