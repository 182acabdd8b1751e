"""Consultations: with whom, how, of which kind."""

from __future__ import annotations

from domain.codes import Code


class ConsultationKind(Code, name="consultation-kind"):
    """Kinds of consultation. Source: the association's programme of 2024; LAW 9, rows 51 to 53."""

    LEGAL = "legal", "Tư vấn pháp luật", "Legal consultation"
    PSYCHOLOGICAL = "psychological", "Tham vấn tâm lý", "Psychological counselling"
    POLICY = "policy", "Tư vấn chính sách", "Advice on policy"


class ConsultationChannel(Code, name="consultation-channel"):
    """How a consultation was held. Source: internal convention."""

    PHONE = "phone", "Điện thoại", "Telephone"
    OFFICE = "office", "Tại văn phòng Hội", "At the office"
    VISIT = "visit", "Tại nhà, tại cơ sở", "Home or field visit"
    SCHOOL = "school", "Tại trường học", "At school"
    ONLINE = "online", "Trực tuyến, tin nhắn", "Online or messages"
    LETTER = "letter", "Thư, văn bản", "Letter"
    OTHER = "other", "Hình thức khác", "Other"


class ClientKind(Code, name="client-kind"):
    """Who was counselled. Source: internal convention (DESIGN, section 4)."""

    CHILD = "child", "Trẻ em", "Child"
    FAMILY = "family", "Gia đình, người chăm sóc", "Family or caregiver"
    OTHER = "other", "Người khác", "Someone else"
    ANONYMOUS = "anonymous", "Không nêu danh tính", "Anonymous"


class PartySide(Code, name="party-side"):
    """On whose side someone named in a consultation stands.

    Source: opposing interests, Decree 77/2008/NĐ-CP, art. 4(1)(d), and Law on Lawyers 65/2006/QH11, art. 9(1)(a).
    """

    CLIENT = "client", "Cùng phía người được tư vấn", "On the client's side"
    OPPOSING = "opposing", "Phía đối lập", "On the opposing side"
    OTHER = "other", "Khác, chưa rõ", "Other or not clear"
