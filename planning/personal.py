"""What plans keep about a person of a client: goals that name them, what is told them, what was frozen of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.personal.keepers import Erasure, FreeText, Part, Person, row_of
from dossiers.reviews.erasing import ERASED
from kam_portal.foundation.history.forgetting import as_recorded, forget_records, records, records_of, unguarded
from planning.models import (
    Action,
    CarryDecision,
    Comment,
    Communication,
    Goal,
    GoalPerson,
    Listener,
    Opportunity,
    Plan,
    PlanStep,
    PlanVersion,
    Reading,
    Resource,
    Space,
    Strategy,
)

# The two lists in which a snapshot names people of the client, each as {"id", "name"} (life/versions.py).
NAMING = ("people", "audience")
OF_A_GOAL, OF_A_COMMUNICATION = ("plan", "title"), ("plan", "message", "subject", "tool", "on", "told_on", "result")


class PeopleInPlans:
    floor = 4

    def kept(self, person: Person) -> Iterator[Part]:
        goals = Goal.objects.filter(people=person.contact).select_related("plan")
        yield Part(_("Named by goals of plans"), [row_of(goal, OF_A_GOAL) for goal in goals])
        told = Communication.objects.filter(audience=person.contact).select_related("plan")
        yield Part(_("What is told them"), [row_of(row, OF_A_COMMUNICATION) for row in told])
        for model, title in ((GoalPerson, _("Recorded: named by goals")), (Listener, _("Recorded: in an audience"))):
            yield Part(title, list(as_recorded(model, _own(person))))
        versions = PlanVersion.objects.filter(account=person.contact.account_id).select_related("plan")
        yield Part(
            _("In approved versions of plans"), [row for version in versions for row in _frozen(version, person)]
        )

    def going(self, person: Person) -> Iterator[str]:
        if n := GoalPerson.objects.filter(contact=person.contact).count():
            yield ngettext("Their name at %(n)d goal of a plan", "Their name at %(n)d goals of plans", n) % {"n": n}
        if n := Listener.objects.filter(contact=person.contact).count():
            yield ngettext(
                "Their place in the audience of %(n)d communication",
                "Their place in the audience of %(n)d communications",
                n,
            ) % {"n": n}
        versions = PlanVersion.objects.filter(account=person.contact.account_id)
        if n := sum(without(version.snapshot, person, "") != version.snapshot for version in versions):
            yield ngettext(
                "What %(n)d approved version of a plan froze of them",
                "What %(n)d approved versions of plans froze of them",
                n,
            ) % {"n": n}

    def staying(self, person: Person) -> Iterator[str]:
        if GoalPerson.objects.filter(contact=person.contact).exists() or (
            Listener.objects.filter(contact=person.contact).exists()
        ):
            yield _("Plans with their goals and communications, without the person")

    def called_after(self, person: Person) -> tuple[str, ...]:
        return ()

    def erase(self, person: Person, erasure: Erasure) -> None:
        """Plans are held first, as by whoever writes in them; what is open in a form was read in another version."""
        plans = Plan.objects.filter(account=person.contact.account_id).order_by("pk")
        list(plans.select_for_update(of=("self",), no_key=True).values_list("pk"))
        _advance(Goal.objects.filter(goalperson__contact=person.contact))
        _advance(Communication.objects.filter(listener__contact=person.contact))
        for model in (GoalPerson, Listener):
            model.objects.filter(contact=person.contact).delete()
            forget_records(model, _own(person))
        _thaw(person, erasure)


def without(snapshot: Mapping[str, Any], person: Person, word: str) -> dict[str, Any]:
    """A snapshot with `word` for the person in every text, and without them where it lists people."""
    cleaned: dict[str, Any] = person.marks.without(_unlisted(snapshot, person.selves), word)
    return cleaned


def _unlisted(value: Any, selves: frozenset[int]) -> Any:
    if isinstance(value, list):
        return [_unlisted(each, selves) for each in value]
    if not isinstance(value, Mapping):
        return value
    return {
        name: [each for each in inner if not _is_one_of(each, selves)]
        if name in NAMING and isinstance(inner, list)
        else _unlisted(inner, selves)
        for name, inner in value.items()
    }


def _is_one_of(listed: Any, selves: frozenset[int]) -> bool:
    return isinstance(listed, Mapping) and str(listed.get("id")) in {str(pk) for pk in selves}


def _thaw(person: Person, erasure: Erasure) -> None:
    """What was approved stands but for the person; the version says on which day something was erased from it."""
    day = timezone.localdate(erasure.at).isoformat()
    of_account = Q(account=person.contact.account_id)
    with unguarded(PlanVersion):
        for version in PlanVersion.objects.select_for_update(of=("self",)).filter(of_account).order_by("pk"):
            clean = without(version.snapshot, person, erasure.word)
            if clean != version.snapshot:
                clean[ERASED] = [*version.snapshot.get(ERASED, []), day]
                PlanVersion.objects.filter(pk=version.pk).update(snapshot=clean)
        for event in records(PlanVersion, of_account):
            clean = without(event.snapshot, person, erasure.word)
            if clean != event.snapshot:
                records_of(PlanVersion)._default_manager.filter(pk=event.pk).update(snapshot=clean)


def _frozen(version: PlanVersion, person: Person) -> Iterator[dict[str, Any]]:
    told = {_("Plan"): version.plan.title, _("Version"): version.number}
    for excerpt in person.marks.excerpts(version.snapshot):
        yield {**told, _("Text"): excerpt}


def _own(person: Person) -> Q:
    return Q(contact__in=person.selves)


def _advance(rows: QuerySet[Any]) -> None:
    rows.model._default_manager.filter(pk__in=rows.values("pk")).update(version=F("version") + 1)


def _at_plan(row: Any) -> str:
    return reverse("plan", args=[row.plan_id])


def _at(name: str) -> Callable[[Any], str]:
    return lambda row: reverse(name, args=[row.plan_id])


def _at_reading(row: Reading) -> str:
    return reverse("reading_edit", args=[row.goal.plan_id, row.pk])


def _at_strategy(row: Strategy) -> str:
    return reverse("strategy_edit", args=[row.plan_id, row.p])


def _at_resource(row: Resource) -> str:
    return reverse("resource_edit", args=[row.plan_id, row.pk])


def _at_space(row: Space) -> str:
    return reverse("white_space", args=[row.account_id])


TEXTS = (
    FreeText(Plan, ("title", "aim"), address=Plan.get_absolute_url, apart="title"),
    FreeText(PlanStep, ("reason",), address=_at_plan),
    FreeText(CarryDecision, ("reason",), address=_at_plan),
    FreeText(Strategy, ("strategy", "no_change_because"), address=_at_strategy),
    FreeText(Resource, ("title", "note"), address=_at_resource),
    FreeText(Goal, ("title", "measure", "unit", "note"), address=Goal.get_absolute_url),
    FreeText(Reading, ("note",), address=_at_reading, related=("goal",)),
    FreeText(Opportunity, ("title", "note"), address=Opportunity.get_absolute_url),
    FreeText(Space, ("competitor", "note", "source"), address=_at_space),
    FreeText(Action, ("title", "note"), address=Action.get_absolute_url),
    FreeText(Communication, ("message", "result"), address=Communication.get_absolute_url),
    FreeText(Comment, ("text",), address=_at("discussion")),
)
