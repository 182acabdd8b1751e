"""Papers as files, in memory, few at a time."""

from __future__ import annotations

from datetime import datetime
from threading import BoundedSemaphore

from application.documents.paper import Paper, as_text
from application.documents.printing import PaperFormat
from infrastructure.documents.docx import as_docx
from infrastructure.documents.pdf import as_pdf
from infrastructure.documents.workbook import as_workbook
from infrastructure.work import PgWork

AT_ONCE = 2
"""Papers that one web process writes at the same time; others wait their turn in their own thread."""
_TURN = BoundedSemaphore(AT_ONCE)


class PaperPrinters:
    """Keeps `application.documents.printing.Printers`."""

    WAITS_FOR_FOLLOWER = False

    def __init__(self, work: PgWork) -> None:
        self._work = work

    def written(self, paper: Paper, kind: PaperFormat, at: datetime) -> bytes:
        """Return the file's bytes; routes run in worker threads, so nobody else waits."""
        with _TURN:
            match kind:
                case PaperFormat.PDF:
                    return as_pdf(paper, at)
                case PaperFormat.DOCX:
                    return as_docx(paper, at)
                case PaperFormat.TXT:
                    return as_text(paper).encode()

    def workbook(self, paper: Paper, at: datetime) -> bytes:
        """Return tables and charts of a paper as a workbook."""
        with _TURN:
            return as_workbook(paper, at)
