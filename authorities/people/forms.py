"""What the pages of people ask for."""

from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from authorities.models import Invitation, Membership, MemberState, Role, User
from authorities.models.roles import REGION_ROLE, REGISTER_ROLE, ROLE_NOTES, SECRETARIAT_ROLES


class OfferForm(forms.ModelForm):
    """Whom to write to, in which language, with which words of one's own."""

    class Meta:
        model = Invitation
        fields = ["email", "language", "message"]
        widgets = {"message": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "email": _("A link goes there. It works once, within seven days, and only for this address."),
            "message": _("Optional: a few words of your own. Your name stands in the e-mail in any case."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = get_language()
        self.fields["language"].widget.choices = settings.LANGUAGES

    def clean_email(self):
        return self.cleaned_data["email"].lower()


class InvitationForm(OfferForm):
    """An invitation to one of the roles that this person may give, each for its part of the world."""

    class Meta(OfferForm.Meta):
        fields = ["email", "member_state", "register_code", "region", "language", "message"]

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.offers = list(offered_roles(user))
        self.fields["offer"] = forms.ChoiceField(
            label=_("Role"),
            widget=forms.RadioSelect,
            choices=[(offer.key, offer.words) for offer in self.offers],
        )
        self.fields["offer"].initial = self.offers[0].key if len(self.offers) == 1 else None
        for name in ("member_state", "register_code", "region"):
            if not any(name in offer.asks for offer in self.offers):
                del self.fields[name]
        self.order_fields(["email", "offer", *self.fields])

    def clean(self):
        """Take what the chosen role is for from the role of the inviter, and only the rest from the form."""
        cleaned = super().clean()
        offer = next((one for one in self.offers if one.key == cleaned.get("offer")), None)
        if offer is None:
            return cleaned
        self.instance.role = offer.role
        for name in ("member_state", "register_code", "region"):
            if name not in offer.asks:
                cleaned[name] = getattr(offer, name)
                setattr(self.instance, name, cleaned[name])
            elif name != "region" and not cleaned.get(name):
                self.add_error(name, _("Say what this role is for."))
        return cleaned


class Offer:
    """A role that somebody may give, with its part of the world; `asks` are the columns left to be chosen."""

    region = ""

    def __init__(self, role: str, member_state: MemberState | None = None, register_code: str = "") -> None:
        self.role, self.member_state, self.register_code = role, member_state, register_code
        self.asks = set()
        if member_state is None and role not in SECRETARIAT_ROLES:
            self.asks.add("member_state")
        if not register_code and role == REGISTER_ROLE:
            self.asks.add("register_code")
        if role == REGION_ROLE:
            self.asks.add("region")

    @property
    def key(self) -> str:
        return " ".join(
            filter(None, [self.role, self.member_state and self.member_state.pk, self.register_code])
        )

    @property
    def words(self) -> str:
        given = Membership(role=self.role, member_state=self.member_state, register_code=self.register_code)
        note = ROLE_NOTES.get(Role(self.role))
        return f"{given.description}. {note}" if note else given.description


def offered_roles(user):
    """Yield an Offer for each role that this person may give today, in the order of their own roles."""
    seen = set()
    for held in user.memberships_today:
        for role in held.roles_given:
            offer = Offer(role, held.member_state, held.register_code)
            if offer.key not in seen:
                seen.add(offer.key)
                yield offer


class AccountForm(forms.Form):
    """The name and the password of a person who opens an account."""

    name = forms.CharField(
        label=_("Your name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    password = forms.CharField(
        label=_("Choose a password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 letters. Three or four words that do not belong together are good."),
    )
    again = forms.CharField(
        label=_("The same password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args, invitation, **kwargs):
        super().__init__(*args, **kwargs)
        self.invitation = invitation

    def clean_password(self):
        password = self.cleaned_data["password"]
        person = User(email=self.invitation.email, name=self.cleaned_data.get("name", ""))
        person.states_invited_to = tuple(filter(None, [self.invitation.member_state]))
        password_validation.validate_password(password, person)
        return password

    def clean(self):
        cleaned = super().clean()
        if "password" in cleaned and cleaned.get("again") != cleaned["password"]:
            self.add_error("again", ValidationError(_("The two passwords differ. Type the same one twice.")))
        return cleaned
