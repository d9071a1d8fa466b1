//! Reads a cap table from the files of an Open Cap Format package.
//!
//! Applied: issuer, stock classes, plans and pool adjustments, issuances of stock, equity
//! compensation, warrants and convertibles, and what ends a security (cancellation,
//! exercise, transfer, conversion, repurchase, retraction), conversion-ratio adjustments.
//! A security with a balance or resulting securities ends whole, because those have
//! issuances of their own. Options are put together by class and strike. Objects that move
//! no shares are passed over; every other one is named in a diagnostic.
//! Leaves out: stock splits (refused by name), vesting terms (see [`crate::vesting`]).
//! Source: Open Cap Format 1.2, schema/objects; a class without a participation cap is read
//! as non-participating, because the format has no field that says so.

mod securities;

use std::collections::BTreeMap;
use std::str::FromStr;

use batna_core::{Currency, Diagnostic, Diagnostics, Location};
use rust_decimal::Decimal;
use serde_json::Value;

use super::{CapTable, Class, Convertible, OptionKind, Participation};

/// Most objects read; a large company has some ten thousand.
const MOST_OBJECTS: usize = 500_000;

/// Objects that move no shares or money by themselves.
const PASSED_OVER: &[&str] = &[
    "STAKEHOLDER",
    "VESTING_TERMS",
    "VALUATION",
    "STOCK_LEGEND_TEMPLATE",
    "DOCUMENT",
    "FINANCING",
    "TX_VESTING_START",
    "TX_VESTING_EVENT",
    "TX_VESTING_ACCELERATION",
    "TX_STOCK_ACCEPTANCE",
    "TX_CONVERTIBLE_ACCEPTANCE",
    "TX_WARRANT_ACCEPTANCE",
    "TX_EQUITY_COMPENSATION_ACCEPTANCE",
    "TX_PLAN_SECURITY_ACCEPTANCE",
    "TX_ISSUER_AUTHORIZED_SHARES_ADJUSTMENT",
    "TX_STOCK_CLASS_AUTHORIZED_SHARES_ADJUSTMENT",
    "TX_STOCK_PLAN_RETURN_TO_POOL",
    "TX_EQUITY_COMPENSATION_RELEASE",
    "TX_PLAN_SECURITY_RELEASE",
    "CE_STAKEHOLDER_RELATIONSHIP",
    "CE_STAKEHOLDER_STATUS",
    "TX_STOCK_REISSUANCE",
];

/// Objects that issue a security; applied before anything that ends one.
const ISSUANCES: &[&str] = &[
    "TX_STOCK_ISSUANCE",
    "TX_WARRANT_ISSUANCE",
    "TX_CONVERTIBLE_ISSUANCE",
    "TX_EQUITY_COMPENSATION_ISSUANCE",
    "TX_PLAN_SECURITY_ISSUANCE",
];

/// Options and warrants put together: by kind, class and strike; with their shares.
type Grouped = BTreeMap<(String, String, Decimal), (OptionKind, Decimal, Option<String>)>;

#[derive(Default)]
struct Security {
    class: Option<String>,
    plan: Option<String>,
    quantity: Decimal,
    strike: Decimal,
    kind: Option<OptionKind>,
}

impl CapTable {
    /// Reads a package handed in as path -> text.
    ///
    /// Returns the table with warnings. Errors: every problem found, each naming its object.
    pub fn from_ocf(
        files: &BTreeMap<String, String>,
    ) -> Result<(CapTable, Diagnostics), Diagnostics> {
        let mut reader = Reader::default();
        let objects = reader.objects(files);
        // Without all of the package every later complaint would be noise.
        if reader.found.iter().any(Diagnostic::is_error) {
            return Err(reader.found);
        }
        let mut table = reader.table(&objects);
        let checked = table.check();
        reader.found.extend(checked);
        if reader.found.iter().any(Diagnostic::is_error) {
            return Err(reader.found);
        }
        table.classes.retain(|class| {
            class.shares > Decimal::ZERO
                || table
                    .options
                    .iter()
                    .any(|option| option.class.as_deref() == Some(&class.id))
        });
        Ok((table, reader.found))
    }
}

#[derive(Default)]
struct Reader {
    found: Diagnostics,
    currency: Option<Currency>,
    /// OCF id of a class -> its id in the table.
    classes: BTreeMap<String, String>,
    securities: BTreeMap<String, Security>,
    convertibles: BTreeMap<String, Convertible>,
}

/// An object with the file it came from.
struct Object {
    file: String,
    value: Value,
}

impl Object {
    fn text(&self, key: &str) -> Option<&str> {
        self.value.get(key).and_then(Value::as_str)
    }

    fn kind(&self) -> &str {
        self.text("object_type").unwrap_or("")
    }

    fn id(&self) -> &str {
        self.text("id").unwrap_or("without an id")
    }

    fn name(&self) -> String {
        format!("{} `{}`", self.kind(), self.id())
    }
}

impl Reader {
    fn error(&mut self, code: &'static str, file: &str, message: String, remedy: &str) {
        let found = Diagnostic::error(code, message).remedy(remedy);
        // What is said of the whole package has no file.
        self.found.push(match file {
            "" => found,
            file => found.at(Location::file(file)),
        });
    }

    /// Every object of every file; files a manifest names and that are not there are problems.
    fn objects(&mut self, files: &BTreeMap<String, String>) -> Vec<Object> {
        let mut objects = Vec::new();
        for (path, text) in files {
            let document: Value = match serde_json::from_str(text) {
                Ok(document) => document,
                Err(error) => {
                    self.error(
                        "ocf::syntax",
                        path,
                        format!("not JSON: {error}"),
                        "export the package again",
                    );
                    continue;
                }
            };
            match document.get("file_type").and_then(Value::as_str) {
                Some("OCF_MANIFEST_FILE") => self.manifest(path, &document, files, &mut objects),
                Some(kind) if kind.starts_with("OCF_") => {}
                _ => {
                    self.error(
                        "ocf::not-ocf",
                        path,
                        "the file has no OCF `file_type`".into(),
                        "keep only the files of the package in the folder",
                    );
                    continue;
                }
            }
            if let Some(items) = document.get("items").and_then(Value::as_array) {
                for value in items {
                    objects.push(Object {
                        file: path.clone(),
                        value: value.clone(),
                    });
                }
            }
            if objects.len() > MOST_OBJECTS {
                self.error(
                    "ocf::too-large",
                    path,
                    format!("more than {MOST_OBJECTS} objects"),
                    "export the securities outstanding only",
                );
                return Vec::new();
            }
        }
        if !objects.iter().any(|object| object.kind() == "STOCK_CLASS") {
            self.error(
                "ocf::missing-file",
                "",
                "the package has no STOCK_CLASS objects".into(),
                "add the stock classes file of the export",
            );
        }
        objects
    }

    fn manifest(
        &mut self,
        path: &str,
        document: &Value,
        files: &BTreeMap<String, String>,
        objects: &mut Vec<Object>,
    ) {
        if let Some(issuer) = document.get("issuer") {
            objects.push(Object {
                file: path.to_owned(),
                value: issuer.clone(),
            });
        }
        let lists = document.as_object().into_iter().flatten();
        for (_, list) in lists.filter(|(key, _)| key.ends_with("_files")) {
            for entry in list.as_array().into_iter().flatten() {
                let Some(wanted) = entry.get("filepath").and_then(Value::as_str) else {
                    continue;
                };
                let name = wanted.trim_start_matches("./");
                let there = files
                    .keys()
                    .any(|path| path == name || path.ends_with(&format!("/{name}")));
                if !there {
                    self.error(
                        "ocf::missing-file",
                        path,
                        format!("the manifest names `{wanted}`, which is not in the folder"),
                        "add the file, or export the package again",
                    );
                }
            }
        }
    }

    fn table(&mut self, objects: &[Object]) -> CapTable {
        let mut table = CapTable::new("company", Currency::USD);
        let mut reserved: BTreeMap<String, Decimal> = BTreeMap::new();
        for object in objects {
            match object.kind() {
                "ISSUER" => {
                    if let Some(name) = object.text("legal_name") {
                        table.name = name.to_owned();
                    }
                }
                "STOCK_CLASS" => self.class(object, &mut table),
                "STOCK_PLAN" => {
                    let shares = self.number(object, "initial_shares_reserved");
                    reserved.insert(object.id().to_owned(), shares.unwrap_or_default());
                }
                _ => {}
            }
        }
        self.conversions(objects, &mut table);
        // By date, so that adjustments of a plan or a ratio apply in their order.
        let mut dated: Vec<&Object> = objects.iter().collect();
        dated.sort_by_key(|object| object.text("date").unwrap_or("").to_owned());
        for object in &dated {
            self.issuance(object);
        }
        for object in &dated {
            self.ending(object, &mut table, &mut reserved);
        }
        table.currency = self.currency.unwrap_or(Currency::USD);
        self.fill(&mut table, &reserved);
        table
    }

    fn class(&mut self, object: &Object, table: &mut CapTable) {
        let name = object.text("name").unwrap_or(object.id());
        let mut id = slug(name);
        if id.is_empty() || table.class(&id).is_some() {
            id = object.id().to_owned();
        }
        let class = match object.text("class_type") {
            Some("PREFERRED") => {
                let price = self
                    .money(object, "price_per_share")
                    .or_else(|| self.money(object, "original_issue_price"));
                if price.is_none() {
                    self.error(
                        "ocf::missing",
                        &object.file,
                        format!(
                            "{} is preferred and has no `price_per_share`",
                            object.name()
                        ),
                        "add the original issue price",
                    );
                }
                let seniority = object
                    .value
                    .get("seniority")
                    .and_then(Value::as_u64)
                    .and_then(|rank| u32::try_from(rank).ok());
                let mut class = Class::preferred(
                    id.clone(),
                    Decimal::ZERO,
                    price.unwrap_or_default(),
                    seniority.unwrap_or(1),
                );
                if let Some(preference) = class.preference.as_mut() {
                    if let Some(multiple) = self.number(object, "liquidation_preference_multiple") {
                        preference.multiple = multiple;
                    }
                    if let Some(cap) = self.number(object, "participation_cap_multiple") {
                        preference.participation = Participation::Capped(cap);
                    }
                }
                class
            }
            Some("COMMON") => Class::common(id.clone(), Decimal::ZERO),
            other => {
                self.error(
                    "ocf::bad-value",
                    &object.file,
                    format!("{} has class type {other:?}", object.name()),
                    "a class is COMMON or PREFERRED",
                );
                return;
            }
        };
        self.classes.insert(object.id().to_owned(), id);
        table.classes.push(class);
    }

    fn conversions(&mut self, objects: &[Object], table: &mut CapTable) {
        for object in objects
            .iter()
            .filter(|object| object.kind() == "STOCK_CLASS")
        {
            let rights = object
                .value
                .get("conversion_rights")
                .and_then(Value::as_array);
            for right in rights.into_iter().flatten() {
                let ratio = right
                    .pointer("/conversion_mechanism/ratio")
                    .and_then(|ratio| {
                        let up = decimal(ratio.get("numerator")?)?;
                        up.checked_div(decimal(ratio.get("denominator")?)?)
                    });
                let target = right
                    .get("converts_to_stock_class_id")
                    .and_then(Value::as_str)
                    .map(|target| match self.classes.get(target) {
                        Some(id) => id.clone(),
                        // Left as it is; the check names it as unknown.
                        None => target.to_owned(),
                    });
                let id = self.classes.get(object.id()).cloned();
                let class = table
                    .classes
                    .iter_mut()
                    .find(|class| Some(&class.id) == id.as_ref());
                if let Some(class) = class {
                    class.ratio = ratio.unwrap_or(class.ratio);
                    class.converts_to = target;
                }
            }
        }
    }

    fn number(&mut self, object: &Object, key: &str) -> Option<Decimal> {
        let value = object.value.get(key).filter(|value| !value.is_null())?;
        let read =
            decimal(value).filter(|number| number.abs() <= batna_core::money::LARGEST_AMOUNT);
        if read.is_none() {
            self.error(
                "ocf::bad-value",
                &object.file,
                format!("`{key}` of {} is not a number up to 10^13", object.name()),
                "write it as a decimal in quotes",
            );
        }
        read
    }

    /// An amount; the first fixes the currency of the table, another one is a problem.
    fn money(&mut self, object: &Object, key: &str) -> Option<Decimal> {
        let value = object.value.get(key).filter(|value| !value.is_null())?;
        let code = value.get("currency").and_then(Value::as_str).unwrap_or("");
        match (Currency::from_str(code), self.currency) {
            (Ok(currency), None) => self.currency = Some(currency),
            (Ok(currency), Some(known)) if currency == known => {}
            (Ok(currency), Some(known)) => self.error(
                "captable::currency",
                &object.file,
                format!(
                    "`{key}` of {} is in {currency}, the table in {known}",
                    object.name()
                ),
                "export the package in one currency",
            ),
            (Err(error), _) => {
                self.error(
                    "ocf::bad-value",
                    &object.file,
                    format!("`{key}` of {}: {error}", object.name()),
                    "use an ISO 4217 code",
                );
            }
        }
        let amount = value.get("amount").and_then(decimal);
        if amount.is_none_or(|amount| amount.abs() > batna_core::money::LARGEST_AMOUNT) {
            self.error(
                "ocf::bad-value",
                &object.file,
                format!("`{key}` of {} has no amount up to 10^13", object.name()),
                "write it as a decimal in quotes",
            );
            return None;
        }
        amount
    }
}

fn decimal(value: &Value) -> Option<Decimal> {
    match value {
        Value::String(text) => Decimal::from_str(text.trim()).ok(),
        Value::Number(number) => Decimal::from_str(&number.to_string()).ok(),
        _ => None,
    }
}

fn warrant_target(value: &Value) -> Option<&str> {
    let triggers = value.get("exercise_triggers")?.as_array()?;
    triggers.iter().find_map(|trigger| {
        trigger
            .pointer("/conversion_right/converts_to_stock_class_id")?
            .as_str()
    })
}

/// `Series A Preferred` -> `series-a-preferred`.
fn slug(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    out.trim_end_matches('-').to_owned()
}
