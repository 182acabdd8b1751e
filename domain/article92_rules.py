"""How each measure is counted and for which duty, in the words that pages show with every figure.

Where a rule is no text of law it says so (*quy ước nội bộ*). Traps of the programme: LAW 8.
"""

from __future__ import annotations

from collections.abc import Mapping

from domain.duties import Duty

_OWN = "(quy ước nội bộ)", "(internal convention)"
_DAY_HELD = "theo ngày tổ chức, cho đơn vị tổ chức", "on the day it was held, for the unit that held it"


def _held(duty: Duty, what: tuple[str, str], more: tuple[str, str] = ("", "")) -> tuple[Duty, str, str]:
    return (
        duty,
        f"Mỗi {what[0]} tính một, {_DAY_HELD[0]}{more[0]} {_OWN[0]}.",
        f"Each {what[1]} counts once, {_DAY_HELD[1]}{more[1]} {_OWN[1]}.",
    )


RULES: Mapping[str, tuple[Duty, str, str]] = {
    "received": (
        Duty.RECEIVE,
        "Mỗi lần vào sổ tính một, theo tháng tiếp nhận, cho đơn vị vào sổ (Điều 92 khoản 2); hồ sơ trùng đã gộp "
        "được trừ từ lúc gộp, cộng lại khi bỏ gộp (quy ước nội bộ).",
        "Each entry counts once, in its month of receipt, for the unit that entered it (art. 92(2)); a duplicate is "
        "taken away from its merge on, and given again when the merge is taken back (internal convention).",
    ),
    "in_time": (
        Duty.RECEIVE,
        "Vào sổ trong 24 giờ kể từ khi tiếp nhận; thời điểm tiếp nhận ghi sau khi vào sổ thì không tính là kịp thời "
        "(quy ước nội bộ).",
        "Entered within 24 hours of receipt; a receipt noted after the entry does not count as in time "
        "(internal convention).",
    ),
    "imported": (
        Duty.RECEIVE,
        "Chép từ tệp sổ cũ và vì thế vào sổ sau 24 giờ, theo tháng tiếp nhận; không tính vào tỷ lệ kịp thời "
        "(quy ước nội bộ, từ quy tắc 2026-3).",
        "Copied from a file of an old log and so entered after 24 hours, in the month of receipt; it counts in no "
        "share of timeliness (internal convention, since rule 2026-3).",
    ),
    "forwarded": (
        Duty.REFLECT,
        "Mỗi lần chuyển tính một, theo tháng chuyển, cho đơn vị có hồ sơ (Điều 92 khoản 2: phản ánh).",
        "Each forwarding counts once, in its month, for the unit that has the case (art. 92(2): reflect).",
    ),
    "consultations": (
        Duty.ADVISE,
        "Mỗi lượt tính một, theo tháng thực hiện, cho đơn vị có hồ sơ hoặc có vụ tư vấn (Điều 92 khoản 2: tư vấn).",
        "Each session counts once, in its month, for the unit that has the case or the matter (art. 92(2): advise).",
    ),
    "opinions": (
        Duty.ADVISE,
        "Mỗi ý kiến được duyệt tính một, theo tháng duyệt, cho đơn vị có hồ sơ đã đề nghị (quy ước nội bộ).",
        "Each approved opinion counts once, in its month, for the unit of the case that asked (internal convention).",
    ),
    "referrals": (
        Duty.ADVISE,
        "Mỗi đề nghị gửi Chi hội tính một, theo ngày gửi, cho đơn vị có hồ sơ; đề nghị rút lại vẫn tính "
        "(quy ước nội bộ).",
        "Each request to the chapter counts once, on its day, for the unit of the case; one withdrawn still counts "
        "(internal convention).",
    ),
    "forwarded_abuse": (
        Duty.PASS_ON,
        "Mỗi lần chuyển của hồ sơ mà lúc chuyển ghi có thông tin trẻ bị xâm hại hoặc có nguy cơ; ghi nhận về sau không "
        "đổi lần chuyển đã tính (quy ước nội bộ). Cùng việc này cũng tính ở khối Điều 92 là phản ánh: không cộng.",
        "Each forwarding of a case that then spoke of abuse or a risk of it; what is noted later changes no forwarding "
        "counted (internal convention). The same act counts as reflecting under article 92: the blocks are not added.",
    ),
    "emergencies": (
        Duty.PASS_ON,
        "Mỗi tin khẩn cấp tính một, theo lúc ghi, cho đơn vị của người ghi; đã báo cho ai nằm trong lời kể nên không "
        "đếm được (quy ước nội bộ).",
        "Each emergency counts once, when it was noted, for the unit of whoever noted it; who was told is part of the "
        "words and is not counted (internal convention).",
    ),
    "units_founded": (
        Duty.ORGANISATION,
        "Hội, chi hội cấp xã, theo ngày thành lập, cho chính đơn vị đó; “thêm” là thành lập trong năm.",
        "Commune associations and chapters, on the day of founding, for the unit itself; “more” means founded in the "
        "year.",
    ),
    "units_difficult": (
        Duty.ORGANISATION,
        "Trong số trên, ở xã vùng đặc biệt khó khăn theo danh mục có hiệu lực ngày thành lập; nằm trong tổng, không "
        "cộng thêm.",
        "Of these, in an especially difficult commune by the list in force on the day of founding; part of the whole, "
        "never added to it.",
    ),
    "networks": (
        Duty.ORGANISATION,
        "Mạng liên kết, theo ngày thành lập, cho chính Mạng đó.",
        "Link networks, on the day of founding, for the network itself.",
    ),
    "members": (
        Duty.ORGANISATION,
        "Hội viên kết nạp, theo ngày kết nạp (chưa ghi ngày thì ngày vào danh sách), cho đơn vị kết nạp; cộng tác "
        "viên, tình nguyện viên không tính; không trừ người ra (quy ước nội bộ).",
        "Members admitted, on the day of admission (none written: the day of entry), for the unit that admitted them; "
        "collaborators and volunteers do not count; who left is not taken away (internal convention).",
    ),
    "members_left": (
        Duty.ORGANISATION,
        "Hội viên ra khỏi Hội, theo ngày ra, cho đơn vị của họ lúc đó.",
        "Members who left, on that day, for the unit that they were in.",
    ),
    "province_events": _held(
        Duty.MOBILISE,
        ("sự kiện truyền thông cấp tỉnh", "communication event of the province"),
        ("; một chương trình Chắp cánh ước mơ tính một lần", "; one Chắp cánh ước mơ event counts once"),
    ),
    "district_events": _held(
        Duty.MOBILISE,
        ("sự kiện truyền thông cấp huyện, thành phố", "communication event of a district or city"),
        ("; cấp huyện kết thúc ngày 30/6/2025", "; districts ended on 30 June 2025"),
    ),
    "outreach": _held(Duty.PREVENT, ("cuộc truyền thông trực tiếp", "outreach session")),
    "forums": _held(
        Duty.CONNECT,
        ("diễn đàn trẻ em", "children's forum"),
        ("; một diễn đàn nhiều chuyên đề tính một lần", "; a forum of several topics counts once"),
    ),
    "trainings": _held(Duty.INNER_WORK, ("cuộc tập huấn của Hội", "training course of the association")),
    "workshops": _held(Duty.INNER_WORK, ("hội thảo của Hội", "workshop of the association")),
    "courses_invited": (
        Duty.INNER_WORK,
        "Mỗi khóa tập huấn, bồi dưỡng được mời tính một, theo ngày tổ chức.",
        "Each course that the association was invited to, on the day it was held.",
    ),
    "courses_attended": (
        Duty.INNER_WORK,
        "Trong số khóa được mời, khóa đã tham gia.",
        "Of these, courses that were attended.",
    ),
    "supervisions_invited": (
        Duty.SUPERVISE,
        "Mỗi cuộc giám sát được mời tính một, theo ngày tổ chức (Điều 92 khoản 4).",
        "Each supervision that the association was invited to, on its day (art. 92(4)).",
    ),
    "supervisions_attended": (
        Duty.SUPERVISE,
        "Trong số cuộc được mời, cuộc đã tham gia; không được mời cuộc nào thì tỷ lệ không áp dụng.",
        "Of these, taken part in; with no invitation the share is not applicable.",
    ),
    "surveys": _held(
        Duty.IMPLEMENT, ("cuộc khảo sát nắm tình hình trẻ em", "survey of children's situation")
    ),
    "article92_inspections": _held(
        Duty.IMPLEMENT, ("cuộc kiểm tra thực hiện Điều 92", "inspection of Article 92")
    ),
    "charter_inspections": _held(Duty.INNER_WORK, ("cuộc kiểm tra Điều lệ Hội", "inspection by the charter")),
    "board_handled": (
        Duty.INNER_WORK,
        "Mỗi kiến nghị của Ban kiểm tra đã xử lý xong tính một, theo ngày xử lý xong.",
        "Each recommendation of the inspection board that was handled, on that day.",
    ),
    "mid_year_reviews": _held(Duty.INNER_WORK, ("hội nghị sơ kết 6 tháng", "six-month review conference")),
    "year_end_reviews": _held(Duty.INNER_WORK, ("hội nghị tổng kết", "year-end review conference")),
    "network_conferences": _held(
        Duty.INNER_WORK,
        ("hội nghị Mạng liên kết, Chi hội luật sư, luật gia, hội thẩm", "conference of network and chapter"),
    ),
    "congresses": _held(Duty.INNER_WORK, ("Đại hội của Hội cấp tỉnh", "congress of the association")),
    "chapter_guidance": _held(Duty.INNER_WORK, ("lần hướng dẫn Chi hội", "guidance given to the chapter")),
    "models_reviewed": _held(
        Duty.MOBILISE, ("lần tổng kết hoặc nhân rộng mô hình", "review or replication of a model")
    ),
    "contributions": (
        Duty.MOBILISE,
        "Tiền và vật chất đã định giá, bằng đồng, theo ngày nhận; vật chất chưa định giá không tính.",
        "Money, and goods with their valuation, in đồng, on the day of receipt; goods not valued do not count.",
    ),
    "benefits": (
        Duty.MOBILISE,
        "Lượt trẻ em được hưởng lợi, theo ngày trao; một em nhận ba lần là ba lượt, không phải ba em.",
        "Instances of benefit, on the day of delivery; one child helped three times is three instances, not three "
        "children.",
    ),
    "services": (
        Duty.SERVICE,
        "Mỗi lần cung cấp dịch vụ có văn bản ủy quyền hoặc hỗ trợ (Điều 92 khoản 3).",
        "Each service given under a delegation or support in writing (art. 92(3)).",
    ),
    "statements": (
        Duty.STATE_POSITION,
        "Mỗi lần phát biểu chính kiến gửi cơ quan nhà nước, theo ngày phát biểu (Điều 92 khoản 4).",
        "Each position stated to a state agency, on its day (art. 92(4)).",
    ),
    "collected": (
        Duty.CONNECT,
        "Mỗi kiến nghị thu thập được tính một, theo ngày thu thập (Điều 92 khoản 4).",
        "Each recommendation collected, on its day (art. 92(4)).",
    ),
    "conveyed": (
        Duty.RECOMMEND,
        "Mỗi kiến nghị chuyển đến cơ quan lần đầu tính một, theo ngày chuyển (Điều 92 khoản 2 và 4).",
        "Each recommendation when it was first conveyed, on that day (art. 92(2) and (4)).",
    ),
    "replied": (
        Duty.RECOMMEND,
        "Mỗi kiến nghị nhận trả lời lần đầu tính một, theo ngày trả lời; Luật không có thời hạn trả lời.",
        "Each recommendation when it was first replied to, on that day; the law sets no term.",
    ),
    "fed_back": (
        Duty.TRACK_REPLY,
        "Mỗi lần báo lại kết quả cho trẻ em; chỉ ý kiến của trẻ em (Nghị định 56, Điều 52 khoản 3).",
        "Each time children were told what came of it; opinions of children alone (Decree 56, art. 52(3)).",
    ),
}
