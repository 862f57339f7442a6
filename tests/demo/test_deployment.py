"""The files of a deployment fit the code they start."""

import os
import re
import runpy
import subprocess
import sys

import pytest
import yaml
from django.conf import settings

from portal.demo.running import PROJECT_DIR

COMPOSE = yaml.safe_load((PROJECT_DIR / "docker-compose.yml").read_text(encoding="utf-8"))


def test_every_process_of_the_house_has_its_container() -> None:
    assert {"web", "worker", "beat", "migrate", "database", "redis", "proxy"} == set(COMPOSE["services"])


def test_the_containers_set_only_what_the_settings_read() -> None:
    read = set(re.findall(r'env\.\w+\(\s*"(\w+)"', (PROJECT_DIR / "portal" / "settings.py").read_text()))
    assert set(COMPOSE["services"]["web"]["environment"]) <= read


def test_the_example_names_every_value_that_must_be_filled_in() -> None:
    text = (PROJECT_DIR / "docker-compose.yml").read_text(encoding="utf-8")
    wanted = set(re.findall(r"\$\{(\w+):\?", text))
    example = (PROJECT_DIR / "deploy" / "example.env").read_text(encoding="utf-8")
    assert wanted <= set(re.findall(r"^(\w+)=", example, re.M))


def test_the_image_copies_every_package() -> None:
    text = (PROJECT_DIR / "Dockerfile").read_text()
    for name in ("portal", "departments", "services", "workflows", "templates"):
        assert f"COPY {name} {name}" in text


def test_gunicorn_knows_every_setting_of_its_file() -> None:
    from gunicorn.config import Config

    ours = runpy.run_path(str(PROJECT_DIR / "deploy" / "gunicorn.py"))
    names = {name for name in ours if not name.startswith("_") and name not in ("annotations", "os")}
    assert names <= set(Config().settings)


def settings_in(tmp_path, **environment):
    """Read the settings in a process of their own."""
    code = "from django.conf import settings as s; print(len(s.SECRET_KEY), s.DATABASES['default']['PORT'])"
    clean = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "portal.settings", "DEMO_DIR": str(tmp_path)}
    words = [sys.executable, "-c", code]
    return subprocess.run(words, cwd=PROJECT_DIR, env={**clean, **environment}, capture_output=True, text=True)


def test_a_portal_with_its_own_database_needs_a_secret_key(tmp_path) -> None:
    done = settings_in(tmp_path, DATABASE_URL="postgres://a:b@127.0.0.1:5432/c")
    assert done.returncode == 1
    assert done.stderr.strip().splitlines()[-1].startswith("django.core.exceptions.ImproperlyConfigured: SECRET_KEY")
    assert settings_in(tmp_path, DATABASE_URL="postgres://a:b@127.0.0.1:5432/c", SECRET_KEY="x" * 50).returncode == 0


def test_without_a_demo_commands_that_need_no_database_still_work(tmp_path) -> None:
    done = settings_in(tmp_path)
    assert done.stdout.split() == ["67", "1"], done.stderr


@pytest.mark.parametrize("content", ["", "{", "[1]", "null"])
def test_a_damaged_note_of_a_running_demo_counts_as_none(tmp_path, content) -> None:
    (tmp_path / "state.json").write_text(content)
    assert settings_in(tmp_path).stdout.split() == ["67", "1"]


def test_static_files_are_hashed_only_where_they_are_collected(tmp_path) -> None:
    code = (
        "from django.conf import settings as s; print(s.STORAGES['staticfiles']['BACKEND'], s.WHITENOISE_USE_FINDERS)"
    )
    clean = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "portal.settings", "DEMO_DIR": str(tmp_path)}
    for more, expected in (({}, "StaticFilesStorage True"), ({"STATIC_ROOT": str(tmp_path)}, "Manifest")):
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=PROJECT_DIR, env={**clean, **more}, capture_output=True, text=True
        )
        assert expected in done.stdout, done.stderr
    assert settings.WHITENOISE_USE_FINDERS
