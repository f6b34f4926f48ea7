"""The map as files. For the client, and for whoever may not read them, without judgements and informal lines."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import Account
from decision_map.access import get_actor, get_map, may_read_judgements
from decision_map.cards import cards_of
from decision_map.models import Actor
from decision_map.pictures.asked import asked_of
from decision_map.pictures.drawing import drawn, svg_of
from decision_map.pictures.faces import Scene
from decision_map.pictures.paper import PAPERS, pdf_data, png_of
from decision_map.reading import read_map
from decision_map.workbook import workbook_of
from kam_portal.foundation.documents.answers import file_answer
from kam_portal.foundation.documents.typesetting import typeset
from kam_portal.foundation.people.signed_in import SignedInRequest
from kam_portal.foundation.tabular.cards import write_cards

INTERNAL, CLIENT = "internal", "client"


@require_safe
def map_svg(request: SignedInRequest, account_id: int, map_id: int) -> HttpResponse:
    account, scene = _scene(request, account_id, map_id)
    svg = svg_of(drawn(scene), str(scene.shown.map), styled=True)
    return file_answer(svg.encode(), name=_name(account, scene), form="svg")


@require_safe
def map_png(request: SignedInRequest, account_id: int, map_id: int) -> HttpResponse:
    account, scene = _scene(request, account_id, map_id)
    return file_answer(png_of(drawn(scene), str(scene.shown.map)), name=_name(account, scene), form="png")


@require_safe
def map_xlsx(request: SignedInRequest, account_id: int, map_id: int) -> HttpResponse:
    account, scene = _scene(request, account_id, map_id)
    return file_answer(workbook_of(scene), name=_name(account, scene), form="xlsx")


@require_safe
def map_pdf(request: SignedInRequest, account_id: int, map_id: int) -> HttpResponse:
    account, scene = _scene(request, account_id, map_id)
    paper = request.GET.get("paper", "a3")
    if paper not in PAPERS:
        raise Http404
    data = pdf_data(scene, paper, account=account, reader=request.user)
    return file_answer(typeset("decision_map", data), name=_name(account, scene), form="pdf")


@require_safe
def map_cards(request: SignedInRequest, account_id: int, map_id: int) -> HttpResponse:
    """Everybody of the map who has not left, for an address book; nothing of what is judged."""
    account, _tie, map_ = get_map(request.user, account_id, map_id)
    cards = cards_of(account, Actor.objects.filter(map=map_, left_on=None, contact__erased_on=None))
    return file_answer(write_cards(cards), name=f"{account.trade_name} {map_.title}", form="vcf")


@require_safe
def actor_card(request: SignedInRequest, account_id: int, map_id: int, pk: int) -> HttpResponse:
    account, actor = get_actor(request.user, account_id, map_id, pk)
    return file_answer(
        write_cards(cards_of(account, Actor.objects.filter(pk=actor.pk))), name=actor.contact.name, form="vcf"
    )


def _scene(request: SignedInRequest, account_id: int, map_id: int) -> tuple[Account, Scene]:
    account, tie, map_ = get_map(request.user, account_id, map_id)
    version = request.GET.get("version", INTERNAL)
    if version not in (INTERNAL, CLIENT):
        # A misspelt version must not hand over the internal one.
        raise Http404
    is_for_client, today = version == CLIENT, timezone.localdate()
    shown = read_map(map_, today, may_judge=may_read_judgements(tie) and not is_for_client)
    return account, Scene(shown, asked_of(request.GET.dict(), shown), today, for_client=is_for_client)


def _name(account: Account, scene: Scene) -> str:
    words = (account.trade_name, scene.shown.map.title, scene.on.isoformat())
    return " ".join(words if scene.for_client else (_("Decision map"), *words, _("Internal")))
