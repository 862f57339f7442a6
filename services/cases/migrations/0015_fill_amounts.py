from django.db import migrations

from services.cases.amounts import number
from services.dictionary.snapshot import worth


def fill_amounts(apps, schema_editor):
    """Running items keep their amount from now on: a delegation's cap is held against it (R51)."""
    elements = apps.get_model("dictionary", "DataElement").objects.filter(type__in=["decimal", "int"])
    worths = {key: worth(name) for key, name in elements.values_list("key", "name")}
    money = {key: found for key, found in worths.items() if found is not None}
    for item in apps.get_model("cases", "CaseItem").objects.filter(decided_at=None).select_related("case").iterator():
        keys = set(item.definition.get("elements", ())) & money.keys()
        amounts = [value * money[key] for key in keys if (value := number(item.case.form.get(key))) is not None]
        if amounts:
            item.amount = max(amounts)
            item.save(update_fields=["amount"])


class Migration(migrations.Migration):
    dependencies = [("cases", "0014_delegation"), ("dictionary", "0001_initial")]

    operations = [migrations.RunPython(fill_amounts, migrations.RunPython.noop, elidable=True)]
