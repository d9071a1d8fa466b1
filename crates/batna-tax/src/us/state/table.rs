//! The states that the plain rule serves, with their payroll items and localities.
//!
//! A state is one entry: its letters, its name in its taxes and as a place, its payroll items
//! (id, name, whether the federal Schedule A deducts it) and its localities (code, name, and
//! id and name of their tax). What its law says stands in `data/tax/us/<st>/`; one without
//! `income.toml` has no income tax.

use super::levy::Levy;
use super::local::Locality;
use super::plain::Listed;
use crate::place::PlaceInfo;

macro_rules! listed {
    ($(
        $state:literal, $taxed:literal, $place:literal,
        [$(($levy:literal, $levied:literal, $deductible:literal)),* $(,)?],
        [$(($local:literal, $named:literal, $tax:literal, $tax_name:literal)),* $(,)?];
    )*) => {
        pub(super) const STATES: &[Listed] = &[$(Listed {
            code: concat!("us-", $state),
            tax: (
                concat!("us.", $state, ".income"),
                concat!($taxed, " income tax"),
            ),
            levies: &[$(Levy {
                id: concat!("us.", $state, ".payroll.", $levy),
                name: $levied,
                deductible: $deductible,
            }),*],
            localities: &[$(Locality {
                code: concat!("us-", $state, "-", $local),
                tax: (concat!("us.", $state, ".", $tax), $tax_name),
            }),*],
        }),*];

        /// Every state above and its localities.
        pub(super) const PLACES: &[PlaceInfo] = &[$(
            PlaceInfo {
                code: concat!("us-", $state),
                name: $place,
            },
            $(PlaceInfo {
                code: concat!("us-", $state, "-", $local),
                name: $named,
            },)*
        )*];
    };
}

listed! {
    "tx", "Texas", "Texas", [], [];
    "fl", "Florida", "Florida", [], [];
    "nv", "Nevada", "Nevada", [], [];
    "tn", "Tennessee", "Tennessee", [], [];
    "sd", "South Dakota", "South Dakota", [], [];
    "wy", "Wyoming", "Wyoming", [], [];
    "nh", "New Hampshire", "New Hampshire", [], [];
    "il", "Illinois", "Illinois", [], [];
    "nc", "North Carolina", "North Carolina", [], [];
    "ga", "Georgia", "Georgia", [], [];
    "az", "Arizona", "Arizona", [], [];
    "va", "Virginia", "Virginia", [], [];
    "pa", "Pennsylvania", "Pennsylvania",
        [
            ("uc", "Pennsylvania unemployment compensation", true),
        ],
        [
            ("philadelphia", "Philadelphia, Pennsylvania", "philadelphia", "Philadelphia wage tax"),
            ("pittsburgh", "Pittsburgh, Pennsylvania", "pittsburgh", "Pittsburgh earned income tax"),
        ];
    "co", "Colorado", "Colorado",
        [
            ("famli", "Colorado family and medical leave insurance", true),
        ],
        [];
    "mi", "Michigan", "Michigan",
        [],
        [
            ("detroit", "Detroit, Michigan", "detroit", "Detroit income tax"),
            ("grand-rapids", "Grand Rapids, Michigan", "grand_rapids", "Grand Rapids income tax"),
        ];
    "ma", "Massachusetts", "Massachusetts",
        [
            ("pfml", "Massachusetts Paid Family and Medical Leave", true),
        ],
        [];
    "nj", "New Jersey", "New Jersey",
        [
            ("sdi", "New Jersey disability insurance", true),
            ("fli", "New Jersey family leave insurance", true),
            ("ui", "New Jersey unemployment insurance and workforce funds", true),
        ],
        [];
    "or", "Oregon", "Oregon",
        [
            ("paid_leave", "Paid Leave Oregon", true),
            ("transit", "Oregon statewide transit tax", true),
        ],
        [
            ("portland", "Portland, Oregon (Multnomah County and Metro)", "portland", "Metro and Multnomah County income taxes"),
        ];
    "ct", "Connecticut", "Connecticut",
        [
            ("paid_leave", "Connecticut Paid Leave", true),
        ],
        [];
    "mn", "Minnesota", "Minnesota",
        [
            ("paid_leave", "Minnesota Paid Leave", true),
        ],
        [];
    "md", "Maryland", "Maryland, without county tax",
        [],
        [
            ("montgomery", "Montgomery County, Maryland", "montgomery", "Montgomery County income tax"),
            ("prince-georges", "Prince George’s County, Maryland", "prince_georges", "Prince George’s County income tax"),
            ("baltimore-city", "Baltimore City, Maryland", "baltimore_city", "Baltimore City income tax"),
            ("baltimore-county", "Baltimore County, Maryland", "baltimore_county", "Baltimore County income tax"),
            ("howard", "Howard County, Maryland", "howard", "Howard County income tax"),
            ("anne-arundel", "Anne Arundel County, Maryland", "anne_arundel", "Anne Arundel County income tax"),
        ];
    "dc", "District of Columbia", "District of Columbia", [], [];
    "ut", "Utah", "Utah", [], [];
    "oh", "Ohio", "Ohio",
        [],
        [
            ("columbus", "Columbus, Ohio", "columbus", "Columbus income tax"),
            ("cleveland", "Cleveland, Ohio", "cleveland", "Cleveland income tax"),
            ("cincinnati", "Cincinnati, Ohio", "cincinnati", "Cincinnati income tax"),
            ("toledo", "Toledo, Ohio", "toledo", "Toledo income tax"),
            ("akron", "Akron, Ohio", "akron", "Akron income tax"),
            ("dayton", "Dayton, Ohio", "dayton", "Dayton income tax"),
        ];
    "in", "Indiana", "Indiana, without county tax",
        [],
        [
            ("marion", "Marion County (Indianapolis), Indiana", "marion", "Marion County (Indianapolis) income tax"),
            ("hamilton", "Hamilton County, Indiana", "hamilton", "Hamilton County income tax"),
            ("lake", "Lake County, Indiana", "lake", "Lake County income tax"),
            ("st-joseph", "St. Joseph County, Indiana", "st_joseph", "St. Joseph County income tax"),
            ("tippecanoe", "Tippecanoe County, Indiana", "tippecanoe", "Tippecanoe County income tax"),
        ];
    "mo", "Missouri", "Missouri",
        [],
        [
            ("st-louis", "St. Louis, Missouri", "st_louis", "St. Louis earnings tax"),
            ("kansas-city", "Kansas City, Missouri", "kansas_city", "Kansas City earnings tax"),
        ];
    "ak", "Alaska", "Alaska",
        [
            ("ui", "Alaska unemployment insurance", true),
        ],
        [];
    "al", "Alabama", "Alabama",
        [],
        [
            ("birmingham", "Birmingham, Alabama", "birmingham", "Birmingham occupational tax"),
        ];
    "ar", "Arkansas", "Arkansas", [], [];
    "de", "Delaware", "Delaware",
        [
            ("paid_leave", "Delaware Paid Leave", true),
        ],
        [
            ("wilmington", "Wilmington, Delaware", "wilmington", "Wilmington wage tax"),
        ];
    "hi", "Hawaii", "Hawaii",
        [
            ("tdi", "Hawaii temporary disability insurance", true),
        ],
        [];
    "id", "Idaho", "Idaho", [], [];
    "ia", "Iowa", "Iowa", [], [];
    "ks", "Kansas", "Kansas", [], [];
    "ky", "Kentucky", "Kentucky",
        [],
        [
            ("louisville", "Louisville, Kentucky", "louisville", "Louisville occupational tax"),
            ("lexington", "Lexington, Kentucky", "lexington", "Lexington occupational tax"),
        ];
    "la", "Louisiana", "Louisiana", [], [];
    "me", "Maine", "Maine",
        [
            ("pfml", "Maine Paid Family and Medical Leave", true),
        ],
        [];
    "ms", "Mississippi", "Mississippi", [], [];
    "mt", "Montana", "Montana", [], [];
    "ne", "Nebraska", "Nebraska", [], [];
    "nm", "New Mexico", "New Mexico", [], [];
    "nd", "North Dakota", "North Dakota", [], [];
    "ok", "Oklahoma", "Oklahoma", [], [];
    "ri", "Rhode Island", "Rhode Island",
        [
            ("tdi", "Rhode Island temporary disability insurance", true),
        ],
        [];
    "sc", "South Carolina", "South Carolina", [], [];
    "vt", "Vermont", "Vermont",
        [
            ("child_care", "Vermont child care contribution", false),
        ],
        [];
    "wi", "Wisconsin", "Wisconsin", [], [];
    "wv", "West Virginia", "West Virginia", [], [];
}
