"""Routes of all work in one move, and of the weekly sheet."""

from __future__ import annotations

from tests.access.matrix import rules as r
from tests.access.matrix.ways import Way, form, page, read, send

DECLINED = {"reason": "Đang quá nhiều việc"}
WORKER = {"account": "worker"}
REVIEWING = {"account": "reviewing"}
OFFERED = {"receiver": "$cover", "kind": "leaves"}

TRANSFER: tuple[Way, ...] = (
    page("/ban-giao", "plain", r.CASE_WORK),
    read("/transfers", "plain", r.CASE_WORK),
    page("/ban-giao/cua/{account}", "plain", r.OPEN_WORK, ids=WORKER),
    form("/ban-giao/cua/{account}", "plain", r.OFFER, OFFERED, ids=WORKER),
    read("/accounts/{account}/open-work", "plain", r.OPEN_WORK, ids=WORKER),
    send("/transfers", "plain", r.OFFER, OFFERED | {"of": "$worker"}),
    form("/ban-giao/cua/{account}/phan-cong-lai", "plain", r.OPEN_WORK, ids=REVIEWING),
    send("/accounts/{account}/open-work/reassignment", "plain", r.OPEN_WORK, ids=REVIEWING),
    page("/ban-giao/{transfer}", "transfer", r.SEE_MOVE),
    read("/transfers/{transfer}", "transfer", r.SEE_MOVE),
    form("/ban-giao/{transfer}/nhan", "transfer", r.ANSWER_MOVE),
    send("/transfers/{transfer}/acceptance", "transfer", r.ANSWER_MOVE, {}),
    form("/ban-giao/{transfer}/tu-choi", "transfer", r.ANSWER_MOVE, DECLINED),
    send("/transfers/{transfer}/refusal", "transfer", r.ANSWER_MOVE, DECLINED),
    form("/ban-giao/{transfer}/nhan-lai", "transfer", r.TAKE_BACK),
    send("/transfers/{transfer}/return", "transfer", r.TAKE_BACK, {}),
    form("/ban-giao/{transfer}/rut", "transfer", r.CALL_BACK),
    send("/transfers/{transfer}/call-back", "transfer", r.CALL_BACK),
    page("/tai-khoan/{account}/viec", "held", r.ADMINISTER),
    read("/accounts/{account}/open-cases", "held", r.ADMINISTER),
    read("/accounts/{account}/open-requests", "held", r.ADMINISTER),
    page("/hom-nay/phieu-tuan", "plain", r.CASE_WORK),
    read("/week", "plain", r.CASE_WORK),
    read("/week/with-names", "plain", r.CASE_WORK),
)
