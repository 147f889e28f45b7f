from types import SimpleNamespace

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


class Adapter(DefaultAccountAdapter):
    """Signing in, in the words and the rules of this house."""

    def get_client_ip(self, request: HttpRequest) -> str:
        """The visitor's address, as ``kit.middleware.Forwarded`` left it."""
        return request.META["REMOTE_ADDR"]

    def is_safe_url(self, url: str | None) -> bool:
        """Whether ``next`` stays on this host: the library would also let it lead to another's."""
        hosts = {self.request.get_host()}
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts=hosts, require_https=self.request.is_secure()
        )

    def format_email_subject(self, subject: str) -> str:
        return subject

    def render_mail(self, template_prefix, email, context, headers=None):
        """A message speaks in the programme's name, not in that of a server."""
        programme = getattr(self.request, "programme", None)
        if programme is not None:
            context["current_site"] = SimpleNamespace(
                name=programme.name, domain=self.request.get_host()
            )
        return super().render_mail(template_prefix, email, context, headers)
