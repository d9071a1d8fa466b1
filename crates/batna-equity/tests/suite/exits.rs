//! The embedded base rates read, are cited, and can be replaced.

use batna_equity::exit_model::{ExitModel, Figure, Population, Stage};
use batna_params::Params;

fn params() -> Params {
    let text = batna_data::text(ExitModel::DATA).expect("the base rates are embedded");
    Params::read([(ExitModel::DATA, text)]).expect("they read")
}

#[test]
fn every_stage_has_chances_that_sum_to_one() {
    let model = ExitModel::from_params(&params()).unwrap();
    for stage in Stage::ALL {
        let year = model.hazards(stage).yearly();
        let sum = year.stay + year.round + year.fail + year.acquired + year.listed;
        assert!((sum - 1.0).abs() < 1e-12, "{stage:?}");
        let rates = model.rates(stage);
        for cited in [&rates.chance_round, &rates.chance_fail, &rates.event_hazard] {
            assert!(!cited.source.title.is_empty());
            assert!(cited.population != Population::Employees);
        }
        let outlook = model.outlook(stage, 10.0);
        let sum = outlook.private + outlook.failed + outlook.acquired + outlook.listed;
        assert!((sum - 1.0).abs() < 1e-9);
    }
}

/// Brio quotes 28% of the cohort sold and the source that about three in ten exit; 46% of
/// the cohort advance from seed.
#[test]
fn the_model_gives_back_the_cohort_it_was_made_from() {
    let model = ExitModel::from_params(&params()).unwrap();
    let end = model.outlook(Stage::Seed, 50.0);
    let exits = end.acquired + end.listed;
    assert!((0.25..0.33).contains(&exits), "{exits}");
    let seed = model.hazards(Stage::Seed);
    assert!((seed.round / seed.total() - 0.46).abs() < 1e-12);
}

#[test]
fn figures_can_be_replaced_and_are_then_the_users() {
    let model = ExitModel::from_params(&params()).unwrap();
    let changed = model
        .clone()
        .with(Stage::SeriesB, Figure::Volatility, 0.42)
        .unwrap();
    assert_eq!(changed.hazards(Stage::SeriesB).volatility, 0.42);
    assert_eq!(
        changed.rates(Stage::SeriesB).volatility.population,
        Population::User
    );
    assert!(
        model
            .clone()
            .with(Stage::Seed, Figure::Dilution, 1.2)
            .is_err()
    );
    assert!(
        model
            .clone()
            .with(Stage::Seed, Figure::ChanceFail, 0.9)
            .is_err()
    );
    assert!(
        model
            .with_everywhere(Figure::EventHazard, f64::NAN)
            .is_err()
    );
}

/// A figure nobody reads would be a claim nobody checks.
#[test]
fn every_parameter_changes_the_model() {
    use batna_params::{Cell, Cells};
    use rust_decimal::Decimal;

    let original = ExitModel::from_params(&params()).unwrap();
    let ids: Vec<String> = params().iter().map(|one| one.id.clone()).collect();
    for id in ids {
        let mut changed = params();
        let parameter = changed.get_mut(&id).unwrap();
        let value = parameter.values.last_mut().unwrap();
        let halve = |cell: &mut Cell| match cell {
            Cell::Number(number) => *number /= Decimal::TWO,
            Cell::List(numbers) => numbers.iter_mut().for_each(|one| *one /= Decimal::TWO),
            _ => {}
        };
        match &mut value.cells {
            Cells::One(cell) => halve(cell),
            Cells::By(cells) => cells.values_mut().for_each(halve),
        }
        assert_ne!(ExitModel::from_params(&changed).unwrap(), original, "{id}");
    }
}
