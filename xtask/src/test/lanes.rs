//! Which checks run at the same time. There are two lanes: checks that use all cores run in one, and their output is shown as it
//! arrives. Checks that use one core at most run in the other, and their output is shown when they are done, between two checks
//! of the first lane.

use std::sync::mpsc;
use std::thread;

use super::checks::{Check, PACKAGE};
use crate::step::{keep, say};

/// Runs the checks, and returns their outcomes in the same order.
pub fn run<T: Send>(checks: &[&Check], one: impl Fn(&Check) -> T + Sync) -> Vec<T> {
    // The checks that install the tarball wait for the check that builds it and compares the public API with the one before.
    let package = checks.iter().position(|check| check.name == PACKAGE);
    let (before, after) = checks.split_at(package.map_or(0, |package| package + 1));
    let mut outcomes = both_lanes(before, &one);
    outcomes.extend(both_lanes(after, &one));
    outcomes
}

fn both_lanes<T: Send>(checks: &[&Check], one: &(impl Fn(&Check) -> T + Sync)) -> Vec<T> {
    let numbered = checks.iter().enumerate();
    let (beside, in_sight): (Vec<_>, Vec<_>) = numbered.partition(|(_, check)| check.is_beside);
    if beside.is_empty() || in_sight.is_empty() || !has_cores() {
        return checks.iter().map(|check| one(check)).collect();
    }
    let names: Vec<_> = beside.iter().map(|(_, check)| check.name).collect();
    say(&format!("\n  at the same time: {}", names.join(", ")));
    let mut outcomes = Vec::new();
    thread::scope(|scope| {
        let (sender, done) = mpsc::channel();
        scope.spawn(move || {
            for (number, check) in beside {
                let (outcome, said) = keep(|| one(check));
                let _ = sender.send((number, outcome, said));
            }
        });
        let mut show = |(number, outcome, said): (usize, T, Vec<String>)| {
            said.iter().for_each(|line| say(line));
            (number, outcome)
        };
        for (number, check) in in_sight {
            outcomes.push((number, one(check)));
            outcomes.extend(done.try_iter().map(&mut show));
        }
        outcomes.extend(done.iter().map(&mut show));
    });
    outcomes.sort_by_key(|(number, _)| *number);
    outcomes.into_iter().map(|(_, outcome)| outcome).collect()
}

fn has_cores() -> bool {
    thread::available_parallelism().is_ok_and(|cores| cores.get() > 1)
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::run;
    use crate::test::checks::{CHECKS, Check, PACKAGE};
    use crate::test::needs::Need;

    #[test]
    fn outcomes_have_the_order_of_the_checks() {
        let checks: Vec<_> = CHECKS.iter().collect();
        let names = run(&checks, |check| check.name);
        assert_eq!(names, crate::test::names());
    }

    #[test]
    fn checks_that_install_the_tarball_wait_for_the_check_that_builds_it() {
        let checks: Vec<_> = CHECKS.iter().collect();
        let ended = Mutex::new(Vec::new());
        run(&checks, |check| ended.lock().unwrap().push(check.name));
        let ended = ended.into_inner().unwrap();
        let place = ended.iter().position(|name| *name == PACKAGE).unwrap();
        let needs_it = |check: &Check| check.needs.contains(&Need::Package);
        for check in checks.into_iter().filter(|check| needs_it(check)) {
            assert!(!ended[..place].contains(&check.name), "{ended:?}");
        }
    }
}
