import django.db.models.deletion
from django.db import migrations, models

OWN = {
    "auto_created": True,
    "on_delete": django.db.models.deletion.CASCADE,
    "parent_link": True,
    "primary_key": True,
    "serialize": False,
}


class Migration(migrations.Migration):
    initial = True
    dependencies = [("viewflow", "0015_task_scheduled")]
    operations = [
        migrations.CreateModel(
            name="StockProcess",
            fields=[
                ("process_ptr", models.OneToOneField(to="viewflow.process", **OWN)),
                ("number", models.CharField(blank=True, max_length=40)),
            ],
            bases=("viewflow.process",),
        ),
        migrations.CreateModel(
            name="StockTask",
            fields=[
                ("task_ptr", models.OneToOneField(to="viewflow.task", **OWN)),
                ("department_id", models.BigIntegerField(null=True)),
                ("duty", models.CharField(blank=True, max_length=20)),
                ("due_at", models.DateTimeField(null=True)),
            ],
            options={"indexes": [models.Index(fields=["department_id", "duty", "due_at"], name="stock_queue")]},
            bases=("viewflow.task",),
        ),
    ]
