//! What a phrase of the question fills: the part of the reading that it names, or the doubt
//! that it leaves.

use super::slots::{Reader, ask, push};
use super::vocabulary::Meaning;
use super::{AskBack, Axis, Place, PlaceKind, StageGroup, Statistic, Taken};

impl Reader<'_> {
    /// A doubt about a token, which is dropped where the token stands beside the question.
    fn doubt(&mut self, at: usize, message: String) {
        let options = Vec::new();
        self.doubts.push((at, AskBack { message, options }));
    }

    pub(super) fn take(&mut self, at: usize, length: usize, meaning: Meaning) -> usize {
        // `what does that mean in numbers`: the verb.
        const BEFORE_VERB: &[&str] = &[
            "that", "it", "this", "does", "do", "dont", "doesnt", "they", "would", "to", "not",
        ];
        if matches!(meaning, Meaning::Statistic(Statistic::Mean))
            && self.word(at) == "mean"
            && BEFORE_VERB.contains(&self.word_before(at, 1))
        {
            return length;
        }
        // `my director says`: one who speaks, and no level that is asked about.
        if matches!(meaning, Meaning::Level(_)) && self.speaks(at, length) {
            return length;
        }
        let said = self.said(at, length);
        if let Some(axis) = axis_of(&meaning) {
            self.mentions.push((axis, at, at + length));
        }
        if !matches!(
            meaning,
            Meaning::Neutral | Meaning::WeakTotal | Meaning::Besides | Meaning::OtherWork
        ) {
            self.tells(at);
        }
        if matches!(
            meaning,
            Meaning::Measure(_) | Meaning::WeakTotal | Meaning::Unmeasured(_)
        ) {
            self.pay_at.insert(at);
        }
        self.is_pay |= matches!(
            meaning,
            Meaning::Measure(_)
                | Meaning::WeakTotal
                | Meaning::Unmeasured(_)
                | Meaning::Statistic(_)
                | Meaning::Percentiles(_)
        );
        let reading = &mut self.reading;
        let means = match meaning {
            Meaning::Role(id) => {
                let means = format!("role {id}");
                push(&mut reading.roles, id);
                means
            }
            Meaning::TopicRole(id) => {
                let last = self.word(at + length - 1);
                if matches!(last, "engineering" | "science") {
                    self.disciplines.push(id.clone());
                }
                let means = format!("field of {id}");
                push(&mut self.topic_roles, id);
                means
            }
            Meaning::BareRole(id) => {
                self.bare_roles.push((said.clone(), id));
                return length;
            }
            Meaning::Level(id) => {
                if said.ends_with('+') {
                    ask(
                        reading,
                        format!("`{said}` spans levels; {id} alone was read. Which are meant?"),
                        vec![id.clone()],
                    );
                }
                let means = format!("level {id}");
                push(&mut reading.levels, id);
                means
            }
            Meaning::VagueLevel(id) => {
                let message = format!("`{said}` may mean a level; {id} was read. Is that meant?");
                ask(reading, message, vec![id.clone()]);
                let means = format!("level {id}");
                push(&mut reading.levels, id);
                means
            }
            Meaning::Stage(stages) => {
                let means = format!("stage {}", stages.join(", "));
                let said = said.to_lowercase();
                if !reading.stages.iter().any(|group| group.stages == stages) {
                    reading.stages.push(StageGroup { said, stages });
                }
                means
            }
            Meaning::Measure(measure) => {
                push(&mut reading.measures, measure);
                measure.label().to_owned()
            }
            Meaning::WeakTotal => "pay".to_owned(),
            Meaning::Unmeasured(measure) if said.to_lowercase().ends_with(" home") => {
                // `take home in bonus` names the part behind it.
                self.taken_home = Some((said, measure));
                return length;
            }
            Meaning::Unmeasured(measure) => {
                push(&mut reading.measures, measure);
                let message = format!(
                    "`{said}` is not held apart; the nearest is {}.",
                    measure.label()
                );
                ask(reading, message, vec![measure.label().to_owned()]);
                measure.label().to_owned()
            }
            Meaning::Statistic(statistic) => {
                const PRAISE: &[&str] = &["good", "strong", "solid", "decent", "bad"];
                if PRAISE.contains(&said.to_lowercase().as_str()) {
                    self.praise.push(at + length);
                }
                if statistic == Statistic::Evidence {
                    self.is_pay = true;
                }
                self.statistics.push((at, statistic));
                self.statistic_at.insert(at);
                format!("statistic {statistic:?}").to_lowercase()
            }
            Meaning::Percentiles(percents) => {
                let names: Vec<String> = percents.iter().map(u8::to_string).collect();
                self.percentile_at.get_or_insert(at);
                for percent in percents {
                    push(&mut reading.percentiles, percent);
                }
                format!("percentile {}", names.join(", "))
            }
            Meaning::Skill(id) => {
                let means = format!("skill {id}");
                push(&mut reading.skills, id);
                means
            }
            Meaning::Place(place) => {
                let means = format!("place {}", place.name);
                let behind = self.told_apart(std::slice::from_ref(&place), at + length);
                // `a developer from Poland`: where one comes from, unless one moves from there.
                let more = behind.as_ref().map_or(0, |(_, more)| *more);
                let is_origin = self.is_origin(at)
                    && self.word(at + length + more) != "to"
                    && self.has_place_behind(at + length + more);
                let end = at + length + more;
                if is_origin || self.is_left(at, end) {
                    self.mentions.pop();
                    self.reading.taken.push(Taken {
                        said: self.said(at, length + more),
                        meaning: "where one comes from, not where one works".to_owned(),
                    });
                    return length + more;
                }
                self.place(at, length, place);
                if let Some((_, more)) = behind {
                    self.last_place = Some(at + length + more);
                    self.reading.taken.push(Taken {
                        said: self.said(at, length + more),
                        meaning: means,
                    });
                    return length + more;
                }
                means
            }
            Meaning::AmbiguousPlace(options) => {
                // `Atlanta, Georgia`: the one that holds the city before it.
                let city = reading
                    .places
                    .last()
                    .filter(|_| self.last_place == Some(at));
                let holds = |option: &&Place| {
                    option.kind != PlaceKind::Metro
                        && city.is_some_and(|city| city.country == option.country)
                };
                if let Some(wider) = options.iter().find(holds).cloned() {
                    return self.take(at, length, Meaning::Place(wider));
                }
                if let Some((place, more)) = self.told_apart(&options, at + length) {
                    return self.take(at, length + more, Meaning::Place(place));
                }
                let reading = &mut self.reading;
                let names: Vec<String> = options.iter().map(|p| p.name.clone()).collect();
                let message = format!("Which `{said}` is meant?");
                ask(reading, message, names.clone());
                format!("one of {}", names.join(", "))
            }
            Meaning::Employer(employer) => {
                if self.is_label(at, length) {
                    let message = format!("Is the employer {} meant?", employer.name);
                    ask(&mut self.reading, message, vec![employer.name.clone()]);
                }
                if self.is_told(at) && self.is_past(at) {
                    self.mentions.pop();
                    self.left_employers.push((at, length, employer));
                    return length;
                }
                if self.is_past(at) {
                    let message = format!("Is the pay at `{said}` asked for, or was that before?");
                    ask(&mut self.reading, message, Vec::new());
                }
                let reading = &mut self.reading;
                let means = format!("employer {}", employer.name);
                push(&mut reading.employers, employer);
                means
            }
            Meaning::Currency(currency) => {
                reading.currency = Some(currency);
                self.currency_at = Some(at + length);
                // `120k pounds`: the currency of the amount before it.
                for amount in reading.amounts.iter_mut().filter(|a| a.currency.is_none()) {
                    amount.currency = Some(currency);
                }
                format!("currency {currency}")
            }
            Meaning::Remote => {
                reading.remote = true;
                "remote".to_owned()
            }
            Meaning::OnSite => {
                reading.on_site = true;
                "on site or hybrid".to_owned()
            }
            Meaning::Besides => {
                let message = format!(
                    "`{said}` asks for more than the pay that is held; the pay itself can be answered."
                );
                self.doubt(at, message);
                return length;
            }
            Meaning::OtherWork => {
                // `our CFO wants to know`: one who asks.
                if self.speaks(at, length) {
                    return length;
                }
                let message = format!("`{said}` is work outside the roles that are held.");
                self.doubt(at, message);
                return length;
            }
            Meaning::Region => {
                let message = format!("Bands are of a country or smaller: which part of `{said}`?");
                self.doubt(at, message);
                return length;
            }
            Meaning::Neutral => return length,
        };
        self.reading.taken.push(Taken {
            said,
            meaning: means,
        });
        length
    }
}

fn axis_of(meaning: &Meaning) -> Option<Axis> {
    match meaning {
        Meaning::Role(_) | Meaning::TopicRole(_) => Some(Axis::Role),
        Meaning::Level(_) | Meaning::VagueLevel(_) => Some(Axis::Level),
        Meaning::Stage(_) => Some(Axis::Stage),
        Meaning::Measure(_) | Meaning::Unmeasured(_) => Some(Axis::Measure),
        Meaning::Place(_) => Some(Axis::Place),
        Meaning::Employer(_) => Some(Axis::Employer),
        _ => None,
    }
}
