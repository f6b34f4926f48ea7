"""Who is told of a comment: whoever is asked by it, the manager of the plan, who is answered, and who stands in."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from accounts.access import tie_between
from accounts.messages import group_of, readable
from dossiers.messages import is_for
from kam_portal.foundation.notifications.models import Message
from kam_portal.foundation.notifications.saying import say_all
from kam_portal.foundation.notifications.topics import Line
from kam_portal.foundation.numbers import number_in
from kam_portal.foundation.people.models import User
from kam_portal.foundation.people.zones import local_day
from planning.models import Comment, Mention

MENTION, COMMENT = "plan_mention", "plan_comment"
STAGE = "comment-"
CHARACTERS_SHOWN = 160


def tell_of_comment(*, comment: Comment, asked: Collection[User], is_new: bool = True) -> list[Message]:
    """Each of `asked` once, ever. Of a new comment also the manager and who is answered, unless they wrote it.

    Of absent ones who stands in for them, too, where they may read the client.
    """
    told = [(MENTION, who) for who in asked]
    if is_new:
        told += [(COMMENT, who) for who in _concerned(comment)]
    of_others = [(topic, who) for topic, who in told if who.pk != comment.by_id]
    words = [_message(topic, comment, who) for topic, who in of_others]
    for topic, who in of_others:
        other = _stand_in(who, comment)
        if other is not None and other.pk != comment.by_id:
            words.append(_message(topic, comment, other, absent=who))
    # Who is told twice is told in the first of these roles.
    return say_all(list({word.recipient_id: word for word in reversed(words)}.values()))


def _stand_in(who: User, comment: Comment) -> User | None:
    on = local_day(who, comment.at)
    other = who.stand_in(on)
    return other if other is not None and tie_between(other, comment.plan.account, on) else None


def discussion_address(comment: Comment) -> str:
    return address_of(comment.plan_id, comment.pk)


def address_of(plan: int, comment: int) -> str:
    """Its thread alone: in the long list it may stand on any page."""
    return f"{reverse('discussion', args=[plan])}?comment={comment}#comment-{comment}"


def _concerned(comment: Comment) -> Iterable[User]:
    first = comment.answers
    people = [comment.plan.account.kam, first.by if first else None]
    return {who.pk: who for who in people if who is not None and who.is_active}.values()


def _message(topic: str, comment: Comment, who: User, *, absent: User | None = None) -> Message:
    """The day is that of the comment: whoever is asked again by an edit has been told already."""
    return Message(
        topic=topic,
        recipient=who,
        subject_id=comment.account_id,
        due_on=local_day(who, comment.at),
        stage=f"{STAGE}{comment.pk}",
        about=absent or comment.by,
        created_at=comment.at,
    )


class CommentTopic:
    """Worth saying while the comment is open, in a plan that is not closed, to somebody who may read the account."""

    def __init__(self, key: str) -> None:
        self.key = key

    def still_true(self, messages: Sequence[Message], at: datetime.datetime) -> set[int]:
        comments = _comments(messages)
        asked: dict[int, list[User]] = defaultdict(list)
        for mention in Mention.objects.filter(comment__in=comments).select_related("user"):
            asked[mention.comment_id].append(mention.user)
        readers = User.objects.active().in_bulk({message.recipient_id for message in messages})
        true: set[int] = set()
        for pk, reader in readers.items():
            own = [message for message in messages if message.recipient_id == pk]
            accounts = readable(own, reader, local_day(reader, at))
            for message in own:
                comment = comments.get(_number(message))
                if comment is None or comment.account_id not in accounts:
                    continue
                if self._concerns(message, comment, asked[comment.pk], at):
                    true.add(message.pk)
        return true

    def _concerns(self, message: Message, comment: Comment, asked: Iterable[User], at: datetime.datetime) -> bool:
        first = comment.answers or comment
        if first.resolved_at is not None or comment.plan.is_closed:
            return False
        told = asked if self.key == MENTION else (comment.plan.account.kam, first.by)
        return any(who is not None and is_for(message, who, at) for who in told)

    def lines(self, messages: Sequence[Message], reader: User, today: datetime.date) -> list[Line]:
        accounts, comments = readable(messages, reader, today), _comments(messages)
        return [
            Line(
                message.pk,
                str(account),
                _in_words(message, comment),
                discussion_address(comment),
                group_of(account),
                -3 if self.key == MENTION else 0,
            )
            for message in messages
            if (account := accounts.get(message.subject_id)) is not None
            and (comment := comments.get(_number(message))) is not None
            and comment.account_id == account.pk
        ]


def _number(message: Message) -> int:
    return number_in(message.stage.removeprefix(STAGE)) or 0


def _comments(messages: Sequence[Message]) -> dict[int, Comment]:
    rows = Comment.objects.filter(pk__in={_number(message) for message in messages})
    return {row.pk: row for row in rows.select_related("plan__account__kam", "answers__by", "by")}


def _in_words(message: Message, comment: Comment) -> str:
    absent = message.about if message.about_id != comment.by_id else None
    if message.topic == MENTION and absent is not None:
        sentence = _("%(name)s asks %(absent)s in the plan “%(plan)s”: “%(text)s”")
    elif message.topic == MENTION:
        sentence = _("%(name)s asks you in the plan “%(plan)s”: “%(text)s”")
    elif comment.answers_id is not None:
        sentence = _("%(name)s answered in the plan “%(plan)s”: “%(text)s”")
    else:
        sentence = _("%(name)s commented on the plan “%(plan)s”: “%(text)s”")
    words = Truncator(" ".join(comment.text.split())).chars(CHARACTERS_SHOWN)
    values = {"name": comment.by or _("Somebody"), "plan": comment.plan.title, "text": words, "absent": absent}
    text = sentence % values
    return _("%(text)s You stand in for %(name)s.") % {"text": text, "name": absent} if absent else text
