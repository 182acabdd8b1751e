"""What the association answers for, by clause: duties of Article 92 and, kept apart, what stands beside it.

Codes of duties are the house's own, each with the article that it reads; figures of different blocks are never added.
Source: Law 102/2016/QH13, arts. 51 and 92; Decree 56/2017/NĐ-CP, arts. 25, 31 and 52; decomposition: LAW 1.2.
"""

from __future__ import annotations

from domain.codes import Code


class Block(Code, name="figure-block"):
    """Blocks that are kept apart on every table."""

    ARTICLE_92 = "article_92", "Điều 92 Luật Trẻ em", "Article 92 of the Law on Children"
    ARTICLE_51 = (
        "article_51",
        "Điều 51 Luật Trẻ em và Nghị định 56",
        "Article 51 of the Law on Children and Decree 56",
    )
    ASSOCIATION = "association", "Công tác Hội", "Work of the association"


class Duty(Code, name="duty"):
    """One duty that is watched, or what is counted beside duties."""

    MOBILISE = "A92_1_MOBILISE", "Vận động thành viên và xã hội", "Mobilise members and society"
    PREVENT = "A92_1_PREVENT", "Phòng ngừa hành vi vi phạm quyền", "Prevent violations of rights"
    IMPLEMENT = "A92_2_IMPLEMENT", "Thực hiện chính sách, pháp luật", "Carry out policy and law"
    RECEIVE = "A92_2_RECEIVE", "Tiếp nhận, thu thập thông tin", "Receive and gather information"
    REFLECT = "A92_2_REFLECT", "Phản ánh", "Reflect"
    RECOMMEND = "A92_2_RECOMMEND", "Kiến nghị", "Recommend"
    ADVISE = "A92_2_ADVISE", "Tư vấn", "Advise"
    SERVICE = (
        "A92_3_SERVICE",
        "Cung cấp dịch vụ theo ủy quyền, hỗ trợ",
        "Services under delegation or support",
    )
    ACCOUNT = "A92_3_ACCOUNT", "Chấp hành thanh tra, kiểm tra", "Submit to inspection"
    CONNECT = (
        "A92_4_CONNECT_CONVEY",
        "Kết nối, thu thập và chuyển kiến nghị",
        "Connect, gather and convey recommendations",
    )
    SUPERVISE = "A92_4_SUPERVISE", "Tham gia giám sát", "Take part in supervision"
    STATE_POSITION = "A92_4_STATE_POSITION", "Phát biểu chính kiến", "State a position"
    PASS_ON = (
        "A51_1_PASS_ON",
        "Thông báo, chuyển thông tin xâm hại hoặc nguy cơ",
        "Pass on abuse or a risk of it",
    )
    TRACK_REPLY = "D56_52_TRACK_REPLY", "Theo dõi việc trả lời ý kiến của trẻ em", "Track replies to children"
    ORGANISATION = "ORGANISATION", "Tổ chức, hội viên", "Organisation and members"
    INNER_WORK = (
        "INNER_WORK",
        "Kiểm tra Điều lệ, hội nghị, tập huấn",
        "Inspections by charter, meetings, training",
    )

    @property
    def block(self) -> Block:
        """The block in which it stands."""
        if self.value.startswith("A92"):
            return Block.ARTICLE_92
        return Block.ARTICLE_51 if self.value.startswith(("A51", "D56")) else Block.ASSOCIATION

    @property
    def source(self) -> str:
        """The article that names it; empty for the association's own work."""
        return _SOURCES.get(self, "")


_SOURCES: dict[Duty, str] = {
    Duty.MOBILISE: "Điều 92 khoản 1",
    Duty.PREVENT: "Điều 92 khoản 1",
    Duty.IMPLEMENT: "Điều 92 khoản 2",
    Duty.RECEIVE: "Điều 92 khoản 2",
    Duty.REFLECT: "Điều 92 khoản 2",
    Duty.RECOMMEND: "Điều 92 khoản 2",
    Duty.ADVISE: "Điều 92 khoản 2",
    Duty.SERVICE: "Điều 92 khoản 3",
    Duty.ACCOUNT: "Điều 92 khoản 3",
    Duty.CONNECT: "Điều 92 khoản 4",
    Duty.SUPERVISE: "Điều 92 khoản 4",
    Duty.STATE_POSITION: "Điều 92 khoản 4",
    Duty.PASS_ON: "Luật Trẻ em, Điều 51 khoản 1; Nghị định 56/2017/NĐ-CP, Điều 25 khoản 1, Điều 31",
    Duty.TRACK_REPLY: "Nghị định 56/2017/NĐ-CP, Điều 52 khoản 3",
}
