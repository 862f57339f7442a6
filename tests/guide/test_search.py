"""People say it in their own words and find the matter they mean, or nothing."""

from __future__ import annotations

import pytest
from django.utils import translation

from services.guide.search import search

pytestmark = pytest.mark.django_db


def first(query, **more):
    hits = search(query, **more)
    return hits[0].matter_code if hits else None


@pytest.mark.parametrize(
    ("query", "matter"),
    [
        ("业务招待", "OM-RECEPTION"),
        ("下周来十几个客人", "OM-RECEPTION"),
        ("省公司领导来访要安排接待", "OM-RECEPTION"),
        ("明天要开一个两百人的大会", "OM-MEETING"),
        ("新来的大学生报到", "OM-ONBOARD"),
        ("想租一套房子", "OM-HOUSING"),
        ("老王要退休了", "OM-RETIRE"),
        ("和同事换个班", "OM-DUTY"),
        ("国庆节值班表", "OM-DUTY"),
        ("我要订明天中午的饭", "OM-MEAL"),
        ("施工队要进场", "OM-CONTRACTOR"),
        ("去北京出差", "OM-TRAVEL"),
        ("井场要占老乡的地", "OM-LAND"),
        ("帮我把电表装上", "OM-POWER"),
        ("家里没电了", "OM-REPAIR"),
        ("chucai", None),
        ("chuchai", "OM-TRAVEL"),
        ("ywzd", "OM-RECEPTION"),
        ("ＯＭ－ＤＵＴＹ", "OM-DUTY"),
        ("business trip", "OM-TRAVEL"),
        ("I would like to book lunch", "OM-MEAL"),
        ("the power is out, a power cut", "OM-REPAIR"),
    ],
)
def test_everyday_words_lead_to_the_matter(query, matter):
    assert first(query) == matter


@pytest.mark.parametrize(
    "query", ["", "   ", "怎么办", "办理护照", "今天天气怎么样", "请假", "asdfghjkl", "的", "？？？", "how to do"]
)
def test_nothing_fitting_is_an_empty_list_and_never_a_guess(query):
    assert search(query) == []


def test_hits_say_why_and_come_best_first():
    with translation.override("zh-hans"):
        hits = search("停电了")
    assert hits[0].matter_code == "OM-REPAIR"
    assert hits[0].because == "与“停电”相符"
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(0 < hit.score < 1 for hit in hits)


def test_only_matters_for_the_audience_are_found():
    assert first("用电报装", audience="customer") == "OM-POWER"
    assert search("用电报装", audience="employee") == []


def test_searching_takes_one_statement(django_assert_num_queries):
    search("出差")
    with django_assert_num_queries(1):
        search("出差")


def test_an_endless_query_is_cut():
    assert search("出差" * 100_000)[0].matter_code == "OM-TRAVEL"
