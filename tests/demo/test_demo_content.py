"""The demo company is whole in every test that asks for it, and what a test did to it is gone."""

import pytest

from departments.org.duties import duties_of
from portal.accounts.models import User
from services.catalog.models import Matter


def meddle() -> None:
    """Look at the company, then change it."""
    head = User.objects.get(username="zhen.tongchou")
    assert head.check_password("demo")
    assert duties_of(head).pairs()
    assert Matter.objects.count() == 12
    assert not User.objects.filter(username="stranger").exists()
    User.objects.create(username="stranger", name="外人")
    Matter.objects.update(name="另一件事")


@pytest.mark.parametrize("turn", [1, 2])
@pytest.mark.django_db
def test_in_a_transaction(demo_catalogue, turn) -> None:
    meddle()


@pytest.mark.parametrize("turn", [1, 2])
@pytest.mark.django_db(transaction=True)
def test_committed(demo_catalogue, turn) -> None:
    meddle()


@pytest.mark.django_db
def test_even_when_something_was_written_before(django_user_model, request) -> None:
    django_user_model.objects.create(username="early", name="早来的")
    request.getfixturevalue("demo_catalogue")
    assert not User.objects.filter(username="early").exists()
    meddle()


@pytest.mark.django_db
def test_whoever_does_not_ask_has_an_empty_house() -> None:
    assert not User.objects.exists()
