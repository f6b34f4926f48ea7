"""The six questions by a link, as tests ask and answer them."""

from __future__ import annotations

import datetime
from typing import Any

from accounts.models import Account
from dossiers.ladders.answering import answer_invitation
from dossiers.ladders.inviting import invite_client
from dossiers.ladders.ladder import FAVOURABLE
from dossiers.models import ClientLadder, LadderInvitation
from kam_portal.foundation.people.models import User

AT = datetime.datetime(2026, 11, 20, 12, 0, tzinfo=datetime.UTC)
BEST = dict(FAVOURABLE)
WORST = {key: "no" if good == "yes" else "yes" for key, good in FAVOURABLE.items()}


def asked(account: Account, by: User, at: datetime.datetime = AT, **values: Any) -> tuple[LadderInvitation, str]:
    return invite_client(account=account, by=by, at=at, **{"language": "en", **values})


def answered(
    account: Account, by: User, at: datetime.datetime = AT, remark: str = "", answers: Any = None, **values: Any
) -> ClientLadder:
    _invitation, token = asked(account, by, at, **values)
    return answer_invitation(token=token, answers=answers or BEST, remark=remark, at=at)
