"""Words of the mirror: lines of the forms, figures, and clocks told as observations, never as anybody's fault."""

from collections.abc import Iterator, Mapping

from domain.calendar import vietnam_time
from domain.kernel import Erased
from domain.mirror.clocks import Clock, Observation, Standing, Unit
from domain.mirror.codes import FormLevel
from domain.mirror.report import Counts, InitialItems, Item, ReviewItems, SpecificItems, lines_of

Words = tuple[str, str]

LINES: Mapping[str, Words] = {
    "harm": ("Mức độ tổn hại của trẻ", "How serious the harm is"),
    "continuing": ("Nguy cơ tiếp tục bị tổn hại", "Risk of continuing harm"),
    "access": ("Khả năng tiếp cận trẻ của người gây tổn hại", "Access to the child of whoever does harm"),
    "development": ("Ảnh hưởng đến sự phát triển", "Effect on development"),
    "obstacles": ("Trở ngại trong môi trường chăm sóc", "Obstacles in the care environment"),
    "no_guardian": ("Không có người sẵn sàng, có khả năng bảo vệ", "Nobody willing and able to protect"),
    "self_protection": ("Khả năng tự bảo vệ", "Ability to protect itself"),
    "receiving_support": ("Khả năng tiếp nhận hỗ trợ của người lớn", "Ability to take help from adults"),
    "knows_guardian": ("Biết người có thể bảo vệ mình", "Knows who can protect it"),
    "relationship": ("Khả năng thiết lập quan hệ với người đó", "Can build a relation with them"),
    "relies_on_guardian": ("Khả năng nhờ người đó bảo vệ", "Can ask them for protection"),
    "help_of_others": ("Người khác quan tâm, sẵn sàng giúp", "Others watch over and are ready to help"),
}
"""Lines of the tables of forms 02, 03 and 06, by their field. Source: LAW 3.4 (structure; exact wording unverified)."""

_TELLS: Mapping[Clock, Words] = {
    Clock.C03: ("biện pháp khẩn cấp", "emergency measures"),
    Clock.C04: ("quyết định tạm thời cách ly", "a decision on separation"),
    Clock.C05: ("việc cách ly đã kết thúc", "an end of the separation"),
    Clock.C06: ("kế hoạch hỗ trợ, can thiệp", "a support and intervention plan"),
    Clock.C07: ("quyết định phê duyệt kế hoạch", "an approval of the plan"),
}
"""What the association would be told of."""


def line_of(name: str, language: str) -> str:
    """Return the words of a line of a form."""
    vi, en = LINES[name]
    return en if language == "en" else vi


def items_shown(
    items: InitialItems | SpecificItems | ReviewItems, language: str
) -> Iterator[tuple[str, str]]:
    """Yield the lines of which a level or a note was told, in words."""
    for name, item in lines_of(items):
        yield line_of(name, language), _item(item, language)


def _item(item: Item, language: str) -> str:
    level = item.level.label(language) if item.level else ""
    note = "" if isinstance(item.note, Erased) else item.note
    return " – ".join(part for part in (level, note) if part)


def worded_figures(counts: Counts, language: str) -> str:
    """Return the figures told, by table; empty when none was."""
    tables = (("a", ("bảng tổn hại", "harm")), ("b", ("bảng khả năng", "ability")))
    told = []
    for table, (vi, en) in tables:
        parts = []
        for level in FormLevel:
            figure = getattr(counts, f"{table}_{level.value}")
            if figure is not None:
                parts.append(f"{level.label(language)} {figure}")
        if parts:
            told.append(f"{en if language == 'en' else vi}: {', '.join(parts)}")
    return "; ".join(told)


def observed(seen: Observation, language: str) -> str:
    """Return a clock as an observation: what has passed since when, and what the association was told.

    The words never say that anybody is late or at fault.
    """
    english = language == "en"
    rule = seen.rule
    term = f"{rule.limit} {rule.unit.label(language)}"
    start = seen.start.label(language)
    until = _moment(seen)
    what = _TELLS[rule.clock][1 if english else 0]
    match seen.standing:
        case Standing.RUNNING if english:
            return f"Within {term} since {start}, until {until}; the association has not been told of {what} yet."
        case Standing.RUNNING:
            return f"Đang trong {term} kể từ khi {start}, đến {until}; Hội chưa được báo về {what}."
        case Standing.PASSED if english:
            return f"{term} have passed since {start}; the association has not been told of {what}."
        case Standing.PASSED:
            return f"Đã qua {term} kể từ khi {start}; Hội chưa được báo về {what}."
        case Standing.WITHIN if english:
            return f"Told of {what}: within {term} since {start}."
        case Standing.WITHIN:
            return f"Được báo về {what}: trong {term} kể từ khi {start}."
        case Standing.AFTER if english:
            return f"Told of {what}: {seen.elapsed} {rule.unit.label(language)} since {start}."
        case Standing.AFTER:
            return f"Được báo về {what}: sau {seen.elapsed} {rule.unit.label(language)} kể từ khi {start}."
        case _:
            return (
                f"Told of {what}; at which moment of the term since {start} is not known."
                if english
                else f"Được báo về {what}; không rõ vào lúc nào của thời hạn kể từ khi {start}."
            )


def _moment(seen: Observation) -> str:
    until = vietnam_time(seen.until)
    return f"{until:%H:%M %d/%m/%Y}" if seen.rule.unit is Unit.HOURS else f"{until:%d/%m/%Y}"
