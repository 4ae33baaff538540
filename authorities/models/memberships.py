"""The roles that people hold, each for a time and for a part of the world."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from authorities.languages.cldr import join_items
from authorities.languages.direction import isolate
from authorities.models.intervals import Interval, IntervalQuerySet
from authorities.models.people import User
from authorities.models.roles import (
    ADMINISTERS,
    HANDS_OVER,
    LETS_IN,
    READS_PEOPLE_OF_STATE,
    REGION_ROLE,
    REGISTER_ROLE,
    SECRETARIAT_ROLES,
    STATE_ROLES,
    Role,
)
from authorities.models.states import MemberState, Region, RegionMembership


class ScopedRole(models.Model):
    """A role, and the state, region or register that it is held for."""

    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    member_state = models.ForeignKey(
        MemberState,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)ss",
        verbose_name=_("Member State"),
        help_text=_("For all roles but those of the secretariat."),
    )
    region = models.CharField(
        _("region"),
        max_length=4,
        choices=Region.choices,
        blank=True,
        help_text=_("For reviewers. Blank: the world."),
    )
    register_code = models.CharField(
        _("register"),
        max_length=20,
        blank=True,
        help_text=_("For registrars: the short code of the register."),
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_state_where_the_role_has_one",
                condition=Q(role__in=STATE_ROLES, member_state__isnull=False)
                | Q(role__in=SECRETARIAT_ROLES, member_state__isnull=True),
                violation_error_message=_(
                    "The people of a national authority and registrars belong to a Member State; "
                    "the secretariat does not."
                ),
            ),
            models.CheckConstraint(
                name="%(class)s_register_for_registrars",
                condition=(Q(role=REGISTER_ROLE) & ~Q(register_code=""))
                | (~Q(role=REGISTER_ROLE) & Q(register_code="")),
                violation_error_message=_(
                    "A registrar needs the code of the register; other roles do not have one."
                ),
            ),
            models.CheckConstraint(
                name="%(class)s_region_for_reviewers",
                condition=Q(region="") | Q(role=REGION_ROLE),
                violation_error_message=_("Only a reviewer has a region."),
            ),
        ]

    def __str__(self):
        parts = [str(self.get_role_display()), self.member_state_id, self.region, self.register_code]
        return " ".join(filter(None, parts))

    @property
    def description(self):
        """The role and what it is for, as the person reads it."""
        reach = self.member_state or (self.region and self.get_region_display())
        if self.register_code:
            reach = join_items([reach, isolate(self.register_code)])
        return f"{self.get_role_display()} – {reach}" if reach else self.get_role_display()

    def covers(self, *, member_state=None, region=None, register=None):
        """Return True if the role reaches a state, the region it lies in, and a register of it, where given.

        `register` is (ISO code, register code). The secretariat reaches every state of its region.
        """
        if self.role in SECRETARIAT_ROLES:
            return not self.region or region is None or self.region == region
        own_state = member_state is None or self.member_state_id == getattr(member_state, "pk", member_state)
        return own_state and register in (None, (self.member_state_id, self.register_code))

    def lets_in(self, other):
        """Return True if who holds this role may give the other one, and end it."""
        is_theirs = self.role in SECRETARIAT_ROLES or self.reach == other.reach
        return is_theirs and other.role in self.roles_given

    @property
    def roles_given(self):
        """The roles that who holds this one may give."""
        return LETS_IN.get(self.role, ())

    @property
    def reach(self):
        """What the role is held for: (ISO code of the state, region, code of the register)."""
        return self.member_state_id, self.region, self.register_code


class ScopedRoleQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The people of a state are seen by themselves, and by the secretariat of its region or the world."""
        if user.sees_every_state:
            return self
        there = RegionMembership.objects.in_force_on(timezone.localdate()).filter(region__in=user.regions)
        return self.filter(
            Q(member_state__in=user.states_as(*READS_PEOPLE_OF_STATE))
            | Q(member_state__in=there.values("member_state"))
        )

    def of_states(self, states):
        """Return those held for one of these states; None among them stands for the secretariat."""
        is_theirs = Q(member_state__in=[state.pk for state in states if state])
        return self.filter(is_theirs | Q(member_state=None) if None in states else is_theirs)

    def of_reach(self, scoped):
        """Return those held for the same part of the world."""
        state, region, register = scoped.reach
        return self.filter(member_state=state, region=region, register_code=register)


class MembershipQuerySet(ScopedRoleQuerySet, IntervalQuerySet):
    def ended_by(self, day):
        return self.filter(valid_to__lte=day)

    def handed_over_by(self, user, day):
        """Return the roles that this person may hand over to a successor on a day."""
        return self.in_force_on(day).filter(user=user, role__in=HANDS_OVER)

    def held_today(self, *roles):
        return self.in_force_on(timezone.localdate()).filter(role__in=roles)

    def people(self):
        """Return the people who hold them, deactivated accounts apart."""
        return User.objects.filter(pk__in=self.values("user"), deactivated_on=None)

    def by_person(self):
        return self.select_related("user", "member_state").order_by("user__name", "pk")


class Membership(ScopedRole, Interval):
    """A role held from a day until a day. Ended, never deleted, so that the past stays readable."""

    is_dated_fact = True

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name=_("person"))

    objects = MembershipQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(Interval.Meta):
        abstract = False
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = [
            # What was given today may end today: it then holds on no day.
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_from__lte=F("valid_to")),
                name="%(class)s_ends_after_it_begins",
                violation_error_message=_("The end must not be earlier than the start."),
            ),
            *ScopedRole.Meta.constraints,
        ]


def keeps_an_administrator(without_user=None, without_membership=None):
    """Return True if somebody else could still open the administration for good, by a password of their own.

    Within a transaction: whoever else ends a role of an administrator waits until it ends.
    """
    held = Membership.objects.select_for_update(of=("self",)).filter(role__in=ADMINISTERS, valid_to=None)
    remaining = held.in_force_on(timezone.localdate()).select_related("user").order_by("pk")
    return any(
        membership.user.is_active and membership.user.has_usable_password()
        for membership in remaining
        if membership.user_id != without_user and membership.pk != without_membership
    )
