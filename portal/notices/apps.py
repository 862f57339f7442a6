from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    name = "portal.notices"
    label = "notices"
    verbose_name = _("Messages")

    def ready(self) -> None:
        """The bell in the frame of every page asks us how many messages are unread."""
        from portal.notices.queries import unread_count
        from portal.ui import shell

        shell.register_unread(unread_count)
