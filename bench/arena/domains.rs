//! Job-offer domains drawn from a seed: issues, utilities of both sides, reservations.
//!
//! Money issues oppose the sides with weights of their own, so that there is something
//! to trade; some issues (team, start date, title) may please both. Nothing here is
//! taken from data: it is a test bed, not a claim about employers.

use batna_plan::discrete::{Choice, Deal, Domain, Utility};
use serde_json::{Value, json};

/// A counter-based generator (SplitMix64): the same draws on every machine.
pub struct Draws(u64);

impl Draws {
    pub fn new(seed: u64) -> Draws {
        Draws(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0x5851_F42D_4C95_7F2D)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Even on [0, 1).
    pub fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    pub fn below(&mut self, count: usize) -> usize {
        (self.next() % count.max(1) as u64) as usize
    }
}

/// One domain with both sides: utilities run from 0 to 1.
pub struct JobDomain {
    pub seed: u64,
    pub domain: Domain,
    /// Candidate, employer.
    pub sides: [Utility; 2],
    pub reservations: [f64; 2],
    pub steps: u64,
}

/// Kept small enough to list every deal.
const MOST_DEALS: usize = 12_000;

/// Name, values from the employer's to the candidate's liking, weight for each side, and
/// how often the sides want the same.
const ISSUES: [(&str, f64, f64, f64); 10] = [
    ("base", 3.0, 3.0, 0.0),
    ("equity", 2.0, 1.5, 0.0),
    ("signing", 1.2, 1.0, 0.0),
    ("bonus", 1.0, 1.2, 0.0),
    ("level", 1.2, 1.2, 0.1),
    ("remote-days", 1.2, 0.8, 0.2),
    ("start", 0.7, 1.2, 0.4),
    ("leave", 0.7, 0.6, 0.0),
    ("team", 0.8, 0.8, 0.5),
    ("review", 0.5, 0.5, 0.2),
];

pub fn draw(seed: u64) -> JobDomain {
    let mut draws = Draws::new(seed);
    let count = 4 + draws.below(5);
    let mut issues = Vec::new();
    let mut worths: [Vec<Vec<f64>>; 2] = [Vec::new(), Vec::new()];
    let mut pool: Vec<usize> = (1..ISSUES.len()).collect();
    let mut picked = vec![0];
    while picked.len() < count {
        picked.push(pool.remove(draws.below(pool.len())));
    }
    let mut deals = 1;
    for issue in picked {
        let (name, candidate, employer, shared) = ISSUES[issue];
        let values = 3 + draws.below(5);
        if deals * values > MOST_DEALS {
            continue;
        }
        deals *= values;
        let same = draws.unit() < shared;
        issues.push(json!({
            "name": name,
            "values": (0..values).map(|value| format!("{name}-{value}")).collect::<Vec<_>>(),
        }));
        for (side, weight) in [candidate, employer].into_iter().enumerate() {
            let weight = weight * draws.between(0.4, 1.8);
            // Curved: the first steps are worth more to one, the last to another.
            let bend = draws.between(0.5, 2.0);
            let rises = side == 0 || same;
            worths[side].push(
                (0..values)
                    .map(|value| {
                        let at = value as f64 / (values - 1) as f64;
                        weight
                            * if rises {
                                at.powf(bend)
                            } else {
                                (1.0 - at).powf(bend)
                            }
                    })
                    .collect(),
            );
        }
    }
    let mut problems = Vec::new();
    let domain =
        Domain::read(Some(&Value::Array(issues)), &mut problems).expect("drawn domains are sound");
    let sides = worths.map(|by_issue| {
        let best: f64 = by_issue
            .iter()
            .map(|worths| worths.iter().copied().fold(0.0, f64::max))
            .sum();
        let scaled = by_issue
            .iter()
            .map(|worths| worths.iter().map(|worth| worth / best).collect())
            .collect();
        Utility::new(scaled).expect("drawn numbers are finite")
    });
    JobDomain {
        seed,
        domain,
        sides,
        reservations: [draws.between(0.1, 0.45), draws.between(0.1, 0.45)],
        steps: [10, 20, 40, 100][draws.below(4)],
    }
}

/// Every deal with its worth to both sides.
pub fn payoffs(job: &JobDomain) -> Vec<(Deal, [f64; 2])> {
    let sizes: Vec<usize> = job
        .domain
        .issues()
        .iter()
        .map(|issue| issue.values.len())
        .collect();
    let mut digits = vec![0; sizes.len()];
    let mut all = Vec::new();
    loop {
        let deal = Deal(digits.clone());
        let worth = [job.sides[0].of(&deal), job.sides[1].of(&deal)];
        all.push((deal, worth));
        let mut at = 0;
        while at < sizes.len() {
            digits[at] += 1;
            if digits[at] < sizes[at] {
                break;
            }
            digits[at] = 0;
            at += 1;
        }
        if at == sizes.len() {
            return all;
        }
    }
}

/// The domain as the message that starts a negotiation for one side.
#[allow(dead_code)] // The listing for other programs uses it, the tests do not.
pub fn start_message(job: &JobDomain, side: usize, full: bool) -> Value {
    let utility = |side: usize| -> Value {
        job.domain
            .issues()
            .iter()
            .zip(job.sides[side].by_issue())
            .map(|(issue, worths)| {
                let by_value: serde_json::Map<String, Value> = issue
                    .values
                    .iter()
                    .zip(worths)
                    .map(|(Choice { key, .. }, worth)| (key.clone(), json!(worth)))
                    .collect();
                (issue.name.clone(), Value::Object(by_value))
            })
            .collect::<serde_json::Map<_, _>>()
            .into()
    };
    json!({
        "type": "start",
        "issues": job.domain.issues().iter().map(|issue| json!({
            "name": issue.name,
            "values": issue.values.iter().map(|choice| choice.json.clone()).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "utility": utility(side),
        "reservation": job.reservations[side],
        "steps": job.steps,
        "opponent_utility": if full { utility(1 - side) } else { Value::Null },
    })
}
