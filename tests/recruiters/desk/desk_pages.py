"""What the tests of the registrar's desk share."""

from django.urls import reverse

# Of a form without rows of branches and related firms.
ROWS = {
    f"{prefix}-{name}": value
    for prefix in ("branches", "relations")
    for name, value in (("TOTAL_FORMS", "0"), ("INITIAL_FORMS", "0"))
}


def desk_url(name, register, *more):
    return reverse(name, args=[register.member_state_id, register.code, *more])


def words(response):
    return " ".join(response.content.decode().split())
