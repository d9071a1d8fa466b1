//! From nothing to a brief: `init`, two offers of five lines, a few words about oneself.

use crate::{Folder, done, json};

#[test]
fn two_five_line_offers_make_a_brief() {
    let folder = Folder::new();
    done(folder.path(), &["init", "mine"]);
    let case = folder.path().join("mine");
    done(&case, &["check"]);
    std::fs::remove_file(case.join("offers/example.toml")).unwrap();
    for (name, text) in [
        (
            "acme",
            "employer = \"Acme\"\nbase = \"205000 USD\"\ngrant = \"180000 USD RSU\"\ndeadline = 2026-07-10\nstatus = \"written\"\n",
        ),
        (
            "initech",
            "employer = \"Initech\"\nbase = \"190000 USD\"\ngrant = \"12000 options\"\ndeadline = 2026-07-15\nstatus = \"written\"\n",
        ),
    ] {
        std::fs::write(case.join(format!("offers/{name}.toml")), text).unwrap();
    }
    std::fs::write(
        case.join("me.toml"),
        "role = \"ml-engineer\"\nlevel = \"senior\"\nlocation = \"San Francisco, CA\"\n",
    )
    .unwrap();
    let seen = ["--as-of", "2026-07-01", "--paths", "2000"];
    let with = |arguments: &[&'static str]| {
        let mut all = arguments.to_vec();
        all.extend(seen);
        all
    };
    let brief = done(&case, &with(&["brief"]));
    assert!(brief.contains("Countering Acme"), "{brief}");
    // What is missing is named as a gap, not filled in.
    assert!(brief.contains("vesting is not stated"));
    // A lead that only holds because equity is unknown says so.
    let flat = brief.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        flat.contains("With Initech's options counted as nothing, Acme beats Initech"),
        "{brief}"
    );
    let compare = json(&case, &with(&["compare"]));
    let unvalued = &compare["pairs"][0]["unvalued"][0];
    assert_eq!(unvalued["alternative"], "initech");
    assert_eq!(unvalued["advertised"], serde_json::Value::Null);
    assert_eq!(unvalued["level_at"], compare["pairs"][0]["certainty_gap"]);
    let floor = done(&case, &with(&["floor"]));
    assert!(
        floor.contains("its options not valued and counted as nothing"),
        "{floor}"
    );
    assert!(
        compare["notes"].to_string().contains("Initech: not valued"),
        "{compare}"
    );
    let value = json(&case, &with(&["value"]));
    let initech = value["alternatives"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["id"] == "initech")
        .unwrap();
    assert_eq!(initech["equity"][0]["model"], "unmodelled");
    assert!(initech["equity"][0]["net"]["p50"].is_null());
    assert!(
        !initech["equity"][0]["missing"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    // Questions are ranked by what their answers are worth.
    let brief = json(&case, &with(&["brief", "initech"]));
    let worths: Vec<f64> = brief["unknown"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|gap| gap["worth"].as_f64())
        .collect();
    assert!(
        worths.len() > 1 && worths.is_sorted_by(|a, b| a >= b),
        "{worths:?}"
    );
    for command in ["compare", "floor", "plan", "script"] {
        json(&case, &with(&[command]));
    }
}

#[test]
fn init_leaves_a_case_alone() {
    let folder = Folder::new();
    folder.write("me.toml", "role = \"ml-engineer\"\n");
    let output = crate::batna(folder.path(), &["init"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(crate::stderr(&output).contains("holds a case already"));
    let kept = std::fs::read_to_string(folder.path().join("me.toml")).unwrap();
    assert_eq!(kept, "role = \"ml-engineer\"\n");
}

/// What an engineer in London is told: the plan of the options, pay in another currency, and
/// that nothing here tells the market's pay.
#[test]
fn a_brief_from_london_is_plain_about_what_it_cannot_say() {
    let folder = Folder::new();
    let case = folder.path();
    std::fs::create_dir(case.join("offers")).unwrap();
    std::fs::write(
        case.join("me.toml"),
        "role = \"research-engineer\"\nlevel = \"senior\"\nlocation = \"London\"\ncurrency = \"GBP\"\n\
         as_of = 2026-05-10\n[needs]\nmonthly = \"4200 GBP\"\n",
    )
    .unwrap();
    for (name, text) in [
        (
            "nimbus",
            "employer = \"Nimbus\"\nbase = \"142000 GBP\"\ngrant = \"40000 EMI options at 1.20 GBP, 4y monthly, 1y cliff\"\n\
             deadline = 2026-05-15\nstatus = \"written\"\n[company]\nstage = \"series-b\"\nshare_price = \"4 GBP\"\nvaluation = \"120M GBP\"\n",
        ),
        (
            "abroad",
            "employer = \"Abroad\"\nbase = \"128000 GBP\"\nlocation = \"Munich\"\nstatus = \"verbal\"\n",
        ),
    ] {
        std::fs::write(case.join(format!("offers/{name}.toml")), text).unwrap();
    }
    let check = json(case, &["check"]);
    let told = check["diagnostics"].as_array().unwrap();
    let other = told
        .iter()
        .find(|one| one["code"] == "case::other-currency")
        .expect("told");
    assert_eq!(other["file"], "offers/abroad.toml");
    assert_eq!(other["line"], 2);
    let brief = done(case, &["brief", "--paths", "2000"]);
    let flat = brief.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        flat.contains("Nothing here tells what this work pays in this place"),
        "{brief}"
    );
    assert!(
        flat.contains("EMI options: the rise is taxed as a gain at the sale"),
        "{brief}"
    );
    assert!(!flat.contains("Are these RSUs, ISOs, NSOs"), "{brief}");
    assert!(!flat.contains("or what you need a month"), "{brief}");
}

/// Shares in dollars beside a base in pounds are counted in pounds, at a named rate.
///
/// The European Central Bank's rates of 2026-05-08: 1.1761 dollars and 0.8641 pounds for a euro.
#[test]
fn a_grant_in_another_currency_is_turned_at_a_dated_rate() {
    let folder = Folder::new();
    let case = folder.path();
    std::fs::create_dir(case.join("offers")).unwrap();
    std::fs::write(
        case.join("me.toml"),
        "location = \"London\"\nas_of = 2026-05-10\n",
    )
    .unwrap();
    std::fs::write(
        case.join("offers/a.toml"),
        "employer = \"Atlantic\"\nbase = \"120000 GBP\"\ngrant = \"200000 USD RSU, 4y quarterly\"\n\
         status = \"written\"\n[company]\nkind = \"public\"\n",
    )
    .unwrap();
    let value = json(case, &["value", "--paths", "2000"]);
    let offer = &value["alternatives"][0];
    let advertised = offer["equity"][0]["advertised"].as_f64().unwrap();
    assert!(
        (advertised - 200_000.0 * 0.8641 / 1.1761).abs() < 0.01,
        "{advertised}"
    );
    assert!(offer["figures"]["year1_net"]["p50"].is_number(), "{offer}");
    let notes = offer["notes"].to_string();
    assert!(
        notes.contains("what is in USD is counted at 0.7347 GBP, the rate of 2026-05-08"),
        "{notes}"
    );
}

/// A base in dollars for work from London is taxed in pounds: what is left is worth what is left
/// of the same pay in pounds, and everything says at which rate and that it is an employee's.
///
/// The European Central Bank's rates of 2026-05-08: 1.1761 dollars and 0.8641 pounds for a euro.
#[test]
fn pay_in_dollars_is_taxed_where_the_work_is() {
    let rate = 0.8641 / 1.1761;
    let folder = Folder::new();
    let case = folder.path();
    std::fs::create_dir(case.join("offers")).unwrap();
    std::fs::write(
        case.join("me.toml"),
        "location = \"London\"\nas_of = 2026-05-10\n[needs]\nmonthly = \"4200 GBP\"\n",
    )
    .unwrap();
    let pounds = format!("{:.6} GBP", 200_000.0 * rate);
    for (name, base) in [("dollars", "200000 USD"), ("pounds", &pounds)] {
        std::fs::write(
            case.join(format!("offers/{name}.toml")),
            format!(
                "employer = \"{name}\"\nbase = \"{base}\"\nbonus = \"10%\"\nstatus = \"written\"\n\
                 start = 2026-06-01\ngrant = \"10000 options at 2 USD, 4y monthly, 1y cliff\"\n\
                 [company]\nstage = \"series-b\"\nshare_price = \"8 USD\"\nvaluation = \"300M USD\"\n"
            ),
        )
        .unwrap();
    }
    let value = json(
        case,
        &["value", "--paths", "4000", "--scenario", "growth=0%"],
    );
    let offer = |name: &str| {
        let all = value["alternatives"].as_array().unwrap();
        let found = all.iter().find(|one| one["id"] == name);
        found.expect("the offer").clone()
    };
    let (dollars, pounds) = (offer("dollars"), offer("pounds"));
    for figure in ["year1_net", "average_year_net", "certainty_equivalent"] {
        let of = |one: &serde_json::Value| one["figures"][figure]["p50"].as_f64().unwrap();
        let (paid, same) = (of(&dollars) * rate, of(&pounds));
        assert!((paid - same).abs() < 1.0, "{figure}: {paid} and {same}");
    }
    let tax = |one: &serde_json::Value| one["tax_years"][0]["total"].as_f64().unwrap();
    assert!((tax(&dollars) * rate - tax(&pounds)).abs() < 0.05);
    let notes = dollars["notes"].to_string();
    assert!(
        notes.contains("paid in USD and taxed in GBP, as an employee's pay, at 0.7347 GBP"),
        "{notes}"
    );
    assert!(
        notes.contains("a contractor owes other contributions"),
        "{notes}"
    );
    let check = json(case, &["check"]);
    let told = check["diagnostics"].as_array().unwrap();
    let other = told
        .iter()
        .find(|one| one["code"] == "case::other-currency");
    let message = other.expect("told")["message"].as_str().unwrap();
    assert!(
        message.contains("counted at 0.7347 GBP, the rate of 2026-05-08"),
        "{message}"
    );
    let trace = done(
        case,
        &["explain", "offers.dollars.tax.2026", "--paths", "500"],
    );
    assert!(trace.contains("GBP for one USD"), "{trace}");
    let brief = done(case, &["brief", "--paths", "2000"]);
    assert!(brief.contains("taxed in GBP"), "{brief}");
}

/// What an offer in another currency must come to is told in its own, not in that of comparison.
#[test]
fn a_base_at_the_floor_is_in_the_offer_s_own_currency() {
    let folder = Folder::new();
    let case = folder.path();
    std::fs::create_dir(case.join("offers")).unwrap();
    std::fs::write(
        case.join("me.toml"),
        "location = \"Bengaluru\"\nas_of = 2026-04-20\n[needs]\nmonthly = \"150000 INR\"\n",
    )
    .unwrap();
    for (name, text) in [
        (
            "home",
            "employer = \"Home\"\nbase = \"62 LPA\"\nstatus = \"written\"\n",
        ),
        (
            "away",
            "employer = \"Away\"\nbase = \"180000 SGD\"\nlocation = \"Singapore\"\nstatus = \"written\"\n",
        ),
    ] {
        std::fs::write(case.join(format!("offers/{name}.toml")), text).unwrap();
    }
    let floor = json(case, &["floor", "--paths", "500"]);
    let away = floor["offers"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["offer"] == "away")
        .unwrap();
    assert_eq!(away["base_at_floor"]["currency"], "SGD");
    let needed = away["base_at_floor"]["needed"].as_f64().unwrap();
    assert!((50_000.0..180_000.0).contains(&needed), "{needed}");
    let text = done(case, &["floor", "--paths", "500"]);
    let row = text
        .lines()
        .find(|line| line.trim_start().starts_with("Away "))
        .unwrap();
    assert!(row.trim_end().ends_with('k') && row.contains("S$"), "{row}");
    // What it leaves a month is set beside a need in rupees in rupees.
    let month = floor["needs"]["offers"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["offer"] == "away")
        .unwrap();
    assert!(
        month["monthly_net"].as_f64().unwrap() > 500_000.0,
        "{month}"
    );
    assert_eq!(month["covers"], true);
    let compare = done(case, &["compare", "--paths", "500"]);
    assert!(compare.contains("Home's base were ₹"), "{compare}");
    // Paths are compared in one currency, as certain money is.
    let pair = &json(case, &["compare", "--paths", "500"])["pairs"][0];
    let (median, certain) = (
        pair["median_gap"].as_f64().unwrap(),
        pair["certainty_gap"].as_f64().unwrap(),
    );
    assert!((median / certain - 1.0).abs() < 0.05, "{pair}");
}

/// Letters of private companies state an amount and no price: what it brings goes by how the price
/// moves, so any price stated beside it says the same.
#[test]
fn an_amount_of_private_units_is_valued_without_a_price() {
    let folder = Folder::new();
    let case = folder.path().join("mine");
    std::fs::create_dir_all(case.join("offers")).unwrap();
    std::fs::write(case.join("me.toml"), "location = \"Seattle, WA\"\n").unwrap();
    let net = |company: &str| {
        let offer = format!(
            "employer = \"Lab\"\nstatus = \"written\"\nbase = \"300000 USD\"\n\
             grant = \"900000 USD double-trigger RSU, 4y monthly, 1y cliff\"\n\
             [company]\nstage = \"late\"\n{company}"
        );
        std::fs::write(case.join("offers/lab.toml"), offer).unwrap();
        let seen = ["value", "--as-of", "2026-07-01", "--paths", "4000"];
        let value = json(&case, &seen);
        let equity = &value["alternatives"][0]["equity"][0];
        assert_eq!(equity["model"], "private", "{equity}");
        assert_eq!(equity["advertised"], 900_000.0);
        let net = &equity["net"];
        let notes = value["alternatives"][0]["notes"].to_string();
        assert_eq!(
            notes.contains("which is not told"),
            !company.contains("share_price"),
            "{notes}"
        );
        [net["p50"].as_f64().unwrap(), net["p90"].as_f64().unwrap()]
    };
    let untold = net("");
    assert!(untold[1] > 100_000.0, "{untold:?}");
    for company in [
        "valuation = \"80B USD\"\n",
        "share_price = \"36 USD\"\n",
        "share_price = \"36 USD\"\nvaluation = \"80B USD\"\n",
    ] {
        for (told, untold) in net(company).into_iter().zip(untold) {
            assert!(
                (told - untold).abs() <= 1.0 + untold * 1e-4,
                "{company}: {told} {untold}"
            );
        }
    }
    // The person's own chances go before the base rates.
    let hopeful = net("[company.outlook]\nfails = \"0%\"\n");
    assert!(hopeful[1] > untold[1] * 1.1, "{hopeful:?} {untold:?}");
}

/// Sudden moves of a share and a lock-up count where a person asks for them.
#[test]
fn jumps_and_a_lockup_count_where_they_are_stated() {
    let folder = Folder::new();
    let case = folder.path().join("mine");
    std::fs::create_dir_all(case.join("offers")).unwrap();
    std::fs::write(case.join("me.toml"), "location = \"Seattle, WA\"\n").unwrap();
    let valued = |company: &str| {
        let offer = format!(
            "employer = \"Acme\"\nstatus = \"written\"\nbase = \"300000 USD\"\n\
             grant = \"900000 USD RSU, 4y quarterly\"\n[company]\n{company}"
        );
        std::fs::write(case.join("offers/acme.toml"), offer).unwrap();
        let seen = ["value", "--as-of", "2026-07-01", "--paths", "8000"];
        let value = json(&case, &seen);
        let one = &value["alternatives"][0];
        let net = |name: &str| one["equity"][0]["net"][name].as_f64().unwrap();
        (
            [net("p10"), net("p50"), net("p90")],
            one["notes"].to_string(),
        )
    };
    let (calm, notes) = valued("kind = \"public\"\nshare_price = \"50 USD\"\n");
    assert!(!notes.contains("jumps"), "{notes}");
    let jumps = "[company.jumps]\nevery = \"6 months\"\nsize = \"-30%\"\nspread = \"10%\"\n";
    let (sudden, notes) = valued(&format!(
        "kind = \"public\"\nshare_price = \"50 USD\"\n{jumps}"
    ));
    assert!(
        notes.contains("the share jumps by -30% about once in 6 months"),
        "{notes}"
    );
    assert!(sudden[0] < calm[0] * 0.9, "{sudden:?} {calm:?}");
    assert!(sudden[2] > calm[2], "the mean is kept: {sudden:?} {calm:?}");
    // Listed for certain within the year: a long wait to sell brings the money later and unsurer.
    let listing = "stage = \"late\"\nshare_price = \"50 USD\"\n[company.outlook]\nnext_round = \"0%\"\n\
                   fails = \"0%\"\nlisted = \"100%\"\nevery = \"1 month\"\n";
    let (soon, _) = valued(listing);
    let (late, _) = valued(&format!("{listing}lockup = \"24 months\"\n"));
    assert!(late[0] < soon[0] * 0.95, "{late:?} {soon:?}");
    // Sold for certain: who is dismissed then has a double-trigger grant at once, who stays waits
    // for it year by year.
    let sold = |dismissed: &str| {
        let company = format!(
            "{}dismissed = \"{dismissed}\"\n",
            listing.replace("\"100%\"", "\"0%\"")
        );
        let offer = format!(
            "employer = \"Acme\"\nstatus = \"written\"\nbase = \"300000 USD\"\n\
             grant = \"40000 options at 10 USD, 4y yearly, double-trigger acceleration\"\n[company]\n{company}"
        );
        std::fs::write(case.join("offers/acme.toml"), offer).unwrap();
        let value = json(
            &case,
            &["value", "--as-of", "2026-07-01", "--paths", "4000"],
        );
        value["alternatives"][0]["equity"][0]["net"]["p50"]
            .as_f64()
            .unwrap()
    };
    let (kept, dismissed) = (sold("0%"), sold("100%"));
    assert!(dismissed > kept * 1.05, "{dismissed} {kept}");
}
