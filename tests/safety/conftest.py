"""What the tests of this part share: counting what lies in the databases."""

from collections.abc import Callable

import pytest
from django.apps import apps
from django.db.models import BinaryField

Rows = dict[str, list[int]]


@pytest.fixture
def count_rows(db: None) -> Callable[[], Rows]:
    """Count every row of every table, and the bytes of each sealed field."""

    def counted() -> Rows:
        found: Rows = {}
        for model in apps.get_models():
            rows = model._default_manager.all()
            found[model._meta.label] = [rows.count()]
            for field in model._meta.get_fields():
                if isinstance(field, BinaryField):
                    values = rows.values_list(field.name, flat=True)
                    sizes = sorted(len(bytes(value)) for value in values if value is not None)
                    found[f"{model._meta.label}.{field.name}"] = sizes
        return found

    return counted
