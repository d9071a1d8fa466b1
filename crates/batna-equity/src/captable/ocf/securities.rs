//! Securities of a package: what issues them, what ends them, and what is left in the table.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use batna_core::{Diagnostic, Location};
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde_json::Value;

use super::super::{CapTable, Convertible, ConvertibleKind, OptionGrant, OptionKind};
use super::{Grouped, ISSUANCES, Object, PASSED_OVER, Reader, Security, decimal, warrant_target};

impl Reader {
    pub(super) fn issuance(&mut self, object: &Object) {
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

    pub(super) fn convertible(&mut self, object: &Object, security: &str) -> Convertible {
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

    pub(super) fn ending(
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

    pub(super) fn end(&mut self, object: &Object) {
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

    pub(super) fn fill(&mut self, table: &mut CapTable, reserved: &BTreeMap<String, Decimal>) {
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
}
