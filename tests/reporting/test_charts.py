"""Where bars and line go: pure."""

import datetime

from hypothesis import given
from hypothesis import strategies as st

from reporting.charts import HEIGHT, WIDTH, hours_chart
from reporting.indicators import HourFigures, MonthHours

END = datetime.date(2026, 12, 31)


def chart(hours: list[float], goal_month: float | None = None, until: datetime.date = END):  # type: ignore[no-untyped-def]
    months = tuple(MonthHours(datetime.date(2026, place + 1, 1), part) for place, part in enumerate(hours))
    goal = None if goal_month is None else goal_month * len(hours)
    figures = HourFigures(sum(hours), months, None if goal is None else int(goal_month or 0) * 12, goal)
    return hours_chart(figures, number=lambda number: f"{number:.0f}", until=until)


def test_twice_the_hours_is_twice_the_height() -> None:
    first, second = chart([100, 200]).bars
    assert abs(second.height - 2 * first.height) < 0.2


def test_the_line_stands_at_the_height_of_a_bar_of_the_same_hours() -> None:
    made = chart([100, 50], goal_month=100)
    assert made.target is not None
    assert made.target.y == made.bars[0].y
    assert made.bars[0].label_inside
    assert not made.bars[1].label_inside


def test_a_month_that_is_still_to_come_has_no_number() -> None:
    assert [bar.value for bar in chart([10, 0, 0], until=datetime.date(2026, 2, 10)).bars] == ["10", "0", ""]


def test_the_chart_says_in_words_what_it_shows() -> None:
    made = chart([100, 50], goal_month=75)
    assert made.description == (
        "Uren hulp per maand: januari 2026 100 uur, februari 2026 50 uur. Het doel is 75 uur per maand."
    )


@given(
    st.lists(st.floats(0, 1e6, allow_nan=False), min_size=1, max_size=12),
    st.none() | st.floats(1, 1e6, allow_nan=False),
)
def test_everything_lies_inside_the_drawing(hours: list[float], goal: float | None) -> None:
    made = chart(hours, goal)
    for bar in made.bars:
        assert 0 <= bar.x <= bar.x + bar.width <= WIDTH
        assert 0 <= bar.y <= bar.y + bar.height <= made.base + 0.2
        assert 0 < bar.label_y < HEIGHT
    if made.target:
        assert 0 < made.target.y <= made.base
