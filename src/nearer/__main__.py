"""`python -m nearer`."""

import sys

from nearer.cli import main

sys.exit(main())
