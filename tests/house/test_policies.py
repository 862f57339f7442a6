"""Which pages may run what: strict everywhere, wider only for the administration's theme."""

import pytest


@pytest.mark.django_db
def test_the_administration_alone_has_the_wider_policy(client) -> None:
    admin = client.get("/admin/login/").headers["Content-Security-Policy"]
    portal = client.get("/sign-in/").headers["Content-Security-Policy"]
    assert "'unsafe-eval'" in admin
    assert "unsafe" not in portal
    for policy in (admin, portal):
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
