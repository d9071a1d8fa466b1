//! Reads a cap table from TOML; the form is described in `docs/captable.md`.
//!
//! All problems come back together, each with its place and a remedy.

use std::collections::BTreeMap;
use std::ops::Range;
use std::str::FromStr;

use batna_core::{Currency, Diagnostic, Diagnostics, Location, Money, Rate, Shares};
use jiff::civil::Date;
use rust_decimal::Decimal;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{
    AntiDilution, CapTable, Class, Convertible, ConvertibleKind, Debt, Deduction, DeductionKind,
    Dividend, Holding, OptionGrant, OptionKind, Participation, Preference,
};

/// More rows than any company has; a longer file is refused before it costs time.
const MOST_ROWS: usize = 2_000;
/// Most that a multiple or a conversion may be.
const LARGEST_FACTOR: i64 = 1_000_000;

impl CapTable {
    /// Reads and checks a table; `file` names it in diagnostics.
    ///
    /// Returns the table with warnings. Errors: every problem found, warnings included.
    pub fn from_toml(file: &str, text: &str) -> Result<(CapTable, Diagnostics), Diagnostics> {
        let mut reader = Reader {
            file,
            text,
            currency: Currency::USD,
            found: Diagnostics::new(),
        };
        let document = match DeTable::parse(text) {
            Ok(document) => document,
            Err(error) => {
                let span = error.span().unwrap_or(0..0);
                reader.error("captable::syntax", error.message().to_owned(), span, "");
                return Err(reader.found);
            }
        };
        let (table, places) = reader.table(document.get_ref());
        for mut problem in table.check() {
            // A check names what it is about in backquotes; the first known id gives the place.
            let place = problem
                .message
                .split('`')
                .skip(1)
                .step_by(2)
                .find_map(|name| places.get(name));
            problem.location = Some(match place {
                Some(span) => Location::in_text(file, text, span.clone()),
                None => Location::file(file),
            });
            reader.found.push(problem);
        }
        if reader.found.iter().any(Diagnostic::is_error) {
            Err(reader.found)
        } else {
            Ok((table, reader.found))
        }
    }
}

type Table<'a, 'i> = &'a DeTable<'i>;

struct Reader<'a> {
    file: &'a str,
    text: &'a str,
    currency: Currency,
    found: Diagnostics,
}

impl Reader<'_> {
    fn error(
        &mut self,
        code: &'static str,
        message: impl Into<String>,
        span: Range<usize>,
        remedy: &str,
    ) {
        let mut problem =
            Diagnostic::error(code, message).at(Location::in_text(self.file, self.text, span));
        if !remedy.is_empty() {
            problem = problem.remedy(remedy);
        }
        self.found.push(problem);
    }

    fn known(&mut self, table: Table<'_, '_>, keys: &[&str]) {
        for key in table.keys() {
            if !keys.contains(&key.get_ref().as_ref()) {
                self.error(
                    "captable::unknown-key",
                    format!("`{}` is not a key here", key.get_ref()),
                    key.span(),
                    &format!("the keys are {}", keys.join(", ")),
                );
            }
        }
    }

    fn table(&mut self, root: Table<'_, '_>) -> (CapTable, BTreeMap<String, Range<usize>>) {
        self.known(
            root,
            &[
                "name",
                "currency",
                "as_of",
                "pool_unissued",
                "class",
                "option",
                "safe",
                "note",
                "debt",
                "fee",
                "carve_out",
                "holding",
            ],
        );
        if let Some(code) = self.text(root, "currency") {
            match Currency::from_str(&code) {
                Ok(currency) => self.currency = currency,
                Err(error) => self.bad(root, "currency", error.to_string()),
            }
        }
        let name = self.text(root, "name").unwrap_or_else(|| "company".into());
        let mut table = CapTable::new(name, self.currency);
        table.as_of = self.date(root, "as_of");
        table.pool_unissued = self.shares(root, "pool_unissued").unwrap_or_default();
        let mut places = BTreeMap::new();
        let mut ranks = Vec::new();
        for (row, span) in self.rows(root, "class") {
            let (class, seniors) = self.class(row, span.clone());
            ranks.push((class.id.clone(), seniors, span.clone()));
            places.insert(class.id.clone(), span);
            table.classes.push(class);
        }
        self.rank(&mut table, &ranks);
        for (row, span) in self.rows(root, "option") {
            let option = self.option(row, &span);
            places.entry(option.id.clone()).or_insert(span);
            table.options.push(option);
        }
        for key in ["safe", "note"] {
            for (row, span) in self.rows(root, key) {
                let one = self.convertible(row, key, &span);
                places.entry(one.id.clone()).or_insert(span);
                table.convertibles.push(one);
            }
        }
        for (row, span) in self.rows(root, "debt") {
            self.known(row, &["id", "amount"]);
            let id = self.id(row, &span);
            let amount = self.required_money(row, "amount", &span);
            places.entry(id.clone()).or_insert(span);
            table.debts.push(Debt { id, amount });
        }
        for (key, kind) in [
            ("fee", DeductionKind::Fee),
            ("carve_out", DeductionKind::CarveOut),
        ] {
            for (row, span) in self.rows(root, key) {
                self.known(row, &["id", "amount", "percent", "above", "cap"]);
                let one = Deduction {
                    id: self.id(row, &span),
                    kind,
                    amount: self.money(row, "amount").unwrap_or_default(),
                    percent: self.rate(row, "percent").unwrap_or_default(),
                    above: self.money(row, "above").unwrap_or_default(),
                    cap: self.money(row, "cap"),
                };
                places.entry(one.id.clone()).or_insert(span);
                table.deductions.push(one);
            }
        }
        for (row, span) in self.rows(root, "holding") {
            self.known(row, &["holder", "class", "shares"]);
            let holding = Holding {
                holder: self.required_text(row, "holder", &span),
                class: self.required_text(row, "class", &span),
                shares: self.required_shares(row, &span),
            };
            places.entry(holding.holder.clone()).or_insert(span);
            table.holdings.push(holding);
        }
        (table, places)
    }

    fn class(&mut self, row: Table<'_, '_>, span: Range<usize>) -> (Class, Vec<String>) {
        self.known(
            row,
            &[
                "id",
                "shares",
                "price",
                "multiple",
                "seniority",
                "senior_to",
                "participation",
                "conversion",
                "conversion_price",
                "converts_to",
                "dividend",
                "anti_dilution",
                "converts_at_listing",
            ],
        );
        let id = self.id(row, &span);
        let shares = self.required_shares(row, &span);
        let price = self.money(row, "price");
        if price.is_none() {
            for key in [
                "multiple",
                "seniority",
                "senior_to",
                "participation",
                "dividend",
            ] {
                if let Some(item) = row.get(key) {
                    self.error(
                        "captable::missing",
                        format!("class `{id}` has `{key}` and no `price`"),
                        item.span(),
                        "give a preferred class the price it was issued at; common stock has none of these",
                    );
                    break;
                }
            }
        }
        let mut ratio = self.factor(row, "conversion").unwrap_or(Decimal::ONE);
        if let Some(conversion_price) = self.money(row, "conversion_price") {
            match price.unwrap_or_default().checked_div(conversion_price) {
                Some(quotient) if row.get("conversion").is_none() => ratio = quotient,
                Some(_) => self.bad(
                    row,
                    "conversion_price",
                    "give `conversion` or `conversion_price`, not both",
                ),
                None => self.bad(row, "conversion_price", "the conversion price is zero"),
            }
        }
        let seniors = self.list(row, "senior_to");
        let preference = price.map(|price| Preference {
            price,
            multiple: self.factor(row, "multiple").unwrap_or(Decimal::ONE),
            seniority: self.count(row, "seniority").unwrap_or(1),
            participation: self.participation(row),
            dividend: self.dividend(row),
            anti_dilution: self.anti_dilution(row),
            converts_at_listing: self.flag(row, "converts_at_listing").unwrap_or(true),
        });
        let class = Class {
            id,
            shares,
            converts_to: self.text(row, "converts_to"),
            ratio,
            preference,
        };
        (class, seniors)
    }

    /// Turns `senior_to` into ranks; a class preferred to itself is a problem.
    fn rank(&mut self, table: &mut CapTable, ranks: &[(String, Vec<String>, Range<usize>)]) {
        for (id, seniors, span) in ranks {
            for junior in seniors {
                if table.class(junior).is_none() {
                    let problem =
                        super::check::unknown_class(table, &format!("class `{id}`"), junior);
                    self.found.push(problem.at(Location::in_text(
                        self.file,
                        self.text,
                        span.clone(),
                    )));
                }
            }
        }
        // Each pass settles one more level; still changing after all classes means a circle.
        for pass in 0..=ranks.len() {
            let mut changed = None;
            for (id, seniors, span) in ranks {
                let below = seniors
                    .iter()
                    .filter_map(|junior| table.class(junior))
                    .map(|class| class.preference.as_ref().map_or(0, |p| p.seniority))
                    .max();
                let Some(wanted) = below.map(|rank| rank.saturating_add(1)) else {
                    continue;
                };
                let class = table.classes.iter_mut().find(|class| class.id == *id);
                if let Some(preference) = class.and_then(|class| class.preference.as_mut())
                    && preference.seniority < wanted
                {
                    preference.seniority = wanted;
                    changed = Some((id.clone(), span.clone()));
                }
            }
            match changed {
                None => return,
                Some((id, span)) if pass == ranks.len() => {
                    self.error(
                        "captable::preferred-to-itself",
                        format!("class `{id}` is preferred to itself through `senior_to`"),
                        span,
                        "let the order of preference go one way, or number it with `seniority`",
                    );
                }
                Some(_) => {}
            }
        }
    }

    fn participation(&mut self, row: Table<'_, '_>) -> Participation {
        match row.get("participation") {
            None => Participation::None,
            Some(item) => match item.get_ref() {
                DeValue::String(word) if word == "none" => Participation::None,
                DeValue::String(word) if word == "full" => Participation::Full,
                _ => match self.factor(row, "participation") {
                    Some(cap) => Participation::Capped(cap),
                    None => Participation::None,
                },
            },
        }
    }

    fn dividend(&mut self, row: Table<'_, '_>) -> Option<Dividend> {
        let item = row.get("dividend")?;
        let DeValue::Table(dividend) = item.get_ref() else {
            self.bad(
                row,
                "dividend",
                "a dividend is a table: { rate = \"8%\", cumulative = true, since = 2024-01-31 }",
            );
            return None;
        };
        self.known(dividend, &["rate", "cumulative", "compounds", "since"]);
        Some(Dividend {
            rate: self.rate(dividend, "rate").unwrap_or_default(),
            cumulative: self.flag(dividend, "cumulative").unwrap_or(false),
            compounds: self.flag(dividend, "compounds").unwrap_or(false),
            since: self.date(dividend, "since"),
        })
    }

    fn anti_dilution(&mut self, row: Table<'_, '_>) -> AntiDilution {
        match self.text(row, "anti_dilution").as_deref() {
            None | Some("none") => AntiDilution::None,
            Some("broad") => AntiDilution::BroadBased,
            Some("narrow") => AntiDilution::NarrowBased,
            Some("ratchet") => AntiDilution::FullRatchet,
            Some(other) => {
                let message = format!(
                    "`{other}` is not a kind of anti-dilution: none, broad, narrow, ratchet"
                );
                self.bad(row, "anti_dilution", message);
                AntiDilution::None
            }
        }
    }

    fn option(&mut self, row: Table<'_, '_>, span: &Range<usize>) -> OptionGrant {
        self.known(row, &["id", "kind", "class", "shares", "strike", "holder"]);
        let kind = match self.text(row, "kind").as_deref() {
            None | Some("option") => OptionKind::Option,
            Some("warrant") => OptionKind::Warrant,
            Some("rsu") => OptionKind::Rsu,
            Some(other) => {
                self.bad(
                    row,
                    "kind",
                    format!("`{other}` is not option, warrant or rsu"),
                );
                OptionKind::Option
            }
        };
        let id = self.id(row, span);
        let strike = match kind {
            OptionKind::Rsu => {
                if self
                    .money(row, "strike")
                    .is_some_and(|strike| !strike.is_zero())
                {
                    self.bad(row, "strike", "an RSU has no strike");
                }
                Decimal::ZERO
            }
            _ => self.required_money(row, "strike", span),
        };
        OptionGrant {
            id,
            kind,
            class: self.text(row, "class"),
            shares: self.required_shares(row, span),
            strike,
            holder: self.text(row, "holder"),
        }
    }

    fn convertible(&mut self, row: Table<'_, '_>, key: &str, span: &Range<usize>) -> Convertible {
        let note = key == "note";
        self.known(
            row,
            if note {
                &[
                    "id",
                    "amount",
                    "cap",
                    "discount",
                    "rate",
                    "multiple",
                    "issued",
                    "seniority",
                    "holder",
                ]
            } else {
                &[
                    "id",
                    "amount",
                    "cap",
                    "discount",
                    "form",
                    "mfn",
                    "issued",
                    "seniority",
                    "holder",
                ]
            },
        );
        let kind = if note {
            ConvertibleKind::Note
        } else {
            match self.text(row, "form").as_deref() {
                None | Some("post-money") => ConvertibleKind::SafePostMoney,
                Some("pre-money") => ConvertibleKind::SafePreMoney,
                Some(other) => {
                    self.bad(
                        row,
                        "form",
                        format!("`{other}` is not post-money or pre-money"),
                    );
                    ConvertibleKind::SafePostMoney
                }
            }
        };
        Convertible {
            id: self.id(row, span),
            kind,
            amount: self.required_money(row, "amount", span),
            cap: self.money(row, "cap"),
            discount: self.rate(row, "discount").unwrap_or_default(),
            issued: self.date(row, "issued"),
            rate: self.rate(row, "rate").unwrap_or_default(),
            multiple: self.factor(row, "multiple").unwrap_or(Decimal::ONE),
            most_favoured: self.flag(row, "mfn").unwrap_or(false),
            seniority: self.count(row, "seniority"),
            holder: self.text(row, "holder"),
        }
    }

    fn rows<'t, 'i>(
        &mut self,
        root: Table<'t, 'i>,
        key: &str,
    ) -> Vec<(Table<'t, 'i>, Range<usize>)> {
        let Some(item) = root.get(key) else {
            return Vec::new();
        };
        let mut rows = Vec::new();
        let form = format!("`{key}` is written [[{key}]]");
        match item.get_ref() {
            DeValue::Array(items) if items.len() > MOST_ROWS => self.error(
                "captable::too-large",
                format!("more than {MOST_ROWS} of `{key}`"),
                item.span(),
                "put small holders together into one line",
            ),
            DeValue::Array(items) => {
                for item in items.iter() {
                    match item.get_ref() {
                        DeValue::Table(row) => rows.push((row, item.span())),
                        _ => self.error("captable::bad-value", form.clone(), item.span(), ""),
                    }
                }
            }
            _ => self.error("captable::bad-value", form, item.span(), ""),
        }
        rows
    }

    fn bad(&mut self, row: Table<'_, '_>, key: &str, message: impl Into<String>) {
        let span = row.get(key).map_or(0..0, Spanned::span);
        self.error("captable::bad-value", message, span, "");
    }

    fn missing(&mut self, key: &str, span: &Range<usize>) {
        self.error(
            "captable::missing",
            format!("`{key}` is missing"),
            span.clone(),
            "see docs/captable.md for the keys",
        );
    }

    fn text(&mut self, row: Table<'_, '_>, key: &str) -> Option<String> {
        match row.get(key)?.get_ref() {
            DeValue::String(text) => Some(text.trim().to_owned()),
            _ => {
                self.bad(row, key, format!("`{key}` is not text"));
                None
            }
        }
    }

    fn required_text(&mut self, row: Table<'_, '_>, key: &str, span: &Range<usize>) -> String {
        if row.get(key).is_none() {
            self.missing(key, span);
        }
        self.text(row, key).unwrap_or_default()
    }

    fn id(&mut self, row: Table<'_, '_>, span: &Range<usize>) -> String {
        self.required_text(row, "id", span)
    }

    fn flag(&mut self, row: Table<'_, '_>, key: &str) -> Option<bool> {
        match row.get(key)?.get_ref() {
            DeValue::Boolean(flag) => Some(*flag),
            _ => {
                self.bad(row, key, format!("`{key}` is true or false"));
                None
            }
        }
    }

    fn date(&mut self, row: Table<'_, '_>, key: &str) -> Option<Date> {
        let date = match row.get(key)?.get_ref() {
            DeValue::Datetime(moment) => moment.date.and_then(|day| {
                let year = i16::try_from(day.year).ok()?;
                Date::new(
                    year,
                    i8::try_from(day.month).ok()?,
                    i8::try_from(day.day).ok()?,
                )
                .ok()
            }),
            DeValue::String(text) => text.parse().ok(),
            _ => None,
        };
        if date.is_none() {
            self.bad(
                row,
                key,
                format!("`{key}` is not a date such as 2026-01-31"),
            );
        }
        date
    }

    fn list(&mut self, row: Table<'_, '_>, key: &str) -> Vec<String> {
        let Some(item) = row.get(key) else {
            return Vec::new();
        };
        match item.get_ref() {
            DeValue::String(text) => vec![text.to_string()],
            DeValue::Array(items) => items
                .iter()
                .filter_map(|item| match item.get_ref() {
                    DeValue::String(text) => Some(text.to_string()),
                    _ => None,
                })
                .collect(),
            _ => {
                self.bad(row, key, format!("`{key}` is a list of classes"));
                Vec::new()
            }
        }
    }

    /// A number written bare or in quotes; decimals are taken as written, not as floats.
    fn number(&mut self, row: Table<'_, '_>, key: &str) -> Option<String> {
        match row.get(key)?.get_ref() {
            DeValue::Integer(number) if number.radix() == 10 => Some(number.as_str().to_owned()),
            DeValue::Float(number) => Some(number.as_str().to_owned()),
            DeValue::String(text) => Some(text.trim().to_owned()),
            _ => {
                self.bad(row, key, format!("`{key}` is not a number"));
                None
            }
        }
    }

    fn factor(&mut self, row: Table<'_, '_>, key: &str) -> Option<Decimal> {
        let text = self.number(row, key)?;
        let bare = text.trim_end_matches(['x', 'X', '×']).replace('_', "");
        match Decimal::from_str(&bare) {
            Ok(number) if number.abs() <= Decimal::from(LARGEST_FACTOR) => Some(number),
            Ok(_) => {
                self.bad(row, key, format!("`{key}` is beyond {LARGEST_FACTOR}"));
                None
            }
            Err(_) => {
                self.bad(
                    row,
                    key,
                    format!("`{text}` is not a multiple such as \"1.5x\""),
                );
                None
            }
        }
    }

    fn count(&mut self, row: Table<'_, '_>, key: &str) -> Option<u32> {
        let text = self.number(row, key)?;
        match text.parse::<u32>() {
            Ok(count) if count <= 1_000_000 => Some(count),
            _ => {
                self.bad(row, key, format!("`{key}` is a whole number from 0"));
                None
            }
        }
    }

    fn shares(&mut self, row: Table<'_, '_>, key: &str) -> Option<Decimal> {
        let text = self.number(row, key)?;
        // A sign is kept so that the check can name the object.
        let (sign, digits) = match text.strip_prefix('-') {
            Some(digits) => (-Decimal::ONE, digits),
            None => (Decimal::ONE, text.as_str()),
        };
        match Shares::from_str(digits) {
            Ok(shares) => Some(shares.count() * sign),
            Err(error) => {
                self.bad(row, key, error.to_string());
                None
            }
        }
    }

    fn required_shares(&mut self, row: Table<'_, '_>, span: &Range<usize>) -> Decimal {
        if row.get("shares").is_none() {
            self.missing("shares", span);
        }
        self.shares(row, "shares").unwrap_or_default()
    }

    fn money(&mut self, row: Table<'_, '_>, key: &str) -> Option<Decimal> {
        let text = self.number(row, key)?;
        let money = match Money::from_str(&text) {
            // A bare number is in the table's currency.
            Err(batna_core::ParseMoneyError::NoCurrency(_)) => {
                Money::from_str(&format!("{text} {}", self.currency))
            }
            other => other,
        };
        match money {
            Ok(money) if money.currency() == self.currency => Some(money.amount()),
            Ok(money) => {
                let message = format!(
                    "`{key}` is in {}, the table in {}",
                    money.currency(),
                    self.currency
                );
                let span = row.get(key).map_or(0..0, Spanned::span);
                self.error(
                    "captable::currency",
                    message,
                    span,
                    "write every amount in the currency the table names",
                );
                None
            }
            Err(error) => {
                self.bad(row, key, error.to_string());
                None
            }
        }
    }

    fn required_money(&mut self, row: Table<'_, '_>, key: &str, span: &Range<usize>) -> Decimal {
        if row.get(key).is_none() {
            self.missing(key, span);
        }
        self.money(row, key).unwrap_or_default()
    }

    fn rate(&mut self, row: Table<'_, '_>, key: &str) -> Option<Decimal> {
        let text = self.text(row, key)?;
        match Rate::from_str(&text) {
            Ok(rate) => Some(rate.fraction()),
            Err(error) => {
                self.bad(row, key, error.to_string());
                None
            }
        }
    }
}
