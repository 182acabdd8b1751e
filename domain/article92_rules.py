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
    "clubs": (
        Duty.ORGANISATION,
        "Câu lạc bộ, theo ngày thành lập, cho chính câu lạc bộ đó (quy ước nội bộ).",
        "Clubs, on the day of founding, for the club itself (internal convention).",
    ),
    "addresses": (
        Duty.MOBILISE,
        "Mỗi nhu cầu được giới thiệu tính một, theo ngày giới thiệu lần đầu, cho đơn vị ghi nhu cầu; bị rút khỏi danh "
        "sách vì trẻ không được giới thiệu thì trừ đi (quy ước nội bộ).",
        "Each need introduced counts once, on the day it was introduced first, for the unit that entered it; one "
        "taken back because the child must not be introduced is taken away (internal convention).",
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
        (
            "; các mục ghi cho chương trình Chắp cánh ước mơ của một năm tính một lần, theo mục diễn ra sớm nhất",
            "; what was entered for Chắp cánh ước mơ of one year counts once, by the earliest of them",
        ),
    ),
    "district_events": _held(
        Duty.MOBILISE,
        ("sự kiện truyền thông cấp huyện, thành phố", "communication event of a district or city"),
        ("; cấp huyện kết thúc ngày 30/6/2025", "; districts ended on 30 June 2025"),
    ),
    "outreach": _held(Duty.MOBILISE, ("cuộc truyền thông trực tiếp", "outreach session")),
    "prevention": (
        Duty.PREVENT,
        "Trong số cuộc truyền thông trực tiếp, cuộc có chủ đề phòng, chống xâm hại, an toàn mạng, tai nạn, đuối nước, "
        "lao động trẻ em; nằm trong tổng, không cộng thêm (quy ước nội bộ).",
        "Of the outreach sessions, those on abuse, safety online, accidents, road accidents, drowning or child labour; "
        "part of the whole, never added to it (internal convention).",
    ),
    "media_pieces": (
        Duty.MOBILISE,
        "Số tin, bài, chương trình đã ghi, theo ngày ghi của hoạt động (quy ước nội bộ).",
        "Pieces and programmes entered, on the day of the activity (internal convention).",
    ),
    "forums": _held(
        Duty.CONNECT,
        ("diễn đàn trẻ em", "children's forum"),
        ("; một diễn đàn nhiều chuyên đề tính một lần", "; a forum of several topics counts once"),
    ),
    "trainings": _held(Duty.INNER_WORK, ("cuộc tập huấn của Hội", "training course of the association")),
    "workshops": _held(Duty.INNER_WORK, ("hội thảo của Hội", "workshop of the association")),
    "courses_invited": (
        Duty.INNER_WORK,
        "Mỗi khóa tập huấn, bồi dưỡng được mời tính một, theo ngày ghi trong giấy mời; từ chối vẫn tính (quy ước nội "
        "bộ).",
        "Each course that the association was invited to, on the day that the invitation names; one declined still "
        "counts (internal convention).",
    ),
    "courses_attended": (
        Duty.INNER_WORK,
        "Trong số khóa được mời, khóa đã tham gia, theo ngày ghi trong giấy mời; lần trả lời sau cùng là lần tính.",
        "Of these, courses that were attended, on the day that the invitation names; the last answer counts.",
    ),
    "supervisions_invited": (
        Duty.SUPERVISE,
        "Mỗi cuộc giám sát được mời tính một (Điều 92 khoản 4), theo ngày ghi trong giấy mời; từ chối vẫn tính (quy "
        "ước nội bộ).",
        "Each supervision that the association was invited to (art. 92(4)), on the day that the invitation names; one "
        "declined still counts (internal convention).",
    ),
    "supervisions_attended": (
        Duty.SUPERVISE,
        "Trong số cuộc được mời, cuộc đã tham gia, theo ngày ghi trong giấy mời; lần trả lời sau cùng là lần tính. "
        "Không được mời cuộc nào thì tỷ lệ không áp dụng.",
        "Of these, taken part in, on the day that the invitation names; the last answer counts. With no invitation the "
        "share is not applicable.",
    ),
    "surveys": _held(
        Duty.IMPLEMENT, ("cuộc khảo sát nắm tình hình trẻ em", "survey of children's situation")
    ),
    "article92_inspections": _held(
        Duty.IMPLEMENT, ("cuộc kiểm tra thực hiện Điều 92", "inspection of Article 92")
    ),
    "charter_inspections": _held(Duty.INNER_WORK, ("cuộc kiểm tra Điều lệ Hội", "inspection by the charter")),
    "sites_examined": (
        Duty.IMPLEMENT,
        "Mỗi đơn vị, điểm của một đợt khảo sát, kiểm tra đã trả lời bảng hỏi tính một, theo ngày trả lời đầu tiên; đợt "
        "kiểm tra riêng Điều lệ không tính (quy ước nội bộ).",
        "Each unit or place of a round that answered the checklist, on the day of its first answer; rounds about the "
        "charter alone do not count (internal convention).",
    ),
    "findings": (
        Duty.IMPLEMENT,
        "Mỗi hạn chế, vi phạm ghi trong đợt khảo sát, kiểm tra tính một, theo ngày ghi; đợt kiểm tra riêng Điều lệ "
        "không tính (quy ước nội bộ).",
        "Each shortcoming or violation noted in a round, on the day it was noted; rounds about the charter alone do "
        "not count (internal convention).",
    ),
    "board_handled": (
        Duty.INNER_WORK,
        "Kiến nghị có nguồn là Ban kiểm tra, khi kết thúc lần đầu mà đã có trả lời hoặc đã phát biểu; và mỗi hạn "
        "chế, vi phạm của đợt kiểm tra, khi ghi khắc phục xong (quy ước nội bộ).",
        "Recommendations that come from the inspection board, when first closed as answered or stated; and each "
        "shortcoming or violation of an inspection, when noted as remedied (internal convention).",
    ),
    "mid_year_reviews": _held(Duty.INNER_WORK, ("hội nghị sơ kết 6 tháng", "six-month review conference")),
    "year_end_reviews": _held(Duty.INNER_WORK, ("hội nghị tổng kết", "year-end review conference")),
    "network_conferences": _held(
        Duty.INNER_WORK,
        ("hội nghị Mạng liên kết, Chi hội luật sư, luật gia, hội thẩm", "conference of network and chapter"),
    ),
    "congresses": _held(
        Duty.INNER_WORK,
        ("Đại hội của Hội cấp tỉnh", "congress of the provincial association"),
        ("; Đại hội của đơn vị cấp dưới không tính", "; congresses of units below do not count"),
    ),
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
        Duty.IMPLEMENT,
        "Lượt trẻ em được hưởng lợi của hoạt động hỗ trợ trao đến trẻ em, theo ngày trao; một em nhận ba lần là ba "
        "lượt, không phải ba em (khoản của Điều 92: quy ước nội bộ).",
        "Instances of benefits delivered to children, on the day of delivery; one child helped three times is three "
        "instances, not three children (clause of art. 92: internal convention).",
    ),
    "services": (
        Duty.SERVICE,
        "Mỗi hoạt động ghi là dịch vụ theo ủy quyền, hỗ trợ (Điều 92 khoản 3), theo ngày tổ chức.",
        "Each activity entered as a service under delegation or support (art. 92(3)), on its day.",
    ),
    "statements": (
        Duty.STATE_POSITION,
        "Mỗi phát biểu chính kiến (Điều 92 khoản 4) tính một: ghi là hoạt động thì theo ngày phát biểu, ghi ở mục kiến "
        "nghị thì theo ngày gửi lần đầu; một phát biểu chỉ ghi một chỗ (quy ước nội bộ).",
        "Each position stated (art. 92(4)): one entered as an activity on its day, one entered among recommendations "
        "on the day it was first sent; a statement is entered in one place (internal convention).",
    ),
    "collected": (
        Duty.CONNECT,
        "Mỗi kiến nghị của trẻ em hoặc tổ chức xã hội thu thập được tính một, theo ngày thu thập (Điều 92 khoản 4).",
        "Each recommendation of children or social organisations collected, on its day (art. 92(4)).",
    ),
    "conveyed_connected": (
        Duty.CONNECT,
        "Trong số kiến nghị đã chuyển, kiến nghị của trẻ em hoặc tổ chức xã hội, theo ngày chuyển lần đầu (Điều 92 "
        "khoản 4).",
        "Of the recommendations conveyed, those of children or social organisations, on the day of the first "
        "conveyance (art. 92(4)).",
    ),
    "conveyed": (
        Duty.RECOMMEND,
        "Mỗi kiến nghị tính một, theo ngày chuyển sớm nhất, dù chuyển đến mấy nơi (Điều 92 khoản 2); phát biểu chính "
        "kiến tính riêng.",
        "Each recommendation once, on the day of its earliest conveyance, to however many bodies (art. 92(2)); "
        "position statements stand apart.",
    ),
    "replied": (
        Duty.RECOMMEND,
        "Mỗi kiến nghị tính một, theo ngày trả lời sớm nhất; Luật không có thời hạn trả lời.",
        "Each recommendation once, on the day of the earliest reply; the law sets no term.",
    ),
    "fed_back": (
        Duty.TRACK_REPLY,
        "Mỗi lần đã báo lại kết quả, chỉ với ý kiến của trẻ em (Nghị định 56, Điều 52 khoản 3); không báo được thì "
        "không tính.",
        "Each time that children were told what came of it; opinions of children alone (Decree 56, art. 52(3)); where "
        "nobody was told, nothing counts.",
    ),
}
