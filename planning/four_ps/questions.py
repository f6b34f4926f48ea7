"""The questions that seed 003 asks of each of the four Ps (method.md, section 5.3); they stand beside the field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from planning.models import P

QUESTIONS: Mapping[P, Sequence[str | Promise]] = {
    P.PRODUCT: (
        _("Must the design of the product or service change?"),
        _("Should other benefits of it be stressed?"),
        _("Should it be sold in other quantities?"),
        _("Does the client need an offer that is quite new?"),
    ),
    P.PRICE: (
        _("Must the price fall to win a larger share of the client’s business?"),
        _("Would a lower price leave competitors less room to copy the product?"),
        _("Or does a new product enter at a high price, to gain the most from it?"),
    ),
    P.PROMOTION: (
        _("How will you communicate so that the client reaches its goals?"),
        _("Which meetings, presentations and seminars are needed?"),
        _("Which exhibitions, fairs or sponsorship?"),
        _("Which newsletters and information letters inside the client?"),
    ),
    P.PLACE: (
        _("Must the way of distribution change?"),
        _("Should the procedures of control become better?"),
        _("Could bought-in delivery lower the costs?"),
        _("Are further channels of sale to be found?"),
    ),
}
