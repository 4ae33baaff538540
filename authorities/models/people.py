"""People, and what they may do: it follows from the roles that they hold."""

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from authorities.models.changes import build_change, column_values
from authorities.models.roles import (
    ADMINISTERS,
    KEEPS_A_REGISTER,
    READS_AUDIT_OF_STATE,
    READS_OWN_STATE,
    READS_WHOLE_AUDIT,
    SECRETARIAT_ROLES,
    SUPERUSER_ROLE,
)


class UserQuerySet(models.QuerySet["User"]):
    def who_never_came(self):
        """Return those who may sign in and never have; demonstration accounts apart."""
        return self.filter(last_login=None, deactivated_on=None, demo_login=False)


class UserManager(BaseUserManager["User"]):
    def get_queryset(self):
        return UserQuerySet(self.model, using=self._db)

    def who_never_came(self):
        return self.get_queryset().who_never_came()

    def with_address(self, email):
        """Who signs in by this address, in whatever case it is written."""
        return self.alias(address=Lower("email")).filter(address=email.lower())

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)

    def create_user(self, email, password=None, **fields):
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user

    @transaction.atomic
    def create_superuser(self, email, password=None, **fields):
        """A first administrator, for `manage.py createsuperuser`: given the role by the product itself."""
        user = self.create_user(email, password, **fields)
        membership = user.memberships.create(role=SUPERUSER_ROLE, valid_from=timezone.localdate())
        build_change(membership, None, by=None, after=column_values(membership)).save()
        return user


class User(AbstractBaseUser):
    """A person who signs in by e-mail. What they may do follows from their memberships alone."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=150)
    deactivated_on = models.DateField(_("deactivated on"), null=True, blank=True)
    demo_login = models.BooleanField(_("demonstration account"), default=False, editable=False)
    # Of the pages when they last signed in: mails to them are written in it.
    language = models.CharField(_("language"), max_length=10, default="en", editable=False)
    joined_at = models.DateTimeField(_("joined"), auto_now_add=True)

    objects = UserManager()

    # Of who is about to accept an invitation, so that no password is made of the name of their country.
    states_invited_to: tuple = ()

    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_in_any_case")]

    def __str__(self):
        return self.name or self.email

    @property
    def is_active(self):
        """False for a deactivated user, and for a demonstration log-in outside the demonstration."""
        return self.deactivated_on is None and (settings.DEMO or not self.demo_login)

    def remember_language(self, language):
        if language and language != self.language:
            self.language = language
            self.save(update_fields=["language"])

    @cached_property
    def memberships_today(self):
        return list(self.memberships.in_force_on(timezone.localdate()).select_related("member_state"))

    def holds(self, *roles, member_state=None, region=None, register=None):
        """Return True if one of these roles is held today, anywhere or in the place given as in `covers`."""
        return any(
            membership.role in roles
            and membership.covers(member_state=member_state, region=region, register=register)
            for membership in self.memberships_today
        )

    def lets_in(self, scoped):
        """Return True if this person may give this role today, and end it."""
        return any(membership.lets_in(scoped) for membership in self.memberships_today)

    @property
    def may_administer(self):
        return self.holds(*ADMINISTERS)

    @property
    def reads_audit(self):
        return self.holds(*READS_AUDIT_OF_STATE, *READS_WHOLE_AUDIT)

    @property
    def sees_every_state(self):
        """True for the world-wide secretariat; a reviewer of one region sees that region only."""
        return any(m.role in SECRETARIAT_ROLES and not m.region for m in self.memberships_today)

    def sees_state(self, member_state):
        """Return True if the secretariat's work of this person reaches the state."""
        return self.sees_every_state or member_state.current_region in self.regions

    @property
    def regions(self):
        """Regions reviewed, for reviewers who do not review the world."""
        return [m.region for m in self.memberships_today if m.role in SECRETARIAT_ROLES and m.region]

    def states_as(self, *roles):
        """ISO codes of the states for which one of these roles is held."""
        found = {m.member_state_id for m in self.memberships_today if m.role in roles}
        return sorted(found - {None})

    @property
    def states(self):
        """ISO codes of the states this person works for, registrars apart."""
        return self.states_as(*READS_OWN_STATE)

    @property
    def registers_kept(self):
        """(ISO code, register code) of the registers this person keeps."""
        held = [m for m in self.memberships_today if m.role in KEEPS_A_REGISTER]
        return [(m.member_state_id, m.register_code) for m in held]

    # What Django's admin asks for.
    @property
    def is_staff(self):
        return self.may_administer

    def has_perm(self, perm, obj=None):
        return self.is_active and self.may_administer

    def has_perms(self, perms, obj=None):
        return self.has_perm(None, obj)

    def has_module_perms(self, app_label):
        return self.has_perm(None)
