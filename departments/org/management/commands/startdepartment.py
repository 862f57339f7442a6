"""Write a new department app that works at once: `manage.py startdepartment legal --name 法务部`."""

from __future__ import annotations

import keyword
import re
from argparse import ArgumentParser
from importlib.util import find_spec
from pathlib import Path
from string import Template
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from departments.org import registry

STARTER = Path(__file__).resolve().parents[2] / "starter"
IDENTIFIER = re.compile(r"[a-z][a-z0-9_]{1,39}")
# The name is written between double quotes into Python and YAML.
NAME = re.compile(r'[^"\\\x00-\x1f]{1,60}')
CODE = re.compile(r"[A-Z]{2,4}-[A-Z][A-Z0-9]{1,15}")
TESTS = Path("tests") / "departments"


class Command(BaseCommand):
    help = "Writes a department app with one demo item and a passing contract test."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("app", help="name of the app: small letters, digits and _, like legal")
        parser.add_argument("--name", required=True, help="name of the department, like 法务部")
        parser.add_argument("--name-en", default="", help="English name of the department")
        parser.add_argument("--code", default="", help="code of the department, like OF-LEGAL2")
        parser.add_argument("--into", default=str(settings.BASE_DIR), help="project folder to write into")

    def handle(self, *args: Any, **options: Any) -> None:
        app, name, root = options["app"], options["name"].strip(), Path(options["into"])
        code = options["code"] or f"OF-{app.replace('_', '').upper()}"[:19]
        self._check(app, name, code, root)
        words = {
            "app": app,
            "name": name,
            "name_en": options["name_en"].strip() or app.replace("_", " ").capitalize(),
            "code": code,
            "config": "".join(part.capitalize() for part in app.split("_")) + "Config",
            "test": "".join(part.capitalize() for part in app.split("_")),
        }
        written = write_app(root, app, words)
        for path in written:
            self.stdout.write(f"wrote {path.relative_to(root)}")
        self.stdout.write("\nAdd this line to DEPARTMENTS in portal/settings.py:\n")
        self.stdout.write(f'    "departments.{app}",\n')
        self.stdout.write(
            f"Then run `manage.py check`, `python -m pytest {TESTS / f'test_{app}.py'}` and `manage.py loadcatalog`."
        )

    def _check(self, app: str, name: str, code: str, root: Path) -> None:
        if not IDENTIFIER.fullmatch(app) or keyword.iskeyword(app):
            raise CommandError(
                f"“{app}” cannot be the name of an app. Use small letters, digits and _, beginning with a letter."
            )
        taken = {config.label for config in apps.get_app_configs()}
        if app in taken or (root / "departments" / app).exists() or find_spec(f"departments.{app}"):
            raise CommandError(f"There is already an app called “{app}”. Choose another name.")
        if not NAME.fullmatch(name):
            raise CommandError("The department needs a name of 1 to 60 characters without quotes: --name 法务部.")
        if not CODE.fullmatch(code):
            raise CommandError(f"“{code}” cannot be a department's code. Write it like OF-LEGAL2: --code OF-LEGAL2.")
        if registry.app_for(code) is not None:
            raise CommandError(
                f"{code} is already the department of {registry.current().path_for(code)}. Choose another --code."
            )
        if (root / TESTS / f"test_{app}.py").exists():
            raise CommandError(f"{TESTS / f'test_{app}.py'} already exists. Choose another name, or remove it.")


def write_app(root: Path, app: str, words: dict[str, str]) -> list[Path]:
    """Fill in the starter's templates; the paths written."""
    folder = root / "departments" / app
    targets = {
        "init.py.txt": folder / "__init__.py",
        "apps.py.txt": folder / "apps.py",
        "department.py.txt": folder / "department.py",
        "items.yaml.txt": folder / "items.yaml",
        "test.py.txt": root / TESTS / f"test_{app}.py",
    }
    for template, target in targets.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(
            Template((STARTER / template).read_text(encoding="utf-8")).substitute(words), encoding="utf-8"
        )
    return list(targets.values())
