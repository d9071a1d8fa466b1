//! Checks every parameter file under `data/`, as it is on disk.
//!
//! Refused: a value without source, a gap or overlap in time, an unknown unit or shape, a
//! source nothing cites, an id outside its topic or defined twice. That each tax parameter
//! changes the outcome of some case is checked by the tests of `batna-tax`.

use std::fs;
use std::path::{Path, PathBuf};

use batna_params::{Params, Topic};

use crate::Outcome;

pub fn run(root: &Path, _: &[&str]) -> Outcome {
    let data = root.join("data");
    let mut files = Vec::new();
    collect(&data, &mut files).map_err(|error| format!("{}: {error}", data.display()))?;
    files.sort();
    let mut params = Params::default();
    let mut problems = Vec::new();
    let (mut topics, mut parameters, mut values) = (0, 0, 0);
    for path in files {
        let name = path
            .strip_prefix(root)
            .unwrap_or(&path)
            .display()
            .to_string();
        let text = fs::read_to_string(&path).map_err(|error| format!("{name}: {error}"))?;
        // Other rooms keep cited files of other forms; the form of parameters names its topic.
        if !text.starts_with("topic = ") && !name.contains("data/tax/") {
            continue;
        }
        match Topic::read(&name, &text) {
            Ok(topic) => {
                topics += 1;
                parameters += topic.parameters.len();
                values += topic
                    .parameters
                    .iter()
                    .map(|parameter| parameter.values.len())
                    .sum::<usize>();
                problems.extend(topic.untidy());
                problems.extend(params.add(topic));
            }
            Err(found) => problems.extend(found),
        }
    }
    if problems.is_empty() {
        println!("{topics} topics, {parameters} parameters, {values} values: all cited");
        return Ok(());
    }
    let words: Vec<String> = problems.iter().map(ToString::to_string).collect();
    Err(words.join("\n"))
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path
            .extension()
            .is_some_and(|extension| extension == "toml")
        {
            files.push(path);
        }
    }
    Ok(())
}
