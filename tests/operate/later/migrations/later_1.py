import time
from typing import Any, ClassVar

from django.db import migrations

from tests.operate.later.migrations import LAST


def note_each_record(apps: Any, editor: Any) -> None:
    if editor.connection.alias != "default":
        return
    editor.execute("CREATE TABLE later (record_id integer NOT NULL)")
    for (id,) in apps.get_model("vault", "RecordRow").objects.values_list("id"):
        editor.execute("INSERT INTO later VALUES (%s)", [id])
        editor.execute("UPDATE record SET revision = revision + 1000 WHERE id = %s", [id])
        time.sleep(0.004)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("vault", LAST)]
    operations: ClassVar = [migrations.RunPython(note_each_record)]
