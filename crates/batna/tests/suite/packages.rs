//! Packages of realistic cases on the after-tax engine: equal for their owner, different in
//! make-up, apt to the case.

use crate::{Folder, done, json};

/// Name, what `me.toml` says besides, and the offer.
const CASES: &[(&str, &str, &str)] = &[
    (
        "public company in San Francisco, remote days priced",
        "location = \"San Francisco, CA\"\ncurrency = \"USD\"\n[tradeoffs]\nremote_day = \"4000 USD\"\n",
        "base = \"192000 USD\"\nbonus = \"12%\"\nsigning = \"20000 USD\"\ngrant = \"160000 USD RSU, 4y quarterly, 1y cliff\"\nlocation = \"San Francisco, CA\"\nremote_days = 2\n[company]\nkind = \"public\"\nshare_price = \"40 USD\"\n",
    ),
    (
        "start-up in Austin",
        "location = \"Austin, TX\"\ncurrency = \"USD\"\n",
        "base = \"150000 USD\"\nlocation = \"Austin, TX\"\n[company]\nkind = \"private\"\nstage = \"series-b\"\nvaluation = \"300M USD\"\n[[grants]]\nkind = \"iso\"\nsize = \"20000\"\nstrike = \"2 USD\"\nfair_value = \"2 USD\"\npreferred_price = \"6 USD\"\nfully_diluted = \"50M\"\nvesting = \"4y monthly, 1y cliff\"\n",
    ),
    (
        "move from Denver to Seattle",
        "location = \"Denver, CO\"\ncurrency = \"USD\"\nfiling = \"joint\"\n",
        "base = \"215000 USD\"\nbonus = \"15%\"\ngrant = \"240000 USD RSU, 4y quarterly\"\nlocation = \"Seattle, WA\"\n[company]\nkind = \"public\"\nshare_price = \"100 USD\"\n",
    ),
    (
        "London",
        "location = \"London\"\ncurrency = \"GBP\"\n",
        "base = \"110000 GBP\"\nbonus = \"10%\"\nlocation = \"London\"\n",
    ),
    (
        "Berlin",
        "location = \"Berlin\"\ncurrency = \"EUR\"\n",
        "base = \"88000 EUR\"\nbonus = \"10%\"\nlocation = \"Berlin\"\n",
    ),
    (
        "Toronto",
        "location = \"Toronto, ON\"\ncurrency = \"CAD\"\n",
        "base = \"165000 CAD\"\nsigning = \"10000 CAD\"\nbonus = \"10%\"\nlocation = \"Toronto, ON\"\n",
    ),
];

fn folder(me: &str, offer: &str) -> Folder {
    let folder = Folder::new();
    folder.write(
        "me.toml",
        format!("as_of = 2026-06-15\nrole = \"ml-engineer\"\n{me}"),
    );
    folder.write(
        "offers/acme.toml",
        format!("employer = \"Acme\"\nstatus = \"written\"\nreceived = 2026-06-10\ndeadline = 2026-06-26\n{offer}"),
    );
    folder
}

#[test]
fn packages_are_equal_for_their_owner_and_differ() {
    for (name, me, offer) in CASES {
        let case = folder(me, offer);
        let plan = json(case.path(), &["plan", "--paths", "2000"]);
        let meso = &plan["meso"];
        let packages = meso["packages"].as_array().unwrap();
        assert_eq!(packages.len(), 3, "{name}: {meso}");
        assert!(
            meso["spread_share"].as_f64().unwrap() <= 0.005,
            "{name}: {meso}"
        );
        assert!(
            meso["differing"].as_array().unwrap().len() >= 3,
            "{name}: {meso}"
        );
        // None costs the employer more in every budget than another does.
        let cost = |at: usize, part: &str| packages[at]["cost"][part].as_f64().unwrap();
        for a in 0..packages.len() {
            for b in 0..packages.len() {
                let dearer = ["recurring", "one_time", "equity"]
                    .iter()
                    .all(|part| cost(a, part) > cost(b, part) + 1.0);
                assert!(!dearer, "{name}: {a} and {b} of {meso}");
            }
        }
        let moves = name.contains("move");
        let text = done(case.path(), &["script", "counter-email", "--paths", "2000"]);
        assert!(moves || !text.contains("relocation"), "{name}: {text}");
    }
}

#[test]
fn a_priced_remote_day_enters_a_package_and_an_unpriced_one_does_not() {
    let (_, me, offer) = CASES[0];
    let holds = |me: &str| {
        let case = folder(me, offer);
        let plan = json(case.path(), &["plan", "--paths", "2000"]);
        let packages = plan["meso"]["packages"].as_array().unwrap().clone();
        packages
            .iter()
            .any(|one| one["package"]["terms"]["remote-days"].as_f64() == Some(3.0))
    };
    assert!(holds(me));
    assert!(!holds(
        &me.replace("[tradeoffs]\nremote_day = \"4000 USD\"\n", "")
    ));
}

/// Within one employer nobody signs on, moves or resigns.
#[test]
fn a_promotion_is_asked_for_as_one() {
    let case = folder(
        "location = \"Seattle, WA\"\ncurrency = \"USD\"\n[current_job]\nemployer = \"ACME\"\nbase = \"190000 USD\"\n",
        CASES[2].2,
    );
    let plan = done(case.path(), &["plan", "--paths", "2000"]);
    assert!(
        !plan.contains("signing bonus") && !plan.contains("relocation"),
        "{plan}"
    );
    assert!(!plan.contains("resign"), "{plan}");
}

/// A walk-away above what is usually asked is asked for; far above, nothing is.
#[test]
fn a_high_walk_away_is_asked_for_or_declined() {
    let with = |base: &str| {
        folder(
            &format!(
                "location = \"Austin, TX\"\ncurrency = \"USD\"\n[current_job]\nemployer = \"Globex\"\nbase = \"{base}\"\n"
            ),
            "base = \"150000 USD\"\nlocation = \"Austin, TX\"\n",
        )
    };
    let near = with("185000 USD");
    let plan = json(near.path(), &["plan", "--paths", "2000"]);
    let accept = plan["accept_if"]["gain"].as_f64().unwrap();
    assert!(
        plan["opening"]["gain"]["ce"].as_f64().unwrap() > accept,
        "{plan}"
    );
    let said = done(near.path(), &["script", "call", "--paths", "2000"]);
    assert!(
        said.contains("I'd like to ask for a base salary of $"),
        "{said}"
    );
    let far = with("420000 USD");
    let plan = done(far.path(), &["plan", "--paths", "2000"]);
    assert!(plan.contains("reaches your walk-away: decline"), "{plan}");
    let refused = crate::batna(far.path(), &["script", "call", "--paths", "2000"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(crate::stderr(&refused).contains("batna script decline"));
}

/// The sequence of a call: what was refused narrows what is thought of them.
#[test]
fn a_no_moves_the_band_and_no_figure_of_it_is_taken_for_an_offer() {
    let case = folder(CASES[0].1, CASES[0].2);
    let median = |case: &Folder| {
        let plan = json(case.path(), &["plan", "--paths", "2000"]);
        plan["employer_model"]["limits"]["base"]["median"]
            .as_f64()
            .unwrap()
    };
    let heard = |case: &Folder, said: &str, by: &str| {
        done(
            case.path(),
            &["heard", "acme", said, "--by", by, "--paths", "2000"],
        )
    };
    heard(&case, "base 219", "me");
    let before = median(&case);
    let said = heard(&case, "no", "recruiter");
    assert!(said.contains("they say no to what you asked"), "{said}");
    let after = median(&case);
    assert!(after < before - 1_000.0, "{before} {after}");
    let said = heard(&case, "we can't do 219 base", "recruiter");
    assert!(said.contains("No term changed"), "{said}");
}
