"""Requests are made of bytes as they come, and handed on when they are whole: however they are cut (22)."""

import random

import pytest
from gunicorn.config import Config
from gunicorn.http import errors

from kept.faces.web_server.limits import MOST_HEAD_BYTES
from kept.faces.web_server.request_reader import RequestReader

LIMIT = 100_000
GET = b"GET /s/wren/ HTTP/1.1\r\nHost: wren.example\r\n\r\n"
POST = b"POST /s/wren/basket/ HTTP/1.1\r\nHost: wren.example\r\nContent-Length: 11\r\n\r\nhello=world"
CHUNKED_HEAD = b"POST /api/v1/orders HTTP/1.1\r\nHost: wren.example\r\nTransfer-Encoding: chunked\r\n\r\n"
CHUNKED = CHUNKED_HEAD + b"5\r\nhello\r\n6;ext=1\r\n=world\r\n0\r\nTrailer: x\r\n\r\n"


@pytest.fixture
def reader() -> RequestReader:
    return a_reader()


def a_reader(limit: int = LIMIT) -> RequestReader:
    return RequestReader(Config(), ("127.0.0.1", 1), lambda path: limit)


def length(content: bytes) -> bytes:
    return b"POST / HTTP/1.1\r\nHost: wren.example\r\nContent-Length: %s\r\n\r\n" % content


def chunked(*parts: bytes) -> bytes:
    return CHUNKED_HEAD + b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def fed(reader: RequestReader, data: bytes, sizes: random.Random | None = None) -> list[tuple[str, bytes]]:
    """Feed it, in one piece or in many; return method and body of each request that was handed on."""
    found: list[tuple[str, bytes]] = []
    while data:
        size = sizes.randint(1, 9) if sizes else len(data)
        reader.feed(data[:size])
        data = data[size:]
        while reader.is_complete and not reader.is_refused:
            request = next(reader)
            found.append((request.method, request.body.read()))
            reader.begin_next()
    return found


@pytest.mark.parametrize("seed", range(20))
def test_however_it_is_cut_it_is_the_same(seed: int):
    data = GET + POST + CHUNKED + b"\r\n" + GET + CHUNKED + POST
    whole = [("GET", b""), ("POST", b"hello=world"), ("POST", b"hello=world"), ("GET", b"")]
    whole += [("POST", b"hello=world")] * 2
    assert fed(a_reader(), data) == whole
    assert fed(a_reader(), data, random.Random(seed)) == whole


def test_a_chunked_body_comes_with_its_length(reader: RequestReader):
    """By which the application reads it: Django takes a body without a length for none."""
    reader.feed(CHUNKED)
    headers = dict(next(reader).headers)
    assert headers["CONTENT-LENGTH"] == "11"
    assert "TRANSFER-ENCODING" not in headers


@pytest.mark.parametrize("end", range(1, len(POST)))
def test_nothing_is_handed_on_before_it_is_whole(reader: RequestReader, end: int):
    reader.feed(POST[:end])
    assert not reader.is_complete
    assert not reader.is_idle


def test_a_body_that_is_too_long_is_not_waited_for(reader: RequestReader):
    reader.feed(length(b"100001"))
    assert reader.is_complete
    request = next(reader)
    assert (request.body.read(), dict(request.headers)["CONTENT-LENGTH"]) == (b"", "100001")
    assert request.should_close()
    assert not reader.finish_body()


def test_a_chunked_body_that_grows_too_long_is_stopped_there(reader: RequestReader):
    reader.feed(CHUNKED_HEAD)
    for _ in range(1_000):
        if reader.is_complete:
            break
        assert reader.held_bytes <= LIMIT + 10_000
        reader.feed(b"1000\r\n" + b"x" * 0x1000 + b"\r\n")
    assert reader.is_refused
    request = next(reader)
    assert int(dict(request.headers)["CONTENT-LENGTH"]) > LIMIT
    assert request.body.read() == b""
    assert reader.held_bytes == 0


def test_what_fits_exactly_is_taken():
    assert fed(a_reader(), length(b"%d" % LIMIT) + b"x" * LIMIT) == [("POST", b"x" * LIMIT)]
    assert fed(a_reader(), chunked(b"x" * LIMIT)) == [("POST", b"x" * LIMIT)]


@pytest.mark.parametrize(
    "wrong",
    [
        b"NONSENSE\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        length(b"1, 2"),
        length(b"-1"),
        length(b"+5"),
        b"POST / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\nabc",
        b"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        CHUNKED_HEAD + b"zz\r\nab\r\n0\r\n\r\n",
        CHUNKED_HEAD + b"-1\r\n",
        CHUNKED_HEAD + b"2\r\nabc\r\n0\r\n\r\n",
        CHUNKED_HEAD + b"1" * 30 + b"\r\n",
        CHUNKED_HEAD + b"5;" + b"x" * 20_000,
        CHUNKED_HEAD + b"0\r\nTrailer: " + b"x" * 20_000,
        CHUNKED_HEAD + b"1\r\nx\r\n" * 50_000,
    ],
)
def test_what_is_no_request_is_said_by_the_thread_and_ends_the_connection(
    reader: RequestReader, wrong: bytes
):
    reader.feed(wrong)
    assert reader.is_complete
    with pytest.raises(errors.ParseException):
        next(reader)
    assert not reader.finish_body()


@pytest.mark.parametrize("more", [b"x" * 100, b"x" * (MOST_HEAD_BYTES * 2)])
def test_a_head_without_end_is_refused(reader: RequestReader, more: bytes):
    reader.feed(b"GET / HTTP/1.1\r\nX: ")
    for _ in range(MOST_HEAD_BYTES // len(more) + 1):
        if not reader.is_complete:
            reader.feed(more)
    with pytest.raises(errors.LimitRequestHeaders):
        next(reader)
    assert reader.held_bytes == 0


def test_who_waits_to_be_asked_for_the_body_is_asked_once(reader: RequestReader):
    head = b"POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: %d\r\n\r\n"
    reader.feed(head % 5)
    assert [reader.take_expectation(), reader.take_expectation()] == [True, False]
    refused = a_reader()
    refused.feed(head % (LIMIT + 1))
    assert not refused.take_expectation()
    assert not next(refused)._expected_100_continue


def test_an_empty_line_between_two_requests_is_no_request(reader: RequestReader):
    assert fed(reader, b"\r\n" + POST + b"\r\n" + GET) == [("POST", b"hello=world"), ("GET", b"")]
    assert reader.is_idle


def test_more_small_chunks_than_bytes_are_worth_are_refused_while_they_are_read(reader: RequestReader):
    """Each costs as much of the loop as a large one: five bytes a chunk are 50,000 chunks in a piece."""
    reader.feed(CHUNKED_HEAD + b"5\r\nhello\r\n" * 2_000)
    assert reader.is_refused
    with pytest.raises(errors.InvalidChunkSize):
        next(reader)


def test_a_few_small_chunks_and_any_number_of_ordinary_ones_are_taken():
    parts = [b"{", *[b"x" * 100] * 400, b"}"]
    assert fed(a_reader(), chunked(*parts)) == [("POST", b"".join(parts))]
    large = [b"x" * 1_000] * 3_000
    assert len(fed(a_reader(10_000_000), chunked(*large))[0][1]) == 3_000_000


def test_the_end_of_a_head_behind_two_empty_lines_is_not_overlooked(reader: RequestReader):
    for piece in (b"\r\n", b"\r\n" + GET[:-1], GET[-1:]):
        reader.feed(piece)
    assert reader.is_complete
