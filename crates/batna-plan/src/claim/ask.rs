//! What is asked for: a package that may be said aloud.

use crate::component::{Component, Package};

use super::private::Private;

/// Terms asked of the addressed employer.
///
/// Asking asserts no fact, so it needs no evidence; but it must not give away what the
/// owner would accept. An ask at or below the accept-if cannot be made.
#[derive(Clone, Debug, PartialEq)]
pub struct Ask {
    /// Only what is asked to change.
    package: Package,
    /// Figure id of where it comes from: `plan.acme.opening`.
    origin: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AskRefused {
    #[error("the package asks for nothing that is not already offered")]
    Nothing,
    #[error("asking for this would say what you would accept")]
    ShowsAcceptIf,
}

impl Ask {
    /// An ask for `wanted`, against what is offered.
    ///
    /// `accept_if` is the worth above the offer from which the owner would accept, and
    /// `worth` that of `wanted`. Errors: `Nothing` where nothing changes,
    /// `ShowsAcceptIf` where the worth is no more than the accept-if.
    pub fn new(
        offered: &Package,
        wanted: &Package,
        worth: f64,
        accept_if: &Private<f64>,
        origin: impl Into<String>,
    ) -> Result<Ask, AskRefused> {
        let mut package = Package::new(offered.currency);
        for (component, now, want) in offered.differences(wanted) {
            let better = if component.less_is_better() {
                want > 0.0 && (now == 0.0 || want < now)
            } else {
                want > now
            };
            if better {
                package.set(component, want);
            }
        }
        if package.terms.is_empty() {
            return Err(AskRefused::Nothing);
        }
        // A package the engine cannot value (conditions of work alone) shows nothing of it.
        let valued = package
            .terms
            .keys()
            .any(|component: &Component| component.is_pay());
        if valued && worth <= *accept_if.for_owner() {
            return Err(AskRefused::ShowsAcceptIf);
        }
        Ok(Ask {
            package,
            origin: origin.into(),
        })
    }

    pub fn package(&self) -> &Package {
        &self.package
    }

    pub fn origin(&self) -> &str {
        &self.origin
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use batna_core::Currency;

    #[test]
    fn an_ask_never_shows_the_accept_if() {
        let offered = Package::new(Currency::USD).with(Component::Base, 200.0);
        let wanted = offered.clone().with(Component::Base, 220.0);
        let accept = Private::new(20.0);
        assert_eq!(
            Ask::new(&offered, &wanted, 20.0, &accept, "x"),
            Err(AskRefused::ShowsAcceptIf)
        );
        let ask = Ask::new(&offered, &wanted, 20.1, &accept, "x").unwrap();
        assert_eq!(ask.package().get(Component::Base), Some(220.0));
        assert_eq!(
            Ask::new(&offered, &offered, 99.0, &accept, "x"),
            Err(AskRefused::Nothing)
        );
    }
}
