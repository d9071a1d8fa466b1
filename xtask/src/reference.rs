//! `xtask build-reference DIR`: re-expresses public reference tables as the compact
//! texts under `data/reference/`, each with the hash of the file it was made from.
//!
//! Kept: OEWS wages of computing occupations (SOC 15-xxxx and 11-3021) for the nation,
//! states and areas; regional price parities of metropolitan areas; euro reference
//! rates; purchasing power parities of the latest years. Left out: everything else in
//! those tables. Figures are copied, never recalculated.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;

use sha2::{Digest, Sha256};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Euro rates are kept for each business day from here on; before, for the last one of a month.
const DAILY_FROM: &str = "2024-01-01";
const MONTHLY_FROM: &str = "2015-01-01";
const PPP_YEARS: usize = 2;

/// Reads the tables in `from` and writes `data/reference` below `root`.
pub fn build(from: &Path, root: &Path) -> Result<()> {
    let out = root.join("data/reference");
    std::fs::create_dir_all(&out)?;
    let mut hashes = BTreeMap::new();
    let mut read = |name: &str| -> Result<String> {
        let bytes = std::fs::read(from.join(name)).map_err(|e| format!("{name}: {e}"))?;
        let hash = Sha256::digest(&bytes);
        let hex = hash.iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        });
        hashes.insert(name.to_owned(), hex);
        Ok(String::from_utf8(bytes)?)
    };
    let oews = oews(&read("bls_oews_2025-05_computer.csv")?)?;
    let rpp = rpp(&read("bea_rpp_metro_2023.csv")?)?;
    let ecb = ecb(&read("eurofxref-hist.csv")?)?;
    let ppp = ppp(&read("ppp-gdp.csv")?)?;
    let last_rate = ecb
        .lines()
        .find(|line| line.starts_with("20"))
        .and_then(|line| line.split(',').next())
        .unwrap_or_default()
        .to_owned();
    std::fs::write(out.join("oews.txt"), oews)?;
    std::fs::write(out.join("rpp.txt"), rpp)?;
    std::fs::write(out.join("ecb.txt"), ecb)?;
    std::fs::write(out.join("ppp.txt"), ppp)?;
    let mut index = String::from("about = \"Where the tables of this folder come from\"\n");
    for (id, title, publisher, url, licence, date, file) in [
        (
            "bls-oews-2025-05",
            "Occupational Employment and Wage Statistics, May 2025",
            "U.S. Bureau of Labor Statistics",
            "https://www.bls.gov/oes/tables.htm",
            "public domain",
            "2025-05-01",
            "bls_oews_2025-05_computer.csv",
        ),
        (
            "bea-rpp-2023",
            "Regional Price Parities by Metropolitan Statistical Area, 2023",
            "U.S. Bureau of Economic Analysis",
            "https://www.bea.gov/data/prices-inflation/regional-price-parities-state-and-metro-area",
            "public domain",
            "2023-12-31",
            "bea_rpp_metro_2023.csv",
        ),
        (
            "ecb-eurofxref",
            "Euro foreign exchange reference rates",
            "European Central Bank",
            "https://www.ecb.europa.eu/stats/policy_and_exchange_rates/euro_reference_exchange_rates/html/index.en.html",
            "free reuse with attribution",
            last_rate.as_str(),
            "eurofxref-hist.csv",
        ),
        (
            "worldbank-ppp",
            "PPP conversion factor, GDP (PA.NUS.PPP), local currency per international dollar",
            "World Bank",
            "https://data.worldbank.org/indicator/PA.NUS.PPP",
            "CC BY 4.0",
            "2024-12-31",
            "ppp-gdp.csv",
        ),
    ] {
        let hash = hashes.get(file).ok_or("a table without hash")?;
        write!(
            index,
            "\n[{id}]\ntitle = \"{title}\"\npublisher = \"{publisher}\"\nurl = \"{url}\"\nlicence = \"{licence}\"\ndate = \"{date}\"\nmade_from = \"{file}\"\nsha256 = \"{hash}\"\n"
        )?;
    }
    std::fs::write(out.join("sources.toml"), index)?;
    Ok(())
}

/// Area lines `@code|type|name`, below each the occupations' wages.
fn oews(text: &str) -> Result<String> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let headers = reader.headers()?.clone();
    let column = |name: &str| {
        headers
            .iter()
            .position(|h| h.trim_start_matches('\u{feff}') == name)
            .ok_or_else(|| format!("OEWS: no column `{name}`"))
    };
    let wanted = [
        "Employment",
        "Annual mean wage",
        "Wage percent relative standard error",
        "Annual 10th percentile wage",
        "Annual 25th percentile wage",
        "Annual median wage",
        "Annual 75th percentile wage",
        "Annual 90th percentile wage",
    ];
    let wanted = wanted
        .iter()
        .map(|name| column(name))
        .collect::<std::result::Result<Vec<_>, _>>()?;
    // Footnotes count the data columns from one, beginning with employment.
    let first_data = column("Employment")?;
    let (code, kind, name) = (
        column("area_code")?,
        column("area_type")?,
        column("area_name")?,
    );
    let (soc, occupation) = (column("occupation_code")?, column("occupation")?);
    let notes = column("footnotes")?;
    let mut titles = BTreeMap::new();
    let mut areas: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for record in reader.records() {
        let record = record?;
        let field = |index: usize| record.get(index).unwrap_or_default().trim();
        let id = field(soc);
        let computing = id.starts_with("15") && id != "150000" && !id.ends_with('0');
        if !(computing || id == "113021") {
            continue;
        }
        let marks: BTreeMap<usize, &str> = field(notes)
            .split(';')
            .filter_map(|pair| {
                let (column, note) = pair.split_once(':')?;
                Some((column.parse::<usize>().ok()? + first_data - 1, note))
            })
            .collect();
        let soc = format!("{}-{}", &id[..2], &id[2..]);
        titles.insert(soc.clone(), field(occupation).to_owned());
        let cells: Vec<String> = wanted
            .iter()
            .map(|&index| match (marks.get(&index).copied(), field(index)) {
                (Some("8"), _) | (_, "-" | "" | "*" | "**") => "-".to_owned(),
                (Some("5"), value) => format!(">{value}"),
                (_, value) => value.to_owned(),
            })
            .collect();
        // Seven digits: two of the state, then five. Metropolitan areas are known by their five.
        let code = field(code);
        let code = code.strip_prefix("00").unwrap_or(code);
        let area = format!("@{code}|{}|{}", field(kind), field(name));
        areas
            .entry(area)
            .or_default()
            .push(format!("{soc},{}", cells.join(",")));
    }
    // Wages are found by code and kind, the name left aside.
    let codes: BTreeSet<_> = areas
        .keys()
        .filter_map(|area| Some(area.rsplit_once('|')?.0))
        .collect();
    if codes.len() < areas.len() {
        return Err(format!("OEWS: {} areas under {} codes", areas.len(), codes.len()).into());
    }
    let mut out = String::from(
        "# bls-oews-2025-05: wages in USD a year by area and occupation.\n\
         # `=` names an occupation. `@code|N S M|name` opens an area (nation, state, metropolitan or other area).\n\
         # Then: soc,employment,mean,relative standard error of the mean in percent,p10,p25,p50,p75,p90.\n\
         # `-` was withheld by the publisher (its footnote 8); `>x` is only known to be at least x (its footnote 5).\n",
    );
    for (soc, title) in titles {
        writeln!(out, "={soc}|{title}")?;
    }
    for (area, mut rows) in areas {
        rows.sort();
        rows.dedup();
        writeln!(out, "{area}")?;
        for row in rows {
            writeln!(out, "{row}")?;
        }
    }
    Ok(out)
}

/// `code|all items|housing|name`, parities with the nation at 100.
fn rpp(text: &str) -> Result<String> {
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut areas: BTreeMap<String, (String, String, String)> = BTreeMap::new();
    for record in reader.records() {
        let record = record?;
        let field = |index: usize| record.get(index).unwrap_or_default().trim();
        let code: u32 = match field(0).parse() {
            Ok(code) => code,
            Err(_) => continue,
        };
        let name = field(1)
            .trim_end_matches('*')
            .trim()
            .trim_end_matches("(Metropolitan Statistical Area)")
            .trim();
        let entry = areas.entry(format!("{code:05}")).or_default();
        entry.2 = name.to_owned();
        match field(2) {
            "RPPs: All items" => entry.0 = field(3).to_owned(),
            "RPPs: Services: Housing" => entry.1 = field(3).to_owned(),
            _ => {}
        }
    }
    let mut out = String::from(
        "# bea-rpp-2023: price level of an area with the United States at 100.\n# code|all items|housing|name; 00000 is the nation, 00999 its nonmetropolitan part.\n",
    );
    for (code, (all, housing, name)) in areas {
        writeln!(out, "{code}|{all}|{housing}|{name}")?;
    }
    Ok(out)
}

/// Newest first; units of each currency for one euro, `-` where none is quoted.
fn ecb(text: &str) -> Result<String> {
    let mut lines = text.lines();
    let header: Vec<&str> = lines
        .next()
        .ok_or("ECB: empty")?
        .trim_end_matches(',')
        .split(',')
        .collect();
    let mut rows: Vec<Vec<&str>> = lines
        .map(|line| {
            line.trim_end()
                .trim_end_matches(',')
                .split(',')
                .collect::<Vec<_>>()
        })
        .filter(|row| row.len() == header.len() && row[0] >= MONTHLY_FROM)
        .collect();
    rows.sort_by(|a, b| b[0].cmp(a[0]));
    let mut months = BTreeSet::new();
    rows.retain(|row| row[0] >= DAILY_FROM || months.insert(row[0][..7].to_owned()));
    let quoted: Vec<usize> = (1..header.len())
        .filter(|&column| rows.iter().any(|row| row[column] != "N/A"))
        .collect();
    let mut out = format!(
        "# ecb-eurofxref: units of a currency for one euro, newest first; `-` where none was quoted.\n# Each business day from {DAILY_FROM}; before, the last one of each month.\ndate"
    );
    for &column in &quoted {
        write!(out, ",{}", header[column])?;
    }
    out.push('\n');
    for row in rows {
        out.push_str(row[0]);
        for &column in &quoted {
            let value = row[column];
            write!(out, ",{}", if value == "N/A" { "-" } else { value })?;
        }
        out.push('\n');
    }
    Ok(out)
}

/// `country,year,local currency per international dollar`.
fn ppp(text: &str) -> Result<String> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let mut countries: BTreeMap<String, BTreeMap<u16, String>> = BTreeMap::new();
    for record in reader.records() {
        let record = record?;
        let field = |index: usize| record.get(index).unwrap_or_default().trim();
        if let Ok(year) = field(2).parse() {
            countries
                .entry(field(1).to_owned())
                .or_default()
                .insert(year, field(3).to_owned());
        }
    }
    let mut out = String::from(
        "# worldbank-ppp: units of local currency with the purchasing power of one US dollar in the United States.\n# country,year,factor; the latest years of each country.\n",
    );
    for (country, years) in countries {
        for (year, factor) in years.iter().rev().take(PPP_YEARS) {
            let short: f64 = factor.parse()?;
            writeln!(out, "{country},{year},{}", (short * 1e6).round() / 1e6)?;
        }
    }
    Ok(out)
}
