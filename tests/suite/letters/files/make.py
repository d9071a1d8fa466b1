"""Writes the sample documents of this folder from the letters beside it.

Run where reportlab, python-docx and pypdf are installed, and commit what changes:
    python make.py
The text of most comes from a letter of the suite, so what it should be read as is known.
"""

import email.policy
import io
from email.message import EmailMessage
from pathlib import Path

import docx
from pypdf import PdfReader, PdfWriter
from reportlab import rl_config
from reportlab.lib.pagesizes import A4, letter
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.lib.units import inch
from reportlab.pdfgen import canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Frame,
    PageTemplate,
    Paragraph,
    Preformatted,
    SimpleDocTemplate,
    Spacer,
    Table,
    TableStyle,
)

rl_config.invariant = 1
HERE = Path(__file__).parent
STYLES = getSampleStyleSheet()
NORMAL = STYLES["Normal"]


def text(name: str) -> str:
    return (HERE.parent / f"{name}.txt").read_text()


def paragraphs(name: str) -> list[str]:
    return [part for part in text(name).split("\n\n") if part.strip()]


def one_column() -> bytes:
    """A letter as a word processor prints it: paragraphs reflow, lines of a list stand."""
    out = io.BytesIO()
    story = []
    for part in paragraphs("b1-bigtech"):
        lines = part.split("\n")
        if any(": " in line[:40] for line in lines) and len(lines) > 3 and len(lines[0]) < 60:
            story.append(Preformatted(part, NORMAL))
        else:
            story.append(Paragraph(" ".join(lines), NORMAL))
        story.append(Spacer(1, 8))
    SimpleDocTemplate(out, pagesize=letter).build(story)
    return out.getvalue()


def two_column() -> bytes:
    """Terms in the left column, conditions in the right one."""
    out = io.BytesIO()
    doc = BaseDocTemplate(out, pagesize=A4)
    width = 3 * inch
    doc.addPageTemplates(
        PageTemplate(
            frames=[
                Frame(0.7 * inch, inch, width, 9.3 * inch),
                Frame(0.9 * inch + width, inch, width, 9.3 * inch),
            ]
        )
    )
    left = [
        "Thornbury Data Limited",
        "3 August 2026",
        "Dear Anil,",
        "We are pleased to offer you the position of Lead Machine Learning Engineer at Thornbury Data Limited.",
        "Your base salary will be £112,000 per annum, payable monthly. You are eligible for an annual bonus with a target of 15% of base salary.",
        "You will receive a signing bonus of £9,000. If you resign within twelve months of your start date you will repay a prorated part of it.",
        "You will be granted options over 6,400 shares at an exercise price of £2.20 per share, vesting monthly over four years with a one-year cliff.",
        "Your start date will be 5 October 2026. Please accept by 17 August 2026.",
    ]
    right = [
        "Conditions",
        "This offer is subject to references and to proof of your right to work in the United Kingdom.",
        "You are entitled to 27 days of annual leave in addition to public holidays, and the pension scheme of the company is open to you from the first day.",
        "The first three months of your employment are a probationary period, in which one week of notice is given by either side; after it three months apply.",
        "You may not disclose confidential information of the company during or after your employment.",
    ] * 3
    story = [Paragraph(part, NORMAL) for part in left]
    story = [item for part in story for item in (part, Spacer(1, 10))]
    story += [Spacer(1, 4 * inch)]
    story += [item for part in right for item in (Paragraph(part, NORMAL), Spacer(1, 10))]
    doc.build(story)
    return out.getvalue()


def table_over_pages() -> bytes:
    """The terms as one table that breaks over two pages, its head repeated."""
    out = io.BytesIO()
    rows = [["Term", "What we offer"]]
    rows += [["Employer", "Wexcombe Robotics, Inc."], ["Position title", "Staff Perception Engineer"]]
    rows += [["Location", "Pittsburgh, PA"], ["Base salary", "$218,000 per year"]]
    rows += [[f"Policy {n}", "See the handbook for details of this policy"] for n in range(1, 30)]
    rows += [["Target bonus", "12% of base salary"], ["Sign-on bonus", "$35,000"]]
    rows += [["Equity", "9,200 RSUs, vesting quarterly over four years"]]
    rows += [["Start date", "October 19, 2026"], ["Offer expires", "September 25, 2026"]]
    table = Table(rows, colWidths=[150, 300], repeatRows=1)
    table.setStyle(TableStyle([("GRID", (0, 0), (-1, -1), 0.5, "black")]))
    story = [
        Paragraph("September 11, 2026", NORMAL),
        Spacer(1, 12),
        Paragraph("Dear Robin, we are delighted to offer you the role set out in this table.", NORMAL),
        Spacer(1, 12),
        table,
    ]
    SimpleDocTemplate(out, pagesize=letter).build(story)
    return out.getvalue()


def scanned() -> bytes:
    """A picture of a page: strokes where a scanner has words, and no text."""
    out = io.BytesIO()
    page = canvas.Canvas(out, pagesize=letter, invariant=1)
    for line in range(40):
        page.line(72, 700 - 15 * line, 72 + 400 - (line * 37) % 120, 700 - 15 * line)
    page.showPage()
    page.save()
    return out.getvalue()


def encrypted(plain: bytes) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(plain)))
    writer.encrypt("open sesame", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def two_letters() -> bytes:
    out = io.BytesIO()
    story = []
    for name in ("h-fund", "h-nonprofit"):
        for part in paragraphs(name):
            story += [Paragraph(" ".join(part.split("\n")), NORMAL), Spacer(1, 8)]
        story += [Paragraph("Sincerely,", NORMAL), Paragraph("Head of People", NORMAL), Spacer(1, 300)]
    SimpleDocTemplate(out, pagesize=letter).build(story)
    return out.getvalue()


def word() -> bytes:
    document = docx.Document()
    for part in paragraphs("b1-executive"):
        document.add_paragraph(" ".join(line.strip() for line in part.split("\n")))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def word_table() -> bytes:
    document = docx.Document()
    document.add_paragraph("June 3, 2026")
    document.add_paragraph("Dear Sasha,")
    document.add_paragraph("Sandmartin Labs LLC is pleased to offer you the position of ML Engineer. The terms are:")
    rows = [
        ("Base salary", "$176,000 per year"),
        ("Target bonus", "10% of base salary"),
        ("Sign-on bonus", "$12,000"),
        ("Start date", "July 13, 2026"),
        ("Please reply by", "June 15, 2026"),
    ]
    table = document.add_table(rows=0, cols=2)
    for label, value in rows:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = label, value
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def mail(names: list[str], attached: bytes) -> bytes:
    message = EmailMessage(policy=email.policy.SMTP)
    message["From"] = "Talent <talent@example.com>"
    message["To"] = "Sam <sam@example.com>"
    message["Date"] = "Thu, 03 Sep 2026 10:00:00 +0000"
    message["Subject"] = "Your paperwork"
    message["Message-ID"] = "<1@example.com>"
    message.set_content("Hi Sam,\n\nplease find everything attached.\n\nBest\nTalent\n")
    message.set_boundary("sample")
    for name in names:
        kind = "pdf" if name.endswith(".pdf") else "plain"
        content = attached if kind == "pdf" else f"{name}: nothing to see.\n".encode()
        maintype = "application" if kind == "pdf" else "application"
        subtype = "pdf" if kind == "pdf" else "octet-stream"
        message.add_attachment(content, maintype=maintype, subtype=subtype, filename=name)
    message.set_boundary("sample")
    return message.as_bytes()


def page() -> str:
    body = "\n".join(
        f"<p>{part.replace('&', '&amp;').replace('£', '&pound;')}</p>" for part in paragraphs("b1-uk")
    )
    return f"<!DOCTYPE html>\n<html><head><title>Offer</title><style>p {{ margin: 1em }}</style></head>\n<body>\n{body}\n</body></html>\n"


def german() -> bytes:
    document = docx.Document()
    for part in [
        "Sehr geehrte Frau Beispiel,",
        "wir freuen uns, Ihnen die Position als Senior Data Engineer in unserem Hause anzubieten. Ihr Bruttojahresgehalt beträgt 84.000 EUR und wird in zwölf gleichen Raten ausgezahlt.",
        "Das Arbeitsverhältnis beginnt am 1. September 2026. Sie haben Anspruch auf 30 Tage Urlaub. Bitte senden Sie uns den unterschriebenen Vertrag bis zum 30. Juni 2026 zurück.",
        "Mit freundlichen Grüßen",
    ]:
        document.add_paragraph(part)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def main() -> None:
    plain = one_column()
    small = scanned()
    extras = [f"form-{n}.txt" for n in range(1, 10)]
    files = {
        "one-column.pdf": plain,
        "two-column.pdf": two_column(),
        "table-over-pages.pdf": table_over_pages(),
        "scanned.pdf": small,
        "encrypted.pdf": encrypted(plain),
        "corrupt.pdf": plain[: len(plain) // 3] + b"\x00\xff" * 40,
        "two-letters.pdf": two_letters(),
        "letter.docx": word(),
        "table.docx": word_table(),
        "german.docx": german(),
        "ten-attachments.eml": mail(["offer-letter.pdf", *extras], plain),
        "many-letters.eml": mail([f"document-{n}.pdf" for n in range(1, 11)], small),
        "page.html": page().encode(),
    }
    for name, content in files.items():
        (HERE / name).write_bytes(content)


main()
