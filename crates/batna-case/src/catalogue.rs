//! Every problem that a case can have: code, explanation, an example that shows it, and the remedy.
//!
//! `docs/diagnostics.md` is made from this table, and a test feeds each example to
//! the parser and expects its code. To add one: an entry here, and the place that tells it.

use batna_core::Severity;

/// One kind of problem.
#[derive(Debug)]
pub struct Entry {
    /// Stable name: `case::amount-without-currency`.
    pub code: &'static str,
    pub severity: Severity,
    pub title: &'static str,
    pub explanation: &'static str,
    /// What produces it.
    pub example: Example,
    /// What to do, where the place that tells it says nothing better.
    pub remedy: &'static str,
}

/// The catalogue's name for an entry, for those who generate pages from it.
pub type CatalogueEntry = Entry;

/// An input that produces a problem.
#[derive(Clone, Copy, Debug)]
pub enum Example {
    /// Lines of an offer, in a case that is otherwise in order.
    Offer(&'static str),
    /// Lines of an offer, so many times.
    Repeated(&'static str, usize),
    /// Lines of `me.toml`.
    Me(&'static str),
    /// A line of `ledger.jsonl`.
    Ledger(&'static str),
    /// Files of a case.
    Files(&'static [(&'static str, &'static [u8])]),
    /// A file that could not be read.
    Unread(&'static str, crate::parse::Unread),
    /// Two offers, by file name.
    Offers(&'static str, &'static str),
    /// Seen on this day.
    On(&'static str, &'static str),
    /// An edit: text, path, value.
    Edit(&'static str, &'static str, &'static str),
    /// A save of a file that somebody else changed.
    Save,
}

macro_rules! catalogue {
    ($($name:ident = $code:literal, $severity:ident, $title:literal, $explanation:literal, $example:expr, $remedy:literal;)*) => {
        $(pub static $name: Entry = Entry {
            code: concat!("case::", $code),
            severity: Severity::$severity,
            title: $title,
            explanation: $explanation,
            example: $example,
            remedy: $remedy,
        };)*
        static ALL: &[&Entry] = &[$(&$name),*];
    };
}

/// All entries, in the order of the page.
pub fn catalogue() -> &'static [&'static Entry] {
    ALL
}

impl Example {
    /// The example as a page shows it: what the file holds, or what happens.
    pub fn text(&self) -> String {
        match self {
            Example::Offer(lines) | Example::Me(lines) | Example::Ledger(lines) => {
                (*lines).to_owned()
            }
            Example::Repeated(lines, times) => format!("{lines}# ... {times} times"),
            Example::Files([]) => "(an empty folder)".to_owned(),
            Example::Files(files) => {
                let shown = |(path, bytes): &(&str, &[u8])| {
                    format!("# {path}\n{}", String::from_utf8_lossy(bytes).trim_end())
                };
                files.iter().map(shown).collect::<Vec<_>>().join("\n\n")
            }
            Example::Unread(path, why) => match why {
                crate::parse::Unread::TooLarge { bytes } => format!("# {path} with {bytes} bytes"),
                crate::parse::Unread::LeavesCase => {
                    format!("# {path} is a link to a file elsewhere")
                }
                crate::parse::Unread::Refused(reason) => format!("# {path}: {reason}"),
            },
            Example::Offers(first, second) => {
                format!(
                    "# offers/one.toml\n{}\n\n# offers/two.toml\n{}",
                    first.trim_end(),
                    second.trim_end()
                )
            }
            Example::On(day, text) => format!("# seen on {day}\n{}", text.trim_end()),
            Example::Edit(text, path, value) => {
                format!("{}\n\n# then set {path} to {value}", text.trim_end())
            }
            Example::Save => "# the file was saved by another program after it was read".to_owned(),
        }
    }
}

/// The catalogue as a section of `docs/diagnostics.md`.
pub fn page() -> String {
    let mut out = String::new();
    for entry in ALL {
        let severity = match entry.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Advice => "advice",
        };
        let example: String = entry.example.text().chars().take(400).collect();
        out.push_str(&format!(
            "## {}\n\n**{}** ({severity}). {}\n\n```toml\n{example}\n```\n\n{}\n\n",
            entry.code, entry.title, entry.explanation, entry.remedy
        ));
    }
    out
}

const ME: &[u8] = b"currency = \"USD\"\n";

catalogue! {
    EMPTY_FOLDER = "empty-folder", Error, "The folder is empty",
        "A case is a folder with me.toml and offers/. This one holds nothing that belongs to a case.",
        Example::Files(&[]), "Start one with `batna init DIR`, or name another folder with --case DIR.";
    NOT_A_CASE = "not-a-case", Error, "The folder is not a case",
        "A case has a file me.toml. Without it nothing is known of who is negotiating.",
        Example::Files(&[("readme.txt", b"hello")]), "Run `batna init DIR` for a new case, or name the right folder with --case DIR.";
    NO_OFFERS = "no-offers", Advice, "There is no offer yet",
        "The folder offers/ holds no .toml file. Values and comparisons need at least one offer.",
        Example::Files(&[("me.toml", ME)]), "Add offers/<name>.toml with five lines: employer, base, grant, deadline, status.";
    NOT_UTF8 = "not-utf8", Error, "The file is not UTF-8 text",
        "Case files are UTF-8. A file saved in another encoding, or a document renamed to .toml, cannot be read as one.",
        Example::Files(&[("me.toml", ME), ("offers/acme.toml", b"employer = \"\xff\xfe\"\n")]), "Save the file as UTF-8.";
    FILE_TOO_LARGE = "file-too-large", Error, "The file is too large",
        "A .toml file of a case holds a few kilobytes; files beyond 2 MB are not read.",
        Example::Unread("offers/acme.toml", crate::parse::Unread::TooLarge { bytes: 52_428_800 }), "Check what the file is; keep documents under letters/.";
    LINK_LEAVES_CASE = "link-leaves-case", Error, "A link points out of the case",
        "Links to places outside the case folder are not followed, neither to read nor to write.",
        Example::Unread("offers/acme.toml", crate::parse::Unread::LeavesCase), "Replace the link by the file it points to.";
    UNREADABLE = "unreadable-file", Error, "The file cannot be read",
        "The operating system refused to read the file.",
        Example::Unread("offers/acme.toml", crate::parse::Unread::Refused("permission denied")), "Check that the file exists and that you may read it.";
    SYNTAX = "syntax", Error, "The file is not valid TOML",
        "A line does not follow the TOML notation: a quote that is not closed, a key without a value, a key given twice.",
        Example::Offer("base = \"205000 USD"), "Mend the line; amounts and texts stand in double quotes.";
    TOO_MANY_PROBLEMS = "too-many-problems", Error, "More problems than are shown",
        "A file has so many problems that the rest are only counted. Usually it is not the file it is taken for.",
        Example::Repeated("[[stipend]]\namount = \"much\"\n", 250), "Mend the ones shown first.";
    TOO_MANY_ENTRIES = "too-many-entries", Error, "A list is longer than is read",
        "The first 500 entries of a list are read. More are taken for a slip of a program that wrote the file.",
        Example::Repeated("[[stipend]]\namount = \"1 USD\"\n", 501), "Shorten the list.";
    UNKNOWN_KEY = "unknown-key", Error, "The key is not known",
        "Nothing reads this key. A misspelt key would otherwise be lost silently, so it is an error.",
        Example::Offer("bsae_growth = \"3%\""), "Correct the key, or remove it.";
    SAID_TWICE = "said-twice", Error, "Two keys say the same thing",
        "One of the two is another name of the other, or both give the size of the grant. It is not known which one holds.",
        Example::Offer("salary = \"200000 USD\""), "Keep one of them.";
    SCHEME_OF_OTHERS = "scheme-of-others", Error, "The plan is not one for this kind of equity",
        "A plan such as EMI or BSPCE is one for options, and has a tax of its own. Restricted stock, units and the options of United States law are not granted under it.",
        Example::Offer("[[grants]]\nkind = \"rsu\"\nscheme = \"emi\"\nsize = \"1000\"\nvesting = \"4y monthly\""), "Write kind = \"options\", or leave the scheme out.";
    WRONG_TYPE = "wrong-type", Error, "The value is of another type",
        "The key takes another sort of value: a quoted text instead of a list, a date instead of a number.",
        Example::Offer("visa = true"), "Write the value as the key needs it.";
    EMPTY_VALUE = "empty-value", Advice, "The value is empty",
        "An empty value counts as unknown.",
        Example::Offer("level = \"\""), "Fill it in, or remove the line.";
    TEXT_CLEANED = "text-cleaned", Warning, "The text was shortened or cleaned",
        "Texts are read up to 2,000 characters and without control characters.",
        Example::Offer("level = \"sen\\u0007ior\""), "Remove what does not belong.";
    AMOUNT_WITHOUT_CURRENCY = "amount-without-currency", Error, "The amount has no currency",
        "Every amount names its currency, because offers from several countries lie in one case. The field counts as unknown.",
        Example::Offer("relocation = \"15000\""), "Add the currency: \"15000 USD\", \"£15k\", \"15000 EUR\".";
    UNQUOTED_AMOUNT = "unquoted-amount", Warning, "An amount stands without quotes and currency",
        "A bare number is read in the currency of me.toml. Where the offer pays in another, the figure would be wrong.",
        Example::Offer("relocation = 15000"), "Quote it with its currency: \"15000 USD\".";
    LOCAL_DOLLAR = "local-dollar", Advice, "A dollar sign is read as the dollar of the place",
        "In Canada, Australia, New Zealand, Hong Kong and Singapore a letter that says $ means its own dollar.",
        Example::Files(&[("me.toml", b"location = \"Toronto\"\n"), ("offers/acme.toml", b"employer = \"Acme\"\nbase = \"$172,000\"\nstatus = \"written\"\n")]), "Write US$ or USD where United States dollars are meant.";
    NOT_AN_AMOUNT = "not-an-amount", Error, "The text is not an amount",
        "An amount is a number with a currency: \"205000 USD\", \"$205k\", \"£1.2M\". The field counts as unknown.",
        Example::Offer("relocation = \"quite a lot of USD\""), "Write a number and a currency.";
    UNKNOWN_CURRENCY = "unknown-currency", Error, "The currency is not known",
        "Currencies are named by their ISO 4217 code or a common symbol.",
        Example::Offer("relocation = \"15000 XQZ\""), "Use the three-letter code, such as USD, GBP or EUR.";
    AMOUNT_TOO_LARGE = "amount-too-large", Error, "The amount is absurdly large",
        "Amounts beyond 10^13 are taken for slips of the pen. The field counts as unknown.",
        Example::Offer("relocation = \"20000000000000 USD\""), "Check the number of zeros.";
    NEGATIVE_AMOUNT = "negative-amount", Error, "The amount is negative",
        "Pay, grants and costs are written as positive amounts; their key says which way they go.",
        Example::Offer("relocation = \"-15000 USD\""), "Remove the sign.";
    IMPLAUSIBLE_BASE = "implausible-base", Warning, "The base is implausibly small or large for a year",
        "Base is a year's pay. A small figure is often a month's or an hour's, or has lost its thousands.",
        Example::Files(&[("me.toml", ME), ("offers/acme.toml", b"employer = \"Acme\"\nbase = \"205 USD\"\nstatus = \"written\"\n")]), "Check that it is the pay of a year.";
    ZERO_BASE = "zero-base", Warning, "The base is zero",
        "A base of zero is taken as stated: all pay is variable or equity. Leave the line out where the base is unknown.",
        Example::Files(&[("me.toml", ME), ("offers/acme.toml", b"employer = \"Acme\"\nbase = \"0 USD\"\nstatus = \"written\"\n")]), "Remove the line if the base is not known.";
    RATE_WITHOUT_PERCENT = "rate-without-percent", Error, "The rate has no percent sign",
        "0.15 and 15 are both plausible for fifteen percent, so a rate carries its sign. The field counts as unknown.",
        Example::Offer("base_growth = 3"), "Write it as \"3%\".";
    RATE_OUT_OF_RANGE = "rate-out-of-range", Error, "The rate is out of range",
        "The percentage lies outside what this field may be.",
        Example::Offer("base_growth = \"300%\""), "Check the figure.";
    NOT_SHARES = "not-shares", Error, "The text is not a number of shares",
        "A number of shares is not negative and at most 10^13: 12000, \"12,000\", \"80M\".",
        Example::Offer("[[grants]]\nshares = \"many\""), "Write a number.";
    NUMBER_OUT_OF_RANGE = "number-out-of-range", Error, "The number is out of range",
        "The number lies outside what this field may be. The field counts as unknown.",
        Example::Offer("remote_days = 8"), "Check the figure.";
    NOT_A_DATE = "not-a-date", Error, "The text is not a date",
        "Dates are written year, month, day: 2026-07-10. Other orders are ambiguous. The field counts as unknown.",
        Example::Offer("received = \"7/10/2026\""), "Write it as 2026-07-10.";
    DATE_OUT_OF_RANGE = "date-out-of-range", Error, "The date is out of range",
        "Dates before 1950 and after 2100 are taken for slips of the pen. The field counts as unknown.",
        Example::Offer("received = 1890-01-01"), "Check the year.";
    NOT_A_DURATION = "not-a-duration", Error, "The text is not a length of time",
        "Lengths of time are written \"4y\", \"48 months\", \"12 weeks\" or \"90 days\", up to 50 years.",
        Example::Offer("[terms]\nnon_compete = \"a while\""), "Write a number and a unit.";
    UNKNOWN_CHOICE = "unknown-choice", Error, "The word is not one of those known",
        "The key takes one of a few words.",
        Example::Offer("[company]\nkind = \"pubic\""), "Use one of the words listed.";
    NOT_A_RANGE = "not-a-range", Error, "The text is not a range of amounts",
        "A range is a low and a high amount: \"180000 - 230000 USD\", \"$180k-$230k\", low first.",
        Example::Offer("posted_range = \"230k - 180k USD\""), "Write the low amount, a dash and the high one, with the currency.";
    NOT_A_GRANT = "not-a-grant", Error, "The grant cannot be read",
        "A grant in one line says how much, of what kind, and when it vests: \"180000 USD RSU, 4y monthly, 1y cliff\", \"12000 ISO at 2.10 USD\", \"0.05% options\".",
        Example::Files(&[("me.toml", ME), ("offers/acme.toml", b"employer = \"Acme\"\ngrant = \"generous equity\"\nstatus = \"written\"\n")]), "Write the size first, then the kind.";
    WORDS_NOT_UNDERSTOOD = "words-not-understood", Warning, "Part of the text was not understood",
        "The rest of the line is used; the words named are left out.",
        Example::Files(&[("me.toml", ME), ("offers/acme.toml", b"employer = \"Acme\"\ngrant = \"180000 USD RSU, 4y monthly, frobnicated\"\nstatus = \"written\"\n")]), "Say it in other words, or in the long form ([[grants]]).";
    NOT_A_VESTING = "not-a-vesting", Error, "The vesting cannot be read",
        "Vesting is written \"4y monthly, 1y cliff\", \"5/15/40/40\", \"25% yearly\" or as dated tranches. Four years monthly with a year's cliff are assumed instead, and marked.",
        Example::Offer("[[grants]]\nsize = \"12000\"\nvesting = \"5y monthly, 9y cliff\""), "Write the length, the period and the cliff.";
    NOT_PREFERENCES = "not-preferences", Error, "The preferences cannot be read",
        "Preferences are written with their multiple and whether they take part in what is left: \"1x non-participating\", \"2x participating to 3x\". What was invested stands in company.invested.",
        Example::Offer("[company]\npreferences = \"the usual\""), "Write the multiple first, such as \"1x\".";
    VESTING_SUM = "vesting-does-not-sum", Error, "The vesting does not sum to 100%",
        "The shares of the years must come to the whole grant. Four years monthly with a year's cliff are assumed instead, and marked.",
        Example::Offer("[[grants]]\nsize = \"12000\"\nvesting = \"5/15/40/30\""), "Correct the shares so that they sum to 100.";
    TRANCHES_SUM = "tranches-do-not-sum", Error, "The tranches do not sum to the size of the grant",
        "The grant says how large it is, and its tranches come to something else.",
        Example::Offer("[[grants]]\nsize = \"500\"\nkind = \"rsu\"\ntranches = [{ date = 2027-01-15, shares = 100 }, { date = 2028-01-15, shares = 300 }]"), "Correct the tranches, or leave the size out: it follows from them.";
    ASSUMED_VESTING = "assumed-vesting", Advice, "The vesting is assumed",
        "The offer does not say when the grant vests. Four years, monthly, with a year's cliff are assumed, and marked wherever they count.",
        Example::Files(&[("me.toml", ME), ("offers/acme.toml", b"employer = \"Acme\"\ngrant = \"12000 ISO at 2.10 USD\"\nstatus = \"written\"\n")]), "Ask for the schedule and write it: vesting = \"4y monthly, 1y cliff\".";
    DUPLICATE_ID = "duplicate-id", Error, "Two things have one name",
        "Two grants, achievements or processes have the same id, so that a figure could not say which it is about. The second is renamed.",
        Example::Offer("[[grants]]\nid = \"a\"\nsize = \"100\"\n[[grants]]\nid = \"a\"\nsize = \"200\""), "Give one of them another id.";
    NOT_A_BONUS = "not-a-bonus", Error, "The bonus cannot be read",
        "A bonus is a share of base (\"15%\") or an amount a year (\"30000 USD\"); its long form says the rest.",
        Example::Offer("bonus = \"competitive\""), "Write the target; put past payouts under [bonus] as payout = \"80% - 120%\".";
    NOT_A_PAYMENT = "not-a-payment", Error, "The payment cannot be read",
        "A payment made once is written \"30000 USD, 1y clawback\", \"20000 USD after 12 months\", \"25000 USD on 2026-12-15\".",
        Example::Offer("signing = \"30000 USD, whenever\""), "Write the amount first, then when it is paid and how long it is owed back.";
    NOT_A_REFRESHER = "not-a-refresher", Error, "The refresher cannot be read",
        "A refresher is a share of the first grant (\"25% yearly\") or an amount (\"60000 USD yearly\").",
        Example::Offer("refresher = \"usually something\""), "Write a share or an amount, and how often.";
    DEADLINE_BEFORE_RECEIPT = "deadline-before-receipt", Error, "The deadline lies before the receipt",
        "An offer cannot have to be answered before it came. The deadline counts as unknown.",
        Example::Files(&[("me.toml", ME), ("offers/acme.toml", b"employer = \"Acme\"\nreceived = 2026-07-10\ndeadline = 2026-07-01\nstatus = \"written\"\n")]), "Correct one of the two dates.";
    START_BEFORE_RECEIPT = "start-before-receipt", Warning, "The start lies before the receipt",
        "Work would start before the offer came. Check the year.",
        Example::Files(&[("me.toml", ME), ("offers/acme.toml", b"employer = \"Acme\"\nreceived = 2026-07-10\nstart = 2025-08-01\nstatus = \"written\"\n")]), "Correct one of the two dates.";
    DEADLINE_PASSED = "deadline-passed", Warning, "The deadline has passed",
        "The offer is still written or verbal, but its last day to answer lies behind. It is valued all the same.",
        Example::On("2026-08-01", "employer = \"Acme\"\ndeadline = 2026-07-10\nstatus = \"written\"\n"), "Ask for a new deadline, or set status to accepted, declined or expired.";
    DEADLINE_NEAR = "deadline-near", Advice, "The deadline is near",
        "Less than a week is left to answer.",
        Example::On("2026-07-08", "employer = \"Acme\"\ndeadline = 2026-07-10\nstatus = \"written\"\n"), "Ask for more time now if you need it.";
    MISSING_EMPLOYER = "missing-employer", Warning, "The offer does not name its employer",
        "The file's name stands in for it.",
        Example::Files(&[("me.toml", ME), ("offers/acme.toml", b"base = \"205000 USD\"\nstatus = \"written\"\n")]), "Add employer = \"...\".";
    MISSING_NAME = "missing-name", Error, "An entry lacks the key that names it",
        "The current job and each process need an employer, each achievement needs `what`, each commitment its offer. The entry is left out.",
        Example::Me("[[process]]\nstage = \"onsite\""), "Add the missing line.";
    MISSING_STATUS = "missing-status", Advice, "The offer does not say how far it is",
        "It is taken as verbal, the weaker reading, so that no script calls it written.",
        Example::Files(&[("me.toml", ME), ("offers/acme.toml", b"employer = \"Acme\"\nbase = \"205000 USD\"\n")]), "Add status = \"written\" once you have it on paper.";
    NO_FIGURES = "no-figures", Warning, "The offer has no figures at all",
        "Neither base nor bonus nor grant is known. It cannot be valued; the questions to ask are listed.",
        Example::Files(&[("me.toml", ME), ("offers/acme.toml", b"employer = \"Acme\"\nstatus = \"verbal\"\n")]), "Ask for base, bonus and equity, and write down what you hear.";
    NOT_JUMPS = "not-jumps", Error, "Jumps of a share lack how often or how far",
        "A sudden move is counted where both how often one comes and what it does to the price are stated. None is counted.",
        Example::Offer("[company]\nkind = \"public\"\n[company.jumps]\nsize = \"-15%\""), "Write both: every = \"1y\" and size = \"-15%\".";
    CHANCES_ABOVE_ONE = "chances-above-one", Error, "Chances add up to more than one",
        "A further round, an exit and failure exclude each other as the next thing to happen, so the chances of a round and of failure leave the rest to exits. Neither is used.",
        Example::Offer("[company]\nstage = \"late\"\n[company.outlook]\nnext_round = \"70%\"\nfails = \"40%\""), "State chances of 100% together at most.";
    EQUITY_NOT_VALUED = "equity-not-valued", Warning, "Equity counts in no figure",
        "Equity of a private company is worth what becomes of the company, whose chances go by its stage; an option is worth what the share exceeds the strike by. Until these are known the grant counts in no figure but the headline, and the offer looks worse than it is.",
        Example::Offer("base = \"205000 USD\"\n[[grants]]\nkind = \"profit-units\"\nsize = \"400000 USD\"\nvesting = \"4y monthly\""), "Write the strike into the grant, and under a line [company] its stage: seed, series-a to series-d, late or public.";
    DUPLICATE_OFFER = "duplicate-offer", Error, "Two offers of one name",
        "Two open offers have the same employer and role. One of them is probably an earlier version.",
        Example::Offers("employer = \"Acme\"\nstatus = \"written\"\nbase = \"1000 USD\"\n", "employer = \"ACME\"\nstatus = \"verbal\"\nbase = \"1000 USD\"\n"), "Keep the newest; set status = \"expired\" in the other, or give each its role.";
    DUPLICATE_FILE = "duplicate-file", Error, "Two files differ only in case",
        "On some systems they would be one file, and one of them would be lost.",
        Example::Files(&[("me.toml", ME), ("offers/acme.toml", b"employer = \"A\"\n"), ("offers/Acme.toml", b"employer = \"B\"\n")]), "Rename one of them.";
    BAD_FILE_NAME = "bad-file-name", Error, "The file's name cannot serve as an id",
        "The name of an offer's file stands in commands and figure ids. Letters, digits, dash and underscore are allowed.",
        Example::Files(&[("me.toml", ME), ("offers/acme corp!.toml", b"employer = \"A\"\n")]), "Rename the file, such as acme-corp.toml.";
    STRAY_FILE = "stray-file", Advice, "A file is not read",
        "Only .toml files are read under offers/ and captables/.",
        Example::Files(&[("me.toml", ME), ("offers/acme.txt", b"hello")]), "Put letters under letters/; give offers the ending .toml.";
    UNKNOWN_PLACE = "unknown-place", Warning, "No tax place follows from the location",
        "The location was not recognised, so that after-tax figures cannot be made for it.",
        Example::Me("location = \"Erehwon\""), "Add place = \"us-ca\" (or us-ny-nyc, uk-england, ca-on, de, ...).";
    UNKNOWN_CAPTABLE = "unknown-captable", Warning, "The cap table is not there",
        "The offer names a cap table that is not under captables/.",
        Example::Offer("captable = \"nowhere\""), "Add captables/<name>.toml, or correct the name.";
    UNKNOWN_OFFER = "unknown-offer", Warning, "There is no offer of this name",
        "A ledger line or a commitment names an offer by the file's name without .toml.",
        Example::Me("[[commitment]]\noffer = \"nowhere\"\nkind = \"interested\""), "Use the name of a file under offers/, without .toml.";
    EXCLUSIVE_TWICE = "exclusive-commitment-twice", Error, "An exclusive commitment is made to two employers",
        "`first-choice` and `signs-at` can be said to one employer only. Neither is used until one is removed.",
        Example::Files(&[("me.toml", b"currency = \"USD\"\n[[commitment]]\noffer = \"a\"\nkind = \"first-choice\"\n[[commitment]]\noffer = \"b\"\nkind = \"signs-at\"\n"),
            ("offers/a.toml", b"employer = \"A\"\n"), ("offers/b.toml", b"employer = \"B\"\n")]), "Keep it for one employer.";
    LEDGER_LINE = "ledger-line", Error, "A line of the ledger cannot be read",
        "Each line of ledger.jsonl is one JSON object with date, by, channel and said. The line is kept in the file but not used.",
        Example::Ledger("{\"date\": \"yesterday\"}"), "Write it with `batna ledger add`, or mend the line.";
    LEDGER_TERMS = "ledger-term", Warning, "A term in the ledger is not a key of an offer",
        "Terms are written as the keys of an offer file: base, signing, deadline.",
        Example::Ledger("{\"date\":\"2026-06-20\",\"by\":\"recruiter\",\"channel\":\"call\",\"said\":\"we can do 210\",\"terms\":{\"bace\":\"210000 USD\"}}"), "Use the key of an offer file.";
    EDIT_PATH = "edit-path", Error, "The field to change is not known",
        "The path names a key that files of this kind do not have.",
        Example::Edit("base = \"1 USD\"\n", "bsae", "\"2 USD\""), "Use a key of the file.";
    EDIT_VALUE = "edit-value", Error, "The new value cannot be used",
        "The file would not parse with it, so nothing was changed.",
        Example::Edit("base = \"1 USD\"\n", "base", "\"much\""), "Write the value as the file needs it.";
    SAVE_CONFLICT = "save-conflict", Error, "The file changed in the meantime",
        "Somebody, or another program, saved the file after it was read. Nothing was written.",
        Example::Save, "Read the case again and repeat the change.";
}
