import time
from typing import Any, ClassVar

from django.db import migrations


def in_their_place(_: Any, editor: Any) -> None:
    if editor.connection.alias == "default":
        editor.execute("UPDATE record SET revision = revision - 1000")
    time.sleep(0.2)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("vault", "later_1")]
    operations: ClassVar = [migrations.RunPython(in_their_place)]
