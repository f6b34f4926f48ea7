"""Forms of a map, its posts, and who sits in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.fields import AccountByName
from accounts.forms import in_rows
from accounts.models import Account, Contact
from decision_map.models import DecisionMap, Post
from decision_map.offered import ContactChoice, PostChoice, contacts_of, posts_of, vacant_posts_at, vacant_posts_of
from decision_map.side_by_side import Aspect
from dossiers.fields import LINE_LIMIT, Day, Words
from kam_portal.foundation.history.editing import Versioned

TITLE_LIMIT = 120
ONE_OF_BOTH = _("Choose somebody from the contacts or type a new name, not both.")


class MapForm(forms.Form):
    title = Words(
        label=_("Name of the map"),
        limit=TITLE_LIMIT,
        lines=False,
        help_text=_("What it is a map of: the whole client, a division, one purchase."),
    )


class MapEdit(Versioned, MapForm):
    is_primary = forms.BooleanField(label=_("Open this map first"), required=False)

    def __init__(self, map_: DecisionMap, *args: Any) -> None:
        super().__init__(*args, initial={"title": map_.title, "is_primary": map_.is_primary}, version=map_.version)
        if map_.is_primary:
            del self.fields["is_primary"]


class PostForm(forms.Form):
    """A box: its title, where it belongs, and under whom it stands."""

    title = Words(label=_("Post"), limit=LINE_LIMIT, lines=False, help_text=_("Such as “finance director”."))
    reports_to = PostChoice(
        Post.objects.none(), label=_("Reports to"), required=False, empty_label=_("Nobody: at the top")
    )
    unit = Words(label=_("Unit"), limit=LINE_LIMIT, lines=False, required=False)
    site = Words(label=_("Site"), limit=LINE_LIMIT, lines=False, required=False)
    helper = in_rows(("title", "reports_to"), ("unit", "site"))

    def __init__(self, map_: DecisionMap, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.offer("reports_to", posts_of(map_))

    def offer(self, name: str, rows: Any) -> None:
        field: Any = self.fields[name]
        field.queryset = rows


class PostEdit(Versioned, PostForm):
    helper = in_rows(("title", "reports_to"), ("unit", "site"))

    def __init__(self, post: Post, *args: Any, **options: Any) -> None:
        super().__init__(post.map, *args, version=post.version, **options)
        self.offer("reports_to", posts_of(post.map).exclude(pk=post.pk))


class UnderForm(Versioned, forms.Form):
    """Under whom a box is hung, by hand on the picture; nobody is the top."""

    reports_to = PostChoice(Post.objects.none(), label=_("Reports to"), required=False)

    def __init__(self, post: Post, *args: Any) -> None:
        super().__init__(*args, version=post.version)
        field: Any = self.fields["reports_to"]
        field.queryset = posts_of(post.map)


class Occupant(forms.Form):
    """Somebody who is a contact already, or a name that becomes one."""

    contact = ContactChoice(
        Contact.objects.none(), label=_("Held by"), required=False, empty_label=_("Nobody: it is vacant")
    )
    new_name = Words(
        label=_("or somebody new"),
        limit=LINE_LIMIT,
        lines=False,
        required=False,
        help_text=_("A name that is not among the contacts yet; it becomes one."),
    )

    def offer_contacts(self, account_id: int) -> None:
        field: Any = self.fields["contact"]
        field.queryset = contacts_of(account_id)

    def clean_new_name(self) -> str:
        if self.cleaned_data.get("contact") and self.cleaned_data["new_name"]:
            raise ValidationError(ONE_OF_BOTH)
        return " ".join(str(self.cleaned_data["new_name"]).split())

    @property
    def who(self) -> Contact | str | None:
        return self.cleaned_data["contact"] or self.cleaned_data["new_name"] or None


class NewPostForm(PostForm, Occupant):
    helper = in_rows(("title", "reports_to"), ("contact", "new_name"), ("unit", "site"))

    def __init__(self, map_: DecisionMap, *args: Any, **options: Any) -> None:
        super().__init__(map_, *args, **options)
        self.offer_contacts(map_.account_id)


class SeatForm(Occupant):
    on = Day(label=_("Since"), required=False, help_text=_("Leave empty what you do not know."))
    helper = in_rows(("contact", "new_name"), "on")

    def __init__(self, account: Account, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.offer_contacts(account.pk)
        self.fields["contact"].empty_label = _("Choose somebody")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and self.who is None:
            self.add_error("contact", _("Say who takes the post: choose a contact or type a new name."))
        return found


class SuccessorForm(SeatForm):
    """Who follows whom; `actor` is who sat there when the page was opened."""

    has_left = forms.BooleanField(label=_("The predecessor has left the client"), required=False)
    actor = forms.IntegerField(widget=forms.HiddenInput)
    helper = in_rows(("contact", "new_name"), "on", "has_left")

    def __init__(self, account: Account, *args: Any, **options: Any) -> None:
        super().__init__(account, *args, **options)
        self.fields["on"].required = True
        self.fields["on"].help_text = _("The day on which the one leaves the post and the other takes it.")


class VacateForm(forms.Form):
    on = Day(label=_("Left the post on"))
    # Who sat there when the page was opened.
    actor = forms.IntegerField(widget=forms.HiddenInput)


class LeftForm(Versioned, forms.Form):
    on = Day(label=_("Left the client on"))


class MoveForm(Versioned, forms.Form):
    to = PostChoice(
        Post.objects.none(),
        label=_("Moved to"),
        empty_label=_("Choose a vacant post"),
        help_text=_("Only vacant posts are offered. A post that is not here yet is added first."),
    )
    on = Day(label=_("Since"))

    def __init__(self, map_: DecisionMap, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["to"]
        field.queryset = vacant_posts_of(map_)


class AwayTo(forms.Form):
    """To which of our clients somebody has gone: only those that the reader may change."""

    to = AccountByName(
        label=_("Has gone to"),
        unknown=_("No account that you may change is called “%(name)s”. Choose one from the suggestions."),
        help_text=_("A client of ours whose account you may change. For any other company say that they have left."),
    )

    def __init__(self, accounts: Any, *args: Any) -> None:
        super().__init__(*args)
        field: Any = self.fields["to"]
        field.choose_from(accounts)


class AwayForm(Versioned, forms.Form):
    on = Day(label=_("Since"))
    title = Words(label=_("Title there"), limit=LINE_LIMIT, lines=False, required=False)
    post = PostChoice(
        Post.objects.none(), label=_("Post there"), required=False, empty_label=_("No post of the map, or not known")
    )
    note = Words(
        label=_("What the diary there says"),
        required=False,
        help_text=_("The relationship so far, for whoever goes on with it. Leave out what they need not know."),
    )
    is_known_there = forms.BooleanField(label=_("A contact of this name there is the same person"), required=False)
    helper = in_rows(("on", "title"), "post", "note", "is_known_there")

    def __init__(self, there: Account, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["post"]
        field.queryset = vacant_posts_at(there)


class SameAs(forms.Form):
    """Which other contact of the account is the same person."""

    other = ContactChoice(
        Contact.objects.none(),
        label=_("Is the same person as"),
        empty_label=_("Choose somebody"),
        help_text=_("Look at both side by side first; nothing is merged yet."),
    )

    def __init__(self, contact: Contact, *args: Any) -> None:
        super().__init__(*args)
        field: Any = self.fields["other"]
        field.queryset = contacts_of(contact.account_id).exclude(pk=contact.pk)


class MergeForm(forms.Form):
    """For each aspect whose value stands; `seen` is what the choice rests on."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=4000)

    def __init__(self, aspects: Sequence[Aspect], as_seen: str, sent: Any = None) -> None:
        super().__init__(sent, initial={"seen": as_seen})
        self.aspects = aspects
        for aspect in aspects:
            self.fields[aspect.key] = forms.ChoiceField(
                label=aspect.title, choices=[("kept", aspect.kept), ("gone", aspect.gone)], initial="kept"
            )

    @property
    def rows(self) -> list[tuple[Aspect, str]]:
        """Each with what is chosen."""
        return [(aspect, str(self[aspect.key].value())) for aspect in self.aspects]

    def chosen(self) -> list[str]:
        """The keys of which the other one's value stands."""
        return [aspect.key for aspect in self.aspects if self.cleaned_data[aspect.key] == "gone"]
