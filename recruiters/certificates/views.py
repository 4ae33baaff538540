"""Certificates of a check: to print, and to verify, here or elsewhere."""

from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from authorities.access import open_to_everyone
from recruiters import site_urls as addresses
from recruiters.certificates import jws as signing
from recruiters.certificates.certificate import certificate_of, issue, said_of
from recruiters.certificates.verification import check, pasted
from recruiters.decorators import limited
from recruiters.entries.scope import scope
from recruiters.models import entry_at


@open_to_everyone
@limited
@never_cache
@require_safe
def certificate(request, iso3, code, licence):
    """For the printer. Of a licence that is not on the register, its own page tells."""
    moment = timezone.now()
    recruiter = entry_at(iso3, code, licence)
    if recruiter is None:
        return redirect("recruiter", iso3, code, licence)
    if not signing.is_offered():
        return render(request, "recruiters/proof/unsigned.html", {"recruiter": recruiter}, status=404)
    site = addresses.site(request)
    said = said_of(recruiter, moment.date())
    certified = certificate_of(said, moment, site)
    signed = issue(certified)
    context = {
        "recruiter": recruiter,
        "certificate": certified,
        "answer": said.answer,
        "said": said,
        "scope": scope(recruiter),
        "signed": signed,
        "live_address": site + recruiter.get_absolute_url(),
        "verify_page": site + reverse("verify_certificate"),
        "verify_address": f"{site}{reverse('verify_certificate')}?c={signed}",
    }
    return render(request, "recruiters/proof/certificate.html", context)


@open_to_everyone
@limited
@never_cache
@require_safe
def verify(request):
    """Genuine, altered or unknown; what was certified, and beside it what the register says now."""
    code, site = pasted(request.GET.get("c", "")), addresses.site(request)
    context = {
        "code": code[: signing.LONGEST],
        "check": check(code, timezone.now(), site) if code else None,
        "keys": signing.public_keys(),
        "keys_address": site + reverse("certificate_keys"),
    }
    return render(request, "recruiters/proof/verify.html", context)


@open_to_everyone
@limited
@cache_control(public=True, max_age=3600)
@require_safe
def keys(request):
    """The public keys, as a JSON Web Key Set that has each in PEM too."""
    found = [
        {
            "kid": key.kid,
            "kty": "OKP",
            "crv": "Ed25519",
            "alg": "EdDSA",
            "use": "sig",
            "x": signing.encoded(key.raw),
            "pem": key.pem,
            "since": key.since,
            "until": key.until,
        }
        for key in signing.public_keys()
    ]
    return JsonResponse({"keys": found}, headers={"Access-Control-Allow-Origin": "*"})
