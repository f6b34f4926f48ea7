"""What each alert says: a title, the figures that explain it, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from decision_map.description import ATTITUDES, BY_KEY, INFLUENCES
from decision_map.measures import Alert, AlertKind, Aspect

# Named in a sentence; the rest stand in the list below it.
NAMES_IN_A_SENTENCE = 3


@dataclass(frozen=True)
class Words:
    title: str
    why: str
    todo: str


@dataclass(frozen=True)
class Named:
    """An alert with the names of those it is about."""

    figures: Mapping[str, Any]
    theirs: list[str]
    ours: list[str]

    @property
    def name(self) -> str:
        more = len(self.theirs) - NAMES_IN_A_SENTENCE
        first = ", ".join(self.theirs[:NAMES_IN_A_SENTENCE])
        return _("%(names)s and %(n)d more") % {"names": first, "n": more} if more > 0 else first


def words_of(alert: Alert, theirs: list[str], ours: list[str]) -> Words:
    return SAID[alert.kind](Named(alert.figures, theirs, ours))


def _no_decision_maker(told: Named) -> Words:
    n = told.figures["people"]
    why = ngettext(
        "%(n)d person is on the map and does not decide, as far as is judged.",
        "%(n)d people are on the map, and nobody of them decides, as far as is judged.",
        n,
    )
    return Words(
        _("No decision maker is known"),
        why % {"n": n},
        _("Ask who signs, and bring them onto the map; or give the role to whoever has it."),
    )


def _decision_maker_without_contact(told: Named) -> Words:
    days, limit = told.figures["days"], told.figures["limit"]
    todo = _("Plan a meeting; or write the one that was into the diary.")
    rule = ngettext(
        "A decision maker is met at least every %(limit)d day.",
        "A decision maker is met at least every %(limit)d days.",
        limit,
    ) % {"limit": limit}
    if days is None:
        return Words(
            _("%(name)s decides, and nobody of us has met them") % {"name": told.name},
            " ".join((_("The diary names no contact."), rule)),
            todo,
        )
    title = ngettext(
        "%(name)s decides, and was last met %(days)d day ago",
        "%(name)s decides, and was last met %(days)d days ago",
        days,
    )
    last = _("Last contact: %(day)s.") % {"day": date_format(told.figures["last_contact"])}
    return Words(title % {"name": told.name, "days": days}, f"{last} {rule}", todo)


def _single_threaded_theirs(told: Named) -> Words:
    title = _("All our contact goes through %(name)s") % {"name": told.name}
    why = _("In touch with %(threads)d of %(people)d; needed: %(limit)d.") % told.figures
    return Words(
        title if told.theirs else _("We are in touch with nobody there"),
        why,
        _("Meet somebody else there too: who leaves takes the only thread along."),
    )


def _single_threaded_ours(told: Named) -> Words:
    title = _("Of us only %(name)s is in contact with them") % {"name": ", ".join(told.ours)}
    why = ngettext(
        "In touch with us by the diary or by the coverage judged: %(in_touch)d person; "
        "counterparts of ours: %(threads)d, needed: %(limit)d.",
        "In touch with us by the diary or by the coverage judged: %(in_touch)d people; "
        "counterparts of ours: %(threads)d, needed: %(limit)d.",
        told.figures["in_touch"],
    )
    return Words(
        title if told.ours else _("Nobody of us answers for those we meet"),
        why % told.figures,
        _("Give one more of us a counterpart or a backup's place."),
    )


def _anti_sponsor_without_plan(told: Named) -> Words:
    attitude = _of(ATTITUDES, told.figures["attitude"]) or "—"
    influence = _of(INFLUENCES, told.figures["influence"]) or _("not judged")
    return Words(
        _("%(name)s is against us, and there is no counter-plan") % {"name": told.name},
        _("Attitude: %(attitude)s. Influence: %(influence)s.") % {"attitude": attitude, "influence": influence},
        _("Write what we do about it, or why nothing."),
    )


def _no_sponsor(told: Named) -> Words:
    why = _("Nobody has the authority, is listened to and speaks for us; that is what makes a sponsor.")
    n = told.figures["open"]
    if n:
        still = ngettext("Of %(n)d person it is open.", "Of %(n)d people it is open.", n) % {"n": n}
        return Words(_("No sponsor"), f"{why} {still}", _("Answer the three questions about those named."))
    return Words(_("No sponsor"), why, _("Choose a supporter with influence, and win them."))


def _only_sponsor_is_setting(told: Named) -> Words:
    n = told.figures["sponsors"]
    title = ngettext("Our only sponsor is a setting star: %(name)s", "All our sponsors are setting stars: %(name)s", n)
    why = ngettext("%(n)d sponsor, and setting.", "%(n)d sponsors, and all of them setting.", n)
    return Words(
        title % {"name": told.name},
        why % {"n": n},
        _("Win another sponsor while this one can still introduce us."),
    )


def _rising_without_counterpart(told: Named) -> Words:
    expires = told.figures["expires"]
    why = _("Rising since %(day)s.") % {"day": date_format(told.figures["since"])}
    if expires:
        why = " ".join((why, _("Holds until %(day)s.") % {"day": date_format(expires)}))
    title = _("%(name)s is rising, and nobody of us is their counterpart") % {"name": told.name}
    return Words(title, why, _("Choose a counterpart now: later everybody wants to know them."))


def _influential_without_counterpart(told: Named) -> Words:
    influence, limit = (_of(INFLUENCES, told.figures[name]) or "—" for name in ("influence", "limit"))
    return Words(
        _("%(name)s has influence, and nobody of us is their counterpart") % {"name": told.name},
        _("Influence: %(influence)s; a counterpart is wanted from: %(limit)s.")
        % {"influence": influence, "limit": limit},
        _("Choose a counterpart."),
    )


def _only_gatekeepers(told: Named) -> Words:
    return Words(
        _("We know only gatekeepers"),
        _("Of %(people)d on the map %(gatekeepers)d have a role, and it is the gate alone.") % told.figures,
        _("Ask whom they keep the gate of, and bring those onto the map."),
    )


def _stale_judgement(told: Named) -> Words:
    words = {"oldest": date_format(told.figures["oldest"]), "days": told.figures["days"]}
    aspects = ", ".join(_aspect(aspect) for aspect in told.figures["aspects"])
    limit = told.figures["limit"]
    why = ngettext(
        "%(aspects)s: the oldest was judged on %(oldest)s, %(days)d day ago.",
        "%(aspects)s: the oldest was judged on %(oldest)s, %(days)d days ago.",
        told.figures["days"],
    )
    return Words(
        _("What is judged of %(name)s is older than %(limit)d days") % {"name": told.name, "limit": limit},
        why % {**words, "aspects": aspects},
        _("Look again: still true, or changed?"),
    )


def _aspect(aspect: Aspect) -> str:
    return str(BY_KEY["support"].group if aspect is Aspect.SPONSOR else BY_KEY[aspect].title)


def _left_but_counts(told: Named) -> Words:
    return Words(
        _("%(name)s has left, and something still hangs on them") % {"name": told.name},
        _("Lines: %(lines)d. Counterparts of ours: %(counterparts)d.") % told.figures,
        _("Take the lines away; who was their counterpart may answer for somebody else."),
    )


def _nobody_against(told: Named) -> Words:
    return Words(
        _("Is nobody there neutral or against us?"),
        _("%(judged)d of %(people)d people are judged, all of them for us; asked from %(limit)d people on.")
        % told.figures,
        _("An accurate map nearly always has somebody who is not. Ask who would rather buy elsewhere."),
    )


def _of(choices: Any, step: Any) -> str:
    return "" if step is None else str(dict(choices)[step.name.lower()])


# What a filter calls the kinds.
KINDS: Mapping[AlertKind, str | Promise] = {
    AlertKind.NO_DECISION_MAKER: gettext_lazy("no decision maker known"),
    AlertKind.DECISION_MAKER_WITHOUT_CONTACT: gettext_lazy("decision maker not met lately"),
    AlertKind.SINGLE_THREADED_THEIRS: gettext_lazy("single thread on their side"),
    AlertKind.SINGLE_THREADED_OURS: gettext_lazy("single thread on our side"),
    AlertKind.ANTI_SPONSOR_WITHOUT_PLAN: gettext_lazy("against us, no counter-plan"),
    AlertKind.NO_SPONSOR: gettext_lazy("no sponsor"),
    AlertKind.ONLY_SPONSOR_IS_SETTING: gettext_lazy("only sponsor is a setting star"),
    AlertKind.RISING_WITHOUT_COUNTERPART: gettext_lazy("rising star without counterpart"),
    AlertKind.INFLUENTIAL_WITHOUT_COUNTERPART: gettext_lazy("influence without counterpart"),
    AlertKind.ONLY_GATEKEEPERS: gettext_lazy("gatekeepers only"),
    AlertKind.STALE_JUDGEMENT: gettext_lazy("judged too long ago"),
    AlertKind.LEFT_BUT_COUNTS: gettext_lazy("has left but still counts"),
    AlertKind.NOBODY_AGAINST: gettext_lazy("nobody neutral or against"),
}
SAID: Mapping[AlertKind, Callable[[Named], Words]] = {
    AlertKind.NO_DECISION_MAKER: _no_decision_maker,
    AlertKind.DECISION_MAKER_WITHOUT_CONTACT: _decision_maker_without_contact,
    AlertKind.SINGLE_THREADED_THEIRS: _single_threaded_theirs,
    AlertKind.SINGLE_THREADED_OURS: _single_threaded_ours,
    AlertKind.ANTI_SPONSOR_WITHOUT_PLAN: _anti_sponsor_without_plan,
    AlertKind.NO_SPONSOR: _no_sponsor,
    AlertKind.ONLY_SPONSOR_IS_SETTING: _only_sponsor_is_setting,
    AlertKind.RISING_WITHOUT_COUNTERPART: _rising_without_counterpart,
    AlertKind.INFLUENTIAL_WITHOUT_COUNTERPART: _influential_without_counterpart,
    AlertKind.ONLY_GATEKEEPERS: _only_gatekeepers,
    AlertKind.STALE_JUDGEMENT: _stale_judgement,
    AlertKind.LEFT_BUT_COUNTS: _left_but_counts,
    AlertKind.NOBODY_AGAINST: _nobody_against,
}
