"""What the township tells as one zip, for who brings it to the county's site."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from zerentian.ledger.clock import now
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.access import allow
from zerentian.residents.bulletin import packed
from zerentian.residents.site import Addresses


@allow("notice.view")
@require_safe
def notices_zip(request: HttpRequest) -> HttpResponse:
    """Send the public texts as a zip: index, items, feeds, files and their sums."""
    moment = now()
    site = settings.SITE_URL or request.build_absolute_uri("/").rstrip("/")
    content = packed(Addresses(site=f"{site}/notices", office=site), moment)
    name = f'attachment; filename="notices-{local_day(moment).isoformat()}.zip"'
    return HttpResponse(
        content,
        content_type="application/zip",
        headers={"Content-Disposition": name, "Cache-Control": "no-store"},
    )
