"""`python -m portal.demo`: what `make demo` runs. No Django in this process."""

from __future__ import annotations

import os
import sys

from portal.demo.binaries import ServerMissing
from portal.demo.folder import DemoRefused
from portal.demo.program import ProgramFailed
from portal.demo.supervisor import Wish, run


def main() -> int:
    try:
        return run(Wish.read(os.environ))
    except (DemoRefused, ProgramFailed, ServerMissing) as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
