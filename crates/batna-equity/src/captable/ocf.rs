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

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use batna_core::{Currency, Diagnostic, Diagnostics, Location};
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde_json::Value;

use super::{
    CapTable, Class, Convertible, ConvertibleKind, OptionGrant, OptionKind, Participation,
};

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
        self.found.push(
            Diagnostic::error(code, message)
                .at(Location::file(file))
                .remedy(remedy),
        );
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

    fn issuance(&mut self, object: &Object) {
        let kind = object.kind();
        if !ISSUANCES.contains(&kind) {
            return;
        }
        let Some(security) = object.text("security_id") else {
            self.error(
                "ocf::missing",
                &object.file,
                format!("{} names no `security_id`", object.name()),
                "complete the object",
            );
            return;
        };
        if kind == "TX_CONVERTIBLE_ISSUANCE" {
            let one = self.convertible(object, security);
            self.convertibles.insert(security.to_owned(), one);
            return;
        }
        let option = match kind {
            "TX_STOCK_ISSUANCE" => None,
            "TX_WARRANT_ISSUANCE" => Some(OptionKind::Warrant),
            "TX_EQUITY_COMPENSATION_ISSUANCE" | "TX_PLAN_SECURITY_ISSUANCE" => {
                match object
                    .text("compensation_type")
                    .or(object.text("plan_security_type"))
                {
                    Some("RSU") => Some(OptionKind::Rsu),
                    Some("CSAR" | "SSAR") => {
                        self.found.push(
                            Diagnostic::warning(
                                "ocf::not-applied",
                                format!(
                                    "{} is an appreciation right, read as an option",
                                    object.name()
                                ),
                            )
                            .at(Location::file(object.file.as_str())),
                        );
                        Some(OptionKind::Option)
                    }
                    _ => Some(OptionKind::Option),
                }
            }
            _ => return,
        };
        let quantity = self.number(object, "quantity");
        if quantity.is_none() {
            self.error(
                "ocf::missing",
                &object.file,
                format!("{} has no `quantity`", object.name()),
                "add the number of shares",
            );
        }
        let class = object
            .text("stock_class_id")
            .or_else(|| warrant_target(&object.value))
            .map(str::to_owned);
        let read = Security {
            class,
            plan: object.text("stock_plan_id").map(str::to_owned),
            quantity: quantity.unwrap_or_default(),
            strike: match option {
                Some(OptionKind::Option | OptionKind::Warrant) => {
                    self.money(object, "exercise_price").unwrap_or_default()
                }
                _ => Decimal::ZERO,
            },
            kind: option,
        };
        if self.securities.insert(security.to_owned(), read).is_some() {
            self.error(
                "ocf::doubled",
                &object.file,
                format!(
                    "{} issues security `{security}` a second time",
                    object.name()
                ),
                "keep one issuance for each security",
            );
        }
    }

    fn convertible(&mut self, object: &Object, security: &str) -> Convertible {
        let amount = self.money(object, "investment_amount");
        if amount.is_none() {
            self.error(
                "ocf::missing",
                &object.file,
                format!("{} has no `investment_amount`", object.name()),
                "add the amount",
            );
        }
        let triggers = object
            .value
            .get("conversion_triggers")
            .and_then(Value::as_array);
        let mechanism = triggers
            .into_iter()
            .flatten()
            .filter_map(|trigger| trigger.pointer("/conversion_right/conversion_mechanism"))
            .find(|one| {
                matches!(
                    one.get("type").and_then(Value::as_str),
                    Some("SAFE_CONVERSION" | "CONVERTIBLE_NOTE_CONVERSION")
                )
            });
        let field = |key: &str| mechanism.and_then(|one| one.get(key));
        let cap = field("conversion_valuation_cap")
            .and_then(|cap| cap.get("amount"))
            .and_then(decimal);
        let discount = field("conversion_discount")
            .and_then(decimal)
            .unwrap_or_default();
        let kind = match (
            object.text("convertible_type"),
            field("conversion_timing").and_then(Value::as_str),
        ) {
            (Some("NOTE"), _) => ConvertibleKind::Note,
            (_, Some("PRE_MONEY")) => ConvertibleKind::SafePreMoney,
            _ => ConvertibleKind::SafePostMoney,
        };
        let rate = field("interest_rates")
            .and_then(Value::as_array)
            .and_then(|rates| rates.first()?.get("rate"))
            .and_then(decimal)
            .unwrap_or_default();
        Convertible {
            id: object.text("custom_id").unwrap_or(security).to_owned(),
            kind,
            amount: amount.unwrap_or_default(),
            cap,
            discount,
            issued: object
                .text("date")
                .and_then(|date| Date::from_str(date).ok()),
            rate,
            multiple: Decimal::ONE,
            most_favoured: field("conversion_mfn")
                .and_then(Value::as_bool)
                .unwrap_or(false),
            seniority: None,
            holder: None,
        }
    }

    fn ending(
        &mut self,
        object: &Object,
        table: &mut CapTable,
        reserved: &mut BTreeMap<String, Decimal>,
    ) {
        let kind = object.kind();
        match kind {
            "ISSUER" | "STOCK_CLASS" | "STOCK_PLAN" => return,
            "TX_STOCK_PLAN_POOL_ADJUSTMENT" => {
                if let (Some(plan), Some(shares)) = (
                    object.text("stock_plan_id"),
                    self.number(object, "shares_reserved"),
                ) {
                    reserved.insert(plan.to_owned(), shares);
                }
                return;
            }
            "TX_STOCK_CLASS_CONVERSION_RATIO_ADJUSTMENT" => {
                let ratio = object
                    .value
                    .pointer("/new_ratio_conversion_mechanism/ratio")
                    .and_then(|ratio| {
                        decimal(ratio.get("numerator")?)?
                            .checked_div(decimal(ratio.get("denominator")?)?)
                    });
                let id = object
                    .text("stock_class_id")
                    .and_then(|id| self.classes.get(id));
                let class = table.classes.iter_mut().find(|class| Some(&class.id) == id);
                match (ratio, class) {
                    (Some(ratio), Some(class)) => class.ratio = ratio,
                    _ => self.error(
                        "ocf::missing",
                        &object.file,
                        format!("{} names no class or ratio", object.name()),
                        "complete the object",
                    ),
                }
                return;
            }
            _ if ISSUANCES.contains(&kind) => return,
            _ if PASSED_OVER.contains(&kind) => return,
            _ => {}
        }
        let ends = [
            "_CANCELLATION",
            "_EXERCISE",
            "_TRANSFER",
            "_CONVERSION",
            "_REPURCHASE",
            "_RETRACTION",
        ];
        if kind.starts_with("TX_") && ends.iter().any(|end| kind.ends_with(end)) {
            self.end(object);
            return;
        }
        let (message, remedy) = if kind == "TX_STOCK_CLASS_SPLIT" {
            (
                format!("{} splits stock, which is not applied", object.name()),
                "export the package as of after the split",
            )
        } else if kind.is_empty() {
            (
                "an object has no `object_type`".to_owned(),
                "complete the object",
            )
        } else {
            (
                format!("{} is not an object this program knows", object.name()),
                "remove it, or see docs/captable.md for the objects that are read",
            )
        };
        self.error("ocf::unknown-object", &object.file, message, remedy);
    }

    fn end(&mut self, object: &Object) {
        let Some(security) = object.text("security_id") else {
            self.error(
                "ocf::missing",
                &object.file,
                format!("{} names no `security_id`", object.name()),
                "complete the object",
            );
            return;
        };
        let replaced = object.text("balance_security_id").is_some()
            || (object.kind().ends_with("_TRANSFER")
                && object.value.get("resulting_security_ids").is_some());
        let quantity = self
            .number(object, "quantity")
            .or_else(|| self.number(object, "quantity_converted"));
        if self.convertibles.remove(security).is_some() {
            return;
        }
        match self.securities.get_mut(security) {
            Some(held) => {
                let taken = match quantity {
                    Some(quantity) if !replaced => quantity,
                    _ => held.quantity,
                };
                if taken > held.quantity {
                    let message = format!(
                        "{} takes {taken} shares from security `{security}`, which has {}",
                        object.name(),
                        held.quantity
                    );
                    self.error(
                        "ocf::negative",
                        &object.file,
                        message,
                        "check the quantities of the security",
                    );
                } else {
                    held.quantity -= taken;
                }
            }
            None => self.error(
                "ocf::unknown-security",
                &object.file,
                format!(
                    "{} names security `{security}`, which was never issued",
                    object.name()
                ),
                "add the file with its issuance",
            ),
        }
    }

    fn fill(&mut self, table: &mut CapTable, reserved: &BTreeMap<String, Decimal>) {
        let mut options = Grouped::new();
        let mut granted: BTreeMap<String, Decimal> = BTreeMap::new();
        let mut unknown = BTreeSet::new();
        for (id, security) in &self.securities {
            if let Some(plan) = &security.plan {
                let sum = granted.entry(plan.clone()).or_default();
                *sum = sum.saturating_add(security.quantity);
            }
            let class = security.class.as_deref().map(|class| {
                self.classes
                    .get(class)
                    .cloned()
                    .ok_or_else(|| class.to_owned())
            });
            let class = match class {
                Some(Err(missing)) => {
                    unknown.insert((id.clone(), missing));
                    continue;
                }
                Some(Ok(class)) => Some(class),
                None => None,
            };
            match security.kind {
                None => {
                    let found = table
                        .classes
                        .iter_mut()
                        .find(|c| Some(&c.id) == class.as_ref());
                    match found {
                        Some(found) => {
                            found.shares = found.shares.saturating_add(security.quantity)
                        }
                        None => {
                            unknown.insert((id.clone(), "none".into()));
                        }
                    }
                }
                Some(kind) => {
                    let word = match kind {
                        OptionKind::Option => "option",
                        OptionKind::Warrant => "warrant",
                        OptionKind::Rsu => "rsu",
                    };
                    let key = (
                        word.to_owned(),
                        class.clone().unwrap_or_default(),
                        security.strike,
                    );
                    let entry = options.entry(key).or_insert((kind, Decimal::ZERO, class));
                    entry.1 = entry.1.saturating_add(security.quantity);
                }
            }
        }
        for (security, class) in unknown {
            self.error(
                "ocf::unknown-class",
                "",
                format!(
                    "security `{security}` is of stock class `{class}`, which is not in the package"
                ),
                "add the stock class",
            );
        }
        for ((word, on, strike), (kind, shares, class)) in options {
            if shares.is_zero() {
                continue;
            }
            let price = if kind == OptionKind::Rsu {
                String::new()
            } else {
                format!("-{}", strike.normalize())
            };
            let on = if on.is_empty() {
                String::new()
            } else {
                format!("-{on}")
            };
            table.options.push(OptionGrant {
                id: format!("{word}{on}{price}"),
                kind,
                class,
                shares,
                strike,
                holder: None,
            });
        }
        table.convertibles = std::mem::take(&mut self.convertibles)
            .into_values()
            .collect();
        for (plan, shares) in reserved {
            let used = granted.get(plan).copied().unwrap_or_default();
            let left = shares.saturating_sub(used).max(Decimal::ZERO);
            table.pool_unissued = table.pool_unissued.saturating_add(left);
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
