"""Who is behind a session: the person and the team, in one statement."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from kam_portal.foundation.people.models import User


class PersonAndTeam(AuthenticationBackend):
    def get_user(self, user_id: Any) -> User | None:
        """The person while active; the bar of every page names the team."""
        person = User.objects.select_related("team").filter(pk=user_id).first()
        return person if person is not None and self.user_can_authenticate(person) else None
