"""Pages whose address is the key to them."""

from django.http import HttpResponse


def keep_code_private(response: HttpResponse) -> HttpResponse:
    """Send no address that holds a code to anybody as a referrer.

    Not "no-referrer": with that browsers send forms with the origin "null", which the check against forged forms
    must refuse. The origin alone tells no code.
    """
    response["Referrer-Policy"] = "strict-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
