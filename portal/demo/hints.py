"""The people a visitor of the demo is likely to want to be, in the order of a case's way."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from portal.accounts.hints import SignInHint, SignInHints
from portal.demo.management.commands.seedpeople import PASSWORD

CAST = (
    SignInHint("yuan.gongjia", "员工甲", _("employee of No.1 Production Plant, applies")),
    SignInHint("ex.hengtuo", "恒拓联络员", _("partner firm, applies")),
    SignInHint("chuang.shouxi", "窗首席", _("window clerk, takes in everything")),
    SignInHint("bi.jieban", "毕接办", _("General Office, handles")),
    SignInHint("zhen.tongchou", "甄统筹", _("General Office, head and coordination")),
    SignInHint("zhang.benzi", "章本子", _("Finance, handles")),
    SignInHint("qian.youshu", "钱有数", _("Finance, head")),
    SignInHint("che.lunzhuan", "车轮转", _("Life Services, handles")),
    SignInHint("bao.pingan", "鲍平安", _("Security, head, countersigns")),
    SignInHint("du.banzhang", "督办章", _("supervision, sees every light")),
    SignInHint("ke.reqing", "柯热情", _("power company, window and hotline")),
    SignInHint("guan.xitong", "关系统", _("administrator")),
)


def hints() -> SignInHints:
    return SignInHints(CAST, PASSWORD)
