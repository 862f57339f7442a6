from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.accounts.models import User
from portal.files import store
from portal.files.models import Upload


@pytest.fixture
def owner(db: None) -> User:
    return User.objects.create_user("you.lin", name="尤琳")


@pytest.fixture
def upload(owner: User) -> Callable[[str, bytes], Upload]:
    """`upload("a.pdf", content)` as a browser would."""

    def send(name: str, content: bytes) -> Upload:
        file = SimpleUploadedFile("placeholder", content)
        file._name = name  # Django cleans names too; here the house does it alone.
        return store(file, owner)

    return send
