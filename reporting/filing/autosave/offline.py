"""What the browser keeps to show the filing room without a connection; it holds nothing of anybody."""

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET

from authorities.access import open_to_everyone


@require_GET
@open_to_everyone
def offline_worker(request):
    """Serve the script that answers for the filing room without a connection; it holds nothing of anybody."""
    script = render_to_string("reporting/filing/offline/worker.js")
    response = HttpResponse(script, content_type="text/javascript")
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@require_GET
@open_to_everyone
def offline_page(request):
    return HttpResponse(render_to_string("reporting/filing/offline/page.html"))
