"""Makes requests of the bytes of a connection, as they come; a request is handed on when all of it is here.

It knows neither sockets nor clocks. gunicorn parses the head, h11 a chunked body.
"""

import io
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote

import h11
from gunicorn.http.body import ChunkedReader
from gunicorn.http.errors import InvalidChunkSize, LimitRequestHeaders, NoMoreData
from gunicorn.http.message import Request
from gunicorn.http.unreader import IterUnreader

from kept.faces.web_server.limits import MOST_HEAD_BYTES

_END_OF_HEAD = b"\r\n\r\n"
# No limit is smaller, so nothing has to be looked up for an ordinary request.
_ALWAYS_TAKEN_BYTES = 64 * 1024
# Chunks of a byte each cost far more to read than they bring. Honest ones have a few bytes for kilobytes.
_FRAMING_BYTES = 64 * 1024
# So many may be small; of more, each has to bring this much. Each costs some 20 µs of the loop that all wait for.
_CHUNKS = 1024
_BYTES_EACH = 512


class RequestReader:
    """The requests of one connection, one after the other.

    `body_limit`: the path of a request → the most bytes that its body may have. A larger one is not read: the
    request is complete without it, and names its length, by which the application refuses it.
    """

    def __init__(self, cfg: Any, peer: Any, body_limit: Callable[[str], int]) -> None:
        self._cfg = cfg
        self._peer = peer
        self._body_limit = body_limit
        self._count = 0
        # What came and belongs to no request yet.
        self._bytes = bytearray()
        self._begin()

    def _begin(self) -> None:
        self.request: Any = None
        self.is_complete = False
        # The body is not taken, or cannot be told from what follows: nothing more can be read here.
        self.is_refused = False
        self._most = 0
        self._problem: Exception | None = None
        self._searched = 0
        self._body = io.BytesIO()
        self._taken = 0
        self._length = 0
        self._chunks: _ChunkedBody | None = None

    @property
    def is_idle(self) -> bool:
        """Tell whether nothing of the next request has come."""
        return self.request is None and not self._bytes and not self.is_complete

    @property
    def held_bytes(self) -> int:
        """The memory that it takes, in bytes."""
        return len(self._bytes) + self._taken

    @property
    def body_bytes(self) -> int:
        """The length of the body that is being read: as the client says, or, for a chunked one, so far."""
        return self._length

    def feed(self, data: bytes) -> None:
        """Take what came."""
        self._bytes += data
        if self.request is None:
            self._read_head()
        else:
            self._read_body()

    def begin_next(self) -> None:
        """Forget the request that was answered, and go on with what came behind it."""
        self._begin()
        self._read_head()

    def take_expectation(self) -> bool:
        """Return, once, whether the client waits for `100 Continue` before it sends the body."""
        if self.request is None or self.is_complete or not self.request._expected_100_continue:
            return False
        self.request._expected_100_continue = False
        return True

    # As gunicorn's parser, of which a thread takes the request.

    def __next__(self) -> Any:
        """Return the request. Raises what was wrong with it."""
        if self._problem is not None:
            raise self._problem
        return self.request

    def finish_body(self, **_named: Any) -> bool:
        """Tell whether the connection can be used again."""
        return not self.is_refused

    def _read_head(self) -> None:
        if self._bytes[:2] == b"\r\n":  # one empty line may stand before a request (RFC 9112, 2.2)
            del self._bytes[:2]
            self._searched = 0
        end = self._bytes.find(_END_OF_HEAD, max(0, self._searched - len(_END_OF_HEAD)))
        self._searched = len(self._bytes)
        if max(end, 0) > MOST_HEAD_BYTES or (end < 0 and self._searched > MOST_HEAD_BYTES):
            self._fail(LimitRequestHeaders(f"more than {MOST_HEAD_BYTES} bytes"))
        elif end >= 0:
            head = bytes(self._bytes[: end + len(_END_OF_HEAD)])
            del self._bytes[: len(head)]
            self._count += 1
            try:
                self.request = Request(self._cfg, IterUnreader((head,)), self._peer, self._count)
            except Exception as problem:  # noqa: BLE001  (the thread that answers says what it is)
                self._fail(problem)
            else:
                self._begin_body()

    def _begin_body(self) -> None:
        reader = self.request.body.reader
        if isinstance(reader, ChunkedReader):
            self._chunks = _ChunkedBody()
        else:
            self._length = reader.length
        if self._chunks is not None or self._length > _ALWAYS_TAKEN_BYTES:
            self._most = self._body_limit(unquote(self.request.path))
        else:
            self._most = _ALWAYS_TAKEN_BYTES
        if self._length > self._most:
            self._refuse_body()
        else:
            self._read_body()

    def _read_body(self) -> None:
        if self._chunks is not None:
            self._read_chunks(self._chunks)
        else:
            missing = self._length - self._taken
            self._taken += self._body.write(self._bytes[:missing])
            del self._bytes[:missing]
            if self._taken == self._length:
                self._complete()

    def _read_chunks(self, chunks: "_ChunkedBody") -> None:
        try:
            for part in chunks.parts(bytes(self._bytes)):
                self._length += len(part)
                if self._length > self._most:
                    self._refuse_body()
                    return
                self._taken += self._body.write(part)
        except h11.RemoteProtocolError as problem:
            self._fail(InvalidChunkSize(str(problem).encode()))
            return
        self._bytes = bytearray(chunks.behind)
        if chunks.is_complete:
            self._complete()

    def _complete(self) -> None:
        self._body.seek(0)
        self._hand_on(self._body)

    def _refuse_body(self) -> None:
        self.is_refused = True
        self.request.force_close()
        self.request._expected_100_continue = False
        self._bytes.clear()
        self._taken = 0
        self._hand_on(io.BytesIO())

    def _hand_on(self, body: io.BytesIO) -> None:
        if self._chunks is not None:
            headers = [header for header in self.request.headers if header[0] != "TRANSFER-ENCODING"]
            # Whoever refuses a body that was not read to its end needs a length, too.
            self.request.headers = [*headers, ("CONTENT-LENGTH", str(self._length))]
        self.request.body = body
        self.is_complete = True

    def _fail(self, problem: Exception) -> None:
        self._problem = problem if not isinstance(problem, NoMoreData) else LimitRequestHeaders("incomplete")
        self.is_complete = self.is_refused = True
        self._bytes.clear()


class _ChunkedBody:
    """A chunked body (RFC 9112, 7.1), read by h11 as it comes."""

    def __init__(self) -> None:
        self._connection = h11.Connection(h11.SERVER, max_incomplete_event_size=8 * 1024)
        # h11 reads whole requests; the head, which gunicorn has read, is put in front again as far as it matters.
        self._connection.receive_data(b"POST / HTTP/1.1\r\nHost: kept\r\nTransfer-Encoding: chunked\r\n\r\n")
        self._connection.next_event()
        self._came = 0
        self._brought = 0
        self._chunks = 0
        self.is_complete = False
        # What came behind the end.
        self.behind = b""

    def parts(self, data: bytes) -> Iterator[bytes]:
        """Yield what is in the chunks. Raises h11.RemoteProtocolError for what is none."""
        self._came += len(data)
        if data:  # for h11 nothing is the end of the connection
            self._connection.receive_data(data)
        while True:
            event = self._connection.next_event()
            if isinstance(event, h11.Data):
                self._brought += len(event.data)
                self._chunks += event.chunk_start
                if self._chunks > _CHUNKS + self._brought // _BYTES_EACH:
                    raise h11.RemoteProtocolError("chunks that are too small")
                yield bytes(event.data)
            elif isinstance(event, h11.EndOfMessage):
                self.is_complete = True
                self.behind = self._connection.trailing_data[0]
                return
            else:
                break
        if self._came > 2 * self._brought + _FRAMING_BYTES:
            raise h11.RemoteProtocolError("chunks that are too small")
