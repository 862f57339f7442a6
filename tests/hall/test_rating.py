"""评价: voluntary, once, in words; a negative one says why (R63–R67)."""

from __future__ import annotations

import pytest

from services.ratings.models import Rating
from tests.hall.stories import text_of, words_of

MY = "yuan.gongjia"


@pytest.fixture
def closed(town, monday):
    return town.run(town.reception())


def test_five_answers_in_words_and_thanks__R63(town, closed):
    client = town.client(MY)
    page = words_of(client.get(f"/c/{closed.number}/rating/"))
    for words in ("非常满意", "满意", "基本满意", "不满意", "非常不满意", "经办人看不到是谁评的"):
        assert words in page
    assert "评价这次办理" in words_of(client.get(f"/c/{closed.number}/"))
    done = client.post(f"/c/{closed.number}/rating/", {"level": "5", "score-OF-FIN": "4"}, follow=True)
    assert "谢谢您的评价" in words_of(done)
    rating = Rating.objects.get(case=closed)
    assert rating.level == 5 and rating.scores.get().department.code == "OF-FIN"
    assert "评价这次办理" not in words_of(client.get(f"/c/{closed.number}/"))


def test_a_negative_rating_says_why_and_promises_a_call__R66_R69(town, closed):
    client = town.client(MY)
    url = f"/c/{closed.number}/rating/"
    refused = client.post(url, {"level": "1", "text": ""})
    assert refused.status_code == 422
    assert not Rating.objects.exists()
    done = client.post(url, {"level": "2", "reasons": ["efficiency"], "text": "等了两天"}, follow=True)
    assert "1 个工作日内" in words_of(done)
    assert Rating.objects.get(case=closed).reasons == ["efficiency"]


def test_no_level_is_explained_and_the_text_is_kept(town, closed):
    response = town.client(MY).post(f"/c/{closed.number}/rating/", {"text": "窗口同志很耐心"})
    assert response.status_code == 422
    assert "窗口同志很耐心" in text_of(response) and 'href="#level"' in text_of(response)


def test_changing_once_within_five_working_days__R65(town, closed):
    client, url = town.client(MY), f"/c/{closed.number}/rating/"
    client.post(url, {"level": "3"})
    assert "修改评价" in words_of(client.get(url))
    client.post(url, {"level": "4"})
    third = client.post(url, {"level": "5"}, follow=True)
    assert Rating.objects.get(case=closed).level == 4
    assert "已经评价" in words_of(third) or "评价过" in words_of(third)


def test_only_closed_cases_are_rated_and_only_by_their_applicant__R65(town, monday, closed):
    running = town.reception(visitor_org="东疆油田公司")
    client = town.client(MY)
    assert client.get(f"/c/{running.number}/rating/").status_code == 409
    assert town.client("bi.jieban").post(f"/c/{closed.number}/rating/", {"level": "5"}).status_code == 403
    assert not Rating.objects.exists()
