"""The case file: what was asked, what was handed in, what was said, what came of it.

Models hold fields, constraints and small derived properties; every write is an
operation of `workflows.operations`.
"""

from .attempts import ItemAttempt
from .case import Case, Channel, new_check_code
from .conversation import Message, Opinion
from .corrections import Correction, Defect, Objection
from .documents import Document, new_verification_code
from .drafts import Draft
from .duty_list import DutyListEntry
from .item import CaseItem, Pause, Phase
from .locker import FileView, KeptPaper
from .meetings import Invitation, Meeting
from .mendings import SpotMending
from .numbering import NumberSequence, Submission
from .owed import OwedValue
from .papers import Barring, CaseMaterial
from .proposals import ProposedDefect
from .sharing import CannedReply, CarbonCopy, InternalNote
from .transfers import SupervisionEvent, Transfer

__all__ = [
    "Barring",
    "CannedReply",
    "CarbonCopy",
    "Case",
    "CaseItem",
    "CaseMaterial",
    "Channel",
    "Correction",
    "Defect",
    "Document",
    "Draft",
    "DutyListEntry",
    "FileView",
    "InternalNote",
    "Invitation",
    "ItemAttempt",
    "KeptPaper",
    "Meeting",
    "Message",
    "NumberSequence",
    "Objection",
    "Opinion",
    "OwedValue",
    "Pause",
    "Phase",
    "ProposedDefect",
    "SpotMending",
    "Submission",
    "SupervisionEvent",
    "Transfer",
    "new_check_code",
    "new_verification_code",
]
