//! The normalising rules over what people and sources write.

use batna_market::reference::Reference;
use batna_market::rules::{RuleTexts, Rules};

pub fn rules(reference: &Reference<'_>) -> Rules {
    let text = |name: &str| batna_data::text(&format!("market/{name}.toml")).unwrap();
    Rules::parse(
        RuleTexts {
            roles: text("roles"),
            seniority: text("seniority"),
            levels: text("levels"),
            employers: text("employers"),
            places: text("places"),
        },
        reference,
    )
    .unwrap()
}
