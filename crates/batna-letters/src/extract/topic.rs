//! Which words govern an amount: `$30,000 signing bonus`, `a base salary of $205,000`.

use std::ops::Range;

use crate::text::Sentence;

/// What an amount is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Topic {
    Base,
    /// An annual stipend: the pay of a fellow, or an allowance.
    StipendAsPay,
    BonusTarget,
    BonusGuaranteed,
    Signing,
    Retention,
    Relocation,
    Equity,
    Strike,
    FairValue,
    Preferred,
    Learning,
    Match,
    Premium,
    Hsa,
    Severance,
    PostedRange,
    Stipend,
    /// An amount that is no term of pay: a valuation, a limit, a total, insurance.
    Aside,
}

super::pattern!(
    CUES,
    concat!(
        r"(?i)",
        r"(?P<aside>total (?:fixed |employment )?(?:remuneration|package|cost)|(?:salary|remuneration) package|cost to company|\bCTC\b|total (?:target |annual |first[- ]year )?(?:compensation|cash|rewards?)|on[- ]target earnings|\bOTE\b|(?:post|pre)-money|(?:company|firm|business|us) (?:is |was |has been |being )*valued at|(?:company|business|post|pre|implied|current)[- ](?:money )?valuation|[a-z] valuation\b|has raised|series [a-h] (?:round|financing|funding)|funding|life (?:insurance|assurance)|death benefit|attorney'?s?'? fees|research account|disability|AD&D|deductible|\$100,000 (?:limit|per year)|annual limit|liquidated|referral(?: bonus)?|expenses?|laptop|workstation|example|aggregate fair market value|previous(?:ly)? (?:offer|salary)|purchase price of|legal fees|training costs?|cost of (?:your )?training|per diem|IRS limit|threshold|referr(?:al|ed)|day rate cap|indemni\w+)",
        r"|(?P<range>(?:salary|pay|posted) range|band for this)",
        r"|(?P<pay_stipend>(?:annual|yearly|annualized) stipend)",
        r"|(?P<guaranteed>guaranteed (?:first[- ]year |minimum |annual |performance )*bonus|bonus (?:is|of|will be) guaranteed|minimum bonus)",
        r"|(?P<signing>sign(?:ing)?[- ]?on (?:bonus|payment|award)|sign(?:ing)?[- ]on\b|signing (?:bonus|payment|award|incentive)|joining (?:bonus|award|payment)|welcome bonus|starting bonus|commencement bonus|golden hello|start(?:er)? bonus|hiring bonus|transition (?:payment|bonus|award)|make[- ]whole (?:payment|bonus)|buy[- ]?out (?:payment|bonus|award)|bonus upon (?:joining|hire))",
        r"|(?P<retention>retention (?:bonus|payment|award|incentive)|stay(?:ing)? bonus|loyalty bonus|completion bonus|end[- ]of[- ](?:term|program|contract) bonus)",
        r"|(?P<relocation>relocation(?: (?:expenses?|costs?|allowance|assistance|package|bonus|stipend|reimbursement|payment|support))?|household goods|removal (?:costs?|expenses)|moving (?:costs?|expenses|allowance|assistance)|relo\b)",
        r"|(?P<strike>(?:exercise|strike|option|base|subscription) price|per[- ]share exercise price)",
        r"|(?P<preferred>preferred (?:stock |share )?price|(?:last|latest|most recent) (?:preferred|round|financing)[a-z -]{0,20}price|price (?:paid )?per (?:share of )?(?:our |the )?(?:[a-z]+ )?(?:series [a-h][0-9-]* )?preferred|series [a-h][0-9-]* (?:preferred )?(?:stock )?(?:issue )?price|(?:last|latest|most recent) (?:preferred )?round (?:was )?(?:priced|at)|paid by (?:the )?investors)",
        r"|(?P<fair>fair (?:market )?value|409A|\bFMV\b|market value of the (?:common|shares))",
        r"|(?P<equity>restricted (?:stock|share)(?: units?| awards?)?|\bRSUs?\b|\bRSAs?\b|equity (?:grant|award|component|package|compensation)?|(?:stock|share) options?|\boptions?\b|(?:stock|share) (?:grant|award|units?)|performance (?:rights|shares|units)|share rights|new[- ]hire (?:grant|award)|profits? (?:interests?|participation units?|units?)|phantom (?:stock|units?|shares|equity)|virtual (?:shares?|(?:stock )?options?)|stock appreciation rights|initial grant|grant value|long[- ]term incentive|\bLTI\b)",
        r"|(?P<learning>learning|professional development|education(?:al)? (?:budget|allowance|assistance)|conference (?:budget|allowance)|tuition|training (?:budget|allowance))",
        r"|(?P<match>401\(?k\)?(?: plan)? match|\bmatch(?:es|ing)?\b|employer (?:pension )?contributions?|pension|superannuation|retirement|RRSP|401\(?k\)?)",
        r"|(?P<premium>(?:your|employee|monthly) (?:share of the )?(?:health |medical |insurance )*premiums?)",
        r"|(?P<hsa>health savings account|\bHSA\b)",
        r"|(?P<severance>severance|termination pay|pay in lieu)",
        r"|(?P<stipend>stipends?|allowance|reimburse(?:ment|d)?|home[- ]office|wellness|internet|phone|gym|commut\w+|meal|car allowance|equipment)",
        r"|(?P<bonus>(?:annual |target |discretionary |performance |incentive |cash |yearly |year[- ]end |short[- ]term )*bonus(?:es)?|short[- ]term incentive|annual incentive|incentive (?:compensation|plan|target)|target incentive|variable (?:compensation|pay|part|portion|component|remuneration)|target award|\bSTI\b)",
        r"|(?P<base>base (?:salary|pay|compensation|rate)|(?:annual|yearly|annualized|gross|starting|monthly|basic|fixed) (?:annual |base |gross )*(?:salary|pay|compensation|remuneration)|\bsalary\b|\bbase\b|basic pay|remuneration|hourly rate|\brate:|bill(?:ing)? rate|rate of pay|day rate|daily rate|pay rate|\bwages?\b|compensation|\bfees?\b|paid at (?:a|the) rate)",
    )
);

const NAMES: &[(&str, Topic)] = &[
    ("aside", Topic::Aside),
    ("range", Topic::PostedRange),
    ("pay_stipend", Topic::StipendAsPay),
    ("guaranteed", Topic::BonusGuaranteed),
    ("signing", Topic::Signing),
    ("retention", Topic::Retention),
    ("relocation", Topic::Relocation),
    ("strike", Topic::Strike),
    ("preferred", Topic::Preferred),
    ("fair", Topic::FairValue),
    ("equity", Topic::Equity),
    ("learning", Topic::Learning),
    ("match", Topic::Match),
    ("premium", Topic::Premium),
    ("hsa", Topic::Hsa),
    ("severance", Topic::Severance),
    ("stipend", Topic::Stipend),
    ("bonus", Topic::BonusTarget),
    ("base", Topic::Base),
];

/// A cue and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Cue {
    pub topic: Topic,
    pub span: Range<usize>,
}

pub(crate) fn cues(text: &str) -> Vec<Cue> {
    CUES.captures_iter(text)
        .filter_map(|found| {
            let topic = NAMES
                .iter()
                .find(|(name, _)| found.name(name).is_some())
                .map(|(_, topic)| *topic)?;
            Some(Cue {
                topic,
                span: found.get(0)?.range(),
            })
        })
        .collect()
}

super::pattern!(
    LINK,
    r"(?i)^(?:\s|,|\(|\)|USD|CAD|gross|total|less[^,.;]{0,40},|per (?:year|annum|month)|/ ?(?:yr|year)|a year|annually|annual|each year|in|of|as|an?|your|the|for|worth|toward[s]?|(?:the )?costs? of|help with|one[- ]time|cash|initial|additional|target|new[- ]hire|taxable|lump[- ]sum|payment|granted|value[d]?|will be|is)*$"
);
super::pattern!(
    BREAK,
    r"(?i)[;:.]|\band\b|, (?:plus|with|together)\b|\bplus\b"
);

/// The topic of what stands at `span`: the words right after it, else the last before it,
/// else the heading; and whether the sentence itself says so.
pub(crate) fn governing(sentence: &Sentence, span: &Range<usize>) -> Option<(Topic, bool)> {
    let text = &sentence.text;
    let cues = cues(text);
    if let Some(after) = cues.iter().find(|cue| cue.span.start >= span.end) {
        let between = text.get(span.end..after.span.start).unwrap_or("");
        // `base salary of $X`, then `, bonus ...`: a comma ends the reach of what follows.
        let reaches = between.len() <= 70
            && LINK.is_match(between)
            && !BREAK.is_match(between)
            && !between.trim_start().starts_with(',');
        if reaches {
            return Some((after.topic, true));
        }
    }
    let before = cues.iter().rev().find(|cue| cue.span.end <= span.start);
    // `Transition Payment: because you forgo a bonus, ... $90,000`: the label is about the amount.
    let label = text.find(':').filter(|at| *at <= 45 && *at < span.start);
    let labelled = label.and_then(|end| {
        cues.iter()
            .rev()
            .find(|cue| cue.span.end <= end)
            .map(|cue| cue.topic)
            .filter(|topic| matches!(topic, Topic::Signing | Topic::Retention | Topic::Relocation))
    });
    if let (Some(topic), Some(cue)) = (labelled, before)
        && matches!(cue.topic, Topic::BonusTarget | Topic::Base | Topic::Stipend)
    {
        return Some((topic, true));
    }
    // `Signing bonus: base ...` does not happen; `Compensation: ...` does, and says little.
    if let Some(cue) = before {
        return Some((cue.topic, true));
    }
    let from_heading = self::cues(&sentence.heading);
    from_heading.last().map(|cue| (cue.topic, false))
}

super::pattern!(
    PERCENT_LINK,
    r"(?i)^\s*(?:of (?:your |the )?(?:then[- ]current |annual |eligible |gross |base )*(?:base|salary|earnings|pay|compensation|wages)[a-z ]{0,20}|annual|target|discretionary|performance|,|\s)*$"
);

/// As [`governing`], for a percentage: `15% of base` is not about base.
pub(crate) fn governing_percent(sentence: &Sentence, span: &Range<usize>) -> Option<(Topic, bool)> {
    let text = &sentence.text;
    let found = cues(text);
    let of_pay = |cue: &&Cue| cue.topic != Topic::Base;
    if let Some(after) = found
        .iter()
        .filter(of_pay)
        .find(|cue| cue.span.start >= span.end)
    {
        let between = text.get(span.end..after.span.start).unwrap_or("");
        if PERCENT_LINK.is_match(between) && !between.starts_with(',') {
            return Some((after.topic, true));
        }
    }
    if let Some(cue) = found
        .iter()
        .filter(of_pay)
        .rev()
        .find(|cue| cue.span.end <= span.start)
    {
        return Some((cue.topic, true));
    }
    cues(&sentence.heading)
        .iter()
        .rfind(of_pay)
        .map(|cue| (cue.topic, false))
}
