//! The states that the plain rule serves, with their payroll items and localities.
//!
//! A state is one entry; what its law says stands in `data/tax/us/<st>/`. One without
//! `income.toml` has no income tax.

use super::levy::Levy;
use super::local::Locality;
use super::plain::Listed;
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
    Listed {
        code: "us-ma",
        tax: ("us.ma.income", "Massachusetts income tax"),
        levies: &[Levy {
            id: "us.ma.payroll.pfml",
            name: "Massachusetts Paid Family and Medical Leave",
            deductible: true,
        }],
        localities: &[],
    },
    Listed {
        code: "us-nj",
        tax: ("us.nj.income", "New Jersey income tax"),
        levies: &[
            Levy {
                id: "us.nj.payroll.sdi",
                name: "New Jersey disability insurance",
                deductible: true,
            },
            Levy {
                id: "us.nj.payroll.fli",
                name: "New Jersey family leave insurance",
                deductible: true,
            },
            Levy {
                id: "us.nj.payroll.ui",
                name: "New Jersey unemployment insurance and workforce funds",
                deductible: true,
            },
        ],
        localities: &[],
    },
    Listed {
        code: "us-or",
        tax: ("us.or.income", "Oregon income tax"),
        levies: &[
            Levy {
                id: "us.or.payroll.paid_leave",
                name: "Paid Leave Oregon",
                deductible: true,
            },
            Levy {
                id: "us.or.payroll.transit",
                name: "Oregon statewide transit tax",
                deductible: true,
            },
        ],
        localities: &[Locality {
            code: "us-or-portland",
            tax: ("us.or.portland", "Metro and Multnomah County income taxes"),
        }],
    },
    Listed {
        code: "us-ct",
        tax: ("us.ct.income", "Connecticut income tax"),
        levies: &[Levy {
            id: "us.ct.payroll.paid_leave",
            name: "Connecticut Paid Leave",
            deductible: true,
        }],
        localities: &[],
    },
    Listed {
        code: "us-mn",
        tax: ("us.mn.income", "Minnesota income tax"),
        levies: &[Levy {
            id: "us.mn.payroll.paid_leave",
            name: "Minnesota Paid Leave",
            deductible: true,
        }],
        localities: &[],
    },
    Listed {
        code: "us-md",
        tax: ("us.md.income", "Maryland income tax"),
        levies: &[],
        localities: &[
            Locality {
                code: "us-md-montgomery",
                tax: ("us.md.montgomery", "Montgomery County income tax"),
            },
            Locality {
                code: "us-md-prince-georges",
                tax: ("us.md.prince_georges", "Prince George’s County income tax"),
            },
            Locality {
                code: "us-md-baltimore-city",
                tax: ("us.md.baltimore_city", "Baltimore City income tax"),
            },
            Locality {
                code: "us-md-baltimore-county",
                tax: ("us.md.baltimore_county", "Baltimore County income tax"),
            },
            Locality {
                code: "us-md-howard",
                tax: ("us.md.howard", "Howard County income tax"),
            },
            Locality {
                code: "us-md-anne-arundel",
                tax: ("us.md.anne_arundel", "Anne Arundel County income tax"),
            },
        ],
    },
    Listed {
        code: "us-dc",
        tax: ("us.dc.income", "District of Columbia income tax"),
        levies: &[],
        localities: &[],
    },
    Listed {
        code: "us-ut",
        tax: ("us.ut.income", "Utah income tax"),
        levies: &[],
        localities: &[],
    },
    Listed {
        code: "us-oh",
        tax: ("us.oh.income", "Ohio income tax"),
        levies: &[],
        localities: &[
            Locality {
                code: "us-oh-columbus",
                tax: ("us.oh.columbus", "Columbus income tax"),
            },
            Locality {
                code: "us-oh-cleveland",
                tax: ("us.oh.cleveland", "Cleveland income tax"),
            },
            Locality {
                code: "us-oh-cincinnati",
                tax: ("us.oh.cincinnati", "Cincinnati income tax"),
            },
            Locality {
                code: "us-oh-toledo",
                tax: ("us.oh.toledo", "Toledo income tax"),
            },
            Locality {
                code: "us-oh-akron",
                tax: ("us.oh.akron", "Akron income tax"),
            },
            Locality {
                code: "us-oh-dayton",
                tax: ("us.oh.dayton", "Dayton income tax"),
            },
        ],
    },
    Listed {
        code: "us-in",
        tax: ("us.in.income", "Indiana income tax"),
        levies: &[],
        localities: &[
            Locality {
                code: "us-in-marion",
                tax: ("us.in.marion", "Marion County (Indianapolis) income tax"),
            },
            Locality {
                code: "us-in-hamilton",
                tax: ("us.in.hamilton", "Hamilton County income tax"),
            },
            Locality {
                code: "us-in-lake",
                tax: ("us.in.lake", "Lake County income tax"),
            },
            Locality {
                code: "us-in-st-joseph",
                tax: ("us.in.st_joseph", "St. Joseph County income tax"),
            },
            Locality {
                code: "us-in-tippecanoe",
                tax: ("us.in.tippecanoe", "Tippecanoe County income tax"),
            },
        ],
    },
    Listed {
        code: "us-mo",
        tax: ("us.mo.income", "Missouri income tax"),
        levies: &[],
        localities: &[
            Locality {
                code: "us-mo-st-louis",
                tax: ("us.mo.st_louis", "St. Louis earnings tax"),
            },
            Locality {
                code: "us-mo-kansas-city",
                tax: ("us.mo.kansas_city", "Kansas City earnings tax"),
            },
        ],
    },
    Listed {
        code: "us-ak",
        tax: ("us.ak.income", "Alaska income tax"),
        levies: &[Levy {
            id: "us.ak.payroll.ui",
            name: "Alaska unemployment insurance",
            deductible: true,
        }],
        localities: &[],
    },
    Listed {
        code: "us-al",
        tax: ("us.al.income", "Alabama income tax"),
        levies: &[],
        localities: &[Locality {
            code: "us-al-birmingham",
            tax: ("us.al.birmingham", "Birmingham occupational tax"),
        }],
    },
    Listed {
        code: "us-ar",
        tax: ("us.ar.income", "Arkansas income tax"),
        levies: &[],
        localities: &[],
    },
    Listed {
        code: "us-de",
        tax: ("us.de.income", "Delaware income tax"),
        levies: &[Levy {
            id: "us.de.payroll.paid_leave",
            name: "Delaware Paid Leave",
            deductible: true,
        }],
        localities: &[Locality {
            code: "us-de-wilmington",
            tax: ("us.de.wilmington", "Wilmington wage tax"),
        }],
    },
    Listed {
        code: "us-hi",
        tax: ("us.hi.income", "Hawaii income tax"),
        levies: &[Levy {
            id: "us.hi.payroll.tdi",
            name: "Hawaii temporary disability insurance",
            deductible: true,
        }],
        localities: &[],
    },
    Listed {
        code: "us-id",
        tax: ("us.id.income", "Idaho income tax"),
        levies: &[],
        localities: &[],
    },
    Listed {
        code: "us-ia",
        tax: ("us.ia.income", "Iowa income tax"),
        levies: &[],
        localities: &[],
    },
    Listed {
        code: "us-ks",
        tax: ("us.ks.income", "Kansas income tax"),
        levies: &[],
        localities: &[],
    },
    Listed {
        code: "us-ky",
        tax: ("us.ky.income", "Kentucky income tax"),
        levies: &[],
        localities: &[
            Locality {
                code: "us-ky-louisville",
                tax: ("us.ky.louisville", "Louisville occupational tax"),
            },
            Locality {
                code: "us-ky-lexington",
                tax: ("us.ky.lexington", "Lexington occupational tax"),
            },
        ],
    },
    Listed {
        code: "us-la",
        tax: ("us.la.income", "Louisiana income tax"),
        levies: &[],
        localities: &[],
    },
    Listed {
        code: "us-me",
        tax: ("us.me.income", "Maine income tax"),
        levies: &[Levy {
            id: "us.me.payroll.pfml",
            name: "Maine Paid Family and Medical Leave",
            deductible: true,
        }],
        localities: &[],
    },
    Listed {
        code: "us-ms",
        tax: ("us.ms.income", "Mississippi income tax"),
        levies: &[],
        localities: &[],
    },
    Listed {
        code: "us-mt",
        tax: ("us.mt.income", "Montana income tax"),
        levies: &[],
        localities: &[],
    },
    Listed {
        code: "us-ne",
        tax: ("us.ne.income", "Nebraska income tax"),
        levies: &[],
        localities: &[],
    },
    Listed {
        code: "us-nm",
        tax: ("us.nm.income", "New Mexico income tax"),
        levies: &[],
        localities: &[],
    },
    Listed {
        code: "us-nd",
        tax: ("us.nd.income", "North Dakota income tax"),
        levies: &[],
        localities: &[],
    },
    Listed {
        code: "us-ok",
        tax: ("us.ok.income", "Oklahoma income tax"),
        levies: &[],
        localities: &[],
    },
    Listed {
        code: "us-ri",
        tax: ("us.ri.income", "Rhode Island income tax"),
        levies: &[Levy {
            id: "us.ri.payroll.tdi",
            name: "Rhode Island temporary disability insurance",
            deductible: true,
        }],
        localities: &[],
    },
    Listed {
        code: "us-sc",
        tax: ("us.sc.income", "South Carolina income tax"),
        levies: &[],
        localities: &[],
    },
    Listed {
        code: "us-vt",
        tax: ("us.vt.income", "Vermont income tax"),
        levies: &[],
        localities: &[],
    },
    Listed {
        code: "us-wi",
        tax: ("us.wi.income", "Wisconsin income tax"),
        levies: &[],
        localities: &[],
    },
    Listed {
        code: "us-wv",
        tax: ("us.wv.income", "West Virginia income tax"),
        levies: &[],
        localities: &[],
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
    PlaceInfo {
        code: "us-ma",
        name: "Massachusetts",
    },
    PlaceInfo {
        code: "us-nj",
        name: "New Jersey",
    },
    PlaceInfo {
        code: "us-or",
        name: "Oregon",
    },
    PlaceInfo {
        code: "us-or-portland",
        name: "Portland, Oregon (Multnomah County and Metro)",
    },
    PlaceInfo {
        code: "us-ct",
        name: "Connecticut",
    },
    PlaceInfo {
        code: "us-mn",
        name: "Minnesota",
    },
    PlaceInfo {
        code: "us-md",
        name: "Maryland, without county tax",
    },
    PlaceInfo {
        code: "us-md-montgomery",
        name: "Montgomery County, Maryland",
    },
    PlaceInfo {
        code: "us-md-prince-georges",
        name: "Prince George’s County, Maryland",
    },
    PlaceInfo {
        code: "us-md-baltimore-city",
        name: "Baltimore City, Maryland",
    },
    PlaceInfo {
        code: "us-md-baltimore-county",
        name: "Baltimore County, Maryland",
    },
    PlaceInfo {
        code: "us-md-howard",
        name: "Howard County, Maryland",
    },
    PlaceInfo {
        code: "us-md-anne-arundel",
        name: "Anne Arundel County, Maryland",
    },
    PlaceInfo {
        code: "us-dc",
        name: "District of Columbia",
    },
    PlaceInfo {
        code: "us-ut",
        name: "Utah",
    },
    PlaceInfo {
        code: "us-oh",
        name: "Ohio",
    },
    PlaceInfo {
        code: "us-oh-columbus",
        name: "Columbus, Ohio",
    },
    PlaceInfo {
        code: "us-oh-cleveland",
        name: "Cleveland, Ohio",
    },
    PlaceInfo {
        code: "us-oh-cincinnati",
        name: "Cincinnati, Ohio",
    },
    PlaceInfo {
        code: "us-oh-toledo",
        name: "Toledo, Ohio",
    },
    PlaceInfo {
        code: "us-oh-akron",
        name: "Akron, Ohio",
    },
    PlaceInfo {
        code: "us-oh-dayton",
        name: "Dayton, Ohio",
    },
    PlaceInfo {
        code: "us-in",
        name: "Indiana, without county tax",
    },
    PlaceInfo {
        code: "us-in-marion",
        name: "Marion County (Indianapolis), Indiana",
    },
    PlaceInfo {
        code: "us-in-hamilton",
        name: "Hamilton County, Indiana",
    },
    PlaceInfo {
        code: "us-in-lake",
        name: "Lake County, Indiana",
    },
    PlaceInfo {
        code: "us-in-st-joseph",
        name: "St. Joseph County, Indiana",
    },
    PlaceInfo {
        code: "us-in-tippecanoe",
        name: "Tippecanoe County, Indiana",
    },
    PlaceInfo {
        code: "us-mo",
        name: "Missouri",
    },
    PlaceInfo {
        code: "us-mo-st-louis",
        name: "St. Louis, Missouri",
    },
    PlaceInfo {
        code: "us-mo-kansas-city",
        name: "Kansas City, Missouri",
    },
    PlaceInfo {
        code: "us-ak",
        name: "Alaska",
    },
    PlaceInfo {
        code: "us-al",
        name: "Alabama",
    },
    PlaceInfo {
        code: "us-al-birmingham",
        name: "Birmingham, Alabama",
    },
    PlaceInfo {
        code: "us-ar",
        name: "Arkansas",
    },
    PlaceInfo {
        code: "us-de",
        name: "Delaware",
    },
    PlaceInfo {
        code: "us-de-wilmington",
        name: "Wilmington, Delaware",
    },
    PlaceInfo {
        code: "us-hi",
        name: "Hawaii",
    },
    PlaceInfo {
        code: "us-id",
        name: "Idaho",
    },
    PlaceInfo {
        code: "us-ia",
        name: "Iowa",
    },
    PlaceInfo {
        code: "us-ks",
        name: "Kansas",
    },
    PlaceInfo {
        code: "us-ky",
        name: "Kentucky",
    },
    PlaceInfo {
        code: "us-ky-louisville",
        name: "Louisville, Kentucky",
    },
    PlaceInfo {
        code: "us-ky-lexington",
        name: "Lexington, Kentucky",
    },
    PlaceInfo {
        code: "us-la",
        name: "Louisiana",
    },
    PlaceInfo {
        code: "us-me",
        name: "Maine",
    },
    PlaceInfo {
        code: "us-ms",
        name: "Mississippi",
    },
    PlaceInfo {
        code: "us-mt",
        name: "Montana",
    },
    PlaceInfo {
        code: "us-ne",
        name: "Nebraska",
    },
    PlaceInfo {
        code: "us-nm",
        name: "New Mexico",
    },
    PlaceInfo {
        code: "us-nd",
        name: "North Dakota",
    },
    PlaceInfo {
        code: "us-ok",
        name: "Oklahoma",
    },
    PlaceInfo {
        code: "us-ri",
        name: "Rhode Island",
    },
    PlaceInfo {
        code: "us-sc",
        name: "South Carolina",
    },
    PlaceInfo {
        code: "us-vt",
        name: "Vermont",
    },
    PlaceInfo {
        code: "us-wi",
        name: "Wisconsin",
    },
    PlaceInfo {
        code: "us-wv",
        name: "West Virginia",
    },
];
