//! Every problem that the program can tell of, from all rooms: the source of `docs/diagnostics.md`.
//!
//! The rooms of the case and the plan keep their own catalogues beside their tests;
//! the others are in the table below. A test greps the source for codes and fails
//! where one has no entry here. To add one: a row, then the test with `BATNA_BLESS=1`.

use std::fmt::Write as _;

use batna_core::Severity;

/// One kind of problem.
#[derive(Clone, Debug)]
pub struct Page {
    /// Stable name: `tax::unknown-place`.
    pub code: &'static str,
    pub severity: Severity,
    pub title: String,
    /// What it means and what follows from it.
    pub meaning: String,
    /// What to do, where the place that tells it says nothing better.
    pub remedy: String,
    /// What produces it; empty where the title says it.
    pub example: String,
}

type Row = (
    &'static str,
    Severity,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
);

macro_rules! rows {
    ($($code:literal $severity:ident $title:literal $meaning:literal $remedy:literal $example:literal;)*) => {
        &[$(($code, Severity::$severity, $title, $meaning, $remedy, $example)),*]
    };
}

/// Code, severity, title, meaning, remedy, example.
const ROWS: &[Row] = rows! {
    "internal" Error "The program is at fault" "A step that cannot fail on any input failed. Exit code 70." "Report it with the command you ran; leave figures out." "";

    "archive::damaged" Error "The archive is damaged" "It cannot be read as an archive of a case. Nothing was restored." "Restore from another copy." "";
    "archive::exists" Error "The archive's file is there already" "An export never overwrites." "Choose another name." "";
    "archive::files" Error "A file of the archive cannot be read or written" "The place does not allow it or the disk is full." "Check that the place is there, is yours, and has room." "";
    "archive::leaves" Error "The archive is not one of a case" "It names a file outside the case, or holds links or devices. Nothing was restored." "Do not trust this archive." "";
    "archive::not-empty" Error "The folder to restore into holds files" "Nothing is ever overwritten by a restore." "Name a folder that is empty or not there." "";
    "archive::passphrase" Error "The archive needs its passphrase" "It is encrypted, and opens with no other; a damaged archive looks the same." "Give it with --passphrase-file." "";

    "archive::too-large" Error "The case is too large for an archive" "An archive holds at most 10,000 files and 512 MB." "Move what is not of the case out of its folder." "";

    "captable::bad-value" Error "A value of a cap table cannot be read" "A key holds something of another form: a number where a list belongs, an amount past 10^13, a percentage that is none." "Write the value in the form that the message names." "[[class]]\nid = \"common\"\nshares = \"many\"";
    "captable::cap-below-preference" Error "The participation cap is below the preference" "A class would take its preference and then be capped below it, which no charter says." "Write the cap as a multiple that includes the preference." "preference = \"2x\"\nparticipation = \"capped at 1x\"";
    "captable::circular-conversion" Error "Conversion turns in a circle" "Class A converts into B and B into A, so neither has a value as common stock." "Let the chain of `converts_to` end at the common stock." "[[class]]\nid = \"a\"\nconverts_to = \"b\"";
    "captable::currency" Error "Two currencies in one cap table" "Amounts of different currencies do not add." "Write every amount in the currency the table names." "currency = \"USD\"\nprice = \"2.10 EUR\"";
    "captable::dividend-start" Error "A cumulative dividend has no start" "What has built up depends on the day it began." "Add `since` to the dividend, the day of issue." "";
    "captable::doubled" Error "Two things of one id" "Classes, options, convertibles and debts of a table share one space of names." "Give each its own id." "";
    "captable::holdings" Error "Holders own more than there is" "The shares of the holders of a class come to more than the class has." "Let the holdings add to the shares of the class or fewer." "";
    "captable::missing" Error "A key is missing" "A cap table needs this key before a waterfall can be computed." "Add it; docs/captable.md lists the keys." "[[class]]\nshares = 1000000";
    "captable::negative" Error "A number is negative" "Shares, prices and amounts of a cap table are zero or more." "Write the number without a sign." "shares = -1000";
    "captable::no-common" Warning "No common stock has shares" "The table is computed, but employees' options convert into common stock and there is none." "Add the common stock held by founders and employees." "";
    "captable::no-conversion" Error "A class of common counts as zero shares" "Its ratio of conversion is zero, so its holders would get nothing of what is left." "Give it a ratio above zero." "";
    "captable::no-shares" Error "No class has shares" "Nobody would get what is left of an exit." "Add a [[class]] with shares, such as the common stock." "";
    "captable::over-hundred-percent" Error "Percentages come to more than the whole" "A fee, carve-out, discount or the post-money SAFEs together take 100% or more." "Check amounts and caps; a 20% discount is written \"20%\"." "discount = \"120%\"";
    "captable::preferred-to-itself" Error "A class is preferred to itself" "Following `senior_to` leads back to the class it began at." "Let the order of preference go one way, or number it with `seniority`." "";
    "captable::strike-above-preferred" Warning "A strike is above every preferred price" "Options are granted at the value of common stock, which is below what preferred stock costs. The strike is probably a typing error, or the price of a split ago." "Check the strike and the prices." "";
    "captable::syntax" Error "The cap table is not TOML" "The file cannot be parsed, or is not UTF-8 text." "Mend the place told; give a TOML file or the folder of an OCF package." "";
    "captable::too-large" Error "The cap table is too large" "It has more rows than any real table, or amounts that do not divide exactly." "Put small holders together into one line; check the amounts." "";
    "captable::unknown-class" Error "A class is not in the table" "An option, holder or conversion names a class that the table does not have." "Add it as a [[class]], or use one of the names told." "";
    "captable::unknown-key" Error "The key is not known" "Cap tables have no key of this name. A key passed over in silence could be a preference missed." "Use one of the keys told." "[[class]]\nprefrence = \"1x\"";
    "captable::zero-cap" Error "The cap of a convertible is zero" "A cap of zero would give its holder the whole company." "Leave `cap` out where there is none." "";

    "card::doubled" Error "The card is in the store already" "Every card has a key of its own, which its row keeps." "Nothing was added." "";
    "card::not-genuine" Error "The file is no genuine card" "It is no signed comp card of this version, or it was changed after it was signed." "Ask for the file as `batna share` wrote it." "";
    "card::unreadable" Error "The card cannot be read" "The file is not there or may not be read." "Name the file that was passed on." "";

    "case::other-currency" Warning "Pay and tax are in different currencies" "The base is in a currency other than the one the place taxes in. Its tax is computed in the place's, as an employee's, at the rate told, and moves with it; where none is known nothing can be said after tax." "Ask whether you are employed there or a contractor, whose contributions are not covered. For another rate write the pay in the currency of the place, and keep the letter's in `notes`." "";
    "case::not-text" Error "The file is not text" "A file of the case cannot be shown for editing because it is not UTF-8." "Save it as UTF-8 in an editor." "";

    "cluster::no-band" Error "The cell is too thin for a band" "Fewer observations match than a range needs; none is made up." "Ask for a wider cell; `batna-cluster bands` shows those there are." "";
    "cluster::no-executor" Error "No executor took the query" "The scheduler answers, but no executor works for it, or all are busy." "`batna-cluster executor` starts one; if some run, ask later." "";
    "cluster::no-files" Error "There is no Parquet file" "The folder or address holds none." "`batna market export pay.parquet` writes one." "";
    "cluster::no-provenance" Error "The file does not tell where its rows came from" "Exports name the imports behind their rows, and how many rows of each they hold; bands cite them." "Export the rows anew with `batna market export`." "";
    "cluster::not-parquet" Error "The file cannot be read as Parquet" "It is something else, or was cut short." "Export it again with `batna market export`." "";
    "cluster::open" Warning "The cluster listens beyond this machine" "Scheduler and executors ask for no password and run what they are sent." "Listen only in a network whose machines are all trusted, behind a firewall." "";
    "cluster::other-files" Error "The cluster does not find the files" "The rows it counts are not those that were found here: its machines see another folder, or the files changed." "Put them on a folder that all machines share under one name." "";
    "cluster::query" Error "The query failed" "The engine could not finish it, on a cluster also not when it was begun again." "Where executors were lost, start them again; else report what was run." "";
    "cluster::rows-twice" Error "The rows of an import would count twice" "Files together hold more rows of an import than it has, or two versions of it." "Take one of the files; no row counts twice as evidence." "";
    "cluster::schema" Error "The Parquet is of another schema" "A column is missing or of another type, or the file is of another version." "Export the rows anew with `batna market export`." "";
    "cluster::scheduler" Error "No scheduler answers" "Nothing listens at the address, or it cannot be reached." "`batna-cluster scheduler` starts one." "";
    "cluster::stopped" Error "A scheduler or executor stopped" "Its port may be taken, or its scheduler gone." "Check that the port is free and, for an executor, that the scheduler runs." "";
    "cluster::unreadable" Error "The files cannot be read" "They do not exist or may not be read." "Name a Parquet file or a folder of them." "";

    "deal::unknown-value" Error "A deal names an unknown value" "A deal gives one listed value to every issue of the domain." "Name one of its values for every issue of the domain." "{\"base\": \"999k\"}";
    "domain::count" Error "The number of packages is out of range" "`count` is a whole number from 1 to the most that are listed." "Three packages are usual." "{\"count\": 0}";
    "domain::duplicate" Error "An issue or a value stands twice" "Deals name values by issue and text, so both are unique." "Give every issue a name of its own and list every value once." "";
    "domain::no-issues" Error "The domain has no issues" "`issues` is missing, is no array, or has too many entries." "Write \"issues\": [{\"name\": \"base\", \"values\": [\"200k\", \"210k\"]}]." "{\"issues\": []}";
    "domain::no-name" Error "An issue has no name" "Deals name values by issue." "Add \"name\"." "";
    "domain::no-values" Error "An issue has no values, or too many" "Every issue is settled at one of its listed values." "List the values." "{\"name\": \"base\", \"values\": []}";
    "domain::not-a-number" Error "A utility is not a finite number" "Utilities are plain JSON numbers." "Write a plain number." "";
    "domain::not-an-object" Error "A domain is a JSON object" "Something else stands where the domain belongs." "Write {\"issues\": […], \"owner_utility\": {…}}." "[]";
    "domain::not-json" Error "The domain is not JSON" "JSON has no NaN, no infinity, no comments and no trailing commas." "Mend the place told." "{\"issues\": NaN}";
    "domain::out-of-reach" Error "No deal reaches the reservation" "The best deal of the domain is worth less to its owner than no deal." "Lower the reservation, or add better values." "";
    "domain::range" Error "Utilities span too many digits" "They could not be added exactly." "Bring them to one size, such as 0 to 1 or 0 to 10,000." "";
    "domain::too-large" Error "There are too many deals" "The deals of the domain cannot be listed or searched within limits." "Take issues out, round the utilities, or give `other_utility`." "";
    "domain::unknown-field" Error "A field is not known" "A field passed over in silence could be a reservation missed." "Use one of the fields told." "{\"reserve\": 10}";
    "domain::utility-missing" Error "A value has no utility" "Every value of every issue needs a number for each side that has utilities." "Give a number for every value; 0 where it is worth nothing." "";
    "domain::utility-unknown" Error "A utility is of no issue or value" "It speaks of something that the domain does not have." "Remove it, or add the issue or value." "";
    "domain::value-kind" Error "A value is of the wrong kind" "Values of issues are texts, numbers or booleans." "Write it as text." "{\"name\": \"base\", \"values\": [[]]}";

    "drill::deck" Error "A deck of questions does not load" "A file of drill questions is not of its form." "Mend the place told." "";
    "drill::log" Error "The review log cannot be read or written" "The file in the data folder does not allow it." "Check that the data folder exists and that you may write there." "";
    "drill::log-line" Warning "A line of the drill log cannot be read" "It was changed by hand or cut short. The line is left alone." "Remove the line, or restore it." "";
    "drill::no-data-folder" Error "There is no data folder for reviews" "Neither --data nor the home of the user names one." "Name one with --data DIR." "";
    "drill::unknown-card" Error "No question has this name" "Answers are given to a question of the deck." "Use a name that `batna drill --list` prints." "";
    "drill::unknown-deck" Error "There is no such deck" "Questions come in decks, each with its name." "Use one of the decks that the message lists." "";

    "equity::exit" Error "The exit value cannot be used" "Exits are amounts from zero to 10^13 in the currency of the table." "Give an exit from zero to 10^13." "batna equity waterfall --exit=-1";
    "equity::currency" Error "The amount is in another currency than the cap table" "A cap table is reckoned in one currency, and no rate is taken for an exit or a price that is given in another." "Give the amount in the table's currency, or without one." "batna equity waterfall --exit \"20M EUR\"";
    "equity::pricing" Error "The table cannot be priced so" "A class or option is not in the table, or no equity value reproduces the price." "Use a class or option that the message lists, and check price, time and volatility." "";
    "equity::vesting" Error "The vesting schedule cannot be used" "The notation is not known, its parts do not sum, or the dates are out of range." "Write a schedule such as \"4y monthly, 1y cliff\" or \"5/15/40/40\"." "batna equity vest --schedule 5/15/40";

    "explain::unknown-id" Error "No figure has this id" "Ids are paths of figures such as offers.acme.year1.net." "`batna explain` without an id lists all." "batna explain offers.acme.year9";

    "files::case-exists" Error "The folder holds a case already" "Nothing was touched: a case is never overwritten." "Name another folder." "";
    "files::not-written" Error "A file could not be written" "The folder does not allow it or the disk is full. What was there before is untouched." "Choose a folder that you may write to, with room on its disk." "";

    "guide::ask-beyond-table" Warning "An ask is outside the guide's own range" "A script or example of the guide asks for more than its own table pays." "Bring the ask into the range, or show the pay it rests on." "";
    "guide::broken-encoding" Advice "The text was decoded wrongly once" "Dashes and currency signs arrived as other characters; the figures were read around them." "Save the guide as UTF-8." "";
    "guide::claims-offers" Error "The guide has its reader claim offers" "A sentence to be said asserts another offer or a figure that the reader may not have." "Make the sentence depend on what the reader really holds." "";
    "guide::conversion-differs" Warning "Two currencies of a figure disagree" "The converted amount is far from the rate of any day near the guide's date." "Name the rate and its day." "";
    "guide::grant-counted-as-year" Error "A whole grant is counted as one year" "A total takes a grant of several years at its full value." "Divide the grant by its years of vesting." "";
    "guide::mixed-currencies" Error "One row mixes currencies" "Amounts of different currencies do not add." "Convert them, naming rate and day, or split the row." "";
    "guide::no-data-folder" Error "There is no folder to keep guides in" "Neither --data nor the home of the user names one." "Name one with --data DIR." "";
    "guide::no-source" Error "The guide names no source" "Its figures cannot be checked; they are kept as assertions." "Name the sources with their address, date and number of records." "";
    "guide::not-imported" Error "No such guide" "The name is neither a file nor the company (and role) of a guide that was imported." "Use one that the message lists, name a Markdown file, or import guides." "";
    "guide::not-written" Error "The guide could not be written" "The file exists already or may not be written." "Name a file that does not exist yet." "";
    "guide::range-reversed" Error "A range runs backwards" "Its low end is above its high end." "Turn it round, or mend the figure." "$240k - $180k";
    "guide::row-not-read" Warning "A row was not read" "Some cell holds no figure that can be told apart; the row enters no sum." "Write amounts with currency and range." "";
    "guide::several" Error "Several guides of the company were imported" "They differ by role." "Choose one with --role." "";
    "guide::source-without-address" Warning "A source has no address" "Nobody can look it up." "Add its address." "";
    "guide::source-without-sample" Warning "A source has no sample size" "A range without number of records cannot be weighed." "Add the number of records it rests on." "";
    "guide::stale" Warning "The guide is old" "Its figures are more than a year older than the day it is seen from." "Refresh them, or say of which year they are." "";
    "guide::total-differs" Error "A total differs from its parts" "Base, bonus and equity of the row do not add to the total the guide prints." "Mend the total; `batna guide audit` shows the sum." "";
    "guide::undated" Warning "The guide bears no date" "Pay moves by several percent a year; an undated figure cannot be carried to today." "Date the guide or its sources." "";
    "guide::unknown-role" Error "The role family is not known" "Guides are built for a role of the taxonomy." "Use the nearest that the message names." "";
    "guide::unreadable" Error "The guide cannot be read" "The file does not exist, may not be read or is too large." "Name a Markdown file, or a folder of them." "";

    "init::from" Error "The new case cannot begin from the earlier one" "Its baseline is the one accepted offer of the earlier case, whose terms become the current job." "Record which offer you took with `batna outcome OFFER --accept`." "";

    "input::unreadable" Error "The input file cannot be read" "It does not exist, may not be read, is too large or is not UTF-8." "Name a UTF-8 file." "batna tax --batch missing.csv";

    "ledger::refused-of-no-offer" Error "A refusal belongs to no offer" "A question asked and refused counts for the offer it was asked about." "Name the offer with --offer." "batna ledger add \"we do not say\" --refused strike";
    "ledger::unknown-question" Error "There is no such open question" "What is marked as refused must be a question that the offer leaves open; one that the file answers is not open." "Use one of the keys told." "batna ledger add \"we do not say\" --offer acme --refused colour";

    "letters::damaged" Error "The document is damaged" "It cannot be opened as what its first bytes say it is." "Fetch the document again, or save its text as .txt and read that." "";
    "letters::empty" Error "The document is empty" "It holds no bytes." "Check that the file was saved whole." "";
    "letters::encrypted" Error "The document needs a password" "It is not guessed or asked for." "Open it with its password, save a copy without, and read that." "";
    "letters::many-attachments" Error "The message has several letters attached" "Which of them is the offer is not guessed." "Save the letter from the message and read that file." "";
    "letters::no-text" Error "The document has pictures and no text" "It is a scan. Text is not guessed from pictures." "Copy what it says into a .txt file, or make it searchable and check the figures by eye." "";
    "letters::none" Error "There is no letter for the offer" "No file was named and letters/ has none of the offer's name." "Name the file, or keep it under letters/ by the offer's name." "";
    "letters::not-a-letter" Error "This is no offer letter" "Nothing in it reads like terms of employment." "Check that this is the letter; its terms can be written by hand." "";
    "letters::other-language" Error "The letter is not in English" "Terms in other languages are not read." "Read the English version, or write the terms into an offer file yourself." "";
    "letters::term-left-out" Warning "A term of the letter was left out" "What was read does not fit the offer file." "Write it into the offer file by hand." "";
    "letters::too-large" Error "The document is too large" "Documents from outside are read within limits." "Give the letter alone, without plan documents and handbooks." "";
    "letters::too-many-pages" Error "The document has too many pages" "Documents from outside are read within limits." "Give the letter alone, without plan documents and handbooks." "";
    "letters::two-letters" Error "The file holds two letters" "Their terms would be mixed." "Save each letter as a file of its own and read one after the other." "";
    "letters::unknown-kind" Error "The kind of document is not known" "Kinds are told from the first bytes, not from the name." "Give PDF with text, DOCX, HTML, .eml or plain text." "";
    "letters::unreadable" Error "The document cannot be opened" "It does not exist or may not be read." "Name a file that is there; `-` reads pasted text from stdin." "";

    "equity::offer" Error "No equity to simulate" "The offer named is not in the case, or it states no equity that can be modelled." "Name an open offer with a grant; `batna value` says what is missing." "";

    "manual::not-text" Error "A manual page is not text" "A page that was made holds bytes that are no UTF-8, which is a fault of this program." "Report it with the command you ran." "";

    "mcp::arguments" Error "The arguments of a tool do not fit" "A tool was called with arguments that its schema does not take. Nothing was done." "Read the tool's schema and its example, and call again." "";
    "mcp::floor-withheld" Error "The floor is withheld" "What tells the person's floor is shown to an assistant only where the person allowed it." "The person may start the server with --allow-floor." "";
    "mcp::ledger-unreadable" Error "The ledger cannot be read" "A line was not added because the ledger as it stands could not be read." "Run `batna check` and mend the ledger first." "";
    "mcp::no-such-resource" Error "No such resource" "The address names no file of this case; files outside it are never read." "List the resources and choose one of them." "";
    "mcp::read-only" Error "The server is read-only" "An assistant asked to write, and the person did not start the server for writing. Nothing was written." "The person may start it with --write." "";
    "mcp::unknown-guide" Error "No such guide" "The case has no Markdown file of this name; nothing outside the case is opened." "Give the name of a guide in the case, such as guides/acme.md." "";
    "mcp::unknown-captable" Error "No such cap table" "The case has no cap table of this name." "Use the name of a file under captables/, without its ending." "";
    "mcp::unknown-offer" Error "No such offer" "The case has no offer of this id." "Run the check or value tool to see the offers." "";

    "market::archive-too-large" Error "The archive unpacks to too much" "Its stated sizes are far beyond what such a source holds. Nothing was imported." "Unpack it by hand if you trust it." "";
    "market::broken-archive" Error "The archive is damaged" "It may have been cut short. Nothing was imported." "Fetch the file again." "";
    "market::broken-json" Error "The file is not readable as JSON" "The place where reading ended is told. Nothing was imported." "Fetch the file again." "";
    "market::broken-sheet" Error "The sheet is damaged" "It cannot be opened as a workbook. Nothing was imported." "Save it again, or as CSV." "";
    "market::data-folder" Error "The data folder cannot be made" "The place does not allow it." "Name another with --data." "";
    "market::empty" Error "The file holds no rows" "There is a header at most. Nothing was imported." "Check that the file was saved whole." "";
    "market::enough" Advice "Reading stopped where enough was seen" "A mark within the importer when it looks at the first rows of a file; it is not shown." "Nothing is to be done." "";
    "market::export" Error "The export cannot be written" "The file exists already, or its folder does not allow it." "Name a file that does not exist yet." "";
    "market::levels" Error "The file of levels cannot be read" "The user's own levels in the data folder are not of their form." "Mend the place told." "";
    "market::mapping" Error "The mapping cannot be used" "A mapping names the column of the title and that of base or total, and known units of pay." "Mend the mapping at the place told." "";
    "market::missing-column" Error "A column is missing" "The header is that of a known source but lacks a column it needs. Nothing was imported." "Fetch the file again, or describe it with a mapping." "";
    "market::no-band" Error "There is no pay to show" "Fewer records match than a range needs; none is made up." "Import a source that covers it with `batna market import`, or widen the question." "";
    "market::no-data-folder" Error "There is no folder for imported data" "Neither --data nor the home of the user names one." "Name one with --data." "";
    "market::no-posting" Error "The page holds no job posting" "Pages are read by their schema.org JobPosting." "Save the page of one posting." "";
    "market::no-release" Error "The table of wages does not say of which month it is" "Wages of the US Bureau of Labor Statistics are of one May; the month stands in the name of the bureau's file and not in the table." "Give the file its name back, such as MSA_M2025_dl.xlsx, or one with the month: wages-2025-05.csv." "";
    "market::no-snapshot" Error "No import has this name" "Imports are kept as snapshots, each with its name." "`batna market list` shows what was imported." "";
    "market::no-store" Error "Nothing has been imported yet" "Bands from your own data need a store." "`batna market import FILE` or `batna market add` begin one." "";
    "market::no-table" Error "The archive holds no table" "It has no CSV, TSV, JSON or sheet." "Name the file itself." "";
    "market::not-json" Error "This is no posting" "Postings are expected as JSON or HTML." "Save the posting as JSON or as a page." "";
    "market::set-aside" Error "A row set aside cannot be shown" "Rows that failed a rule are kept with their reason; the one asked for is not there." "`batna market show` lists them." "";
    "market::sql-refused" Error "The query is refused" "Queries read and never write." "One SELECT over `pay`, `snapshot`, `set_aside`, `cell` or `official` is allowed." "batna market sql \"delete from pay\"";
    "market::sql-slow" Error "The query takes too long" "It was stopped." "Narrow it, or export and use another tool." "";
    "market::store" Error "The store failed" "The store is as it was before." "Check the rights of the data folder." "";
    "market::store-damaged" Error "The store cannot be read" "The file is no store, or has broken pages. A damaged store is never taken for an empty one, so what would have asked it fails." "Move market.sqlite out of the data folder to go on without it, and import again." "";
    "market::store-newer" Error "The store is of a newer version" "A newer batna changed the form of the store; this one would misread it." "Use the batna that wrote it or a newer one, or name another folder with --data." "";
    "market::store-full" Error "There was no room to write the store" "The import was undone; the store is as it was before." "Free some space in the data folder, or name another with --data." "";
    "market::too-few-rows" Error "Too few rows for a prediction" "A prediction needs a thousand rows of one class and currency." "Import a larger source; `batna market band` asks for less." "";
    "market::unknown-header" Error "No known source has these columns" "The file is not guessed at." "Describe its columns with a mapping." "";
    "market::unknown-level" Error "The level is not known" "Levels are those of the ladder, or an employer's own where that is mapped." "Use one that the message lists." "";
    "market::unknown-place" Error "The place is not known" "Bands are by metropolitan area, region or country." "Name a city with its state or country, or a country." "";
    "market::unknown-role" Error "The role is not known" "Bands are by role family." "Use the nearest that the message names." "";
    "market::unreadable" Error "The file cannot be read" "It does not exist, may not be read, or breaks off. Nothing was imported." "Check that the file is complete." "";

    "negotiate::line-too-long" Error "A line is too long" "Messages are one JSON object a line, within limits." "Send one JSON object a line." "";
    "negotiate::not-started" Error "An offer came before a start" "The agent knows no domain yet." "Send {\"type\": \"start\", …} first." "";
    "negotiate::not-text" Error "A line is not UTF-8" "Messages are JSON, which is UTF-8." "Send one JSON object a line." "";
    "negotiate::silent" Error "The other side fell silent" "No whole line came for as long as `batna negotiate` waits." "Start it again; `--patience SECONDS` waits longer, `--patience 0` without end." "";
    "negotiate::start" Error "The start cannot be read" "Issues, utilities or steps are not of their form; further problems say which." "Mend what is told and send it again." "";
    "negotiate::step" Error "`step` is not a whole number" "Steps count the offers from 0." "Count the offers, or leave it out." "";
    "negotiate::steps" Error "`steps` is out of range" "It says how many offers each side may make." "Write a whole number from 1." "";
    "negotiate::unknown-message" Error "A message is not known" "A line is a `start`, `offer`, `accept` or `end`." "Send {\"type\": \"offer\", \"deal\": {…}, \"step\": 1}." "";
    "negotiate::unreadable" Error "The input cannot be read" "Standard input ended with a failure." "Start it again." "";

    "ocf::bad-value" Error "A value of an OCF object cannot be read" "A number is none up to 10^13, a currency is no ISO code, a class is neither common nor preferred." "Write numbers as decimals in quotes, currencies as ISO 4217 codes." "";
    "ocf::doubled" Error "A security is issued twice" "Two issuances have one `security_id`." "Export the package again." "";
    "ocf::missing" Error "An OCF object lacks a field" "The waterfall cannot be computed without it." "Complete the object." "";
    "ocf::missing-file" Error "A file of the package is missing" "The manifest names a file that is not in the folder, or there are no stock classes." "Add the file, or export the package again." "";
    "ocf::negative" Error "More is taken from a security than it has" "Transfers, cancellations and exercises exceed what was issued." "Check the quantities of the security." "";
    "ocf::not-applied" Warning "An OCF term is read as something nearby" "The message says what it is read as, and what is therefore approximate." "Check whether it matters for your shares." "";
    "ocf::not-ocf" Error "A file has no OCF `file_type`" "The folder holds a JSON file that is no part of a package." "Keep only the files of the package in the folder." "";
    "ocf::syntax" Error "A file of the package is not JSON" "It may have been cut short." "Export the package again." "";
    "ocf::too-large" Error "The package has too many objects" "Packages are read within limits." "Export the securities outstanding only." "";
    "ocf::unknown-class" Error "A security is of an unknown class" "Its stock class is not in the package." "Add the stock classes file of the export." "";
    "ocf::unknown-object" Error "An OCF object is not known" "An object passed over in silence could be a claim on the exit." "Remove it, or see docs/captable.md for the objects that are read." "";
    "ocf::unknown-security" Error "An object names a security that was never issued" "A transfer, exercise or cancellation has nothing to act on." "Export the package again." "";
    "ocf::unreadable" Error "The package cannot be read" "The folder does not exist, may not be read or holds no JSON files." "Give the folder of an OCF package with its JSON files." "";

    "page::no-employer" Error "The employer is not named" "A new offer on the page needs the name of who made it." "Write who made the offer." "";
    "page::ledger-form" Error "The form lacks what a ledger line needs" "A line of the ledger says who said what, when and how." "Fill in what the message names." "";
    "page::no-file" Error "The case has no such file" "It may have been moved or deleted since the page was made." "Load the page again." "";
    "page::no-letter" Error "There is no letter to read" "The form came without a document and without a text." "Choose the letter's file, or paste its text." "";
    "page::no-role" Error "No kind of work is stated" "A guide is built for a kind of work." "State `role` in the offer or in me.toml." "";

    "params::bad-value" Error "A value of a parameter file is of the wrong form" "The unit and shape of the parameter say what a value looks like." "See docs/parameters-format.md." "shape = \"rate\"\nvalue = \"a tenth\"";
    "params::doubled" Error "A parameter is defined twice" "Two files define one id." "Keep one of the two." "";
    "params::missing" Error "A key of a parameter file is missing" "A parameter has id, about, unit, shape and values; a value has from, grade and source." "Add it; see docs/parameters-format.md." "";
    "params::source" Error "A value cites no known source" "Every figure names a source of its file." "Add the source under [sources], or cite one that is there." "";
    "params::source-unused" Error "A source is never cited" "A source that backs no value misleads its reader." "Cite it or remove it." "";
    "params::syntax" Error "The parameter file is not TOML" "The file cannot be parsed." "Mend the place told." "";
    "params::time" Error "Values overlap or leave a gap in time" "On some day a parameter would have two values, or none between two." "Let each value begin the day after the one before ends." "";
    "params::unit" Error "The unit is not known" "Units are money (\"USD\", \"USD/year\"), \"rate\", \"years\", \"months\", \"days\", \"count\", \"flag\" and \"text\"." "Use one of them." "unit = \"dollars\"";
    "params::unknown-key" Error "The key is not known" "Parameter files have no key of this name." "Use the nearest that the message names." "";

    "plan::no-amounts" Error "The offer states no amount" "There is nothing to counter." "Write at least its base into the offer file." "";
    "plan::no-open-offer" Error "There is no open offer" "An offer is open while its status is written or verbal." "Bring the status of your offer up to date." "";
    "plan::unknown-offer" Error "The case has no such offer" "Offers are called by their file's name without .toml." "Use one that the message lists." "batna plan acmee";

    "practice::file" Error "A file of simulated recruiters does not load" "A file under data/negotiation is not of its form." "Mend the place told." "";
    "practice::line" Error "A line is no message" "With --stdio a rehearsal speaks JSON lines." "Send {\"say\": \"Could you do 230k base?\"}." "";
    "practice::unknown-temperament" Error "There is no such recruiter" "Simulated recruiters have a temperament each." "Use one that the message lists." "";

    "script::unreadable" Error "The text to lint cannot be read" "It does not exist, may not be read, is too large or is not UTF-8." "Give a plain text file of at most one megabyte." "";

    "serve::not-listening" Error "The local page could not start" "The port on 127.0.0.1 is taken or not allowed." "Choose another with --port." "";

    "share::field" Error "A card has no such field" "What a card can be made without is a fixed list." "Leave out some of stage, role, level, place, years, bonus, signing, equity." "";
    "share::unconfirmed" Error "An unconfirmed offer is not shared" "Its terms were proposed by a letter or an assistant and nobody has checked them." "Check its terms and remove `unconfirmed`." "";

    "tax::bad-amount" Error "An amount is out of range" "Amounts of a tax question are zero or more, up to 10^13." "Check the amount." "batna tax us-ca 2026 --wages=-1";
    "tax::bad-cell" Error "A cell cannot be read" "The row is refused; with --keep-going the others are computed." "Write a plain amount, year, place or filing as the column says." "";
    "tax::bad-choice" Error "A choice cannot be taken" "It is not known, misses its value, or belongs to another country than the place." "`batna tax --list` prints the choices." "batna tax --place us-ca --year 2026 --choice dutch-ruling";
    "tax::bad-share" Error "A share is out of range" "The share of wages earned at the place of work lies between 0 and 1." "Such as 0.4." "batna tax --place us-nj --work-place us-ny --work-share 40";
    "tax::bad-range" Error "A range runs backwards" "A compiled range begins below its end." "Let the range begin below its end." "";
    "tax::doubled-column" Error "A column is there twice" "Which of the two is meant is not guessed." "Keep one." "place,year,filing,wages,wages";
    "tax::empty" Error "The file is empty" "There is no header." "Its first line names the columns: place,year,filing,wages." "";
    "tax::filing-not-there" Error "The filing status is not known in that country" "Countries without joint filing tax each person alone." "Use --filing single there." "batna tax uk-england 2026 --filing joint";
    "tax::missing-column" Error "A column is missing" "place, year and filing are required in the first line." "Add it." "wages\n200000";
    "tax::no-law" Error "No law is known for a row" "The place, year and filing of a row have no parameters, and no projection was chosen." "Take a year that is known, or choose --projection frozen." "";
    "tax::not-covered" Warning "A regime is not covered" "The offer or the question touches a regime that no rule computes; the figures leave it out." "The remedy told says what to do by hand." "";
    "tax::not-text" Error "The file is not UTF-8 text" "Some spreadsheets save text as UTF-16, which is not read." "Save it as CSV in UTF-8." "";
    "tax::place-and-year" Error "A place and a year are needed" "Tax is of a place and a year." "Write both." "batna tax --wages 200000";
    "tax::ragged-row" Error "A row has another number of cells than the header" "Which cell is missing is not guessed." "Write as many cells as the header has; quote cells with commas." "";
    "tax::unknown-column" Error "A column is not known" "A column passed over in silence could be income missed." "Use the nearest that the message names, or remove it." "place,year,filing,wagse";
    "tax::unknown-filing" Error "The filing status is not known" "Known are single, joint, separate, head and surviving_spouse." "Such as --filing single." "batna tax us-ca 2026 --filing couple";
    "tax::unknown-place" Error "The place is not known" "Places are codes such as us-ca, us-ny-nyc, uk-england." "`batna tax --list` prints the places." "batna tax us-caa 2026";
    "tax::year-unknown" Error "No law is known for that year" "Nothing is carried over silently." "Take a year that is known, or choose --projection frozen." "batna tax us-ca 2035";

    "value::simulation" Error "The simulation refuses these figures" "Amounts, growth or volatility are beyond what can be simulated." "Look for amounts, growth or volatility beyond reason; `batna check` may name them." "";
};

/// Every page, by code.
pub fn pages() -> Vec<Page> {
    let case = batna_case::catalogue().iter().map(|entry| Page {
        code: entry.code,
        severity: entry.severity,
        title: entry.title.to_owned(),
        meaning: entry.explanation.to_owned(),
        remedy: entry.remedy.to_owned(),
        // Some examples are files past a limit; a page shows their beginning.
        example: entry.example.text().chars().take(400).collect(),
    });
    let plan = batna_plan::catalogue::catalogue().iter().map(|kind| Page {
        code: kind.code,
        severity: kind.severity,
        title: kind.title.to_owned(),
        meaning: kind.explanation.to_owned(),
        remedy: kind.remedy.to_owned(),
        example: String::new(),
    });
    let others = ROWS
        .iter()
        .map(|(code, severity, title, meaning, remedy, example)| Page {
            code,
            severity: *severity,
            title: (*title).to_owned(),
            meaning: (*meaning).to_owned(),
            remedy: (*remedy).to_owned(),
            example: (*example).to_owned(),
        });
    let mut pages: Vec<Page> = case.chain(plan).chain(others).collect();
    pages.sort_by_key(|page| page.code);
    pages
}

/// `docs/diagnostics.md`.
pub fn markdown() -> String {
    let pages = pages();
    let mut out = String::from(
        "# Diagnostics\n\n\
         Every problem that batna can tell of, by its code. A diagnostic states what is wrong, \
         where, and what to do; this page says what it means. Errors stop what depends on them; \
         warnings are caveats; notes are worth knowing.\n\n\
         Made from the catalogues in the source; a test refuses drift and codes without an entry.\n",
    );
    let mut room = "";
    for page in &pages {
        let prefix = page.code.split("::").next().unwrap_or_default();
        if prefix != room {
            room = prefix;
            // Writing to a text does not fail.
            let _ = write!(out, "\n## {prefix}\n");
        }
        let severity = match page.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Advice => "note",
        };
        let _ = write!(
            out,
            "\n### `{}`\n\n**{}** ({severity}). {}\n\nWhat to do: {}\n",
            page.code, page.title, page.meaning, page.remedy
        );
        if !page.example.is_empty() {
            let _ = write!(out, "\n```\n{}\n```\n", page.example.trim_end());
        }
    }
    out
}
