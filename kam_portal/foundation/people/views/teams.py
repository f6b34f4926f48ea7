"""Teams and who leads them: for admins."""

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from kam_portal.foundation.history.editing import edit_page, posted
from kam_portal.foundation.people.access import get_team_to_run, require
from kam_portal.foundation.people.forms import NewTeamForm, TeamForm
from kam_portal.foundation.people.inviting import create_team, edit_team
from kam_portal.foundation.people.roles import Right
from kam_portal.foundation.people.signed_in import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def team_new(request: SignedInRequest) -> HttpResponse:
    require(request.user, Right.RUN_EVERYTHING)
    form = NewTeamForm(posted(request))
    return edit_page(
        request,
        form=form,
        template="people/team_edit.html",
        then=reverse("people"),
        save=lambda: create_team(**form.cleaned_data),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def team_edit(request: SignedInRequest, team_id: int) -> HttpResponse:
    team = get_team_to_run(request.user, team_id)
    form = TeamForm(posted(request), instance=get_team_to_run(request.user, team_id))
    return edit_page(
        request,
        form=form,
        record=team,
        template="people/team_edit.html",
        then=reverse("people"),
        save=lambda: edit_team(team=team, version=form.version, changes=form.changes()),
        context={"team": team},
    )
