//! One posting as the boards' own interfaces give it: Greenhouse, Lever, Ashby, collected
//! lists, and schema.org JobPosting. Where no field holds the pay, the text is searched.
//!
//! Greenhouse states pay in cents; Ashby writes `1 YEAR`; Lever `per-year-salary`.

use batna_core::Currency;
use serde_json::Value;

use super::dates::parse_date;
use super::pay_text::find_pay;
use crate::pay::Unit;
use crate::raw::{Found, Raw, SetAside};

/// Reads one posting.
pub fn raw_of(row: u64, job: &Value) -> Found {
    let mut raw = Raw {
        row,
        title: first_text(job, &["/title", "/text", "/name"]).to_owned(),
        employer: first_text(
            job,
            &[
                "/company_name",
                "/company",
                "/hiringOrganization/name",
                "/hiringOrganization",
                "/organization",
            ],
        )
        .to_owned(),
        place: first_text(
            job,
            &[
                "/location/name",
                "/categories/location",
                "/location",
                "/jobLocation/address/addressLocality",
                "/jobLocation/0/address/addressLocality",
            ],
        )
        .to_owned(),
        country: first_text(
            job,
            &[
                "/country",
                "/address/postalAddress/addressCountry",
                "/jobLocation/address/addressCountry",
                "/jobLocation/address/addressCountry/name",
                "/jobLocation/0/address/addressCountry",
            ],
        )
        .to_owned(),
        employment: first_text(
            job,
            &[
                "/employment_type",
                "/employmentType",
                "/categories/commitment",
            ],
        )
        .to_owned(),
        ..Raw::default()
    };
    if raw.title.is_empty() {
        return Err((row, SetAside::new("no title", "")));
    }
    if let Some(region) = job
        .pointer("/jobLocation/address/addressRegion")
        .and_then(Value::as_str)
    {
        raw.place = format!("{}, {region}", raw.place);
    }
    let dates = [
        "/first_published",
        "/publishedAt",
        "/date_posted",
        "/datePosted",
        "/updated_at",
        "/first_seen",
    ];
    raw.date = parse_date(first_text(job, &dates)).or_else(|| {
        // Lever counts milliseconds since 1970.
        let millis = job.get("createdAt")?.as_i64()?;
        let time = jiff::Timestamp::from_millisecond(millis).ok()?;
        Some(time.to_zoned(jiff::tz::TimeZone::UTC).date())
    });
    let workplace = first_text(job, &["/workplaceType", "/workplace_type"]).to_lowercase();
    raw.remote = match workplace.as_str() {
        "remote" => Some(100),
        "hybrid" => Some(50),
        "onsite" | "on-site" => Some(0),
        _ if job.get("isRemote").and_then(Value::as_bool) == Some(true) => Some(100),
        _ => None,
    };
    let id = first_text(
        job,
        &[
            "/job_id",
            "/id",
            "/identifier/value",
            "/absolute_url",
            "/url",
        ],
    );
    let number_id = job
        .get("id")
        .and_then(Value::as_u64)
        .map(|id| id.to_string());
    raw.id = number_id.or_else(|| (!id.is_empty()).then(|| id.to_owned()));
    if raw.id.is_none() {
        raw.content = crate::memo::hash_parts([job.to_string().as_bytes()]);
    }
    if let Some(words) = job.get("matched_keywords").and_then(Value::as_array) {
        raw.skills = words
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect();
    }
    type Read = fn(&Value, &mut Raw) -> bool;
    let fields: [(&str, Read); 4] = [
        ("compensation", ashby),
        ("salaryRange", lever),
        ("pay_input_ranges", greenhouse),
        ("baseSalary", schema_org),
    ];
    let field = fields
        .into_iter()
        .find_map(|(field, read)| read(job, &mut raw).then_some(field))
        .or_else(|| in_text(job, &mut raw));
    match field {
        Some(field) => {
            raw.pay_column = Some(field.into());
            Ok(raw)
        }
        None => Err((row, SetAside::new("no pay stated", raw.title))),
    }
}

fn first_text<'v>(job: &'v Value, pointers: &[&str]) -> &'v str {
    pointers
        .iter()
        .filter_map(|pointer| job.pointer(pointer).and_then(Value::as_str))
        .find(|text| !text.trim().is_empty())
        .unwrap_or("")
        .trim()
}

/// Numbers, or texts that hold one.
fn figure(value: Option<&Value>) -> Option<f64> {
    match value? {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => super::table::parse_number(text.trim()),
        _ => None,
    }
}

fn currency(value: Option<&Value>) -> Option<Currency> {
    value?.as_str()?.parse().ok()
}

fn ashby(job: &Value, raw: &mut Raw) -> bool {
    let tiers = job
        .pointer("/compensation/compensationTiers")
        .and_then(Value::as_array);
    let summary = job.pointer("/compensation/summaryComponents");
    let mut lists: Vec<&Value> = tiers
        .into_iter()
        .flatten()
        .filter_map(|tier| tier.get("components"))
        .collect();
    if lists.len() > 1 {
        raw.doubts
            .push("several pay tiers; the first is taken".to_owned());
    }
    lists.extend(summary);
    for part in lists.into_iter().filter_map(Value::as_array).flatten() {
        let kind = part.get("compensationType").and_then(Value::as_str);
        if kind != Some("Salary") {
            continue;
        }
        raw.low = figure(part.get("minValue"));
        raw.high = figure(part.get("maxValue"));
        raw.currency = currency(part.get("currencyCode"));
        raw.unit = part
            .get("interval")
            .and_then(Value::as_str)
            .and_then(Unit::parse);
        if raw.low.or(raw.high).is_some() {
            return true;
        }
    }
    false
}

fn lever(job: &Value, raw: &mut Raw) -> bool {
    let Some(range) = job.get("salaryRange").filter(|r| r.is_object()) else {
        return false;
    };
    raw.low = figure(range.get("min"));
    raw.high = figure(range.get("max"));
    raw.currency = currency(range.get("currency"));
    raw.unit = range
        .get("interval")
        .and_then(Value::as_str)
        .and_then(Unit::parse);
    raw.low.or(raw.high).is_some()
}

fn greenhouse(job: &Value, raw: &mut Raw) -> bool {
    let ranges = job.get("pay_input_ranges").and_then(Value::as_array);
    let Some(first) = ranges.and_then(|ranges| ranges.first()) else {
        return false;
    };
    if ranges.is_some_and(|ranges| ranges.len() > 1) {
        raw.doubts
            .push("several pay ranges; the first is taken".to_owned());
    }
    // Cents, by the field's own name.
    raw.low = figure(first.get("min_cents")).map(|c| c / 100.0);
    raw.high = figure(first.get("max_cents")).map(|c| c / 100.0);
    raw.currency = currency(first.get("currency_type"));
    raw.low.or(raw.high).is_some()
}

fn schema_org(job: &Value, raw: &mut Raw) -> bool {
    let Some(salary) = job.get("baseSalary") else {
        return false;
    };
    let value = salary.get("value").unwrap_or(salary);
    let plain = figure(Some(value)).or_else(|| figure(value.get("value")));
    raw.low = figure(value.get("minValue")).or(plain);
    raw.high = figure(value.get("maxValue"));
    raw.currency = currency(salary.get("currency")).or_else(|| currency(value.get("currency")));
    raw.unit = value
        .get("unitText")
        .or_else(|| salary.get("unitText"))
        .and_then(Value::as_str)
        .and_then(Unit::parse);
    raw.low.or(raw.high).is_some()
}

/// Pay in the running text; the field that holds it.
fn in_text(job: &Value, raw: &mut Raw) -> Option<&'static str> {
    let fields = [
        "content",
        "description",
        "descriptionPlain",
        "salaryDescriptionPlain",
        "additionalPlain",
        "requirements",
        "descriptionHtml",
    ];
    for field in fields {
        let Some(text) = job.get(field).and_then(Value::as_str) else {
            continue;
        };
        let plain = plain_text(text);
        let found = find_pay(&plain);
        let Some(first) = found.first() else {
            continue;
        };
        if found.len() > 1 {
            let doubt = if found.iter().any(|pay| pay.before.contains("zone")) {
                "pay stated by zone; the first zone is taken"
            } else {
                "several amounts of pay in the text; the first is taken"
            };
            raw.doubts.push(doubt.to_owned());
        }
        raw.low = Some(first.low);
        raw.high = (first.high > first.low).then_some(first.high);
        raw.currency = Some(first.currency);
        raw.unit = first.unit;
        raw.doubts
            .push("pay read from the text of the posting".to_owned());
        return Some(field);
    }
    None
}

/// Text without tags; Greenhouse escapes its tags once more.
fn plain_text(html: &str) -> String {
    let once = unescape(html);
    let mut out = String::with_capacity(once.len());
    let mut inside = false;
    for c in once.chars() {
        match c {
            '<' => {
                inside = true;
                out.push(' ');
            }
            '>' if inside => inside = false,
            _ if !inside => out.push(c),
            _ => {}
        }
    }
    unescape(&out)
}

fn unescape(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&nbsp;", " "),
        ("&mdash;", "—"),
        ("&ndash;", "–"),
        ("&pound;", "£"),
        ("&euro;", "€"),
        ("&amp;", "&"),
    ]
    .iter()
    .fold(text.to_owned(), |text, (entity, plain)| {
        text.replace(entity, plain)
    })
}
