"""The Django project of 一窗 OneWindow and the platform every part stands on."""

from portal.celery import app as celery_app

__all__ = ["celery_app"]
