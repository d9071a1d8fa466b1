"""The calendar file against icalendar and dateutil: it parses, and repeats on the right days."""

import calendar
import json
import subprocess
import sys
import tempfile
from datetime import date, datetime, time
from pathlib import Path

import icalendar
from dateutil.rrule import rrulestr

OFFER = """employer = "Month's End; Co, Ltd"
base = "100000 USD"
status = "written"
received = 2026-06-01
deadline = 2026-06-30
start = 2026-08-31
grant = "48000 USD RSU, 4y monthly"
signing = "10000 USD, 1y clawback"
"""


def months_later(day: date, months: int) -> date:
    """The same day, or the last of a month that has none."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def main() -> None:
    program = Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as folder:
        case = Path(folder) / "case"
        subprocess.run([program, "demo", case], check=True, stdout=subprocess.DEVNULL)
        (case / "offers" / "months-end.toml").write_text(OFFER)
        file = Path(folder) / "days.ics"
        listed = subprocess.run(
            [program, "calendar", "--case", case, "-o", file, "--json"], check=True, capture_output=True, text=True
        )
        entries = json.loads(listed.stdout)["entries"]
        parsed = icalendar.Calendar.from_ical(file.read_bytes())
        assert not parsed.errors, parsed.errors
        events = list(parsed.walk("VEVENT"))
        assert len(events) == len(entries) > 0
        assert len({str(event["UID"]) for event in events}) == len(events)
        days = 0
        for event, entry in zip(events, entries):
            assert not event.errors, event.errors
            assert str(event["SUMMARY"]) == entry["title"]
            first = event.decoded("DTSTART")
            assert first.isoformat() == entry["date"]
            if "RRULE" not in event:
                continue
            every, count = entry["repeats"]
            rule = event["RRULE"].to_ical().decode()
            given = [when.date() for when in rrulestr(rule, dtstart=datetime.combine(first, time()))]
            wanted = [months_later(date.fromisoformat(entry["counted_from"]), entry["months_after"] + every * n) for n in range(count)]
            assert given == wanted, (entry["title"], rule, given[:4], wanted[:4])
            days += len(given)
    print(f"calendar: {len(events)} entries, {days} repeated days")


main()
