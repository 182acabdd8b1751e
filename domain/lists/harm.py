"""What may have happened to a child: abuse or risk of it, accident or injury, and who is suspected."""

from __future__ import annotations

from domain.codes import Code


class Allegation(Code, name="allegation"):
    """Whether abuse, or a risk of it, is spoken of; both must be passed on at once.

    Source: Law 102/2016/QH13, art. 51(1); Decree 56/2017/NĐ-CP, art. 25(1).
    """

    ABUSE = "abuse", "Có thông tin trẻ bị xâm hại", "Abuse is alleged"
    RISK = "risk", "Có nguy cơ bị xâm hại", "Risk of abuse"
    NONE = "none", "Không có dấu hiệu xâm hại", "No sign of abuse"
    NOT_KNOWN_YET = "not_known_yet", "Chưa rõ", "Not known yet"

    @property
    def calls_for_forwarding(self) -> bool:
        """Whether the law asks to pass the information on."""
        return self in (Allegation.ABUSE, Allegation.RISK)


class AbuseType(Code, name="abuse-type"):
    """The six forms of child abuse; *xâm hại* is their common name and therefore no member.

    Source: Law 102/2016/QH13, art. 4(5) to 4(9).
    """

    VIOLENCE = "violence", "Bạo lực", "Violence"
    EXPLOITATION = "exploitation", "Bóc lột", "Exploitation"
    SEXUAL_ABUSE = "sexual_abuse", "Xâm hại tình dục", "Sexual abuse"
    TRAFFICKING = "trafficking", "Mua bán", "Trafficking"
    ABANDONMENT_NEGLECT = "abandonment_neglect", "Bỏ rơi, bỏ mặc", "Abandonment or neglect"
    OTHER_HARM = "other_harm", "Hình thức gây tổn hại khác", "Other harm"


class AbuseEnvironment(Code, name="abuse-environment"):
    """Where the abuse took place. Source: internal convention; the statutory list was not found (LAW 11.3)."""

    FAMILY = "family", "Trong gia đình", "In the family"
    SCHOOL = "school", "Trong trường học", "At school"
    CARE_FACILITY = "care_facility", "Cơ sở trợ giúp, chăm sóc trẻ em", "In a care facility"
    COMMUNITY = "community", "Ngoài cộng đồng", "In the community"
    WORKPLACE = "workplace", "Nơi làm việc", "At a workplace"
    ONLINE = "online", "Trên môi trường mạng", "Online"
    OTHER = "other", "Nơi khác", "Elsewhere"
    UNKNOWN = "unknown", "Không biết", "Unknown"


class Relation(Code, name="relation"):
    """What the person suspected (người bị nghi xâm hại) is to the child.

    Source: internal convention; a caregiver is defined by Law 102/2016/QH13, art. 4(4).
    """

    PARENT = "parent", "Cha, mẹ", "Parent"
    STEP_PARENT = (
        "step_parent",
        "Cha dượng, mẹ kế, người sống chung với cha hoặc mẹ",
        "Step-parent or parent's partner",
    )
    CAREGIVER = "caregiver", "Người giám hộ, người chăm sóc", "Guardian or caregiver"
    RELATIVE = "relative", "Người thân khác", "Other relative"
    NEIGHBOUR = "neighbour", "Hàng xóm", "Neighbour"
    TEACHER = "teacher", "Giáo viên, nhân viên trường học", "Teacher or school staff"
    FRIEND = "friend", "Bạn bè", "Friend"
    STRANGER = "stranger", "Người lạ", "Stranger"
    ONLINE = "online", "Người quen qua mạng", "Someone met online"
    OTHER = "other", "Người khác", "Someone else"
    UNKNOWN = "unknown", "Không biết", "Unknown"

    @property
    def is_parent_or_caregiver(self) -> bool:
        """Whether emergency measures are suggested.

        Source: Decree 56/2017/NĐ-CP, art. 31(1); a step-parent in the home counts as a caregiver here.
        """
        return self in (Relation.PARENT, Relation.STEP_PARENT, Relation.CAREGIVER)


class DangerNow(Code, name="danger-now"):
    """Whether the child is in danger at this moment; one of the four fields that open an entry."""

    YES = "yes", "Có, đang nguy hiểm", "Yes, in danger now"
    NO = "no", "Không", "No"
    UNKNOWN = "unknown", "Không biết", "Not known"


class InjuryCause(Code, name="injury-cause"):
    """Cause of an accident or injury.

    Source: internal convention, in the words of the Programme on preventing child injury (Decision 1248/QĐ-TTg).
    """

    DROWNING = "drowning", "Đuối nước", "Drowning"
    ROAD_TRAFFIC = "road_traffic", "Tai nạn giao thông", "Road traffic"
    FALL = "fall", "Ngã", "Fall"
    BURN = "burn", "Bỏng", "Burn"
    ELECTRIC = "electric", "Điện giật", "Electric shock"
    POISONING = "poisoning", "Ngộ độc", "Poisoning"
    ANIMAL = "animal", "Động vật cắn, đốt, húc", "Animal bite or sting"
    SHARP_OBJECT = "sharp_object", "Vật sắc nhọn", "Sharp object"
    CHOKING = "choking", "Hóc, sặc, ngạt", "Choking or suffocation"
    EXPLOSION = "explosion", "Cháy nổ, bom mìn", "Fire, explosion or ordnance"
    OTHER = "other", "Nguyên nhân khác", "Other cause"
    UNKNOWN = "unknown", "Không biết", "Unknown"


class InjuryPlace(Code, name="injury-place"):
    """Where an accident or injury happened. Source: internal convention."""

    HOME = "home", "Ở nhà", "At home"
    SCHOOL = "school", "Ở trường", "At school"
    ROAD = "road", "Trên đường", "On the road"
    WATER = "water", "Sông, suối, ao, hồ", "River, stream, pond or lake"
    PUBLIC_PLACE = "public_place", "Nơi công cộng", "In a public place"
    OTHER = "other", "Nơi khác", "Elsewhere"
    UNKNOWN = "unknown", "Không biết", "Unknown"


class InjurySeverity(Code, name="injury-severity"):
    """How bad an injury is, as told. Source: internal convention."""

    LIGHT = "light", "Nhẹ", "Light"
    MEDIUM = "medium", "Vừa", "Moderate"
    SEVERE = "severe", "Nặng", "Severe"
    DEATH = "death", "Tử vong", "Fatal"
    UNKNOWN = "unknown", "Không biết", "Unknown"


class CareReceived(Code, name="care-received"):
    """What care an injured child received. Source: internal convention."""

    NONE = "none", "Chưa được chăm sóc y tế", "None yet"
    FIRST_AID = "first_aid", "Sơ cứu tại chỗ", "First aid"
    COMMUNE_STATION = "commune_station", "Trạm y tế", "Commune health station"
    HOSPITAL = "hospital", "Bệnh viện", "Hospital"
    OTHER = "other", "Chăm sóc khác", "Other care"
    UNKNOWN = "unknown", "Không biết", "Unknown"
