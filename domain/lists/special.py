"""Children in special circumstances: 14 groups and their 48 leaves, word for word.

Source: Law 102/2016/QH13, art. 10(1) for the groups; Decree 56/2017/NĐ-CP, arts. 3 to 16 for the leaves.
The letters are those of Vietnamese legal drafting (no f, no j, and đ after d).
"""

from __future__ import annotations

from domain.codes import Code


class SpecialGroup(Code, name="special-group"):
    """One of the 14 groups of art. 10(1); a child may be in several."""

    ORPHAN_BOTH = "orphan_both", "Trẻ em mồ côi cả cha và mẹ", "Orphaned of both parents"
    ABANDONED = "abandoned", "Trẻ em bị bỏ rơi", "Abandoned"
    NO_SUPPORT = "no_support", "Trẻ em không nơi nương tựa", "Without support"
    DISABILITY = "disability", "Trẻ em khuyết tật", "With a disability"
    HIV = "hiv", "Trẻ em nhiễm HIV/AIDS", "With HIV/AIDS"
    LAW_CONFLICT = "law_conflict", "Trẻ em vi phạm pháp luật", "In conflict with the law"
    DRUG_DEPENDENT = "drug_dependent", "Trẻ em nghiện ma túy", "Drug-dependent"
    DROPOUT_WORKING = (
        "dropout_working",
        "Trẻ em phải bỏ học kiếm sống chưa hoàn thành phổ cập giáo dục trung học cơ sở",
        "Left school to earn a living before completing lower-secondary education",
    )
    VIOLENCE_SERIOUS_HARM = (
        "violence_serious_harm",
        "Trẻ em bị tổn hại nghiêm trọng về thể chất và tinh thần do bị bạo lực",
        "Seriously harmed in body and mind by violence",
    )
    EXPLOITED = "exploited", "Trẻ em bị bóc lột", "Exploited"
    SEXUALLY_ABUSED = "sexually_abused", "Trẻ em bị xâm hại tình dục", "Sexually abused"
    TRAFFICKED = "trafficked", "Trẻ em bị mua bán", "Trafficked"
    ILL_POOR = (
        "ill_poor",
        "Trẻ em mắc bệnh hiểm nghèo hoặc bệnh phải điều trị dài ngày thuộc hộ nghèo hoặc hộ cận nghèo",
        "Critically or chronically ill in a poor or near-poor household",
    )
    MIGRANT_UNACCOMPANIED = (
        "migrant_unaccompanied",
        "Trẻ em di cư, trẻ em lánh nạn, tị nạn chưa xác định được cha mẹ hoặc không có người chăm sóc",
        "Migrant, displaced or refugee without identified parents or caregiver",
    )

    @property
    def letter(self) -> str:
        """The letter of the group in art. 10(1) of the Law."""
        return "abcdđeghiklmno"[list(SpecialGroup).index(self)]

    @property
    def article(self) -> int:
        """The article of Decree 56 that lists the leaves."""
        return 3 + list(SpecialGroup).index(self)

    @property
    def leaves(self) -> tuple[SpecialLeaf, ...]:
        """The leaves of the group, in the order of the Decree."""
        return tuple(leaf for leaf in SpecialLeaf if leaf.group is self)


_BY_ARTICLE = {group.article: group for group in SpecialGroup}


class SpecialLeaf(Code, name="special-leaf"):
    """One leaf of a group; its code is article and clause of Decree 56 (`5.11`), or the article alone (`7`).

    Leaves are a field class of their own: never in lists, filters, exports or referrals (DESIGN, section 3.10).
    """

    @property
    def group(self) -> SpecialGroup:
        """The group the leaf belongs to."""
        return _BY_ARTICLE[int(self.value.partition(".")[0])]

    ART_3_1 = (
        "3.1",
        "Trẻ em mồ côi cả cha và mẹ không có người chăm sóc",
        "Orphaned of both parents, without a caregiver",
    )
    ART_3_2 = (
        "3.2",
        "Trẻ em mồ côi cả cha và mẹ được nuôi dưỡng trong cơ sở cung cấp dịch vụ bảo vệ trẻ em "
        "hoặc cơ sở trợ giúp xã hội",
        "Orphaned of both parents, raised in a child-protection or social-assistance facility",
    )
    ART_3_3 = (
        "3.3",
        "Trẻ em mồ côi cả cha và mẹ sống với người thân thích",
        "Orphaned of both parents, living with relatives",
    )
    ART_3_4 = (
        "3.4",
        "Trẻ em mồ côi cả cha và mẹ được nhận chăm sóc thay thế bởi cá nhân, gia đình không phải "
        "người thân thích, trừ trường hợp được nhận làm con nuôi",
        "Orphaned of both parents, in alternative care of a person or family who is not a "
        "relative, adoption excepted",
    )
    ART_4_1 = (
        "4.1",
        "Trẻ em bị bỏ rơi chưa được chăm sóc thay thế",
        "Abandoned, not yet in alternative care",
    )
    ART_4_2 = (
        "4.2",
        "Trẻ em bị bỏ rơi được chăm sóc thay thế",
        "Abandoned, in alternative care",
    )
    ART_5_1 = (
        "5.1",
        "Trẻ em mồ côi cha hoặc mẹ và người còn lại mất tích theo quy định của pháp luật",
        "One parent dead, the other declared missing",
    )
    ART_5_2 = (
        "5.2",
        "Trẻ em mồ côi cha hoặc mẹ và người còn lại đang hưởng chế độ chăm sóc, nuôi dưỡng tại "
        "cơ sở trợ giúp xã hội hoặc không còn khả năng chăm sóc, nuôi dưỡng",
        "One parent dead, the other in the care of a social-assistance facility or no longer "
        "able to provide care",
    )
    ART_5_3 = (
        "5.3",
        "Trẻ em mồ côi cha hoặc mẹ và người còn lại đang chấp hành án phạt tù tại trại giam hoặc "
        "đang chấp hành quyết định đưa vào cơ sở giáo dục bắt buộc, cơ sở cai nghiện bắt buộc",
        "One parent dead, the other in prison or in compulsory education or detoxification",
    )
    ART_5_4 = (
        "5.4",
        "Trẻ em có cả cha và mẹ mất tích theo quy định của pháp luật",
        "Both parents declared missing",
    )
    ART_5_5 = (
        "5.5",
        "Trẻ em có cha hoặc mẹ mất tích theo quy định của pháp luật và người còn lại đang hưởng "
        "chế độ chăm sóc, nuôi dưỡng tại cơ sở trợ giúp xã hội",
        "One parent declared missing, the other in the care of a social-assistance facility",
    )
    ART_5_6 = (
        "5.6",
        "Trẻ em có cha hoặc mẹ mất tích theo quy định của pháp luật và người còn lại đang chấp "
        "hành án phạt tù tại trại giam hoặc đang chấp hành quyết định đưa vào cơ sở giáo dục bắt "
        "buộc, cơ sở cai nghiện bắt buộc",
        "One parent declared missing, the other in prison or in compulsory education or detoxification",
    )
    ART_5_7 = (
        "5.7",
        "Trẻ em có cả cha và mẹ không còn khả năng chăm sóc trẻ em",
        "Both parents no longer able to care for the child",
    )
    ART_5_8 = (
        "5.8",
        "Trẻ em có cả cha và mẹ đang hưởng chế độ chăm sóc, nuôi dưỡng tại cơ sở trợ giúp xã hội",
        "Both parents in the care of a social-assistance facility",
    )
    ART_5_9 = (
        "5.9",
        "Trẻ em có cả cha và mẹ đang chấp hành án phạt tù tại trại giam hoặc đang chấp hành "
        "quyết định đưa vào cơ sở giáo dục bắt buộc, cơ sở cai nghiện bắt buộc",
        "Both parents in prison or in compulsory education or detoxification",
    )
    ART_5_10 = (
        "5.10",
        "Trẻ em có cha hoặc mẹ đang hưởng chế độ chăm sóc, nuôi dưỡng tại cơ sở trợ giúp xã hội "
        "và người còn lại đang chấp hành án phạt tù tại trại giam hoặc đang chấp hành quyết định "
        "đưa vào cơ sở giáo dục bắt buộc, cơ sở cai nghiện bắt buộc",
        "One parent in the care of a social-assistance facility, the other in prison or in "
        "compulsory education or detoxification",
    )
    ART_5_11 = (
        "5.11",
        "Trẻ em sống trong gia đình có cả cha và mẹ trong độ tuổi trẻ em",
        "Living in a family where both parents are themselves children",
    )
    ART_5_12 = (
        "5.12",
        "Trẻ em có cả cha và mẹ bị hạn chế quyền làm cha mẹ hoặc tạm thời cách ly khỏi cha hoặc "
        "mẹ theo quy định của pháp luật",
        "Both parents restricted in parental rights, or temporarily separated from father or mother by law",
    )
    ART_6_1 = (
        "6.1",
        "Trẻ em khuyết tật đặc biệt nặng",
        "Extremely severe disability",
    )
    ART_6_2 = (
        "6.2",
        "Trẻ em khuyết tật nặng",
        "Severe disability",
    )
    ART_6_3 = (
        "6.3",
        "Trẻ em khuyết tật nhẹ",
        "Mild disability",
    )
    ART_7 = (
        "7",
        "Trẻ em nhiễm HIV/AIDS theo quy định pháp luật",
        "With HIV/AIDS as defined by law",
    )
    ART_8_1 = (
        "8.1",
        "Trẻ em vi phạm pháp luật đang bị áp dụng biện pháp xử lý hành chính, giáo dục tại xã, "
        "phường, thị trấn hoặc biện pháp đưa vào trường giáo dưỡng; đang bị áp dụng biện pháp "
        "thay thế xử lý vi phạm hành chính quản lý tại gia đình",
        "Under administrative measures (education in the commune, reformatory) or a measure "
        "replacing them in the family",
    )
    ART_8_2 = (
        "8.2",
        "Trẻ em vi phạm pháp luật chưa xác định được nơi cư trú ổn định đang chấp hành biện pháp "
        "xử lý hành chính giáo dục tại xã, phường, thị trấn, tại cơ sở cung cấp dịch vụ bảo vệ "
        "trẻ em, cơ sở trợ giúp xã hội",
        "Without a stable residence, under education in the commune at a child-protection or "
        "social-assistance facility",
    )
    ART_8_3 = (
        "8.3",
        "Trẻ em vi phạm pháp luật đang bị áp dụng biện pháp tư pháp giáo dục tại xã, phường, thị "
        "trấn hoặc đưa vào trường giáo dưỡng; đang bị áp dụng hình phạt cải tạo không giam giữ, "
        "tù có thời hạn hoặc tù có thời hạn nhưng được hưởng án treo",
        "Under judicial measures (education in the commune, reformatory), non-custodial reform, "
        "imprisonment or a suspended sentence",
    )
    ART_8_4 = (
        "8.4",
        "Trẻ em chấp hành xong hình phạt tù có thời hạn hoặc chấp hành xong biện pháp đưa vào "
        "trường giáo dưỡng",
        "Released after imprisonment or after a reformatory",
    )
    ART_9_1 = (
        "9.1",
        "Trẻ em nghiện ma túy trong cơ sở cai nghiện",
        "Drug-dependent, in a detoxification facility",
    )
    ART_9_2 = (
        "9.2",
        "Trẻ em nghiện ma túy đang áp dụng biện pháp cai nghiện, điều trị nghiện tại gia đình, cộng đồng",
        "Drug-dependent, under detoxification or treatment in the family or community",
    )
    ART_10_1 = (
        "10.1",
        "Trẻ em phải bỏ học kiếm sống chưa hoàn thành phổ cập giáo dục trung học cơ sở không có "
        "người chăm sóc",
        "Left school to earn a living, without a caregiver",
    )
    ART_10_2 = (
        "10.2",
        "Trẻ em phải bỏ học kiếm sống chưa hoàn thành phổ cập giáo dục trung học cơ sở sống cùng "
        "cha, mẹ hoặc người chăm sóc",
        "Left school to earn a living, living with parents or a caregiver",
    )
    ART_11 = (
        "11",
        "Trẻ em bị bạo lực dẫn đến rối loạn tâm thần, hành vi, hạn chế khả năng giao tiếp, học "
        "tập hoặc khả năng tự thực hiện một số việc phục vụ nhu cầu sinh hoạt cá nhân hàng ngày "
        "theo kết luận của cơ quan giám định, cơ sở khám bệnh, chữa bệnh hoặc người có chuyên "
        "môn được cơ quan, tổ chức, cá nhân có thẩm quyền yêu cầu kiểm tra, đánh giá mức độ tổn "
        "hại của trẻ em",
        "Violence has led to disorders of mind or behaviour, or to limits in communication, "
        "learning or daily living, as found by an expert body, a clinic or a qualified person "
        "asked by a competent body",
    )
    ART_12_1 = (
        "12.1",
        "Trẻ em bị bắt buộc tham gia lao động trái quy định của pháp luật về lao động",
        "Forced to work against labour law",
    )
    ART_12_2 = (
        "12.2",
        "Trẻ em bị rủ rê, xúi giục, kích động, lợi dụng, lôi kéo, dụ dỗ, ép buộc tham gia các "
        "hoạt động trình diễn hoặc bị sử dụng trong sản xuất các sản phẩm khiêu dâm",
        "Drawn into performances or used in the production of pornography",
    )
    ART_12_3 = (
        "12.3",
        "Trẻ em bị rủ rê, xúi giục, kích động, lợi dụng, lôi kéo, dụ dỗ, ép buộc tham gia hoạt "
        "động du lịch mà bị xâm hại tình dục; bị cho, nhận hoặc cung cấp để hoạt động mại dâm",
        "Drawn into tourism with sexual abuse, or given, taken or supplied for prostitution",
    )
    ART_12_4 = (
        "12.4",
        "Trẻ em bị rủ rê, xúi giục, kích động, lợi dụng, lôi kéo, dụ dỗ, ép buộc tham gia hoạt "
        "động vận chuyển, mua bán, sản xuất, tàng trữ chất gây nghiện và các hàng hóa khác bị "
        "cấm giao dịch theo quy định của pháp luật",
        "Drawn into carrying, trading, making or keeping drugs or other forbidden goods",
    )
    ART_12_5 = (
        "12.5",
        "Trẻ em bị rủ rê, xúi giục, kích động, lợi dụng, lôi kéo, dụ dỗ, ép buộc tham gia các "
        "hoạt động trục lợi khác",
        "Drawn into other profit-making activities",
    )
    ART_13_1 = (
        "13.1",
        "Trẻ em bị hiếp dâm",
        "Raped",
    )
    ART_13_2 = (
        "13.2",
        "Trẻ em bị cưỡng dâm",
        "Forced to sexual intercourse by abuse of dependence or distress",
    )
    ART_13_3 = (
        "13.3",
        "Trẻ em bị giao cấu",
        "Sexual intercourse with a child",
    )
    ART_13_4 = (
        "13.4",
        "Trẻ em bị dâm ô",
        "Molested",
    )
    ART_13_5 = (
        "13.5",
        "Trẻ em bị sử dụng vào mục đích mại dâm, khiêu dâm dưới mọi hình thức",
        "Used for prostitution or pornography in any form",
    )
    ART_14_1 = (
        "14.1",
        "Trẻ em bị mua bán trở về sống với cha, mẹ",
        "Returned from trafficking to live with parents",
    )
    ART_14_2 = (
        "14.2",
        "Trẻ em bị mua bán trở về được nhận chăm sóc thay thế",
        "Returned from trafficking, in alternative care",
    )
    ART_15_1 = (
        "15.1",
        "Trẻ em thuộc hộ nghèo mắc bệnh hiểm nghèo hoặc bệnh phải điều trị dài ngày theo quy "
        "định của cơ quan có thẩm quyền",
        "Critically or chronically ill, in a poor household",
    )
    ART_15_2 = (
        "15.2",
        "Trẻ em thuộc hộ cận nghèo mắc bệnh hiểm nghèo hoặc bệnh phải điều trị dài ngày theo quy "
        "định của cơ quan có thẩm quyền",
        "Critically or chronically ill, in a near-poor household",
    )
    ART_16_1 = (
        "16.1",
        "Trẻ em là công dân Việt Nam di cư, lánh nạn trong nước chưa xác định được cha mẹ hoặc "
        "không có người chăm sóc",
        "Vietnamese citizen, migrant or displaced within the country, parents not identified or no caregiver",
    )
    ART_16_2 = (
        "16.2",
        "Trẻ em có quốc tịch nước ngoài di cư, lánh nạn, tị nạn không có người chăm sóc",
        "Foreign citizen, migrant, displaced or refugee, without a caregiver",
    )
    ART_16_3 = (
        "16.3",
        "Trẻ em chưa xác định được quốc tịch, chưa xác định được cha mẹ hoặc không có người chăm "
        "sóc di cư, lánh nạn, tị nạn vào Việt Nam",
        "Nationality not identified, parents not identified or no caregiver, come to Viet Nam as "
        "migrant, displaced or refugee",
    )
