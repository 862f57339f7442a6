"""What the engine's documentation suggests: child tables with the columns one's own queue needs."""

from __future__ import annotations

from django.db import models
from viewflow.workflow.models import Process, Task


class StockProcess(Process):
    number = models.CharField(max_length=40, blank=True)


class StockTask(Task):
    department_id = models.BigIntegerField(null=True)
    duty = models.CharField(max_length=20, blank=True)
    due_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["department_id", "duty", "due_at"], name="stock_queue")]
