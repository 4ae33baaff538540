"""What the pages of an account ask for."""

from allauth.account.adapter import get_adapter
from allauth.account.forms import ResetPasswordForm
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _

from authorities.accounts import emails
from authorities.models import User


class PasswordLinkForm(ResetPasswordForm):
    """Asks for a link. Known and unknown addresses cost the same look and the same entry in the queue."""

    def clean_email(self):
        return self.cleaned_data["email"].lower()

    def save(self, request, **kwargs):
        found = User.objects.with_address(self.cleaned_data["email"]).first()
        emails.send_password_link.enqueue(found.pk if found else emails.NOBODY, get_language())
        return self.cleaned_data["email"]


class LanguageForm(forms.Form):
    language = forms.ChoiceField(
        label=_("Language"),
        choices=[(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES],
        widget=forms.RadioSelect,
        help_text=_("Mails to you are written in it, and a bookmark without a language leads to it."),
    )


class AddressForm(forms.Form):
    email = forms.EmailField(
        label=_("New e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("A message with a link goes there. Your address changes when you open the link."),
    )
    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args, request, **kwargs):
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_email(self):
        address = self.cleaned_data["email"].lower()
        if address == self.request.user.email:
            raise ValidationError(_("This is your address already."))
        return address

    def clean_password(self):
        """Failed attempts count as those of signing in do."""
        user, password = self.request.user, self.cleaned_data["password"]
        if get_adapter().authenticate(self.request, email=user.email, password=password) != user:
            raise ValidationError(_("The password is not right."))
        return password
