"""Dates as people here type them; `1 maart 2026` is read by `organisation.date_field`, which knows the months."""

DATE_INPUT_FORMATS = [
    "%d-%m-%Y",  # 1-3-2026
    "%d-%m-%y",  # 1-3-26
    "%d/%m/%Y",  # 1/3/2026
    "%d/%m/%y",  # 1/3/26
    "%d.%m.%Y",  # 1.3.2026
    "%d %m %Y",  # 1 3 2026
    "%Y-%m-%d",  # 2026-03-01, what a date picker sends
]
TIME_INPUT_FORMATS = [
    "%H:%M",  # 8:30
    "%H.%M",  # 8.30
    "%H:%M:%S",
]
