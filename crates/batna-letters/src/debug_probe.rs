#[test]
#[allow(clippy::disallowed_methods)]
fn probe() {
    let Ok(file) = std::env::var("LETTER") else {
        return;
    };
    let text = std::fs::read_to_string(file).unwrap();
    let lexicon = crate::lexicon::tests::built_in();
    let plain = crate::text::plain(&text);
    let letter = crate::letter::Letter::new(&plain, &lexicon);
    for (index, line) in letter.lines.iter().enumerate() {
        println!(
            "--{index} [{}] {} (label {})",
            line.sentence.heading, line.sentence.text, line.label
        );
        for (claim, quantity) in letter.claims_of(index) {
            let top: Vec<String> = claim
                .ranked
                .iter()
                .take(3)
                .map(|(role, score)| format!("{role:?} {score:.2}"))
                .collect();
            println!(
                "      {:?} {} -> {:?} {}",
                quantity.value,
                if quantity.ranged { "ranged" } else { "" },
                claim.taken.map(|t| t.role),
                top.join(", ")
            );
        }
        if std::env::var_os("HITS").is_some() {
            for q in line.quantities.iter() {
                println!("      q {:?}", q.value);
            }
            let hits: Vec<String> = line
                .hits
                .iter()
                .map(|hit| format!("{:?}@{}", hit.says, hit.at.start))
                .collect();
            println!("      {}", hits.join(" "));
        }
    }
    let p = crate::extract::read(&text, &lexicon).unwrap();
    for f in p.fields.iter().filter(|f| !f.path.starts_with("terms")) {
        println!("{} = {} ({:?})", f.path, f.value, f.confidence);
    }
}
