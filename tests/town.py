"""The demo company as a fixture: loaded once per process, the same before every test.

`town` is the stage of every story: real PostgreSQL, committed transactions, the whole
catalogue and its people. Each test starts from the same rows (restored with COPY in a
fraction of a second) and leaves empty tables to the tests that want them.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import pytest_django.fixtures
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection, transaction
from pytest_django.plugin import blocking_manager_key

SHANGHAI = ZoneInfo("Asia/Shanghai")
# A Monday morning in winter hours, no holiday near: 10:00–14:00, 15:30–19:30.
MONDAY = datetime(2026, 3, 2, 10, 30, tzinfo=SHANGHAI)

RECEPTION_ANSWERS = {
    "guest_count": 12,
    "foreign_guests": False,
    "need_vehicle": True,
    "need_lodging": True,
    "need_venue": True,
    "need_meal": True,
    "cost_incurred": True,
}
RECEPTION_FIELDS = {
    "reception_purpose": "兄弟单位来厂交流采油工艺",
    "visitor_org": "北疆油田公司",
    "companions": 3,
    "visit_start": "2026-03-10T10:00",
    "visit_end": "2026-03-11T18:00",
    "visitor_level": "division",
    "budget_amount": "12000",
    "cost_center": "CY1001",
    "venue_start": "2026-03-10T10:30",
    "venue_end": "2026-03-10T13:00",
    "attendees": 20,
    "vehicle_type": "mpv",
    "vehicle_count": 2,
    "pickup_place": "库尔勒站",
    "room_count": 7,
    "room_type": "twin",
    "checkin_date": "2026-03-10",
    "checkout_date": "2026-03-11",
    "meal_date": "2026-03-10",
    "meal_type": "lunch",
    "meal_headcount": 15,
    "diet": "normal",
    "canteen": "base",
}
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@dataclass
class Table:
    """One table: its rows as COPY text, how many they are, and the last transaction known to have left them so."""

    name: str
    content: bytes
    rows: int
    stamp: int


@dataclass
class Snapshot:
    """Rows of every table as COPY text, and where the sequences stand (None: never used)."""

    tables: dict[str, Table] = field(default_factory=dict)
    sequences: dict[str, int | None] = field(default_factory=dict)

    @classmethod
    def take(cls) -> Snapshot:
        snapshot = cls()
        with transaction.atomic(), connection.cursor() as cursor:
            stamp = current_transaction(cursor)
            for name, (rows, _) in standing(cursor, tables(cursor)).items():
                stream = io.BytesIO()
                cursor.copy_expert(f'COPY "{name}" TO STDOUT', stream)
                snapshot.tables[name] = Table(name, stream.getvalue(), rows, stamp)
            cursor.execute("SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'")
            snapshot.sequences = dict(cursor.fetchall())
        return snapshot

    def restore(self) -> None:
        """Put back the tables that differ. Most of the catalogue never does, and emptying a table costs
        more than comparing it: a row that is newer than the last restoration gives its table away."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            now = standing(cursor, list(self.tables))
            stamp = current_transaction(cursor)
            for table in self.tables.values():
                rows, newest = now[table.name]
                if rows == table.rows and newest <= table.stamp and _owner.get(table.name) is self:
                    continue
                if rows:
                    cursor.execute(f'DELETE FROM "{table.name}"')
                if table.content:
                    cursor.copy_expert(f'COPY "{table.name}" FROM STDIN', io.BytesIO(table.content))
                table.stamp = stamp
                _owner[table.name] = self
            resets = ", ".join("setval(%s, %s, %s)" for _ in self.sequences)
            used = [(name, value or 1, value is not None) for name, value in self.sequences.items()]
            cursor.execute(f"SELECT {resets}", [one for three in used for one in three])
        forget_caches()


def tables(cursor: Any) -> list[str]:
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'django_migrations'")
    return sorted(row[0] for row in cursor.fetchall())


def standing(cursor: Any, names: list[str]) -> dict[str, tuple[int, int]]:
    """{table: (rows, newest transaction among them)}."""
    counted = "SELECT '{0}', count(*), coalesce(max(xmin::text::bigint), 0) FROM \"{0}\""
    cursor.execute(" UNION ALL ".join(counted.format(name) for name in names))
    return {name: (rows, newest) for name, rows, newest in cursor.fetchall()}


def current_transaction(cursor: Any) -> int:
    cursor.execute("SELECT pg_current_xact_id()::text::bigint")
    return cursor.fetchone()[0]


def forget_caches() -> None:
    """Primary keys start anew: nothing remembered in the process may survive."""
    from django.contrib.contenttypes.models import ContentType
    from django.core.cache import cache

    from portal.worktime import invalidate

    ContentType.objects.clear_cache()
    invalidate()
    cache.clear()


@dataclass
class Town:
    """The cast and the short ways stories are told in."""

    rooms: int = 0

    def person(self, name: str) -> Any:
        """A person by user name ("you.liuchang"), fresh from the database."""
        from portal.accounts.models import User

        return User.objects.get(username=name)

    def client(self, name: str | None = None) -> Any:
        from django.test import Client

        client = Client(headers={"accept-language": "zh-hans"})
        if name:
            client.force_login(self.person(name), backend="django.contrib.auth.backends.ModelBackend")
        return client

    def upload(self, name: str, file_name: str = "公函.pdf", content: bytes = PDF) -> str:
        """Id of a file this person has uploaded."""
        from portal.files import store

        return str(store(SimpleUploadedFile(file_name, content, "application/pdf"), self.person(name)).pk)

    def reception(self, applicant: str = "yuan.gongjia", **changes: Any) -> Any:
        """Hand in OM-RECEPTION for the reference answers; `changes` override fields."""
        answers = {**RECEPTION_ANSWERS, **changes.pop("answers", {})}
        # One venue belongs to one case (R94): every reception of a story has a room of its own.
        self.rooms += 1
        changes.setdefault("venue", f"第{self.rooms}会议室")
        return self.apply("OM-RECEPTION", applicant, answers, {**RECEPTION_FIELDS, **changes})

    def apply(self, matter: str, applicant: str, answers: Any, fields: Any, **more: Any) -> Any:
        """Hand in any matter with uploads for every paper that is asked for."""
        from services.catalog.queries import published_version
        from workflows.applying.application import open_form
        from workflows.operations.entry.submission import Application, submit

        person = self.person(applicant)
        actor = self.person(more.pop("actor", applicant))
        form = open_form(person, published_version(matter).typed, answers)
        given = complete(form, fields)
        papers = more.pop("materials", None)
        if papers is None:
            wanted = [one for one in form.resolution.materials if one.handling != "exempt" and one.phase == "main"]
            papers = {one.code: self.upload(applicant) for one in wanted}
        application = Application(matter, answers, given, papers, **more)
        case, _ = submit(application, applicant=person, actor=actor)
        return case

    # ---- driving a case ---------------------------------------------------------------
    def open_tasks(self, case: Any, **only: Any) -> list[Any]:
        from workflows.models import Task

        rows = Task.objects.filter(case=case, finished=None, **only).exclude(kind="")
        return list(rows.select_related("case", "case_item", "department", "owner", "stand_in").order_by("pk"))

    def able(self, task: Any) -> Any:
        """Somebody who may act on the task now."""
        from workflows.words.telling import able_people

        task.able = None
        return able_people(task)[0]

    def act(self, task: Any, action: str, actor: Any = None, **payload: Any) -> Any:
        from workflows.acting import get_task
        from workflows.operations.acts import act

        who = self.person(actor) if isinstance(actor, str) else actor or self.able(task)
        return act(get_task(task.pk), actor=who, action=action, payload=payload)

    def accept(self, case: Any, clerk: str | None = None) -> Any:
        [task] = self.open_tasks(case, kind="intake")
        return self.act(task, "accept", clerk)

    def run(self, case: Any, *, until: str = "closed", rounds: int = 200) -> Any:
        """Let everybody involved do the ordinary thing until the case has reached `until`."""
        ordinary = {
            "intake": ("accept", {}),
            "step": ("pass", {"opinion": "同意"}),
            "countersign": ("agree", {}),
            "deliver": ("deliver", {"method": "电子送达"}),
            "confirm": ("confirm", {}),
        }
        for _ in range(rounds):
            case.refresh_from_db()
            if case.state == until:
                return case
            todo = [task for task in self.open_tasks(case) if task.kind in ordinary]
            if not todo:
                break
            action, payload = ordinary[todo[0].kind]
            self.act(todo[0], action, **payload)
        case.refresh_from_db()
        return case

    def fire(self) -> int:
        """One beat tick of the real alarm task."""
        from workflows.tasks import fire_alarms

        return fire_alarms()


def complete(form: Any, fields: Any) -> dict[str, Any]:
    """The given fields that belong to this form, and a plausible value for every other asked one."""
    given = {}
    for one in form.fields:
        if one.readonly or one.resolved.phase == "post":
            continue
        if one.key in fields:
            given[one.key] = fields[one.key]
        elif one.value is None:
            given[one.key] = sample(one.resolved.element)
    return given


SAMPLES = {
    "DE001": "10000001", "DE003": "11010519491231002X", "DE004": "13800000001", "DE013": "6222020200001234565",
    "DE016": "CY1001", "DE020": "test.user", "DE064": "0996-1234567", "DE069": "FY000001",
    "DE076": "91350100M000100Y43",
    "DE078": "HT2026-00001", "DE085": "新A12345", "DE093": "1234567890", "DE100": "L-1001", "DE101": "123456789012",
    "DE110": "GY00001",
}  # fmt: skip


def sample(element: Any) -> Any:
    """A value the dictionary accepts for this element."""
    if element.code in SAMPLES:
        return SAMPLES[element.code]
    kind = element.type
    if kind == "bool":
        return True
    if kind == "int":
        return max(int(element.min or 1), 1)
    if kind == "decimal":
        return "1"
    late = 1 if element.after else 0
    if kind == "date":
        return (MONDAY + timedelta(days=8 + late)).date().isoformat()
    if kind == "datetime":
        return (MONDAY + timedelta(days=8, hours=late)).strftime("%Y-%m-%dT%H:%M")
    if kind == "code":
        return element.options[0].value if element.options else "OF-CY1"
    return "演示填写内容"


def count_as_database_tests() -> None:
    """pytest-django creates the database only for fixtures it knows; `stage` is one of ours."""
    known = pytest_django.fixtures._get_databases_for_test

    def databases(test: Any) -> Any:
        return (("default",), False) if "stage" in getattr(test, "fixturenames", ()) else known(test)

    pytest_django.fixtures._get_databases_for_test = databases


count_as_database_tests()
_snapshots: dict[str, Snapshot] = {}
# Which snapshot a table was last restored from: the rows of two may be as many and as old.
_owner: dict[str, Snapshot] = {}
USES_DATABASE = {"db", "transactional_db", "live_server"}


@pytest.fixture
def stage(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The database with the demo company in it, whatever ran before; the next test of another kind empties it."""
    with django_db_blocker.unblock():
        if not _snapshots:
            _snapshots["empty"] = Snapshot.take()
            call_command("loadcatalog", verbosity=0)
            _snapshots["town"] = Snapshot.take()
        _snapshots["town"].restore()
        yield
        connection.close()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test that brings its own rows finds empty tables, even after one that played in the town."""
    names = getattr(item, "fixturenames", ())
    uses = USES_DATABASE & {*names} or item.get_closest_marker("django_db")
    if _owner and uses and "stage" not in names:
        with item.config.stash[blocking_manager_key].unblock():
            _snapshots["empty"].restore()
            connection.close()


@pytest.fixture
def town(stage: None) -> Town:
    return Town()


@pytest.fixture
def monday(town: Town) -> Iterator[time_machine.Traveller]:
    """The clock on a quiet Monday morning; `monday.move_to`, `monday.shift` move it."""
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller
