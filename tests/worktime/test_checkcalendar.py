"""`manage.py checkcalendar`: a kept table against the loaded calendar."""

from __future__ import annotations

import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from portal.worktime import load_calendars
from tests.worktime.demo_tables import VECTORS

HEADER = "case\taccepted\tlimit_wd\tpauses\tdue"


def check(file: Path, *words: str) -> tuple[str, str]:
    """Output and, when the command fails, its last word."""
    out = StringIO()
    try:
        call_command("checkcalendar", str(file), *words, stdout=out)
    except CommandError as error:
        assert error.returncode == 1
        return out.getvalue(), str(error)
    return out.getvalue(), ""


def table(tmp_path: Path, *lines: str, header: str = HEADER) -> Path:
    file = tmp_path / "table.tsv"
    file.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return file


def test_the_kept_table_agrees(calendars):
    assert check(VECTORS) == ("All 28 lines agree with calendar CN-XJ/2026.1.\n", "")


def test_each_difference_is_named(calendars, tmp_path):
    file = tmp_path / "table.tsv"
    text = VECTORS.read_text(encoding="utf-8").replace("2026-10-08 19:30", "2026-10-05 19:30")
    file.write_text(text.replace("2026-03-11 19:30", "2026-03-11 18:00", 1), encoding="utf-8")
    out, failure = check(file)
    assert out.splitlines() == [
        "line 6, Sunday online: expected 2026-03-11 18:00, computed 2026-03-11 19:30",
        "line 19, National Day: expected 2026-10-05 19:30, computed 2026-10-08 19:30",
    ]
    assert failure == "2 of 28 lines differ from calendar CN-XJ/2026.1."


def test_another_calendar_has_other_hours__R24(calendars, tmp_path):
    file = table(tmp_path, "plain\t2026-03-02 11:00\t1\t\t2026-03-03 18:00")
    assert check(file, "--calendar", "CN")[1] == ""
    assert "computed 2026-03-03 19:30" in check(file)[0]


def test_a_missing_year_is_a_difference_not_a_crash__R24(calendars, tmp_path):
    file = table(
        tmp_path, "next year\t2026-12-31 12:00\t1\t\t2027-01-04 19:30", "ok\t2026-03-02 11:00\t1\t\t2026-03-03 19:30"
    )
    out, failure = check(file)
    assert out.startswith("line 2, next year: expected 2027-01-04 19:30, not computed: ")
    assert "CN-XJ" in out and "2027" in out
    assert failure.startswith("1 of 2 lines differ")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("bad\t2026-03-02\t1\t\t2026-03-03 19:30", "“2026-03-02” is not a moment"),
        ("bad\t2026-03-02 11:00\t1\t\t", "“” is not a moment"),
        ("bad\t2026-03-02 25:00\t1\t\t2026-03-03 19:30", "“2026-03-02 25:00”"),
        ("bad\t2026-03-02 11:00\t0.3\t\t2026-03-03 19:30", "0.3"),
        ("bad\t2026-03-02 11:00\t-1\t\t2026-03-03 19:30", "-1"),
        ("bad\t2026-03-02 11:00\ttwo\t\t2026-03-03 19:30", "two"),
        ("bad\t2026-03-02 11:00\t\t\t2026-03-03 19:30", "limit"),
        ("bad\t2026-03-02 11:00\t1\t2026-03-02 12:00\t2026-03-03 19:30", "start/end"),
        ("bad\t2026-03-02 11:00\t1\t2026-03-02 12:00/\t2026-03-03 19:30", "“” is not a moment"),
        ("bad\t2026-03-02 11:00\t1\t2026-03-03 12:00/2026-03-02 12:00\t2026-03-03 19:30", "before it begins"),
        ("bad\t2026-03-02 11:00\t1\t2026-03-03 19:30", "cells"),
        ("bad 2026-03-02 11:00 1 2026-03-03 19:30", "cells"),
        ("bad\t2026-03-02 11:00\t1\t\t2026-03-03 19:30\tmore", "cells"),
    ],
)
def test_a_malformed_line_is_named_and_the_others_are_still_compared(calendars, tmp_path, line, words):
    good = "good\t2026-03-02 11:00\t1\t\t2026-03-03 19:30"
    out, failure = check(table(tmp_path, good, line, good.replace("03 19:30", "04 19:30")))
    first, second = out.splitlines()
    assert first.startswith("line 3, bad") and words in first
    assert second == "line 4, good: expected 2026-03-04 19:30, computed 2026-03-03 19:30"
    assert failure.startswith("2 of 3 lines differ")


def test_files_as_spreadsheets_leave_them_are_read(calendars, tmp_path):
    file = tmp_path / "table.tsv"
    header = "due\tcase\taccepted\tpauses\tlimit_wd\tnote"
    lines = ["\ufeff# kept by the office", "", header, "2026-03-03 19:30\tplain\t2026-03-02T11:00\t\t1\tx", ""]
    file.write_bytes("\r\n".join(lines).encode())
    assert check(file)[0].startswith("All 1 lines agree")


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("case,accepted,limit_wd,pauses,due", "tabs"),
        ("case\taccepted\tlimit_wd\tpauses", "missing: due"),
        ("", "empty"),
    ],
)
def test_a_table_without_its_columns_is_refused(calendars, tmp_path, header, words):
    assert words in check(table(tmp_path, header=header))[1]


def test_a_table_without_lines_proves_nothing(calendars, tmp_path):
    assert check(table(tmp_path)) == ("", "The file has no line to compare.")


def test_a_file_that_cannot_be_read_is_named(calendars, tmp_path):
    assert "nowhere.tsv" in check(tmp_path / "nowhere.tsv")[1]
    assert str(tmp_path) in check(tmp_path)[1]
    file = tmp_path / "table.tsv"
    file.write_bytes("情形\t受理".encode("gb18030"))
    assert "UTF-8" in check(file)[1]


@pytest.mark.django_db
def test_a_calendar_that_is_not_loaded_is_said_so():
    assert check(VECTORS)[1] == "The working calendar CN-XJ is not loaded. Load it with: manage.py loadcatalog"


def manage(env: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", "checkcalendar", *words]
    return subprocess.run(command, cwd=settings.BASE_DIR, env=env, capture_output=True, text=True, check=False)


@pytest.mark.django_db(transaction=True)
def test_from_the_shell_the_exit_status_tells(process_env, demo_document, tmp_path):
    load_calendars(demo_document)
    assert manage(process_env, str(VECTORS)).returncode == 0
    wrong = manage(process_env, str(table(tmp_path, "x\t2026-03-02 11:00\t1\t\t2026-03-04 19:30")))
    assert wrong.returncode == 1
    assert "2026-03-04 19:30" in wrong.stdout and "2026-03-03 19:30" in wrong.stdout
    assert "Traceback" not in wrong.stderr


def test_without_a_database_it_says_so():
    env = {**os.environ, "DATABASE_URL": "postgres://portal:none@127.0.0.1:1/portal"}
    failed = manage(env, str(VECTORS))
    assert failed.returncode == 1
    assert "Traceback" not in failed.stderr and "127.0.0.1" in failed.stderr
