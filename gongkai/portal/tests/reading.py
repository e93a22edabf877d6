"""Reading the site as it is served: through the layer of kept pages, on a folder of the test's own."""

from dataclasses import dataclass, field
from io import BytesIO
from urllib.parse import quote

from django.core.handlers.wsgi import WSGIHandler

from gongkai.portal.kept import site, store
from gongkai.portal.kept.front import Front

BROWSER = "gzip, deflate, br"


@dataclass
class Read:
    """An answer as it came over the wire; `kept`: whether the framework was not asked."""

    status: int
    headers: dict[str, str]
    body: bytes
    kept: bool

    @property
    def text(self):
        return self.body.decode()


@dataclass
class Reader:
    """Somebody who reads; counts how often the framework was asked."""

    store: store.Store
    asked: int = 0
    after: list = field(
        default_factory=list
    )  # called once each, after the framework has rendered and before anything is kept

    def __post_init__(self):
        self.handler = WSGIHandler()
        self.front = Front(self._ask, self.store)

    def _ask(self, environ, start):
        self.asked += 1
        answer = self.handler(environ, start)
        while self.after:
            self.after.pop(0)()
        return answer

    def get(self, address, *, elder="", cookies="", accept="", method="GET", application=None, **headers):
        path, _, query = address.partition("?")
        environ = {
            "REQUEST_METHOD": method, "PATH_INFO": path.encode().decode("latin-1"), "QUERY_STRING": quote(query, safe="=&%"),
            "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "8000", "HTTP_HOST": "127.0.0.1:8000", "SCRIPT_NAME": "",
            "wsgi.url_scheme": "http", "wsgi.input": BytesIO(), "wsgi.errors": BytesIO(), "REMOTE_ADDR": "127.0.0.1",
            "HTTP_ACCEPT_ENCODING": accept,
        }  # fmt: skip
        jar = "; ".join(part for part in (f"elder={elder}" if elder else "", cookies) if part)
        if jar:
            environ["HTTP_COOKIE"] = jar
        environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        begun, before = [], self.asked
        pieces = (application or self.front)(environ, lambda status, head, fault=None: begun.append((status, head)))
        body = b"".join(pieces)
        if hasattr(pieces, "close"):
            pieces.close()
        status, head = begun[-1]
        return Read(int(status[:3]), dict(head), body, kept=self.asked == before)

    def fresh(self, address, **options):
        """The same request, asked of the framework alone."""
        return self.get(address, application=self.handler, **options)

    def files(self):
        """The names of all files that readers are served."""
        return sorted(str(path.relative_to(self.store.live)) for path in self.store.live.rglob("*") if path.is_file())


def reader(folder, monkeypatch, *, limit=64 * 2**20, settle=0.0):
    """A reader of an empty folder, which this process's services purge."""
    own = store.Store(folder, limit=limit)
    own.open("test")
    monkeypatch.setattr(site, "store", lambda: own)
    monkeypatch.setattr(site, "existing", lambda: own)
    monkeypatch.setattr(store, "SETTLE", settle)
    return Reader(own)
