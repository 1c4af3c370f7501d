"""The child process that reads projects of other programs: `python -m framework.importing.foreign.child`."""

import sys

from framework.importing.checked_json import packed
from framework.importing.child import serve
from framework.importing.foreign import read
from framework.importing.foreign.packages import LARGEST_FILE

if __name__ == "__main__":
    serve(read, int(sys.argv[1]), int(sys.argv[2]), packed, LARGEST_FILE)
