"""Short answers that need no built page: a sentence, its status, and the headers of the house."""

from starlette.types import Message, Scope, Send

from vle_app.api.headers import Header, plain

_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><style>body{{font:1.125rem/1.5 system-ui,sans-serif;max-width:34rem;margin:4rem auto;padding:0 1rem;color-scheme:light dark}}</style>
</head><body><main><h1>{title}</h1><p>{sentence}</p><p><a href="/">Go to the start page</a></p></main></body></html>"""


def said(scope: Scope, status: int, sentence: str, is_https: bool, *extra: Header) -> list[Message]:
    """The answer as plain text."""
    return _messages(scope, status, sentence.encode(), b"text/plain; charset=utf-8", is_https, extra)


def shown(scope: Scope, status: int, title: str, sentence: str, is_https: bool) -> list[Message]:
    """The answer as a small page with a way home. Title and sentence are our own words: they are not escaped."""
    return _messages(scope, status, _PAGE.format(title=title, sentence=sentence).encode(), b"text/html; charset=utf-8", is_https, ())


def _messages(scope: Scope, status: int, body: bytes, kind: bytes, is_https: bool, extra: tuple[Header, ...]) -> list[Message]:
    headers = [*plain(scope["path"], is_https), (b"content-type", kind), (b"content-length", str(len(body)).encode()), *extra]
    return [
        {"type": "http.response.start", "status": status, "headers": headers},
        {"type": "http.response.body", "body": b"" if scope.get("method") == "HEAD" else body},
    ]


async def answer(send: Send, messages: list[Message]) -> None:
    """Send them."""
    for message in messages:
        await send(message)


async def refuse_socket(scope: Scope, send: Send, messages: list[Message]) -> None:
    """Say the same to a socket that was not accepted yet; a server that cannot carry a status says 403."""
    if "websocket.http.response" in scope.get("extensions", {}):
        await answer(send, [{**message, "type": f"websocket.{message['type']}"} for message in messages])
    else:
        await send({"type": "websocket.close", "code": 1008})
