"""Start a version up to where it would serve: `python -m tests.operate.later.start SETTINGS`."""

import os
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = sys.argv[1]

from nearer.cli import serve, upgrade
from nearer.cli.refusal import Refused
from nearer.project import environment

copy = environment.read()
try:
    with serve.ready(copy):
        django.setup()
        sys.stdout.write("begins\n")
        sys.stdout.flush()
        upgrade.upgrade(copy)
except Refused as error:
    sys.exit(f"nearer: {error}")
