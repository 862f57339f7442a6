"""The words of a message, kept apart from whoever reads them and in which language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.functional import Promise


@dataclass(frozen=True)
class Text:
    title: str
    body: str


@dataclass(frozen=True)
class Wording:
    """What is said about one kind of event: lazy strings with named placeholders.

    `urgent` is for emergencies only: such a message is e-mailed at night, too.
    """

    event: str
    title: str | Promise
    body: str | Promise
    urgent: bool = False

    def rendered(self, language: str, params: Mapping[str, Any]) -> Text:
        """The text in `language`. Lazy values among `params` are put into that language as well.

        Raises KeyError for a placeholder without a value.
        """
        with translation.override(language):
            title = str(self.title) % params
            # A title becomes the subject of an e-mail, which is one line.
            return Text(title=" ".join(title.split()), body=(str(self.body) % params).strip())
