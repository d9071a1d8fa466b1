//! Levels of companies that are held equal, from the table `data/market/levels.toml`.

use std::collections::BTreeMap;

use batna_core::{Citation, Grade};
use serde::Deserialize;

/// Ranks whose levels are set against each other, lowest first.
const RANKS: [&str; 5] = ["junior", "mid", "senior", "staff", "principal"];

/// The levels of each company by rank.
#[derive(Clone, Debug)]
pub struct LevelTable {
    about: String,
    grade: Grade,
    companies: Vec<(String, BTreeMap<String, Vec<String>>)>,
}

#[derive(Deserialize)]
struct File {
    about: String,
    grade: Grade,
    company: Vec<Company>,
}

#[derive(Deserialize)]
struct Company {
    employer: String,
    #[serde(flatten)]
    ranks: BTreeMap<String, Vec<String>>,
}

impl LevelTable {
    /// Reads `levels.toml`. Errors: the words of the TOML reader.
    pub fn parse(text: &str) -> Result<LevelTable, String> {
        let file: File = toml::from_str(text).map_err(|error| error.to_string())?;
        let company = |c: Company| (c.employer, c.ranks);
        Ok(LevelTable {
            about: file.about,
            grade: file.grade,
            companies: file.company.into_iter().map(company).collect(),
        })
    }

    /// `google L5 = meta E5 = …` for one rank or for all, as an equation each; none for a
    /// company that the table does not hold.
    pub fn equations(&self, company: &str, rank: Option<&str>) -> Vec<(String, Citation)> {
        let wanted = company.trim().to_lowercase();
        let Some((name, own)) = self.companies.iter().find(|(name, _)| *name == wanted) else {
            return Vec::new();
        };
        let named = |name: &str, levels: &[String]| format!("{name} {}", levels.join("/"));
        (RANKS.iter())
            .filter(|known| rank.is_none_or(|rank| rank == **known))
            .filter_map(|rank| {
                let mut parts = vec![named(name, own.get(*rank)?)];
                for (other, ranks) in &self.companies {
                    if other != name
                        && let Some(levels) = ranks.get(*rank)
                    {
                        parts.push(named(other, levels));
                    }
                }
                (parts.len() > 1).then(|| {
                    let source = Citation::new("batna-levels", &self.about)
                        .at(format!("{rank}, {}", self.grade.label()));
                    (parts.join(" = "), source)
                })
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_levels_of_a_rank_against_each_other() {
        let text = "about = \"Levels\"\ngrade = \"assertion\"\n[[company]]\nemployer = \"a\"\nsenior = [\"L5\"]\nstaff = [\"L6\", \"L7\"]\n[[company]]\nemployer = \"b\"\nsenior = [\"E5\"]\n";
        let table = LevelTable::parse(text).unwrap();
        let found = table.equations("A", None);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].0, "a L5 = b E5");
        assert!(table.equations("c", None).is_empty());
        assert!(LevelTable::parse(batna_data::text("market/levels.toml").unwrap()).is_ok());
    }
}
