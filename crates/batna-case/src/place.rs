//! The tax place that a location means: `Brooklyn, NY` is in New York City, which taxes wages.
//!
//! A table of names with the reason each is there. Local wage taxes other than New York
//! City's are not derived; say `place` for those. What is ambiguous (`Portland`,
//! `Canada`) derives nothing.

use batna_core::Currency;

/// A place code and why it follows from the words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DerivedPlace {
    /// Such as `us-ca`, `us-ny-nyc`, `uk-england`.
    pub code: String,
    pub reason: String,
}

/// Postal codes and names of the states and the District of Columbia (USPS Publication 28, appendix B).
const STATES: &[(&str, &str)] = &[
    ("al", "alabama"),
    ("ak", "alaska"),
    ("az", "arizona"),
    ("ar", "arkansas"),
    ("ca", "california"),
    ("co", "colorado"),
    ("ct", "connecticut"),
    ("de", "delaware"),
    ("dc", "district of columbia"),
    ("fl", "florida"),
    ("ga", "georgia"),
    ("hi", "hawaii"),
    ("id", "idaho"),
    ("il", "illinois"),
    ("in", "indiana"),
    ("ia", "iowa"),
    ("ks", "kansas"),
    ("ky", "kentucky"),
    ("la", "louisiana"),
    ("me", "maine"),
    ("md", "maryland"),
    ("ma", "massachusetts"),
    ("mi", "michigan"),
    ("mn", "minnesota"),
    ("ms", "mississippi"),
    ("mo", "missouri"),
    ("mt", "montana"),
    ("ne", "nebraska"),
    ("nv", "nevada"),
    ("nh", "new hampshire"),
    ("nj", "new jersey"),
    ("nm", "new mexico"),
    ("ny", "new york"),
    ("nc", "north carolina"),
    ("nd", "north dakota"),
    ("oh", "ohio"),
    ("ok", "oklahoma"),
    ("or", "oregon"),
    ("pa", "pennsylvania"),
    ("ri", "rhode island"),
    ("sc", "south carolina"),
    ("sd", "south dakota"),
    ("tn", "tennessee"),
    ("tx", "texas"),
    ("ut", "utah"),
    ("vt", "vermont"),
    ("va", "virginia"),
    ("wa", "washington"),
    ("wv", "west virginia"),
    ("wi", "wisconsin"),
    ("wy", "wyoming"),
];

/// The five boroughs and their usual names: New York City taxes its residents' income.
const NEW_YORK_CITY: &[&str] = &[
    "new york",
    "new york city",
    "nyc",
    "manhattan",
    "brooklyn",
    "queens",
    "bronx",
    "the bronx",
    "staten island",
];

/// Cities and regions by the place they lie in, with the reason where it is not plain.
const NAMES: &[(&str, &str, &str)] = &[
    // United States: cities whose name alone leaves no doubt in this field.
    ("san francisco", "us-ca", "city in California"),
    ("sf", "us-ca", "San Francisco"),
    ("bay area", "us-ca", "the San Francisco Bay"),
    ("sf bay area", "us-ca", "the San Francisco Bay"),
    ("san francisco bay area", "us-ca", "the San Francisco Bay"),
    ("silicon valley", "us-ca", "Santa Clara County"),
    ("palo alto", "us-ca", "city in California"),
    ("menlo park", "us-ca", "city in California"),
    ("mountain view", "us-ca", "city in California"),
    ("sunnyvale", "us-ca", "city in California"),
    ("cupertino", "us-ca", "city in California"),
    ("san jose", "us-ca", "city in California"),
    ("oakland", "us-ca", "city in California"),
    ("berkeley", "us-ca", "city in California"),
    ("los angeles", "us-ca", "city in California"),
    ("san diego", "us-ca", "city in California"),
    ("santa clara", "us-ca", "city in California"),
    ("redwood city", "us-ca", "city in California"),
    ("seattle", "us-wa", "city in Washington"),
    ("bellevue", "us-wa", "city in Washington"),
    ("redmond", "us-wa", "city in Washington"),
    ("kirkland", "us-wa", "city in Washington"),
    ("austin", "us-tx", "city in Texas"),
    ("dallas", "us-tx", "city in Texas"),
    ("houston", "us-tx", "city in Texas"),
    ("boston", "us-ma", "city in Massachusetts"),
    ("chicago", "us-il", "city in Illinois"),
    ("denver", "us-co", "city in Colorado"),
    ("boulder", "us-co", "city in Colorado"),
    ("atlanta", "us-ga", "city in Georgia"),
    ("miami", "us-fl", "city in Florida"),
    ("pittsburgh", "us-pa", "city in Pennsylvania"),
    (
        "philadelphia",
        "us-pa",
        "city in Pennsylvania; its wage tax is not derived",
    ),
    ("washington dc", "us-dc", "the District"),
    ("washington d.c.", "us-dc", "the District"),
    ("d.c.", "us-dc", "the District"),
    ("salt lake city", "us-ut", "city in Utah"),
    ("raleigh", "us-nc", "city in North Carolina"),
    ("minneapolis", "us-mn", "city in Minnesota"),
    (
        "detroit",
        "us-mi",
        "city in Michigan; its income tax is not derived",
    ),
    ("new york city", "us-ny-nyc", "the city taxes its residents"),
    ("nyc", "us-ny-nyc", "the city taxes its residents"),
    ("manhattan", "us-ny-nyc", "borough of New York City"),
    ("brooklyn", "us-ny-nyc", "borough of New York City"),
    ("queens", "us-ny-nyc", "borough of New York City"),
    ("bronx", "us-ny-nyc", "borough of New York City"),
    ("the bronx", "us-ny-nyc", "borough of New York City"),
    ("staten island", "us-ny-nyc", "borough of New York City"),
    (
        "new york",
        "us-ny-nyc",
        "read as the city; write `New York State` for the state without its city tax",
    ),
    ("new york state", "us-ny", "the state outside the city"),
    ("upstate new york", "us-ny", "the state outside the city"),
    ("washington state", "us-wa", "the state"),
    // United Kingdom: Scotland sets its own rates of income tax.
    ("england", "uk-england", "part of the United Kingdom"),
    ("wales", "uk-wales", "Welsh rates of income tax"),
    ("scotland", "uk-scotland", "Scottish rates of income tax"),
    ("northern ireland", "uk-ni", "part of the United Kingdom"),
    ("london", "uk-england", "city in England"),
    ("cambridge uk", "uk-england", "city in England"),
    ("oxford", "uk-england", "city in England"),
    ("manchester", "uk-england", "city in England"),
    ("bristol", "uk-england", "city in England"),
    ("leeds", "uk-england", "city in England"),
    ("edinburgh", "uk-scotland", "city in Scotland"),
    ("glasgow", "uk-scotland", "city in Scotland"),
    ("cardiff", "uk-wales", "city in Wales"),
    ("belfast", "uk-ni", "city in Northern Ireland"),
    (
        "united kingdom",
        "uk-england",
        "read as England; write Scotland where its rates apply",
    ),
    (
        "uk",
        "uk-england",
        "read as England; write Scotland where its rates apply",
    ),
    (
        "great britain",
        "uk-england",
        "read as England; write Scotland where its rates apply",
    ),
    // Canada: provinces have their own rates.
    ("ontario", "ca-on", "province"),
    ("toronto", "ca-on", "city in Ontario"),
    ("ottawa", "ca-on", "city in Ontario"),
    ("kitchener", "ca-on", "city in Ontario"),
    ("british columbia", "ca-bc", "province"),
    ("bc", "ca-bc", "province"),
    ("quebec", "ca-qc", "province"),
    ("québec", "ca-qc", "province"),
    ("montreal", "ca-qc", "city in Quebec"),
    ("montréal", "ca-qc", "city in Quebec"),
    ("alberta", "ca-ab", "province"),
    ("calgary", "ca-ab", "city in Alberta"),
    ("edmonton", "ca-ab", "city in Alberta"),
    ("vancouver", "ca-bc", "city in British Columbia"),
    ("on", "ca-on", "province"),
    ("qc", "ca-qc", "province"),
    ("ab", "ca-ab", "province"),
    // Elsewhere: one place a country, except Zurich.
    ("germany", "de", "country"),
    ("deutschland", "de", "country"),
    ("berlin", "de", "city in Germany"),
    ("munich", "de", "city in Germany"),
    ("münchen", "de", "city in Germany"),
    ("hamburg", "de", "city in Germany"),
    ("tübingen", "de", "city in Germany"),
    ("france", "fr", "country"),
    ("paris", "fr", "city in France"),
    ("netherlands", "nl", "country"),
    ("the netherlands", "nl", "country"),
    ("amsterdam", "nl", "city in the Netherlands"),
    ("ireland", "ie", "country"),
    ("dublin", "ie", "city in Ireland"),
    ("switzerland", "ch-zh", "read as Zurich; cantons differ"),
    ("zurich", "ch-zh", "city in the canton of Zurich"),
    ("zürich", "ch-zh", "city in the canton of Zurich"),
    ("india", "in", "country"),
    ("bangalore", "in", "city in India"),
    ("bengaluru", "in", "city in India"),
    ("hyderabad", "in", "city in India"),
    ("mumbai", "in", "city in India"),
    ("pune", "in", "city in India"),
    ("delhi", "in", "city in India"),
    ("gurgaon", "in", "city in India"),
    ("singapore", "sg", "country"),
    ("israel", "il", "country"),
    ("tel aviv", "il", "city in Israel"),
    ("haifa", "il", "city in Israel"),
    ("australia", "au", "country"),
    ("sydney", "au", "city in Australia"),
    ("melbourne", "au", "city in Australia"),
];

/// Cities in Canada that people write with `CA` for the country.
const CANADIAN: &[&str] = &[
    "toronto",
    "montreal",
    "montréal",
    "ottawa",
    "calgary",
    "edmonton",
    "vancouver",
    "kitchener",
];

/// Words that say how, not where.
const NOISE: &[&str] = &[
    "remote",
    "hybrid",
    "onsite",
    "on-site",
    "office",
    "greater",
    "metro",
    "area",
    "hq",
    "usa",
    "us",
    "united states",
    "u.s.",
    "united states of america",
    "from",
    "based",
    "in",
    "or",
    "canada",
];

/// The currency that is paid in at a tax place; none for a country not known here.
pub fn currency_of(place: &str) -> Option<Currency> {
    let code = match place.split('-').next()? {
        "us" => "USD",
        "uk" => "GBP",
        "ca" => "CAD",
        "au" => "AUD",
        "ch" => "CHF",
        "il" => "ILS",
        "in" => "INR",
        "sg" => "SGD",
        "de" | "fr" | "ie" | "nl" => "EUR",
        _ => return None,
    };
    code.parse().ok()
}

/// The place that a location means; none where it says none or could say two.
pub fn derive_place(location: &str) -> Option<DerivedPlace> {
    let lower = location
        .chars()
        .take(120)
        .collect::<String>()
        .to_lowercase();
    let parts: Vec<String> = lower
        .split([',', '/', '(', ')', ';', '|', '·'])
        .map(without_noise)
        .filter(|part| !part.is_empty())
        .collect();
    let name = |part: &str| NAMES.iter().find(|(name, ..)| *name == part);
    let derived = |code: &str, reason: &str| {
        Some(DerivedPlace {
            code: code.to_owned(),
            reason: reason.to_owned(),
        })
    };
    // A single word in capitals such as `CA` or `TX` is a postal code.
    let state = parts.iter().enumerate().rev().find_map(|(index, part)| {
        let (code, state) = STATES
            .iter()
            .find(|(code, state)| code == part || state == part)?;
        // `New York` and `Washington` standing first are cities when a state follows.
        (index > 0 || parts.len() == 1).then_some((index, *code, *state))
    });
    if let Some((index, code, state)) = state {
        let city = parts.iter().take(index).map(String::as_str).next_back();
        if code == "ca"
            && city.is_some_and(|city| CANADIAN.contains(&city))
            && parts.get(index).is_some_and(|part| part == "ca")
        {
            let (_, place, reason) = city.and_then(name)?;
            return derived(place, reason);
        }
        if code == "ny"
            && (city.is_some_and(|city| NEW_YORK_CITY.contains(&city))
                || (city.is_none() && state == parts[index]))
        {
            return derived("us-ny-nyc", "New York City taxes its residents");
        }
        // Two-letter codes of countries and provinces that a known city decides.
        if let Some((_, place, reason)) = city.and_then(name)
            && !place.starts_with("us-")
            // Ontario is also a city in California.
            && reason.starts_with("city")
            && parts.get(index).is_some_and(|part| part == code)
            && place.starts_with(code)
        {
            return derived(place, reason);
        }
        return derived(
            &format!("us-{code}"),
            &format!("state of {}", title_case(state)),
        );
    }
    if parts.iter().any(|part| part == "canada") && parts.len() == 1 {
        return None;
    }
    parts
        .iter()
        .find_map(|part| name(part))
        .and_then(|(_, place, reason)| derived(place, reason))
}

fn without_noise(part: &str) -> String {
    let trimmed = part.trim();
    if NAMES.iter().any(|(name, ..)| *name == trimmed) {
        return trimmed.to_owned();
    }
    if NOISE.contains(&trimmed) && !STATES.iter().any(|(code, _)| *code == trimmed) {
        return String::new();
    }
    let words: Vec<&str> = trimmed
        .split_whitespace()
        .filter(|word| !word.bytes().all(|b| b.is_ascii_digit() || b == b'-') || word.is_empty())
        .collect();
    let kept: Vec<&str> = words
        .iter()
        .copied()
        .filter(|word| {
            words.len() == 1
                || !matches!(
                    *word,
                    "remote"
                        | "hybrid"
                        | "greater"
                        | "metro"
                        | "area"
                        | "hq"
                        | "office"
                        | "-"
                        | "–"
                        | "—"
                )
        })
        .collect();
    let joined = kept.join(" ");
    // `san francisco ca` without the comma is left to the full table.
    joined
}

fn title_case(text: &str) -> String {
    text.split(' ')
        .map(|word| {
            let mut letters = word.chars();
            match letters.next() {
                Some(first) if word != "of" => first.to_uppercase().chain(letters).collect(),
                _ => word.to_owned(),
            }
        })
        .collect::<Vec<String>>()
        .join(" ")
}
