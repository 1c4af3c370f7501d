"""A child of the sandbox whose reader does what the file tells it to. Started by the tests as a program."""

import ctypes
import os
import sys
import time
from pathlib import Path

from framework.errors import Unreadable
from framework.importing import read
from framework.importing.child import serve
from framework.model import Draft


def strange(name: str, data: bytes) -> Draft:
    """Read a file, unless its first word is an order."""
    order = data.split()[0].decode()
    if order == "CRASH":
        ctypes.string_at(0)
    elif order == "LEAVE":
        os._exit(0)
    elif order == "SLEEP":
        time.sleep(600)
    elif order == "SPIN":
        while True:
            pass
    elif order == "GREED":
        bytearray(4 * 1024**3)
    elif order == "FAULT":
        raise KeyError(data.decode())
    elif order == "CHATTER":
        print("x" * 100_000, flush=True)
    elif order == "SPY":
        raise Unreadable(f"{sorted(os.environ)} {Path.cwd()}", name)
    elif order == "LIE":
        os.write(int(data.split()[1]), b"\0\0\0\0\0\0\0\x02{}")
    return read(name, data)


if __name__ == "__main__":
    serve(strange, int(sys.argv[1]), int(sys.argv[2]))
