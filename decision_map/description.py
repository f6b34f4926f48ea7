"""The one description of what may be judged of a person on the map (method.md, section 4).

Forms, the table, history, review and print are made from it. A judgement is stored as canonical text, like a fact of
the dossier; roles, of which a person may have many, are stored as their keys in this order, with spaces between.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from dossiers.description.kinds import Choices, Field, Kind

ROLES: Choices = (
    ("decision_maker", _("Decision maker")),
    ("influencer", _("Influencer")),
    ("initiator", _("Initiator")),
    ("user", _("User")),
    ("buyer", _("Buyer")),
    ("gatekeeper", _("Gatekeeper")),
    ("approver", _("Approver")),
)
ATTITUDES: Choices = (
    ("mentor", _("Mentor")),
    ("supporter", _("Supporter")),
    ("neutral", _("Neutral")),
    ("non_supporter", _("Non-supporter")),
    ("enemy", _("Enemy")),
)
# Steps on which somebody is an anti-sponsor.
AGAINST_US = ("non_supporter", "enemy")
TRAJECTORIES: Choices = (("rising", _("Rising star")), ("setting", _("Setting star")))
INFLUENCES: Choices = (
    ("low", _("Low")),
    ("political_structure", _("Political structure")),
    ("inner_circle", _("Inner circle")),
)
ADAPTABILITIES: Choices = (
    ("innovator", _("Innovator")),
    ("pragmatist", _("Pragmatist")),
    ("conservative", _("Conservative")),
)
COVERAGES: Choices = (
    ("none", _("None")),
    ("brief", _("Brief")),
    ("multiple", _("Several contacts")),
    ("in_depth", _("In depth")),
)
SPONSOR, TRAJECTORY = _("Sponsor in three questions"), _("Trajectory")
FIELDS: tuple[Field, ...] = (
    Field("roles", _("Buying roles"), Kind.LINE),
    Field("attitude", _("Attitude to us"), Kind.CHOICE, choices=ATTITUDES),
    Field("authority", _("Has the authority to decide or to make others decide?"), Kind.YES_NO, group=SPONSOR),
    Field("weight", _("Is listened to by those who decide?"), Kind.YES_NO, group=SPONSOR),
    Field("support", _("Speaks for us when we are not there?"), Kind.YES_NO, group=SPONSOR),
    Field("trajectory", _("Rising or setting"), Kind.CHOICE, choices=TRAJECTORIES, group=TRAJECTORY),
    Field("trajectory_since", _("Since"), Kind.DATE, group=TRAJECTORY),
    Field("trajectory_why", _("Why"), group=TRAJECTORY),
    Field("trajectory_until", _("Holds until, unless confirmed again"), Kind.DATE, group=TRAJECTORY),
    Field("influence", _("Influence"), Kind.CHOICE, choices=INFLUENCES),
    Field("adaptability", _("Adaptability to change"), Kind.CHOICE, choices=ADAPTABILITIES),
    Field("coverage", _("How well we cover them"), Kind.CHOICE, choices=COVERAGES),
    Field("criteria", _("Decision criteria")),
    Field("motivation_business", _("What moves them in business")),
    Field("motivation_personal", _("What moves them at work personally")),
    Field("counter_plan", _("Counter-plan")),
)
BY_KEY: dict[str, Field] = {field.key: field for field in FIELDS}
