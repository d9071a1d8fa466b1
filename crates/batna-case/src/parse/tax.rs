//! `[tax]` of `me.toml` and of offers.

use crate::keys::{Kind, TAX};
use crate::model::TaxChoices;
use crate::read::Reader;

pub(super) fn choices(reader: &Reader<'_, '_>) -> TaxChoices {
    let mut choices = TaxChoices::default();
    let Some(table) = reader.table("tax") else {
        return choices;
    };
    for key in TAX.keys {
        let said = match key.kind {
            Kind::Flag => table.flag(key.name).map(|yes| yes.then(String::new)),
            Kind::OneOf(_) => table.choice(key.name).map(|word| Some(word.to_owned())),
            Kind::Count(..) => table.count(key.name).map(|count| Some(count.to_string())),
            _ => table
                .number(key.name)
                .map(|number| Some(number.to_string())),
        };
        if let Some(said) = said {
            choices.say(key.name.replace('_', "-"), said);
        }
    }
    choices
}
