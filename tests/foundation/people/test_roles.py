"""The one table of who may do what, as design.md section 3 has it."""

from __future__ import annotations

from kam_portal.foundation.people.models import User
from kam_portal.foundation.people.roles import RIGHTS, Right, Role


def test_the_table_of_rights_is_the_one_of_the_design() -> None:
    assert {role.value: sorted(right.name for right in rights) for role, rights in RIGHTS.items()} == {
        "colleague": ["SEE_DIRECTORY"],
        "manager": ["CREATE_ACCOUNT", "EDIT_OWN", "SEE_DIRECTORY", "SIGN_OWN"],
        "lead": ["CREATE_ACCOUNT", "EDIT_OWN", "LEAD_TEAM", "SEE_DIRECTORY", "SIGN_OWN"],
        "admin": ["CREATE_ACCOUNT", "EDIT_OWN", "LEAD_TEAM", "RUN_EVERYTHING", "SEE_DIRECTORY", "SIGN_OWN"],
    }


def test_a_deactivated_person_has_no_right_whatever_the_role() -> None:
    gone = [User(role=role, is_active=False) for role in Role]
    assert [(user.role, right) for user in gone for right in Right if user.may(right)] == []
