//! How long a session keeps trying: long enough for a service that comes back, but with a limit.

use crate::{
    simulation::Simulation,
    worlds::{Kind, Reply, World, any_world, bad, plain, replies, script},
};
use passage_web::session::{Ending, Timing};
use proptest::prelude::*;

fn error(it: &Simulation) -> Option<&str> {
    match &it.ending {
        Some((_, Ending::Error(error))) => Some(&error.code),
        _ => None,
    }
}

fn is_of_failures(code: Option<&str>) -> bool {
    matches!(code, Some("NETWORK_ERROR" | "SERVICE_UNAVAILABLE"))
}

/// The modal shows a failure for this long before the host is told.
fn shown_ms() -> u64 {
    Timing::default().failed_ms
}

proptest! {
    #![proptest_config(crate::cases(1_000))]

    #[test]
    fn a_claim_without_a_good_answer_ends_within_45_s_and_6_tries(seed in any::<u64>(), claims in replies(bad())) {
        let it = Simulation::new(World { claims, ..plain(seed) }).run(100_000);
        prop_assert!(is_of_failures(error(&it)), "{:?}", it.ending);
        prop_assert!(it.sent.len() <= 6);
        prop_assert!(it.claiming_ms <= 45_000, "{}", it.claiming_ms);
    }

    /// Six quick failures end the claim; on a slow network the time runs out first.
    #[test]
    fn a_claim_is_tried_as_often_as_it_may(seed in any::<u64>(), quick in any::<bool>()) {
        let reply = Reply { after_ms: 10, kind: if quick { Kind::Lost } else { Kind::Never } };
        let it = Simulation::new(World { claims: vec![reply], ..plain(seed) }).run(100_000);
        if quick {
            prop_assert_eq!(it.sent.len(), 6);
        } else {
            prop_assert!((4..=5).contains(&it.sent.len()), "{}", it.sent.len());
            prop_assert!(it.claiming_ms >= 29_000, "{}", it.claiming_ms);
        }
    }

    #[test]
    fn a_flapping_connection_or_tab_does_not_make_a_claim_endless(
        seed in any::<u64>(), claims in replies(bad()), script in script(),
    ) {
        let it = Simulation::new(World { claims, script, ..plain(seed) }).run(3_600_000);
        prop_assert!(it.claiming_ms <= 45_000, "{}", it.claiming_ms);
        prop_assert!(it.claim_failures <= 6);
        prop_assert!(!it.online || is_of_failures(error(&it)), "{:?}", it.ending);
    }

    #[test]
    fn polling_without_a_good_answer_ends_after_120_s(seed in any::<u64>(), polls in replies(bad())) {
        let it = Simulation::new(World { polls, ..plain(seed) }).run(300_000);
        prop_assert!(is_of_failures(error(&it)), "{:?}", it.ending);
        prop_assert!(it.failing_ms.unwrap() <= 120_000 + shown_ms(), "{:?}", it.failing_ms);
        prop_assert!(it.failing_ms.unwrap() >= 59_000, "{:?}", it.failing_ms);
    }

    /// Only time while the page is visible and online counts.
    #[test]
    fn polling_that_fails_ends_however_the_page_flaps(
        seed in any::<u64>(), polls in replies(bad()), script in script(),
    ) {
        let it = Simulation::new(World { polls, script, ..plain(seed) }).run(3_600_000);
        prop_assert!(it.failing_ms.unwrap_or(0) <= 120_000 + shown_ms(), "{:?}", it.failing_ms);
        let over = is_of_failures(error(&it));
        prop_assert!(over || !it.online || !it.visible, "{:?}", it.ending);
        if over {
            prop_assert!(it.failing_ms.unwrap() >= 120_000, "given up after {:?}", it.failing_ms);
        }
    }

    #[test]
    fn failing_never_goes_on_for_longer_in_any_world(world in any_world()) {
        let it = Simulation::new(world).run(1_800_000);
        prop_assert!(it.claiming_ms <= 45_000, "{}", it.claiming_ms);
        prop_assert!(it.failing_ms.unwrap_or(0) <= 120_000 + shown_ms(), "{:?}", it.failing_ms);
    }
}
