//! What rows that share two qualities have in common beyond the regression: the mean of its
//! errors in each group, drawn toward nought where the group is thin, one grouping after
//! another over what the ones before left (backfitting: Friedman and Stuetzle 1981).
//!
//! A regression adds effects up; an employer's ladder or a country's spread of ranks does not.

use std::collections::BTreeMap;

use crate::hedonic::Profile;

/// Rows of a group that count for as much as the pull toward nought.
const PULL: f64 = 8.0;
/// Passes over all groupings.
const PASSES: usize = 3;

/// Qualities that rows are grouped by, wide before narrow.
const GROUPINGS: [&[Quality]; 9] = [
    &[Quality::Country, Quality::Rank],
    &[Quality::Country, Quality::Role],
    &[Quality::Role, Quality::Rank],
    &[Quality::Metro, Quality::Rank],
    &[Quality::Employer],
    &[Quality::Employer, Quality::Country],
    &[Quality::Employer, Quality::Rank],
    &[Quality::Country, Quality::Years],
    &[Quality::Rank, Quality::Years],
];

#[derive(Clone, Copy, Debug)]
enum Quality {
    Role,
    Rank,
    Country,
    Metro,
    Employer,
    Years,
}

impl Quality {
    fn of(self, profile: &Profile) -> Option<String> {
        match self {
            Quality::Role => profile.role.clone(),
            Quality::Rank => profile.seniority.clone(),
            Quality::Country => profile.country.clone(),
            Quality::Metro => profile.metro.clone(),
            Quality::Employer => profile.employer.clone(),
            // Two years early in a career differ more than two late in it.
            Quality::Years => profile.years.map(|years| match years {
                years if years < 1.0 => "0".to_owned(),
                years if years < 3.0 => "1".to_owned(),
                years if years < 6.0 => "3".to_owned(),
                years if years < 10.0 => "6".to_owned(),
                years if years < 15.0 => "10".to_owned(),
                _ => "15".to_owned(),
            }),
        }
    }
}

/// The group of a profile; none where one of its qualities is unknown.
fn key(grouping: &[Quality], profile: &Profile) -> Option<String> {
    let parts: Option<Vec<String>> = grouping.iter().map(|q| q.of(profile)).collect();
    parts.map(|parts| parts.join("\n"))
}

/// Effects of groups, in logarithms.
#[derive(Clone, Debug, Default)]
pub struct Groups {
    effects: Vec<(&'static [Quality], BTreeMap<String, f64>)>,
}

impl Groups {
    /// From rows with the errors that the regression made on them.
    pub fn fit(rows: &[(&Profile, f64)]) -> Groups {
        let keys: Vec<Vec<Option<String>>> = (GROUPINGS.iter())
            .map(|grouping| rows.iter().map(|(p, _)| key(grouping, p)).collect())
            .collect();
        let mut left: Vec<f64> = rows.iter().map(|(_, error)| *error).collect();
        let mut effects: Vec<BTreeMap<String, f64>> = vec![BTreeMap::new(); GROUPINGS.len()];
        for _ in 0..PASSES {
            for (keys, effects) in keys.iter().zip(&mut effects) {
                let mut sums: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
                for (key, left) in keys.iter().zip(&left) {
                    if let Some(key) = key {
                        let sum = sums.entry(key).or_default();
                        // The group's own part is what is left with it added back.
                        sum.0 += left + effects.get(key).copied().unwrap_or(0.0);
                        sum.1 += 1.0;
                    }
                }
                let fresh: BTreeMap<String, f64> = (sums.into_iter())
                    .map(|(key, (sum, n))| (key.to_owned(), sum / (n + PULL)))
                    .collect();
                for (key, left) in keys.iter().zip(&mut left) {
                    if let Some(key) = key {
                        let before = effects.get(key).copied().unwrap_or(0.0);
                        *left += before - fresh.get(key).copied().unwrap_or(0.0);
                    }
                }
                *effects = fresh;
            }
        }
        Groups {
            effects: GROUPINGS.into_iter().zip(effects).collect(),
        }
    }

    /// What the groups of a profile add to the logarithm of its pay.
    pub fn add(&self, profile: &Profile) -> f64 {
        let effect = |(grouping, effects): &(&'static [Quality], BTreeMap<String, f64>)| {
            let key = key(grouping, profile)?;
            effects.get(&key).copied()
        };
        self.effects.iter().filter_map(effect).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ladder_that_does_not_add_up_is_learnt_and_thin_groups_hardly() {
        let profile = |employer: &str, rank: &str| Profile {
            employer: Some(employer.to_owned()),
            seniority: Some(rank.to_owned()),
            ..Profile::default()
        };
        let steep = (profile("steep", "junior"), profile("steep", "staff"));
        let flat = (profile("flat", "junior"), profile("flat", "staff"));
        let mut rows = Vec::new();
        for _ in 0..200 {
            rows.extend([
                (&steep.0, -0.3),
                (&steep.1, 0.3),
                (&flat.0, 0.3),
                (&flat.1, -0.3),
            ]);
        }
        let lone = profile("lone", "staff");
        rows.push((&lone, 0.9));
        let groups = Groups::fit(&rows);
        for (profile, error) in [(&steep.0, -0.3), (&steep.1, 0.3), (&flat.0, 0.3)] {
            assert!(
                (groups.add(profile) - error).abs() < 0.03,
                "{}",
                groups.add(profile)
            );
        }
        assert!(
            (0.0..0.3).contains(&groups.add(&lone)),
            "{}",
            groups.add(&lone)
        );
        assert!(groups.add(&profile("unheard-of", "staff")).abs() < 0.05);
    }
}
