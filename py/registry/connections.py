"""Connections: TLS, proxies, time limits, and what may go wrong before there is an answer."""

import ssl
from collections.abc import Iterable, Mapping
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

import urllib3
from urllib3.exceptions import HTTPError, SSLError

from registry.errors import BusyError, TrustError
from registry.names import is_loopback
from registry.trust import trust

_CONNECT_SECONDS = 15
_READ_SECONDS = 300
"""A registry that has all of a large layer may read it again before it answers."""

_USER_AGENT = "rules_py_layers"


Body = bytes | Iterable[bytes]
"""Bytes, or what yields them while they are sent."""


class Connections:
    """Connections to any host, kept open, for several threads."""

    def __init__(self, *, insecure: bool, most: int) -> None:
        """Opens none yet. The environment names proxies: `HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`.

        Args:
            insecure: trusts any certificate.
            most: how many are kept open to one host.
        """
        self._proxies = getproxies()
        self._insecure = insecure
        self._most = most
        self._pools: dict[tuple[str, str], urllib3.PoolManager] = {}

    def exchange(
        self, method: str, url: str, *, headers: Mapping[str, str], body: Body | None
    ) -> urllib3.BaseHTTPResponse:
        """Sends one request, once, and follows nothing.

        Returns:
            The answer, its body not read.

        Raises:
            BusyError: if there is no connection, or it broke.
            TrustError: if the certificate is not trusted.
        """
        try:
            return self._pool(url).request(
                method,
                url,
                headers={"User-Agent": _USER_AGENT, **headers},
                body=body,
                preload_content=False,
                redirect=False,
                retries=False,
            )
        except HTTPError as error:
            raise fault(method, url, error) from None

    def _pool(self, url: str) -> urllib3.PoolManager:
        parts = urlsplit(url)
        host = parts.netloc.rpartition("@")[2]
        proxy = self._proxies.get(parts.scheme, "")
        if proxy and "://" not in proxy:
            proxy = f"http://{proxy}"
        if is_loopback(host) or proxy_bypass(host):
            proxy = ""
        key = (parts.scheme, proxy)
        if key not in self._pools:
            self._pools[key] = self._opened(parts.scheme, proxy)
        return self._pools[key]

    def _opened(self, scheme: str, proxy: str) -> urllib3.PoolManager:
        tls = scheme == "https" or proxy.startswith("https:")
        # Reading the certificates takes a tenth of a second.
        context = trust(insecure=self._insecure) if tls else None
        timeout = urllib3.Timeout(connect=_CONNECT_SECONDS, read=_READ_SECONDS)
        if not proxy:
            return urllib3.PoolManager(maxsize=self._most, ssl_context=context, timeout=timeout)
        user = urlsplit(proxy).netloc.rpartition("@")[0]
        headers = urllib3.make_headers(proxy_basic_auth=unquote(user)) if user else None
        return urllib3.ProxyManager(
            proxy,
            maxsize=self._most,
            ssl_context=context,
            timeout=timeout,
            proxy_headers=headers,
        )


def place(url: str) -> str:
    """Returns host and path of a URL: its query may be a secret."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def fault(method: str, url: str, error: HTTPError) -> BusyError | TrustError:
    """Returns what to raise for a request without an answer."""
    cause = error.args[0] if isinstance(error, SSLError) and error.args else None
    if isinstance(cause, ssl.SSLCertVerificationError):
        return TrustError(
            f"{place(url)}: expected a trusted certificate, got {cause.verify_message!r}",
            fix="Name the certificates to trust in SSL_CERT_FILE, or, of a registry for tests, "
            "take any with --insecure.",
        )
    reasons = [str(reason) for reason in error.args if reason]
    return BusyError(
        f"{method} {place(url)}: expected an answer, got {type(error).__name__}",
        evidence=reasons,
        fix="Check the registry's name, and that this machine reaches it.",
    )
