"""Who is told what, through which channel, once.

    notify([case.applicant], ACCEPTED, {"matter": name, "due": due}, url=case.url, key=f"case.accepted:{case.pk}")

A notice is a row written in the transaction of the change it tells of. The row is the
message in the portal and the outbox of the e-mail: whatever happens to broker, worker
or mail server, it is still there to be sent (delivery.py).
"""

from portal.notices.outbox import compose, notify, post
from portal.notices.queries import unread_count
from portal.notices.retracting import retract
from portal.notices.wording import Wording

__all__ = ["Wording", "compose", "notify", "post", "retract", "unread_count"]
