"""The one table of who may do what (design.md, section 3).

A right here is a right in general; whether it holds for a given account is decided by the floor's
access.py, which asks both: the right, and the tie between person and account.
"""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    COLLEAGUE = "colleague", _("Colleague")
    MANAGER = "manager", _("Sales manager")
    LEAD = "lead", _("Team lead")
    ADMIN = "admin", _("Admin")


class Right(StrEnum):
    """What a role may do; the tie to the account is checked beside it."""

    SEE_DIRECTORY = "see the directory card of every account"
    CREATE_ACCOUNT = "create an account"
    EDIT_OWN = "edit own accounts, and as a member if given"
    SIGN_OWN = "sign the review of an own account"
    LEAD_TEAM = "read, edit, sign on behalf, return, override and reassign in the own team"
    RUN_EVERYTHING = "read and edit every account, sign on behalf, manage people, import, reassign anywhere"


RIGHTS: dict[Role, frozenset[Right]] = {
    Role.COLLEAGUE: frozenset({Right.SEE_DIRECTORY}),
    Role.MANAGER: frozenset({Right.SEE_DIRECTORY, Right.CREATE_ACCOUNT, Right.EDIT_OWN, Right.SIGN_OWN}),
    Role.LEAD: frozenset({Right.SEE_DIRECTORY, Right.CREATE_ACCOUNT, Right.EDIT_OWN, Right.SIGN_OWN, Right.LEAD_TEAM}),
    Role.ADMIN: frozenset(Right),
}
# Who may be the manager of an account.
OWNING_ROLES = tuple(role for role in Role if Right.EDIT_OWN in RIGHTS[role])
