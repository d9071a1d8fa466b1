//! Questions to the market and imported guides, through the program itself.

use serde_json::Value;

use crate::{Folder, batna, stderr, stdout};

fn json(folder: &Folder, arguments: &[&str]) -> Value {
    let output = batna(folder.path(), arguments);
    assert!(
        output.status.success(),
        "{arguments:?}: {}",
        stderr(&output)
    );
    serde_json::from_str(&stdout(&output)).unwrap()
}

#[test]
fn a_question_is_answered_with_how_it_was_read() {
    let folder = Folder::new();
    let question = "median base of a senior data scientist in San Francisco";
    let answer = json(&folder, &["market", "ask", question, "--json"]);
    assert_eq!(answer["schema"], "batna/market-answer/1");
    assert!(answer["as_of"].is_string());
    assert_eq!(
        answer["reading"]["roles"],
        serde_json::json!(["data-scientist"])
    );
    assert_eq!(answer["reading"]["statistic"], "median");
    assert_eq!(answer["asks"], serde_json::json!([]));
    let band = &answer["bands"][0];
    assert_eq!(band["currency"], "USD");
    assert!(band["p50"].as_f64().unwrap() > 50_000.0);
    // Official wages do not tell levels apart, and it says so.
    let caveats = band["caveats"].to_string();
    assert!(
        caveats.contains("level asked for is not told apart"),
        "{caveats}"
    );
}

#[test]
fn amounts_are_written_with_separators() {
    let folder = Folder::new();
    let question = "Is 250k low for a senior ML engineer in San Francisco?";
    let shown = stdout(&batna(folder.path(), &["market", "ask", question]));
    assert!(shown.contains("$250,000 lies about p"), "{shown}");
    assert!(!shown.contains("250000"), "{shown}");
}

#[test]
fn a_year_to_come_is_refused() {
    let folder = Folder::new();
    let question = "ML engineer pay in Austin in 2098";
    let answer = json(&folder, &["market", "ask", question, "--json"]);
    assert_eq!(answer["bands"], serde_json::json!([]));
    assert_eq!(answer["refusals"][0]["about"], "2098");
}

#[test]
fn levels_of_two_companies_are_not_read_by_the_map_of_one() {
    let folder = Folder::new();
    let question = "ML engineer L5 at Google vs Meta";
    let answer = json(&folder, &["market", "ask", question, "--json"]);
    assert_eq!(answer["bands"], serde_json::json!([]));
    assert_eq!(answer["refusals"][0]["about"], "L5");
}

#[test]
fn what_is_not_understood_is_asked_back_and_nothing_invented() {
    let folder = Folder::new();
    for question in ["Who will win the election?", "pay of wizards in Narnia"] {
        let answer = json(&folder, &["market", "ask", question, "--json"]);
        assert_eq!(answer["bands"], serde_json::json!([]), "{question}");
        assert!(!answer["asks"].as_array().unwrap().is_empty(), "{question}");
    }
    let output = batna(
        folder.path(),
        &["market", "ask", "pay of wizards in Narnia"],
    );
    assert!(
        stdout(&output).contains("? Not understood: wizards, Narnia."),
        "{}",
        stdout(&output)
    );
}

#[test]
fn a_prediction_names_its_schema() {
    let folder = Folder::new();
    let mut rows = String::from("employer,job_title,country,work_location,wage,status,year\n");
    for row in 0..1_200 {
        let title = ["Data Scientist", "Senior Data Scientist"][row % 2];
        let wage = 120_000 + 30_000 * (row % 2) + row * 7 % 900;
        let year = 2020 + row / 300;
        rows.push_str(&format!(
            "Employer {row},{title},Unknown,\"Austin, TX\",{wage},Certified,{year}\n"
        ));
    }
    folder.write("rows.csv", rows);
    let summary = json(
        &folder,
        &["market", "import", "rows.csv", "--data", "data", "--json"],
    );
    assert_eq!(summary["schema"], "batna/market-import/1");
    assert_eq!(summary["rows_kept"], 1_200);
    let predicted = json(
        &folder,
        &[
            "market",
            "predict",
            "--role",
            "data-scientist",
            "--level",
            "senior",
            "--place",
            "Austin, TX",
            "--data",
            "data",
            "--json",
        ],
    );
    assert_eq!(predicted["schema"], "batna/market-predict/1");
    let (low, high) = (
        predicted["low"].as_f64().unwrap(),
        predicted["high"].as_f64().unwrap(),
    );
    assert!(low < 150_450.0 && 150_450.0 < high, "{low} {high}");
    assert!(predicted["coverage"]["held_unadapted"].is_number());
}

const GUIDE: &str = "### Machine Learning Engineer | Acme Global Negotiation Guide\n\n\
## Salary by level\n\n| Level | Base | Stock (4 years) | Bonus | Total |\n|---|---|---|---|---|\n\
| L4 | $180,000 | $200,000 | $20,000 | $250,000 |\n";

#[test]
fn an_imported_guide_is_shown_by_its_company() {
    let folder = Folder::new();
    folder.write("guides/one.md", GUIDE);
    folder.write(
        "guides/two.md",
        GUIDE.replace("Machine Learning Engineer", "Data Scientist"),
    );
    let import = json(
        &folder,
        &["guide", "import", "guides", "--data", "data", "--json"],
    );
    assert_eq!(import["guides"].as_array().unwrap().len(), 2, "{import}");
    let role = import["guides"][0]["role"].as_str().unwrap();
    let company = import["guides"][0]["company"].as_str().unwrap();
    assert_eq!(company, "Acme");
    let show = ["guide", "show", "acme", "--data", "data", "--json"];
    let several = batna(folder.path(), &show);
    assert_eq!(several.status.code(), Some(1));
    assert!(
        stderr(&several).contains("guide::several"),
        "{}",
        stderr(&several)
    );
    let shown = json(&folder, &[&show[..], &["--role", role]].concat());
    assert_eq!(shown["schema"], "batna/guide-read/1");
    assert_eq!(shown["sha256"], import["guides"][0]["sha256"]);
    assert_eq!(shown["guide"]["rows"].as_array().unwrap().len(), 1);
    let none = batna(
        folder.path(),
        &["guide", "show", "Zorbly", "--data", "data"],
    );
    assert_eq!(none.status.code(), Some(1));
    assert!(
        stderr(&none).contains("Imported: acme"),
        "{}",
        stderr(&none)
    );
}

/// Twelve reports of one role, employer and city, with every part of pay.
fn reports(folder: &Folder) {
    let mut rows = "timestamp,company,level,title,totalyearlycompensation,location,\
         yearsofexperience,yearsatcompany,tag,basesalary,stockgrantvalue,bonus,gender\n"
        .to_owned();
    for row in 0..12 {
        let (base, stock, bonus) = (
            170_000 + 5_000 * row,
            60_000 + 9_000 * row,
            20_000 + row * 900,
        );
        rows += &format!(
            "6/{}/2021 11:33:27,Google,L5,Software Engineer,{},\"San Francisco, CA\",6,2,\
             ML / AI,{base},{stock},{bonus},\n",
            1 + row,
            base + stock + bonus
        );
    }
    folder.write("reports.csv", &rows);
    json(
        folder,
        &[
            "market",
            "import",
            "reports.csv",
            "--data",
            "data",
            "--json",
        ],
    );
}

#[test]
fn a_guide_is_built_from_every_part_of_pay_in_the_store() {
    let folder = Folder::new();
    reports(&folder);
    let built = stdout(&batna(
        folder.path(),
        &[
            "guide",
            "build",
            "--company",
            "Google",
            "--role",
            "ml-engineer",
            "--place",
            "San Francisco",
            "--data",
            "data",
        ],
    ));
    for part in [
        "base salary: open at $",
        "bonus: open at $",
        "equity a year: open at $",
    ] {
        assert!(built.contains(part), "{part}\n{built}");
    }
    assert!(!built.contains("no evidence"), "{built}");
}

#[test]
fn what_stands_behind_the_figures_is_told() {
    let folder = Folder::new();
    reports(&folder);
    let told = |question: &str| {
        let answer = json(
            &folder,
            &["market", "ask", question, "--data", "data", "--json"],
        );
        assert_eq!(answer["asks"], serde_json::json!([]), "{answer}");
        assert_eq!(answer["refusals"], serde_json::json!([]), "{answer}");
        answer["answers"].to_string()
    };
    let sources = told("how sure are you?");
    assert!(
        sources.contains("12 rows of 2021, self-reported (import `reports`)")
            && sources.contains("Occupational Employment and Wage Statistics"),
        "{sources}"
    );
    let band = told("how sure are you about ML engineers at Google in San Francisco?");
    assert!(band.contains("12 rows (self-reported)"), "{band}");
}
