import os
from typing import Any, ClassVar

from django.db import migrations


def maybe_fail(_: Any, editor: Any) -> None:
    if os.environ.get("LATER_FAILS") == editor.connection.alias:
        raise ValueError("lantern")


class Migration(migrations.Migration):
    dependencies: ClassVar = [("vault", "later_2")]
    operations: ClassVar = [migrations.RunPython(maybe_fail)]
