"""What people are told about their accounts: links to choose a password or confirm an address, and changes.

All of it goes out at once, and none can be stopped.
"""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.urls import reverse
from django.utils.translation import gettext_lazy

from authorities.accounts.address_change import confirmation_token, is_taken
from authorities.models import Notice, User
from authorities.notices.kinds import NoticeKind, register_notice
from authorities.site_address import site_address


def find_user_of(notice: Notice) -> User | None:
    """Return whom a notice is about, if they may still sign in."""
    user = User.objects.filter(pk=notice.about_key).first()
    return user if user and user.is_active else None


def make_password_link(notice: Notice) -> str:
    user = find_user_of(notice)
    if user is None:
        return ""
    key = [user_pk_to_url_str(user), default_token_generator.make_token(user)]
    return site_address() + reverse("account_reset_password_from_key", args=key)


def make_confirmation_link(notice: Notice) -> str:
    """Return the link, unless the address belongs to somebody else by now."""
    user = find_user_of(notice)
    if user is None or is_taken(notice.address, user):
        return ""
    return site_address() + reverse("account_confirm_email", args=[confirmation_token(user, notice.address)])


PROTECTS_ACCOUNT = gettext_lazy("They protect your account.")
PASSWORD_LINK = register_notice(
    NoticeKind(
        "password_link",
        gettext_lazy("Choose your password"),
        gettext_lazy(
            "You can choose a password for your account at the WHO Code reporting tracker. Please open this "
            "link:"
        ),
        urgent=True,
        reason=PROTECTS_ACCOUNT,
        link=make_password_link,
        ending=gettext_lazy(
            "It works once, within three days. If you did not expect this message, you do not need to do "
            "anything: your account stays as it is."
        ),
    )
)
CONFIRMATION_LINK = register_notice(
    NoticeKind(
        "address_confirmation",
        gettext_lazy("Confirm your new address"),
        gettext_lazy(
            "Somebody wants to sign in with this address at the WHO Code reporting tracker. If that is you, "
            "open this link and confirm it:"
        ),
        urgent=True,
        reason=PROTECTS_ACCOUNT,
        link=make_confirmation_link,
        ending=gettext_lazy(
            "It works once, within one day, while you are signed in. If you did not expect this message, "
            "there is nothing to do."
        ),
    )
)
ADDRESS_CHANGE_ASKED = register_notice(
    NoticeKind(
        "address_change_asked",
        gettext_lazy("Somebody wants to change your address"),
        gettext_lazy(
            "Somebody who knows your password has asked to change the address of your account at the WHO "
            "Code reporting tracker. Nothing has changed yet."
        ),
        urgent=True,
        reason=PROTECTS_ACCOUNT,
        ending=gettext_lazy(
            "If it was not you, change your password now: the change of address can then no longer be "
            "confirmed. Tell your administrator, too."
        ),
    )
)
ADDRESS_CHANGED = register_notice(
    NoticeKind(
        "address_changed",
        gettext_lazy("Your address was changed"),
        gettext_lazy(
            "The address of your account at the WHO Code reporting tracker was changed. You no longer sign "
            "in with this one."
        ),
        urgent=True,
        reason=PROTECTS_ACCOUNT,
        ending=gettext_lazy("If you did not expect this, tell your administrator at once."),
    )
)
SECOND_FACTOR_REMOVED = register_notice(
    NoticeKind(
        "second_factor_removed",
        gettext_lazy("Your second factor was removed"),
        gettext_lazy(
            "An administrator has removed the second factor of your account, and ended your sessions. You "
            "sign in with your password, and can choose a second factor again."
        ),
        urgent=True,
        reason=PROTECTS_ACCOUNT,
        ending=gettext_lazy("If you did not ask for this, tell the secretariat at once."),
    )
)
