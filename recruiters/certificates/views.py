"""Certificates of a check: to print, and to verify, here or elsewhere."""

from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from authorities.access import open_to_everyone
from authorities.site_address import site_address
from recruiters.certificates import jws
from recruiters.certificates.certificate import build_certificate, entry_statement, sign_certificate
from recruiters.certificates.verification import extract_token, verify_certificate
from recruiters.decorators import rate_limited
from recruiters.entries.scope import licence_scope
from recruiters.models import entry_at


@open_to_everyone
@rate_limited
@never_cache
@require_safe
def certificate(request, iso3, code, licence):
    """Show a certificate to print. A number that is not on the register leads to the page that says so."""
    moment = timezone.now()
    recruiter = entry_at(iso3, code, licence)
    if recruiter is None:
        return redirect("recruiter", iso3, code, licence)
    if not jws.can_sign():
        return render(request, "recruiters/certificates/unsigned.html", {"recruiter": recruiter}, status=404)
    site = site_address(request)
    statement = entry_statement(recruiter, recruiter.local_day(moment))
    content = build_certificate(statement, moment, site)
    token = sign_certificate(content)
    context = {
        "recruiter": recruiter,
        "certificate": content,
        "answer": statement.answer,
        "statement": statement,
        "scope": licence_scope(recruiter),
        "signed": token,
        "live_address": site + recruiter.get_absolute_url(),
        "verify_page": site + reverse("verify_certificate"),
        "verify_address": f"{site}{reverse('verify_certificate')}?c={token}",
    }
    return render(request, "recruiters/certificates/certificate.html", context)


@open_to_everyone
@rate_limited
@never_cache
@require_safe
def verify(request):
    """Say if a certificate is genuine, and show what was certified beside what the register says now."""
    token, site = extract_token(request.GET.get("c", "")), site_address(request)
    context = {
        "code": token[: jws.LONGEST_TOKEN],
        "verification": verify_certificate(token, timezone.now(), site) if token else None,
        "keys": jws.public_keys(),
        "keys_address": site + reverse("certificate_keys"),
    }
    return render(request, "recruiters/certificates/verify.html", context)


@open_to_everyone
@rate_limited
@cache_control(public=True, max_age=3600)
@require_safe
def keys(request):
    """Return the public keys as a JSON Web Key Set (RFC 7517) that has each in PEM too."""
    found = [member for key in jws.public_keys() for member in key.published()]
    return JsonResponse({"keys": found}, headers={"Access-Control-Allow-Origin": "*"})
