"""An answer that is made while it is sent, and ends with the session that asked for it."""

from collections.abc import Callable, Iterator

from django.http import StreamingHttpResponse


class Stream(StreamingHttpResponse):
    """Pieces that are sent one by one, for as long as `stands` says so.

    stands is asked before each piece here, and by the bridge twice a second, also while a slow
    reader takes one. What is cut off has no proper end, so that nobody takes it for whole.
    """

    def __init__(self, pieces: Iterator[bytes], *, stands: Callable[[], bool], kind: str) -> None:
        self.stands = stands
        super().__init__(_while(stands, pieces), content_type=kind)


def _while(stands: Callable[[], bool], pieces: Iterator[bytes]) -> Iterator[bytes]:
    for piece in pieces:
        if not stands():
            return
        yield piece
