//! What is open about tender offers of a private company.

use batna_core::Rate;

use super::{GapRange, GapSpan, List, PLANNING, percent};
use crate::model::{CompanyKind, Stage};

const TENDER_CHANCE: &str = "from never to every year, a planning range: Carta counted 26 tenders in the third quarter of 2024 and not of how many companies";

const TENDER_PART: &str = "from 10% to 25% of what has vested (Nasdaq Private Market, first half of 2017: what companies typically allow those who work there)";

const TENDER_PRICE: &str = "from 80% of the last preferred price to all of it, a planning range: 83% of the sales that Sacra saw in 2021 were at the last round's price or below";

impl List<'_> {
    /// Cash before an exit: whether there is any, how much, and for whom.
    pub(super) fn tenders(&mut self) {
        let company = &self.offer.company;
        if company.kind != CompanyKind::Private || self.offer.grants.is_empty() {
            return;
        }
        let Some(tenders) = company.tenders else {
            // Tenders of younger companies are rare: there is no range to run.
            let late = matches!(
                company.stage,
                Some(Stage::SeriesC | Stage::SeriesD | Stage::Late)
            );
            self.add(
                10,
                "company.tenders",
                "company.tenders.chance",
                "Does the company hold tender offers: how often, at what price, up to what part of vested equity or amount, and may those who left sell?",
                "It is the only cash before a listing or a sale; none is counted until you know.",
            )
            .range = late.then_some(GapRange {
                span: GapSpan::Rates(Rate::ZERO, percent(100)),
                basis: TENDER_CHANCE,
            });
            return;
        };
        if tenders.sells.is_none() && tenders.limit.is_none() {
            self.add(
                9,
                "company.tenders.sells",
                "company.tenders.sells",
                "How much may one person sell at a tender, as a part of what has vested and as an amount?",
                "What may not be sold waits for an exit that may not come.",
            )
            .range = Some(GapRange {
                span: GapSpan::Rates(percent(10), percent(25)),
                basis: TENDER_PART,
            });
        }
        if tenders.leavers.is_none() {
            self.add(
                9,
                "company.tenders.leavers",
                "company.tenders.leavers",
                "May those who have left sell at tenders too, and up to the same amount?",
                "If not, leaving ends all cash before an exit.",
            )
            .range = Some(GapRange {
                span: GapSpan::Flags,
                basis: PLANNING,
            });
        }
        if tenders.price.is_none() {
            self.add(
                10,
                "company.tenders.price",
                "company.tenders.price",
                "At what price was the last tender, and what was the last preferred price then?",
                "A tender is priced by the company, not by a market.",
            )
            .range = Some(GapRange {
                span: GapSpan::Rates(percent(80), percent(100)),
                basis: TENDER_PRICE,
            });
        }
    }
}
