//! The states that the plain rule serves, with their payroll items and localities.
//!
//! A state is one entry; what its law says stands in `data/tax/us/<st>/`. One without
//! `income.toml` has no income tax.

use super::levy::Levy;
use super::plain::{Listed, Locality};
use crate::place::PlaceInfo;

pub(super) const STATES: &[Listed] = &[
    Listed {
        code: "us-tx",
        tax: ("us.tx.income", "Texas income tax"),
        levies: &[],
        localities: &[],
    },
    Listed {
        code: "us-fl",
        tax: ("us.fl.income", "Florida income tax"),
        levies: &[],
        localities: &[],
    },
    Listed {
        code: "us-nv",
        tax: ("us.nv.income", "Nevada income tax"),
        levies: &[],
        localities: &[],
    },
    Listed {
        code: "us-tn",
        tax: ("us.tn.income", "Tennessee income tax"),
        levies: &[],
        localities: &[],
    },
    Listed {
        code: "us-sd",
        tax: ("us.sd.income", "South Dakota income tax"),
        levies: &[],
        localities: &[],
    },
    Listed {
        code: "us-wy",
        tax: ("us.wy.income", "Wyoming income tax"),
        levies: &[],
        localities: &[],
    },
    Listed {
        code: "us-nh",
        tax: ("us.nh.income", "New Hampshire income tax"),
        levies: &[],
        localities: &[],
    },
    Listed {
        code: "us-il",
        tax: ("us.il.income", "Illinois income tax"),
        levies: &[],
        localities: &[],
    },
    Listed {
        code: "us-nc",
        tax: ("us.nc.income", "North Carolina income tax"),
        levies: &[],
        localities: &[],
    },
    Listed {
        code: "us-ga",
        tax: ("us.ga.income", "Georgia income tax"),
        levies: &[],
        localities: &[],
    },
    Listed {
        code: "us-az",
        tax: ("us.az.income", "Arizona income tax"),
        levies: &[],
        localities: &[],
    },
    Listed {
        code: "us-va",
        tax: ("us.va.income", "Virginia income tax"),
        levies: &[],
        localities: &[],
    },
    Listed {
        code: "us-pa",
        tax: ("us.pa.income", "Pennsylvania income tax"),
        levies: &[Levy {
            id: "us.pa.payroll.uc",
            name: "Pennsylvania unemployment compensation",
            deductible: true,
        }],
        localities: &[
            Locality {
                code: "us-pa-philadelphia",
                tax: ("us.pa.philadelphia", "Philadelphia wage tax"),
            },
            Locality {
                code: "us-pa-pittsburgh",
                tax: ("us.pa.pittsburgh", "Pittsburgh earned income tax"),
            },
        ],
    },
    Listed {
        code: "us-co",
        tax: ("us.co.income", "Colorado income tax"),
        levies: &[Levy {
            id: "us.co.payroll.famli",
            name: "Colorado family and medical leave insurance",
            deductible: true,
        }],
        localities: &[],
    },
    Listed {
        code: "us-mi",
        tax: ("us.mi.income", "Michigan income tax"),
        levies: &[],
        localities: &[
            Locality {
                code: "us-mi-detroit",
                tax: ("us.mi.detroit", "Detroit income tax"),
            },
            Locality {
                code: "us-mi-grand-rapids",
                tax: ("us.mi.grand_rapids", "Grand Rapids income tax"),
            },
        ],
    },
];

/// Every state above and its localities.
pub(super) const PLACES: &[PlaceInfo] = &[
    PlaceInfo {
        code: "us-tx",
        name: "Texas",
    },
    PlaceInfo {
        code: "us-fl",
        name: "Florida",
    },
    PlaceInfo {
        code: "us-nv",
        name: "Nevada",
    },
    PlaceInfo {
        code: "us-tn",
        name: "Tennessee",
    },
    PlaceInfo {
        code: "us-sd",
        name: "South Dakota",
    },
    PlaceInfo {
        code: "us-wy",
        name: "Wyoming",
    },
    PlaceInfo {
        code: "us-nh",
        name: "New Hampshire",
    },
    PlaceInfo {
        code: "us-il",
        name: "Illinois",
    },
    PlaceInfo {
        code: "us-nc",
        name: "North Carolina",
    },
    PlaceInfo {
        code: "us-ga",
        name: "Georgia",
    },
    PlaceInfo {
        code: "us-az",
        name: "Arizona",
    },
    PlaceInfo {
        code: "us-va",
        name: "Virginia",
    },
    PlaceInfo {
        code: "us-pa",
        name: "Pennsylvania",
    },
    PlaceInfo {
        code: "us-pa-philadelphia",
        name: "Philadelphia, Pennsylvania",
    },
    PlaceInfo {
        code: "us-pa-pittsburgh",
        name: "Pittsburgh, Pennsylvania",
    },
    PlaceInfo {
        code: "us-co",
        name: "Colorado",
    },
    PlaceInfo {
        code: "us-mi",
        name: "Michigan",
    },
    PlaceInfo {
        code: "us-mi-detroit",
        name: "Detroit, Michigan",
    },
    PlaceInfo {
        code: "us-mi-grand-rapids",
        name: "Grand Rapids, Michigan",
    },
];
