"""How long the two pages everybody opens take to their first byte, on a portal that is running.

    make demo                                       # with its history, in another window
    python -m tests.benchmarks.bench_pages http://127.0.0.1:8000 [rounds]

Signs in as people of the demo and asks for every page in turn; the first visit is left out.
"""

from __future__ import annotations

import http.cookiejar
import re
import sys
import time
import urllib.parse
import urllib.request
from statistics import median, quantiles

ROUNDS = 30
WANTED = 100
# Whose page, and the page: the applicant's home, a handler's and a head's inbox, a clerk's, the applicant's cases.
PAGES = (
    ("", "/"),
    ("yuan.gongjia", "/"),
    ("yuan.gongjia", "/my/"),
    ("bi.jieban", "/desk/inbox/"),
    ("zhen.tongchou", "/desk/inbox/"),
    ("chuang.kouyi", "/desk/inbox/"),
)
PASSWORD = "demo"


class Visitor:
    """A browser's session with the portal."""

    def __init__(self, address: str, name: str):
        self.address = address
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))
        if name:
            self.sign_in(name)

    def sign_in(self, name: str) -> None:
        page = self.opener.open(f"{self.address}/sign-in/").read().decode()
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert found, "the sign-in page has no form"
        given = {"csrfmiddlewaretoken": found[1], "username": name, "password": PASSWORD}
        request = urllib.request.Request(f"{self.address}/sign-in/", urllib.parse.urlencode(given).encode())
        request.add_header("Referer", f"{self.address}/sign-in/")
        self.opener.open(request).read()
        assert any(one.name == "sessionid" for one in self.jar), f"{name} could not sign in"

    def first_byte(self, path: str) -> tuple[float, int]:
        """(milliseconds to the first byte, bytes of the page)."""
        began = time.perf_counter()
        answer = self.opener.open(self.address + path)
        start = answer.read(1)
        spent = (time.perf_counter() - began) * 1000
        return spent, len(start + answer.read())


def main(address: str, rounds: int = ROUNDS) -> int:
    print(f"{'page':18}{'reader':16}{'median ms':>11}{'p95 ms':>9}{'kB':>7}   wanted: {WANTED} ms")
    visitors = {name: Visitor(address.rstrip("/"), name) for name, _ in PAGES}
    slow = 0
    for name, path in PAGES:
        visitor = visitors[name]
        visitor.first_byte(path)
        found = [visitor.first_byte(path) for _ in range(rounds)]
        spent = [one for one, _ in found]
        middle, late = median(spent), quantiles(spent, n=20, method="inclusive")[-1]
        slow += middle >= WANTED
        print(f"{path:18}{name or 'nobody':16}{middle:11.1f}{late:9.1f}{found[-1][1] / 1000:7.0f}")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], *(int(one) for one in sys.argv[2:3])))
