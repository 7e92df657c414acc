"""``python -m signs_studio`` is the command ``signs-studio``."""

import sys

from signs_studio.cli import main

if __name__ == "__main__":
    sys.exit(main())
